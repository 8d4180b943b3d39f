"""Addresses of pages that show data: each has its `.csv`, `.json` and `.xlsx` twin; and the parts that many addresses have."""

from collections.abc import Callable
from functools import lru_cache

from django.http import HttpResponse
from django.urls import URLPattern, path, register_converter, reverse
from django.urls.converters import StringConverter

TWIN_FORMATS = ("csv", "xlsx", "json")


class TwinConverter(StringConverter):
    """The ending of a twin's address."""

    regex = "|".join(TWIN_FORMATS)


class DivisionConverter(StringConverter):
    """A six-digit division code (GB/T 2260)."""

    regex = "[1-9][0-9]{5}"


register_converter(TwinConverter, "twin")
register_converter(DivisionConverter, "division")


@lru_cache(maxsize=20_000)
def address(route: str, *keys: int | str) -> str:
    """Where a page is: `reverse`, remembered. Lists write hundreds of addresses a page, the same ones again and again."""
    return reverse(route, args=keys)


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
