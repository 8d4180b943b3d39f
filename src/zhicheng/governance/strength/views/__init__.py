"""Pages of the patent strength evaluation, open to everyone; only asking for a new computation needs a right."""
