"""The lists of the strength pages, one module a page."""
