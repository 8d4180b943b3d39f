"""Reads of what the platform keeps about patents; each module one matter."""
