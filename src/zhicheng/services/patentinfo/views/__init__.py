"""Pages of patent information, one module a kind."""
