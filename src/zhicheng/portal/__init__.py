"""Floor 4: settings, addresses, the public site and the command line."""
