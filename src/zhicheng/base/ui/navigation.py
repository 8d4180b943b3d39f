"""The main navigation: the portal names a function (settings.ZHICHENG_NAVIGATION) that gives a request's items."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pkgutil import resolve_name
from typing import Any

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. It is current on every page whose path starts with `section` (its own address when empty)."""

    label: Any
    url: str
    section: str = ""
    current: bool = False

    def covers(self, path: str) -> bool:
        """Whether a page belongs to this entry; the home page has no pages below it."""
        section = self.section or self.url
        return path == section if section == "/" else path.startswith(section)


def items(request: HttpRequest) -> list[Item]:
    """The request's entries with the current one marked; a plain (label, url) pair counts as an `Item`."""
    found = [each if isinstance(each, Item) else Item(*each) for each in _source()(request)]
    covering = [item for item in found if item.covers(request.path)]
    here = max(covering, key=lambda item: len(item.section or item.url), default=None)
    return [replace(item, current=item is here) for item in found]


def _source() -> Callable[[HttpRequest], Iterable[Any]]:
    source: Callable[[HttpRequest], Iterable[Any]] = resolve_name(settings.ZHICHENG_NAVIGATION)
    return source
