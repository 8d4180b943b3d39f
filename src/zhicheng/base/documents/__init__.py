"""Uploaded papers: checked, hashed, streamed by rule."""
