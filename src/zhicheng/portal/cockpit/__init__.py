"""The cockpit 驾驶舱: a city's year on one screen."""
