"""Plans, indicators, schemes: versioned texts, loaded and checked."""
