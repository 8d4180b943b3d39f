"""What becomes of a publication that the lake has when a source brings it again."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from operator import attrgetter
from typing import Any, TypeVar

from zhicheng.engine.patents.record import LegalState, Patent

_Row = TypeVar("_Row")
_REPLACED = (
    "kind_code",
    "application",
    "filed_on",
    "published_on",
    "granted_on",
    "claims",
    "claim_count",
    "description_chars",
    "priorities",
    "citations",
    "events",
    "fees",
    "family",
    "family_size",
    "cited_by_count",
    "region",
)
"""Fields of the newer record that stand when they say something; else those of the older stay."""


def merged(older: Patent, newer: Patent) -> Patent:
    """The record after a newer one came: field by field the newer where it says something, else the older.

    Texts are replaced language by language, parties role by role, classes scheme by scheme: an export that names only applicants does
    not forget the inventors. Other lists are replaced as a whole. What the newer one always says (country, kind, stage, source, load,
    whether synthetic) is its own.
    """
    kept: dict[str, Any] = {name: getattr(older, name) for name in _REPLACED if _silent(getattr(newer, name))}
    if newer.state is LegalState.UNKNOWN:
        kept["state"] = older.state
    return replace(
        newer,
        **kept,
        titles=_by(attrgetter("language"), older.titles, newer.titles),
        abstracts=_by(attrgetter("language"), older.abstracts, newer.abstracts),
        parties=_by(attrgetter("role"), older.parties, newer.parties),
        classes=_by(attrgetter("scheme"), older.classes, newer.classes),
    )


def says_the_same(one: Patent, other: Patent) -> bool:
    """Whether two records differ in nothing but the file and the load they came in."""
    return replace(one, source="", load=0) == replace(other, source="", load=0)


def _silent(value: object) -> bool:
    return value is None or value in ("", ())


def _by(group: Callable[[Any], object], older: Iterable[_Row], newer: Iterable[_Row]) -> tuple[_Row, ...]:
    """The newer rows, and after them the older ones of groups that the newer do not speak of."""
    rows = tuple(newer)
    spoken_of = {group(row) for row in rows}
    return (*rows, *(row for row in older if group(row) not in spoken_of))
