"""Pages of titles, cities' stages and score sheets."""
