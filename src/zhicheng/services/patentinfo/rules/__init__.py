"""Who may do what about patents; a rule says why not."""
