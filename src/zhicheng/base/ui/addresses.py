"""Addresses of pages that show data: each has its `.csv`, `.json` and `.xlsx` twin."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path, register_converter

TWIN_FORMATS = ("csv", "xlsx", "json")


class TwinConverter:
    """The ending of a twin's address."""

    regex = "|".join(TWIN_FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TwinConverter, "twin")


def data_page(route: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """The page at `route` and its twins: `strength/<int:year>/` and `strength/<int:year>.csv|.xlsx|.json`.

    The view gets `as_format="html"`, "csv", "xlsx" or "json". Names: `name` and `{name}_file` (with `as_format`).
    A page without a route of its own has its twins at `all.csv` and so on.
    """
    stem = route.rstrip("/") or "all"
    return [
        path(route, view, {"as_format": "html"}, name=name),
        path(f"{stem}.<twin:as_format>", view, name=f"{name}_file"),
    ]
