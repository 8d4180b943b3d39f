"""Record sets: what apps offer for counting."""
