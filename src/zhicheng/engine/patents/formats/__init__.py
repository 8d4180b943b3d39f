"""The formats in which patents arrive: one module each, recognised by content."""
