"""Filters of a table: what a visitor may ask for, and what of an address means something."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.columns import Text, lookup

LONGEST_TEXT = 100
ALL = gettext_lazy("全部")


@dataclass(frozen=True)
class Filter:
    """A choice above the list: `kind` "select" (of `choices`), "text" (contains) or "date" (`lookup` compares).

    `apply(rows, value)` replaces the plain comparison with `lookup` (or `key`). A value that is not offered is ignored.
    """

    key: str
    label: Text
    choices: Sequence[tuple[Any, Text]] | Callable[[], Iterable[tuple[Any, Text]]] = ()
    _: KW_ONLY
    kind: str = "select"
    lookup: str = ""
    apply: Callable[[Any, Any], Any] | None = None
    all_label: Text = ALL

    def offered(self) -> list[tuple[str, Text]]:
        """(value, words) of each choice."""
        choices = self.choices() if callable(self.choices) else self.choices
        return [(str(value), words) for value, words in choices]

    def read(self, text: str, offered: Sequence[tuple[str, Text]]) -> Any:
        """What the visitor asked for, or None when nothing, or nothing that can be understood."""
        if self.kind == "date":
            return _read_date(text)
        if self.kind == "text":
            return text or None
        return text if text in {value for value, _words in offered} else None

    def narrow(self, rows: Any, value: Any) -> Any:
        """The rows that answer to the value."""
        if self.apply:
            return self.apply(rows, value)
        name = self.lookup or self.key
        if isinstance(rows, QuerySet):
            return rows.filter(**{f"{name}__icontains" if self.kind == "text" else name: value})
        if self.kind == "text":
            return [row for row in rows if value.lower() in str(lookup(row, name) or "").lower()]
        return [row for row in rows if str(lookup(row, name)) == str(value)]


@dataclass(frozen=True, slots=True)
class Control:
    """A filter as the form shows it: the text that was sent, and what of it counts."""

    filter: Filter
    name: str
    text: str
    offered: list[tuple[str, Text]]
    value: Any


def cleaned(text: str) -> str:
    """What a visitor typed, without characters that no name holds and the database refuses."""
    return "".join(mark for mark in text if mark.isprintable()).strip()[:LONGEST_TEXT]


def _read_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
