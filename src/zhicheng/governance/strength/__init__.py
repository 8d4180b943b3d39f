"""The yearly evaluation of patent strength."""
