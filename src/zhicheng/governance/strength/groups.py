"""Groups of cities that are compared with each other. The three regions are those of the national report's regional orders."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Province codes (first two digits) of 中部 and 东北, which the report ranks together, and of 西部; the rest is 东部.
CENTRAL_AND_NORTHEAST = frozenset({"14", "21", "22", "23", "34", "36", "41", "42", "43"})
WESTERN = frozenset({"15", "45", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65"})
EASTERN = frozenset({"11", "12", "13", "31", "32", "33", "35", "37", "44", "46"})
DEMONSTRATION = "demonstration"
REGIONS = ("east", "centre", "west")
"""The regions of the national report's regional orders: every city lies in one of them."""

LABELS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "all": _("全部城市"),
        "capital": _("省会城市"),
        "east": _("东部"),
        "centre": _("中部及东北"),
        "west": _("西部"),
        DEMONSTRATION: _("示范城市"),
    }
)

TESTS: Mapping[str, Callable[[str, frozenset[str]], bool]] = MappingProxyType(
    {
        "all": lambda _code, _units: True,
        "capital": lambda code, _units: is_capital(code),
        "east": lambda code, _units: code[:2] in EASTERN,
        "centre": lambda code, _units: code[:2] in CENTRAL_AND_NORTHEAST,
        "west": lambda code, _units: code[:2] in WESTERN,
        DEMONSTRATION: lambda code, units: code in units,
    }
)


def offered(level: str, prefix: str) -> tuple[str, ...]:
    """The groups among which the units of a scheme can be told apart; `prefix` is that of the units' codes."""
    if prefix:
        return ("all", DEMONSTRATION)
    return ("all", *REGIONS) if level == "province" else tuple(LABELS)


def is_capital(code: str) -> bool:
    """GB/T 2260 gives the seat of a province's government the first city code, xx0100; municipalities have none."""
    return code[2:] == "0100"


def is_in(group: str, code: str, demonstration_units: frozenset[str]) -> bool:
    """Whether a city is in a group; an unknown group holds nobody."""
    test = TESTS.get(group)
    return test is not None and test(code, demonstration_units)
