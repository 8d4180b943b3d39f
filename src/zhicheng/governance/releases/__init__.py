"""Releases: what is published, frozen so that a stranger can compute it again."""
