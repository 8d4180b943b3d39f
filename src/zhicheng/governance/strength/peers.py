"""Which cities a city is measured against. Each set is stated on the page, for the answer depends on it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhicheng.governance.strength import groups

SIZE_INDICATOR = "gdp_100m_yuan"
NEAREST = 10
"""How many cities of like size make a set."""
FEWEST = 4
"""Fewer peers have no quartiles worth naming."""

# 副省级市, among them the five with a plan of their own; with the four municipalities they are the upper tier.
SUB_PROVINCIAL = frozenset(
    {
        "210100", "210200", "220100", "230100", "320100", "330100", "330200", "350200",
        "370100", "370200", "420100", "440100", "440300", "510100", "610100",
    }
)  # fmt: skip
TIER, CHOSEN = "tier", "chosen"

LABELS: Mapping[str, str | Promise] = MappingProxyType(
    {
        TIER: _("同级别的"),
        "size": _("规模最接近的 10 座"),
        "region": _("东中西部中同一部分的"),
        "province": _("同省的"),
        groups.DEMONSTRATION: _("示范城市"),
        "all": _("全部入评的"),
        CHOSEN: _("自选的"),
    }
)
MEANINGS: Mapping[str, str | Promise] = MappingProxyType(
    {
        TIER: _("直辖市和 15 座副省级市为一级，其余地级市（州、盟）为一级。"),
        "size": _("按当年地区生产总值，取相差倍数最小的 10 座入评城市。"),
        "region": _("东部、中部及东北、西部，分法与全国专利实力状况报告相同。"),
        "province": _("按行政区划代码前两位。"),
        groups.DEMONSTRATION: _("国家知识产权示范城市，不论评定年份。"),
        "all": _("当年入评的全部。"),
        CHOSEN: _("在下面选定，地址可以转发。"),
    }
)


OF_PROVINCES = ("region", "all", CHOSEN)
"""The sets that provinces know: they have no tier, no province of their own and no designation."""


@dataclass(frozen=True)
class Known:
    """What choosing peers may need: codes evaluated, sizes by code, demonstration units, the codes asked for."""

    codes: Collection[str]
    sizes: Mapping[str, float] = field(default_factory=dict)
    demonstration: frozenset[str] = frozenset()
    chosen: tuple[str, ...] = ()


def kinds(unit_level: str) -> tuple[str, ...]:
    """The sets that units of a level can be measured against, the usual one first."""
    return OF_PROVINCES if unit_level == "province" else tuple(LABELS)


def peers(kind: str, code: str, known: Known) -> tuple[str, ...]:
    """The evaluated cities of a set in the order of their codes, without the city itself; unknown sets hold nobody."""
    test = TESTS.get(kind)
    found = nearest(code, known) if kind == "size" else test(code, known) if test else ()
    return tuple(sorted(each for each in found if each in known.codes and each != code))


def tier(code: str) -> str:
    """`upper` for municipalities and sub-provincial cities, else `lower`."""
    return "upper" if code in SUB_PROVINCIAL or code[2:] == "0000" else "lower"


def part_of_country(code: str) -> str:
    """The group of the national report's regional orders that a city belongs to; empty when in none."""
    return next((one for one in ("east", "centre", "west") if groups.is_in(one, code, frozenset())), "")


def nearest(code: str, known: Known) -> list[str]:
    """The cities whose size differs by the smallest factor; nobody when the city's own size is not known."""
    own = known.sizes.get(code)
    if not own:
        return []
    others = [each for each, size in known.sizes.items() if each in known.codes and each != code and size > 0]
    return sorted(others, key=lambda each: max(known.sizes[each] / own, own / known.sizes[each]))[:NEAREST]


TESTS: Mapping[str, Callable[[str, Known], Collection[str]]] = MappingProxyType(
    {
        TIER: lambda code, known: [each for each in known.codes if tier(each) == tier(code)],
        "region": lambda code, known: [each for each in known.codes if part_of_country(each) == part_of_country(code)],
        "province": lambda code, known: [each for each in known.codes if each[:2] == code[:2]],
        groups.DEMONSTRATION: lambda _code, known: known.demonstration,
        "all": lambda _code, known: known.codes,
        CHOSEN: lambda _code, known: known.chosen,
    }
)
