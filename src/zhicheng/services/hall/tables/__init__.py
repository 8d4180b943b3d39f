"""Lists of the hall."""
