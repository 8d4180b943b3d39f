"""The one error of the composite engine."""


class SchemeError(ValueError):
    """A scheme, or data under it, that cannot be computed. ``setting`` names what has to be mended."""

    def __init__(self, setting: str, message: str) -> None:
        super().__init__(f"{setting}：{message}")
        self.setting = setting


def require_share(setting: str, value: float) -> None:
    """Refuse a share outside 0 … 1."""
    if not 0 <= value <= 1:
        raise SchemeError(setting, f"应在 0 到 1 之间，现为 {value}")
