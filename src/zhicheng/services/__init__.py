"""Floor 2: the one-stop hall and what it delivers."""
