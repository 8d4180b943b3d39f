"""Where a figure comes from: the formula with the numbers in place, or the row of the file that says it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.records.counting import Cell
from zhicheng.engine.formulas import Node, explain
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.compute import grid
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.models import Figure, Row, State, Value

Part = Mapping[str, Any]
"""One part of a shown formula, as the component `c-formula` takes it."""
WRITTEN_AS = {"growth": "-", "per": "*"}
"""Functions that are shown as arithmetic, with the operator that holds them together."""
FUNCTIONS = {"max": "最大值", "min": "最小值", "mean": "平均", "log": "对数", "sum": "合计"}


@dataclass(frozen=True, slots=True)
class Place:
    """The figure that a page is about."""

    region: str
    period: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """The row of an imported file that a figure comes from: its cells beside their heads, and the cell in question."""

    value: Value
    cells: tuple[tuple[str, str, bool], ...]

    @property
    def url(self) -> str:
        """The page that shows the row in its file."""
        page = reverse("indicators:source", args=[self.value.origin_id])
        return f"{page}?line={self.value.line}#line"


def source_row(code: str, place: Place) -> SourceRow | None:
    """What the dataset in force says about a figure, a missing cell too; None when no file has the row. Two queries."""
    wanted = Value.objects.filter(
        version__state=State.CURRENT, indicator=code, region_id=place.region, period=place.period
    )
    value = wanted.select_related("origin__made_by", "origin__definition").first()
    if value is None:
        return None
    row = Row.objects.filter(source_id=value.origin_id, line=value.line).first()
    heads = value.origin.header
    cells = tuple(
        (head, cell, head == value.column) for head, cell in zip(heads, row.cells if row else (), strict=False)
    )
    return SourceRow(value, cells)


@dataclass(frozen=True, slots=True)
class Shown:
    """A formula with the numbers in place."""

    parts: tuple[Part, ...]
    inputs: tuple[str, ...]


def formula_of(code: str, models: Mapping[str, IndicatorDefinition], place: Place, result: float | None) -> Shown:
    """The formula of an indicator in one region and year; one query for all the numbers in it."""
    formula = models[code].parsed
    if formula is None:
        return Shown((), ())
    cells: dict[str, dict[Cell, float]] = {name: {} for name in formula.names}
    rows = Figure.objects.filter(indicator__in=formula.names, region_id=place.region)
    for name, region, period, value in rows.values_list("indicator", "region_id", "period", "value"):
        cells[name][region, period] = value
    years = [period for of_name in cells.values() for _region, period in of_name] + [place.period]
    lags = [lag for each in formula.lags.values() for lag in each]
    first, last = min([*years, place.period + min(lags)]), max([*years, place.period + max(lags)])
    periods = tuple(range(first, last + 1))
    panel = {name: grid(cells[name], (place.region,), periods) for name in formula.names}
    return written(code, result, FormulaWriter(models, place, panel, first))


def written(code: str, result: float | None, writer: "FormulaWriter") -> Shown:
    """The formula of an indicator with the numbers that the writer holds, and its result."""
    model, formula = writer.models[code], writer.models[code].parsed
    if formula is None:
        return Shown((), ())
    tree = explain(formula, writer.panel, (0, writer.place.period - writer.first))
    end = {"kind": "result", "label": model.short, "value": words.number(result, model)}
    note = _("未取整 %s") % words.unrounded(result) if result is not None else _("缺少数据")
    equals = {"kind": "operator", "value": "="}
    return Shown((*writer.parts(tree), equals, {**end, "note": note}), tuple(sorted(formula.names)))


def page_of(code: str, region: str, period: int) -> str:
    """The page of a figure in force."""
    return reverse("indicators:figure", args=[code, region, period])


@dataclass(frozen=True)
class FormulaWriter:
    """Turns an explained formula into parts: every indicator a link to its own figure.

    `panel` holds arrays of shape (1, years) from the year `first` on; `page` gives the address of a figure.
    """

    models: Mapping[str, IndicatorDefinition]
    place: Place
    panel: Mapping[str, Any]
    first: int
    page: Callable[[str, str, int], str] = page_of

    def parts(self, node: Node, *, inside: str = "") -> Iterator[Part]:
        """The parts of a node in the order of reading; `inside` is the operator around it."""
        match node.kind:
            case "name":
                yield self.indicator(node.name or "", node.lag, node.value)
            case "number":
                yield {"kind": "value", "label": _("常数"), "value": node.text}
            case "minus":
                yield operator("−")
                yield from self.parts(node.children[0], inside="-")
            case "function":
                brackets = needs_brackets(WRITTEN_AS.get(node.operator, ""), inside)
                yield from [operator("(")] if brackets else []
                yield from self.function(node)
                yield from [operator(")")] if brackets else []
            case _:
                yield from self.operation(node, inside)

    def operation(self, node: Node, inside: str) -> Iterator[Part]:
        left, right = node.children
        brackets = needs_brackets(node.operator, inside)
        yield from [operator("(")] if brackets else []
        # Operators lean to the left: only a sum before × or ÷ needs brackets there.
        yield from self.parts(left, inside="*" if node.operator in {"*", "/"} else "")
        yield operator(words.OPERATORS.get(node.operator, node.operator))
        yield from self.parts(right, inside=node.operator)
        yield from [operator(")")] if brackets else []

    def function(self, node: Node) -> Iterator[Part]:
        match node.operator:
            case "growth":
                yield from self.joined(node.children, "÷")
                yield operator("−")
                yield {"kind": "value", "label": _("常数"), "value": "1"}
            case "per":
                yield from self.parts(node.children[0], inside="/")
                yield operator("÷")
                yield from self.parts(node.children[1], inside="/")
                yield operator("×")
                yield from self.parts(node.children[2], inside="*")
            case "sum":
                yield operator("(")
                yield from self.joined(node.children, "+")
                yield operator(")")
            case "smooth":
                yield from self.median(node)
            case _:
                yield operator(f"{FUNCTIONS.get(node.operator, node.operator)}(")
                yield from self.joined(node.children, "，")
                yield operator(")")

    def joined(self, nodes: tuple[Node, ...], sign: str) -> Iterator[Part]:
        for i, child in enumerate(nodes):
            if i:
                yield operator(sign)
            yield from self.parts(child, inside="/" if sign == "÷" else "")

    def median(self, node: Node) -> Iterator[Part]:
        """The median of the years around: each year's number when it is taken of one indicator."""
        argument, width = node.children
        if argument.name is None:
            yield from self.parts(argument)
            return
        reach = int(width.text) // 2
        yield operator(_("中位数("))
        for step in range(-reach, reach + 1):
            if step > -reach:
                yield operator("，")
            yield self.indicator(argument.name, argument.lag + step, self.value_of(argument.name, argument.lag + step))
        yield operator(")")

    def value_of(self, code: str, lag: int) -> float | None:
        at = self.place.period + lag - self.first
        row = self.panel[code][0]
        return float(row[at]) if 0 <= at < len(row) and np.isfinite(row[at]) else None

    def indicator(self, code: str, lag: int, value: float | None) -> Part:
        model, period = self.models[code], self.place.period + lag
        label = _("%(year)d 年%(name)s") % {"year": period, "name": model.short}
        url = self.page(code, self.place.region, period)
        note = "" if model.is_share else model.shown_unit
        note = note if value is not None else _("没有数据")
        return {"kind": "value", "label": label, "value": words.number(value, model), "note": note, "url": url}


def needs_brackets(own: str, around: str) -> bool:
    """Whether an operation on the right of, or within, another one must stand in brackets."""
    if around in {"-", "*"}:
        return own in {"+", "-"}
    return around == "/" and bool(own)


def operator(sign: str) -> Part:
    return {"kind": "operator", "value": sign}


def reads(code: str, models: Mapping[str, IndicatorDefinition]) -> list[str]:
    """The indicators whose formulas read this one directly."""
    return [other for other, one in models.items() if (formula := one.parsed) and code in formula.names]
