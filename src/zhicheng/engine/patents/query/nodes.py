"""The tree of a query. Build junctions with `all_of` and `any_of`, which flatten, so that one meaning has one tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from zhicheng.engine.patents.query.fields import Field


@dataclass(frozen=True, slots=True)
class Phrase:
    """Units that stand side by side. `is_prefix`: the last word may go on (`bat*`)."""

    text: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A phrase in a field of words; `Field.ANY` is title, abstract, claims, applicant or number."""

    field: Field
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Near:
    """Two phrases in one field, in either order, with at most `distance` units between them."""

    field: Field
    left: Phrase
    right: Phrase
    distance: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """A classification symbol and all below it; `is_prefix`: every symbol that starts so."""

    code: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A publication or application number in a field of numbers, upper case without separators."""

    field: Field
    text: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Dates:
    """A day between `first` and `last`, both included; None is open. One of them is given."""

    field: Field
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Counts:
    """A number between `least` and `most`, both included; None is open. One of them is given."""

    field: Field
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """The division with this code (six digits) and all inside it."""

    code: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values of a field with few: kind, legal state, office."""

    field: Field
    value: str


@dataclass(frozen=True, slots=True)
class Everything:
    """All documents."""


@dataclass(frozen=True, slots=True)
class And:
    children: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Not:
    child: "Query"


Leaf: TypeAlias = Words | Near | Symbol | Number | Dates | Counts | Place | Choice | Everything
Query: TypeAlias = Leaf | And | Or | Not


def all_of(*queries: Query) -> Query:
    """What meets every query. Without any, everything does."""
    parts = tuple(part for query in queries for part in (query.children if isinstance(query, And) else (query,)))
    if len(parts) == 1:
        return parts[0]
    return And(parts) if parts else Everything()


def any_of(*queries: Query) -> Query:
    """What meets one query at least. Raises ValueError without any."""
    parts = tuple(part for query in queries for part in (query.children if isinstance(query, Or) else (query,)))
    if not parts:
        raise ValueError("any_of needs a query")
    return parts[0] if len(parts) == 1 else Or(parts)


def leaves(query: Query) -> Iterator[tuple[Leaf, bool]]:
    """Every leaf in the order written, with whether it is wanted (True) or stands under an odd number of NOT (False)."""
    match query:
        case And() | Or():
            for child in query.children:
                yield from leaves(child)
        case Not():
            for leaf, is_wanted in leaves(query.child):
                yield leaf, not is_wanted
        case _:
            yield query, True
