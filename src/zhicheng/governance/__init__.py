"""Floor 3: what counts and judges the work."""
