"""The one error of official numbers."""


class InvalidNumber(ValueError):  # noqa: N818 - the number is invalid, the program is not in error
    """A number that cannot exist. ``fault`` is stable; the message is Chinese, names the fault and what to check."""

    def __init__(self, fault: str, message: str) -> None:
        super().__init__(message)
        self.fault = fault
        self.message = message
