"""Writes of titles, of cities' stages and of score sheets."""
