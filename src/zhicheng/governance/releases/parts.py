"""What a release is made of: each app offers its part, and says how to compute it again without a database.

An app does so in `release_parts.py`, which the app of releases imports when all apps are ready. Only what everybody may know
belongs in a part: no names of people, no texts of a single case, no keys of organisations.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from zhicheng.base.definitions.models import Definition
from zhicheng.base.ui.columns import Text

Files = Mapping[str, bytes]
"""Name below the part's folder → content."""
Address = Callable[[str, str], str]
"""(code of a part, path below it) → the page that walks on from there."""
Writer = Callable[[str, str, str], str | None]
"""(key of a row, column, value) → the value as people read it; None leaves it as it stands."""


@dataclass(frozen=True, slots=True)
class Link:
    """A cell of a walk's table that leads on: its value, and the page."""

    value: Any
    url: str


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a walk's table; `shows` gives the words of a value."""

    label: Text
    numeric: bool = False
    shows: Callable[[Any], Text] | None = None


@dataclass(frozen=True, slots=True)
class WalkTable:
    """A table of a walk. Cells are values or `Link`s, with all their digits."""

    caption: Text
    heads: tuple[Head, ...]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Walk:
    """One page that opens a published number: the number, the formula with its numbers in place, the facts, and what it is made of.

    `crumbs` are (label, path below the part); `formula` are parts as `c-formula` takes them; `facts` are (label, words) or
    (label, words, address); `lead` is one sentence. `file` names the file of the release in which the number stands.
    """

    heading: str
    lead: str = ""
    crumbs: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[Any, ...], ...] = ()
    formula: tuple[Mapping[str, Any], ...] = ()
    formula_text: str = ""
    tables: tuple[WalkTable, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a part is with a year: whether a release takes it as it is, in words, and the page that shows it.

    `published_by` are the ids of those who published it.
    """

    is_ready: bool
    words: Text
    url: str
    published_by: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """One folder of a release.

    `frozen(year)` gives the part's files for a year, empty when nothing of that year is published; the same facts give the same
    bytes. `again(release)` takes all files of the release by their full names and gives those of this part that follow from the
    others, computed anew from nothing else and named in full; None when nothing in it can be computed.

    `standings()` says of every year that the part knows how far it is; `begins` is the name of the page where one begins with another
    year. `prepare()` brings what it freezes up to date, within the transaction that makes the release.
    `accompanies`: it goes with what others publish, and is no reason for a release by itself. `reads(year)` are the versions of
    definitions that it computes from: their texts stand in `definitions/<kind>/<code>.toml`. `published_by(year)` are the ids of
    those who published it. `seeds(own files)` names the seeds of its random draws. `columns` says for each of its tables, by name or
    pattern, what each column means; `names(release)` what its codes are called, and `writer(release)` how the values of its tables are
    written, both for people who read what a correction changes. `walk(release, path, address)` opens what it published, None when nothing
    stands there.
    """

    code: str
    label: Text
    frozen: Callable[[int], Files]
    again: Callable[[Files], Files] | None = None
    prepare: Callable[[], object] | None = None
    accompanies: bool = False
    reads: Callable[[int], Iterable[Definition]] | None = None
    published_by: Callable[[int], Iterable[int]] | None = None
    seeds: Callable[[Files], Mapping[str, int | str]] | None = None
    columns: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    standings: Callable[[], Mapping[int, Standing]] | None = None
    begins: str = ""
    names: Callable[[Files], Mapping[str, Text]] | None = None
    writer: Callable[[Files], Writer] | None = None
    walk: Callable[[Files, str, Address], Walk | None] | None = None

    def columns_of(self, name: str) -> Mapping[str, Text]:
        """The meaning of the columns of one of its files; empty when nobody said it."""
        return next((said for pattern, said in self.columns.items() if fnmatchcase(name, pattern)), {})


_offered: dict[str, Part] = {}


def register(part: Part) -> Part:
    """Offer a part; its code, which names its folder, must be new."""
    if part.code in _offered:
        raise ValueError(f"release part {part.code!r} is registered twice")
    _offered[part.code] = part
    return part


def find(code: str) -> Part | None:
    """The part of a folder; None when no app offers it."""
    return _offered.get(code)


def offered() -> tuple[Part, ...]:
    """All parts, by code."""
    return tuple(_offered[code] for code in sorted(_offered))


def year_of(release: Files) -> int:
    """The year that a release is about."""
    return int(json.loads(release["manifest.json"])["year"])


def own_files(release: Files, code: str) -> dict[str, bytes]:
    """The files of one part, by their names below its folder."""
    folder = f"{code}/"
    return {name.removeprefix(folder): content for name, content in release.items() if name.startswith(folder)}
