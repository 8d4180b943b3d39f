"""Long work with progress, retry and cancel."""
