"""Who signs in, in which role and with which reach."""
