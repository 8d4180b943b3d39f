"""Writing an item on a page: its text in sections of plain inputs, kept as the TOML that a file would hold."""
