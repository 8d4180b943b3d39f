"""The one error of the ratings."""


class RatingsError(ValueError):
    """Points that are no table of ratings; the message says what is wrong with them."""
