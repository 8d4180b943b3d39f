"""Training: who must be trained, and who was."""
