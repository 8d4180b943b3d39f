"""From an address to the division it lies in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from zhicheng.engine.places.codes import contains
from zhicheng.engine.places.divisions import Division, division
from zhicheng.engine.places.finding import full_names, other_names
from zhicheng.engine.places.names import FORMER_NAMES

# After a short name these say that it names something else: 北京西路, 中山大学, 大连理工大学.
_SOMETHING_ELSE = re.compile(
    "(?:[东西南北中]|[一二三四五六七八九十])?(?:路|街|大道|大街|巷|弄|胡同|桥(?![东西]区)|道(?![里外孚县真])|立交|广场|大厦)"
    "|[\u4e00-\u9fff]{0,4}(?:大学|学院)"
)
# Where a Chinese city's name may be the end of another: 佛罗里达州. The countries of most foreign applicants.
_ABROAD = (
    "美国", "日本", "韩国", "德国", "法国", "英国", "瑞士", "瑞典", "荷兰", "意大利", "加拿大", "澳大利亚", "新西兰", "俄罗斯", "以色列",
    "奥地利", "比利时", "丹麦", "芬兰", "挪威", "西班牙", "爱尔兰", "卢森堡", "印度", "新加坡", "马来西亚", "巴西", "英属", "开曼", "维尔京",
)  # fmt: skip
_SHORTEST_NAME = 2
_SHORTEST_SURE_NAME = 3  # 东区 or 城区 in the middle of a text is rarely the division


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
    if address.startswith(_ABROAD):
        return Match(None, "")
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
        if meant and name not in full_names() and _SOMETHING_ELSE.match(address, at + length):
            continue
        if not above and at > 0:
            meant = _telling_anywhere(name, meant)
        if meant:
            return name, meant
    return "", ()


def _telling_anywhere(name: str, meant: tuple[Division, ...]) -> tuple[Division, ...]:
    """What a name in the middle of a text means without any division before it: no county that may be chance."""
    is_sure = name in full_names() and len(meant) == 1 and len(name) >= _SHORTEST_SURE_NAME
    return meant if is_sure else tuple(each for each in meant if each.level != "county")


def _goes_down(each: Division, above: tuple[Division, ...]) -> bool:
    return not above or any(_is_inside(each, outer) for outer in above)


@cache
def _names() -> Mapping[str, tuple[Division, ...]]:
    former = {name: (division(code),) for name, code in FORMER_NAMES.items()}
    return {**former, **other_names(), **full_names()}


@cache
def _longest() -> int:
    return max(map(len, _names()))
