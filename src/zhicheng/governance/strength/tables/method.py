"""The method's indicators, weights and ranges."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.tables import Column, Table
from zhicheng.governance.strength.definition_kinds import Measured
from zhicheng.governance.strength.naming import TRANSFORMS, Names
from zhicheng.governance.strength.queries import City, Sheet


@dataclass(frozen=True, slots=True)
class MethodRow:
    """An indicator as the method used it in one year: weight in the whole (0–1), and between which figures it was stretched."""

    node: str
    aspect: str
    label: str
    direction: str
    transform: str
    weight: float
    low: float | None
    low_city: City | None
    high: float | None
    high_city: City | None
    cities: int


def method_rows(scores: Sheet, names: Names) -> list[MethodRow]:
    """One row an indicator, in the scheme's order."""
    return [
        method_row(scores, names, aspect.label, one, names.scheme.shares[one.code])
        for aspect in names.scheme.aspects
        for one in aspect.indicators
    ]


def method_row(scores: Sheet, names: Names, aspect: str, one: Measured, share: float) -> MethodRow:
    figures = {code: raw for code in scores.values if (raw := scores.of(code, one.code).raw) is not None}
    in_order = sorted(figures, key=lambda code: figures[code])
    low, high = (in_order[0], in_order[-1]) if in_order else ("", "")
    return MethodRow(
        node=one.code,
        aspect=aspect,
        label=names.label(one.code),
        direction=_("越大越好") if one.direction == "+" else _("越小越好"),
        transform=TRANSFORMS[one.transform],
        weight=share,
        low=figures.get(low),
        low_city=scores.cities.get(low),
        high=figures.get(high),
        high_city=scores.cities.get(high),
        cities=len(figures),
    )


@dataclass(frozen=True, slots=True)
class MethodLine:
    """A row of the method as the page writes it."""

    row: MethodRow
    unit: str
    low: str
    high: str


def method_lines(rows: Sequence[MethodRow], names: Names) -> list[MethodLine]:
    """The method's rows in words."""
    return [
        MethodLine(row, names.unit(row.node), names.figure(row.node, row.low), names.figure(row.node, row.high))
        for row in rows
    ]


class MethodFile(Table):
    """The method's indicators as a file."""

    code = "method"
    caption = gettext_lazy("指标、权重与换算范围")
    per_page = 0

    def __init__(self, rows: Sequence[MethodRow], query: QueryDict, *, names: Names) -> None:
        self.columns = (
            Column("aspect", _("方面")),
            Column("node", _("指标代码")),
            Column("label", _("指标")),
            Column("unit", _("单位"), value=lambda row: names.unit(row.node)),
            Column("direction", _("方向")),
            Column("transform", _("变换")),
            Column("weight", _("权重"), numeric=True),
            Column("low", _("最小值"), numeric=True),
            Column("low_city", _("最小值城市"), value=lambda row: row.low_city and row.low_city.name),
            Column("high", _("最大值"), numeric=True),
            Column("high_city", _("最大值城市"), value=lambda row: row.high_city and row.high_city.name),
            Column("cities", _("有数据的城市"), numeric=True),
        )
        super().__init__(rows, query)
