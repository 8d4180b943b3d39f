"""All names that may tell where an address lies, found in a text in one pass (Aho–Corasick)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import ahocorasick

from zhicheng.engine.places.codes import contains
from zhicheng.engine.places.divisions import Division, division, divisions
from zhicheng.engine.places.finding import full_names, other_names
from zhicheng.engine.places.former import former_names, zones
from zhicheng.engine.places.names import names_before_change_of_kind

# Names by which people and sources still call a place, beside the official ones.
_ALSO_CALLED: Mapping[str, str] = {"喀左县": "211324", "杜蒙县": "230624", "内蒙": "150000"}


@dataclass(frozen=True, slots=True)
class Name:
    """One name with what it means.

    ``alone``  the divisions it means where nothing stands before it: those that bear it today, else those that bore it
    ``tiers``  every division it means or meant, for the place named before to choose from, the surest meaning first
    ``only``   the one division of the whole country that it ever was the official name of, None when there are several
    ``is_full`` whether it says its kind (深圳市, a former 南长区, 张江高科技园区) and so is no part of another word by chance
    ``is_cut``  whether a longer name begins with it (沙县, 沙县区), so that what follows matters
    """

    text: str
    alone: tuple[Division, ...]
    tiers: tuple[tuple[Division, ...], ...]
    only: Division | None
    is_full: bool
    is_cut: bool


def names_in(text: str) -> list[tuple[int, int, Name]]:
    """The names in a text as (start, minus the length, name), from left to right, at one place the longest first."""
    found = [(last - length + 1, -length, name) for last, (length, name) in _automaton().iter(text)]
    found.sort()  # no two have the same start and length, so names are never compared
    return found


@cache
def names() -> Mapping[str, Name]:
    """Every name, current, former and of zones."""
    full, former, within = full_names(), _former(), _within()
    short = other_names()
    texts = sorted({*full, *former, *short, *within})
    beginnings = {text[:cut] for text in texts for cut in range(2, len(text))}
    return {text: _name(text, (full, former, short, within), is_cut=text in beginnings) for text in texts}


def _name(text: str, indexes: tuple[Mapping[str, tuple[Division, ...]], ...], *, is_cut: bool) -> Name:
    full, former, short, within = (index.get(text, ()) for index in indexes)
    official = _each_once([*full, *former])
    return Name(
        text=text,
        alone=full or former or short,
        tiers=tuple(tier for tier in (full, former, short, within) if tier),
        only=official[0] if len(official) == 1 else None,
        is_full=bool(full or former or within),
        is_cut=is_cut,
    )


def _each_once(found: Iterable[Division]) -> tuple[Division, ...]:
    return tuple(dict.fromkeys(found))


@cache
def _former() -> Mapping[str, tuple[Division, ...]]:
    """Names that stand for a place on their own: former ones, former kinds, well-known zones."""
    pairs = [*_renamed(), *zones(local=False), *_ALSO_CALLED.items()]
    return {**_indexed(_of_another_kind()), **_indexed(pairs)}


@cache
def _within() -> Mapping[str, tuple[Division, ...]]:
    """Names of zones that need a place named around them."""
    return _indexed(zones(local=True))


def _renamed() -> Iterator[tuple[str, str]]:
    for name, codes in former_names().items():
        yield from ((name, code) for code in codes)


def _of_another_kind() -> Iterator[tuple[str, str]]:
    for each in divisions():
        yield from ((name, each.code) for name in names_before_change_of_kind(each.name, each.level))


def _indexed(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[Division, ...]]:
    index: defaultdict[str, list[Division]] = defaultdict(list)
    for name, code in pairs:
        index[name].append(division(code))
    return {name: _each_once(found) for name, found in index.items()}


@cache
def _automaton() -> "ahocorasick.Automaton":
    automaton = ahocorasick.Automaton()
    for text, name in names().items():
        automaton.add_word(text, (len(text), name))
    automaton.make_automaton()
    return automaton


def is_inside(inner: Division, outer: Division) -> bool:
    """Whether a division lies in another one; none lies in itself."""
    return inner.code != outer.code and contains(outer.code, inner.code)
