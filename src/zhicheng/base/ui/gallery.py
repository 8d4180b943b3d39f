"""Sample texts for the gallery of components: invented, and said to be so."""

from typing import Any

from django.http import HttpRequest


def samples(request: HttpRequest) -> dict[str, Any]:
    """The context of the gallery."""
    return {"demonstration": "本页的文字与数字均为编造，用来展示界面组件。"}
