"""Record sets: what an app offers for counting (DESIGN §5).

An app's `records.py` makes `RecordSet`s and registers them; indicators name them by code. Services do not know that they are counted.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, slots=True)
class RecordColumn:
    """One thing that the list behind a figure shows of each row: a lookup path, and words for its codes."""

    label: Words
    path: str
    words: Mapping[Any, Any] = field(default_factory=dict)


Tally = Callable[[Mapping[str, Any]], Iterable[tuple[str, int, int]]]
"""Filters → (division, year, number of records): for records that no table of the database holds."""


@dataclass(frozen=True, slots=True)
class RecordSet:
    """A countable set of rows.

    `rows` gives the queryset; `region` and `date` are lookup paths to a division code and a date; `filters` maps the names that an
    indicator's `where` may use to lookup paths, `measures` the names it may sum, or of which it may count the distinct values, to
    lookup paths (counting needs none).

    A row counts in the year of its date. With `until`, a path to the day on which it ends (null: it goes on), it counts instead at the
    end of each year in which it is still there, in the current year today: the set is a stock.

    `columns` and `page` (a route called with a row's key) show the rows behind a figure, `list_url` is the route of the app's own
    list. `is_public`: strangers may see the rows; else officers see those of their reach, and others only numbers. `synthetic` is the
    path of the mark of invented rows, which count in demonstrations only.

    A set without a table gives `tally` in place of `rows`, `opens(where, region, year)` for the address that lists what was counted, and
    `mark()`, a text that differs when its numbers may.
    """

    code: str
    label: Words
    rows: Callable[[], QuerySet[Any]] | None
    region: str = ""
    date: str = ""
    until: str = ""
    list_url: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[RecordColumn, ...] = ()
    page: str = ""
    is_public: bool = False
    synthetic: str = ""
    tally: Tally | None = None
    opens: Callable[[Mapping[str, Any], str, int], str] | None = None
    mark: Callable[[], str] | None = None

    def __post_init__(self) -> None:
        if (self.rows is None) == (self.tally is None):
            raise ValueError(f"record set {self.code!r} has either rows or a tally")


_registered: dict[str, RecordSet] = {}


def register(record_set: RecordSet) -> RecordSet:
    """Offer a record set; its code must be new."""
    if record_set.code in _registered:
        raise ValueError(f"record set {record_set.code!r} is registered twice")
    _registered[record_set.code] = record_set
    return record_set


def find(code: str) -> RecordSet | None:
    """The record set of a code, or None while no app offers it yet."""
    return _registered.get(code)


def offered() -> tuple[RecordSet, ...]:
    """All record sets, by code."""
    return tuple(_registered[code] for code in sorted(_registered))
