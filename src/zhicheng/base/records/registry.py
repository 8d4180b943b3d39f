"""Record sets: what an app offers for counting (DESIGN §5).

An app's `records.py` makes `RecordSet`s and registers them; indicators name them by code. Services do not know that they are counted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class RecordSet:
    """A countable set of rows.

    `rows` gives the queryset; `region` and `date` are lookup paths to a division code and a date; `filters` maps the names that an
    indicator's `where` may use to lookup paths, `measures` the names it may sum to lookup paths (counting needs none);
    `list_url` names the page that shows the rows.
    """

    code: str
    label: str
    rows: Callable[[], QuerySet[Any]]
    region: str
    date: str
    list_url: str
    filters: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)


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
