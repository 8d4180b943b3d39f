"""Divisions, boundaries and the demonstration units."""
