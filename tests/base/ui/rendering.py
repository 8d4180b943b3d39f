"""Renders one component the way a page does."""

from typing import Any

from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory


def component(name: str, request: HttpRequest | None = None, **attributes: Any) -> str:
    """The HTML of `<c-name :attribute="…" />`."""
    passed = " ".join(f':{attribute}="{attribute}"' for attribute in attributes)
    template = engines["django"].from_string(f"{{% cotton {name} {passed} / %}}")
    return template.render(attributes, request or RequestFactory().get("/"))
