"""A template engine that draws nothing: for tests of who may do what, where only the status of the answer counts.

settings.TEMPLATES = UNDRAWN
"""

from typing import Any

from django.template.backends.base import BaseEngine

UNDRAWN = [{"BACKEND": "tests.undrawn.Undrawn", "DIRS": [], "APP_DIRS": False, "OPTIONS": {}}]


class Blank:
    """Every page."""

    def render(self, context: Any = None, request: Any = None) -> str:
        del context, request
        return ""


class Undrawn(BaseEngine):
    """Finds a blank page under every name."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({name: value for name, value in params.items() if name != "OPTIONS"})

    def get_template(self, template_name: str) -> Blank:
        del template_name
        return Blank()
