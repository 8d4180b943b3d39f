"""From a name as officials write it to the division."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from zhicheng.engine.places.codes import contains
from zhicheng.engine.places.divisions import Division, division, divisions
from zhicheng.engine.places.former import former_names
from zhicheng.engine.places.names import names_after_change_of_kind, spoken_names

_LONGEST = 60  # province, city and county in full have at most 45 characters
_ORDER = {"province": 0, "city": 1, "county": 2}


def find(name: str, within: str | None = None) -> list[Division]:
    """The divisions that ``name`` may mean, the highest level first, then by code; an empty list when none.

    Understands full and short names (深圳市, 深圳), names from the top down (广东深圳, 北京市朝阳区), former names (襄樊) and
    former kinds (即墨市). A full name beats a former one and that a short one: 吉林市 is the city only, 吉林 both province and
    city. ``within`` is the code of a division in which the answer must lie: 清河区 in 淮安 is the former one.
    """
    text = "".join(name.split())
    if len(text) > _LONGEST:
        return []
    for meanings in (_today, _formerly, _otherwise, _top_down, _after_reform):
        inside = [each for each in meanings(text) if within is None or contains(within, each.code)]
        if inside:
            return sorted(inside, key=lambda each: (_ORDER[each.level], each.code))
    return []


@cache
def full_names() -> Mapping[str, tuple[Division, ...]]:
    """Every full name with its divisions (鼓楼区 has several)."""
    return _indexed([(each.name, each) for each in divisions()])


@cache
def other_names() -> Mapping[str, tuple[Division, ...]]:
    """Every current name that is not a full one with its divisions: 深圳, 恩施州."""
    return _indexed([(name, each) for each in divisions() for name in spoken_names(each.name)[1:]])


def _indexed(pairs: list[tuple[str, Division]]) -> Mapping[str, tuple[Division, ...]]:
    index: defaultdict[str, list[Division]] = defaultdict(list)
    for name, each in pairs:
        index[name].append(each)
    return {name: tuple(found) for name, found in index.items()}


def _today(text: str) -> tuple[Division, ...]:
    return full_names().get(text, ())


def _formerly(text: str) -> tuple[Division, ...]:
    return tuple(division(code) for code in former_names().get(text, ()))


def _otherwise(text: str) -> tuple[Division, ...]:
    return other_names().get(text, ())


def _top_down(text: str) -> tuple[Division, ...]:
    """广东深圳, 江苏省苏州市常熟市: a name in front, and the rest a name inside it."""
    found: dict[str, Division] = {}
    for cut in range(len(text) - 2, 1, -1):
        for outer in _today(text[:cut]) or _formerly(text[:cut]) or _otherwise(text[:cut]):
            for inner in find(text[cut:], within=outer.code):
                if inner != outer:
                    found[inner.code] = inner
    return tuple(found.values())


def _after_reform(text: str) -> tuple[Division, ...]:
    counties_and_cities = [
        each for name in names_after_change_of_kind(text) for each in full_names().get(name, ()) if _fits(text, each)
    ]
    return tuple(counties_and_cities)


def _fits(text: str, each: Division) -> bool:
    # 毕节地区 became a city; a 县 or a 市 became a county of another kind. 长春县 is not the city of 长春.
    return (each.level == "city") == text.endswith("地区")
