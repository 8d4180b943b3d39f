"""From an address to the division it lies in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from zhicheng.engine.places.codes import contains
from zhicheng.engine.places.divisions import Division, division
from zhicheng.engine.places.finding import full_names, other_names
from zhicheng.engine.places.names import FORMER_NAMES

# After a short name these say that it names something else: 北京西路, 中山大学, 大连理工大学, 长江三峡.
_SOMETHING_ELSE = re.compile(
    "(?:[东西南北中]|[一二三四五六七八九十])?(?:路|街|大道|大街|巷|弄|胡同|桥|立交|广场|大厦)"
    "|[\u4e00-\u9fff]{0,4}(?:大学|学院)"
)
_SHORTEST_NAME = 2


@dataclass(frozen=True)
class Match:
    """Where an address lies.

    ``division``   the smallest division named, None when there is none or it is ambiguous
    ``text``       the names found in the address, put together; empty when there are none
    ``candidates`` the divisions it may be when it is ambiguous, else empty
    """

    division: Division | None
    text: str
    candidates: tuple[Division, ...] = ()


def region_of_address(text: str) -> Match:
    """The smallest division that an address names.

    Reads from left to right, the longest name first, and goes down only: after 上海市黄浦区 the 南京 of 南京东路 is no
    division. The first name may be ambiguous (鼓楼区, 吉林); later ones decide (吉林长春), and a province or a city wins
    over what lies in it. A county's short name counts at the very beginning (昆山开发区), or inside a division already
    named; a short name before 路, 街, 大学 and the like never does. Names that have been changed are known as
    in ``find``.
    """
    address = "".join(text.split())
    at, named, candidates = 0, "", tuple[Division, ...]()
    while at < len(address):
        name, deeper = _longest_name(address, at, candidates)
        if not deeper:
            at += 1
            continue
        candidates, named, at = deeper, named + name, at + len(name)
    return _decided(candidates, named)


def _decided(candidates: tuple[Division, ...], named: str) -> Match:
    outermost = [each for each in candidates if not any(_is_inside(each, other) for other in candidates)]
    provinces = [each for each in outermost if each.level == "province"]
    decided = provinces or (outermost if len(outermost) == 1 else [])
    if decided:
        return Match(decided[0], named)
    return Match(None, named, tuple(sorted(outermost, key=lambda each: each.code)))


def _is_inside(inner: Division, outer: Division) -> bool:
    return contains(outer.code, inner.code) and outer.code != inner.code


def _longest_name(address: str, at: int, above: tuple[Division, ...]) -> tuple[str, tuple[Division, ...]]:
    """The longest name at this place that goes down from one of ``above``, with what it may mean."""
    for length in range(min(_longest(), len(address) - at), _SHORTEST_NAME - 1, -1):
        name = address[at : at + length]
        meant = tuple(each for each in _names().get(name, ()) if _goes_down(each, above))
        if meant and name not in full_names():
            meant = _of_short_name(name, meant, address, at, is_first=not above)
        if meant:
            return name, meant
    return "", ()


def _goes_down(each: Division, above: tuple[Division, ...]) -> bool:
    return not above or any(_is_inside(each, outer) for outer in above)


def _of_short_name(
    name: str, meant: tuple[Division, ...], address: str, at: int, *, is_first: bool
) -> tuple[Division, ...]:
    if _SOMETHING_ELSE.match(address, at + len(name)):
        return ()
    if is_first and at > 0:
        return tuple(each for each in meant if each.level != "county")
    return meant


@cache
def _names() -> Mapping[str, tuple[Division, ...]]:
    former = {name: (division(code),) for name, code in FORMER_NAMES.items()}
    return {**former, **other_names(), **full_names()}


@cache
def _longest() -> int:
    return max(map(len, _names()))
