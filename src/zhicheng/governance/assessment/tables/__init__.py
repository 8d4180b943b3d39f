"""Lists of the annual assessment."""
