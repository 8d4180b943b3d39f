"""Floor 1: what every app stands on."""
