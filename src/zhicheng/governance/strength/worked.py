"""One score worked out with its numbers in place, for the method page."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.base.ui import formats
from zhicheng.governance.strength.definition_kinds import ROOT
from zhicheng.governance.strength.naming import Names, figure_url
from zhicheng.governance.strength.queries import City, Sheet
from zhicheng.governance.strength.tables.method import MethodRow

TRANSFORMED: Mapping[str | None, Callable[[float], float]] = MappingProxyType(
    {None: lambda x: x, "log1p": math.log1p, "sqrt": math.sqrt}
)
WRITTEN: Mapping[str | None, str] = MappingProxyType({None: "{}", "log1p": "ln(1 + {})", "sqrt": "√{}"})


@dataclass(frozen=True)
class Example:
    """A city's first indicator, from figure to score to contribution. `parts` are those of `c-formula`."""

    city: City
    row: MethodRow
    parts: Sequence[Mapping[str, Any]]
    weighted: Sequence[Mapping[str, Any]]


def example(scores: Sheet, rows: Sequence[MethodRow], names: Names) -> Example | None:
    """The middle city's first indicator; None where it cannot be shown (no figure, or all cities alike)."""
    method = names.scheme.method
    is_plain = (method.normalise, method.low, method.aggregate) == ("min_max", 0, "arithmetic")
    if not rows or not scores.leaders or not is_plain:
        return None
    city, row = scores.leaders[len(scores.leaders) // 2], rows[0]
    found = scores.of(city.code, row.node)
    if found.raw is None or found.score is None or row.low is None or row.high is None:
        return None
    transform = next(one.transform for one in names.scheme.measured if one.code == row.node)

    def written(value: float) -> str:
        return WRITTEN[transform].format(names.figure(row.node, value))

    year = scores.evaluation.year
    own = {
        "kind": "value",
        "label": city.short_name,
        "value": written(found.raw),
        "note": formats.number(TRANSFORMED[transform](found.raw), 4),
        "url": figure_url(row.node, city.code, year),
    }
    low = bound(row.low, row.low_city, written, transform, year, row.node, _("最小"))
    high = bound(row.high, row.high_city, written, transform, year, row.node, _("最大"))
    parts = [
        sign("("), own, sign("−"), low, sign(") ÷ ("), high, sign("−"), low, sign(f") × {method.high:g} ="),
        {"kind": "result", "label": _("换算分"), "value": formats.number(found.score, names.digits), "note": str(found.score)},
    ]  # fmt: skip
    weighted = [
        {"kind": "value", "label": _("换算分"), "value": formats.number(found.score, names.digits), "note": ""},
        sign("×"),
        {"kind": "value", "label": _("权重"), "value": formats.percent(found.weight), "note": ""},
        sign("="),
        {
            "kind": "result",
            "label": _("贡献"),
            "value": formats.number(found.contribution, names.digits),
            "note": _("总分 %(total)s") % {"total": formats.number(scores.of(city.code, ROOT).score, names.digits)},
        },
    ]
    return Example(city, row, parts, weighted)


def bound(
    value: float,
    city: City | None,
    written: Callable[[float], str],
    transform: str | None,
    year: int,
    node: str,
    which: str,
) -> dict[str, Any]:
    """The smallest or largest figure of the year as a part of the formula."""
    return {
        "kind": "value",
        "label": f"{which}：{city.short_name}" if city else which,
        "value": written(value),
        "note": formats.number(TRANSFORMED[transform](value), 4),
        "url": figure_url(node, city.code, year) if city else "",
    }


def sign(text: str) -> dict[str, str]:
    return {"kind": "operator", "value": text}
