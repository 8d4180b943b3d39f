"""Facts: what a condition of an item can ask about an organisation.

A service announces its own in `facts.py`; the hall evaluates conditions over them and knows nothing of the service. A fact is read for
many organisations at once, so that 200,000 of them can be matched against every item in one job.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar, cast

from django.utils.functional import Promise

Answer = str | float | bool | date
"""What is known of one organisation: a code or words, a number, yes or no, a day."""
Words = str | Promise
Read = TypeVar("Read")


class FactKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    CHOICE = "choice"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one organisation is shown for a fact: a sentence, the day to which it is true, and where it can be looked up."""

    text: str
    as_of: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that can be asked.

    `read(parties, of)` gives organisation id → answer for those of `parties` (None = all) of whom something is known; the others have
    `absent`, or remain unknown where that is None. `of` narrows the question (a standard, a programme); `takes` maps the words it may
    have to their labels, empty when the fact takes none. `say(party_id, of)` is the evidence for one organisation. `question` asks a person who
    is not signed in; empty when only records can answer. `mend` is the route that mends a missing answer, with the words of its link.
    """

    code: str
    label: Words
    kind: FactKind
    read: Callable[[Sequence[int] | None, str], Mapping[int, Answer]]
    absent: Answer | None = None
    unit: Words = ""
    choices: Mapping[str, Words] = field(default_factory=dict)
    takes: Callable[[], Mapping[str, Words]] | None = None
    say: Callable[[int, str], Evidence] | None = None
    question: Words = ""
    mend: tuple[str, Words] | None = None


_registered: dict[str, Fact] = {}


def register(fact: Fact) -> Fact:
    """Announce a fact; its code must be new."""
    if fact.code in _registered:
        raise ValueError(f"fact {fact.code!r} is registered twice")
    _registered[fact.code] = fact
    return fact


def find(code: str) -> Fact | None:
    """The fact of a code, None when no service offers it."""
    return _registered.get(code)


def offered() -> tuple[Fact, ...]:
    """All facts, by code."""
    return tuple(_registered[code] for code in sorted(_registered))


# What was read within `reading_together`, None outside it.
_together: ContextVar[dict[Hashable, Any] | None] = ContextVar("facts_read_together", default=None)


@contextmanager
def reading_together() -> Iterator[None]:
    """Facts asked within this block share what they read with `once`; at its end it is forgotten. Blocks may nest."""
    if _together.get() is not None:
        yield
        return
    token = _together.set({})
    try:
        yield
    finally:
        _together.reset(token)


def once(key: Hashable, read: Callable[[], Read]) -> Read:
    """What `read` gives, read once in a block of `reading_together` and each time outside. `key` must name all that matters."""
    kept = _together.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    return cast("Read", kept[key])


# Model → the column of its history that names an organisation.
_followed: dict[str, str] = {}


def follow(model: str, column: str = "party_id") -> None:
    """Say that answers to facts may change with the rows of a tracked model ("app.Model"); `column` names the organisation.

    Matching follows the histories of these models and judges again the organisations that stand in them.
    """
    _followed[model] = column


def followed() -> dict[str, str]:
    """The models whose rows change answers, each with its column."""
    return dict(_followed)
