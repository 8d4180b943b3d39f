"""A formula with the numbers in place, for one region and year: the tree behind a figure's page."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from zhicheng.engine.formulas.errors import FormulaError
from zhicheng.engine.formulas.evaluation import Panel, check_panel, values_of
from zhicheng.engine.formulas.nodes import (
    Call,
    Comparison,
    FormulaNode,
    Logic,
    Minus,
    Name,
    Number,
    Operation,
    children_of,
)
from zhicheng.engine.formulas.parsing import Formula
from zhicheng.engine.formulas.printing import to_text

Kind = Literal["number", "name", "minus", "operation", "function", "comparison", "logic"]


@dataclass(frozen=True)
class Node:
    """One part of an explained formula.

    ``kind``      which of the seven kinds of part this is
    ``text``      the part as it would be written; for a part that ``growth`` reads a year earlier, without the year
    ``operator``  ``+``, ``growth``, ``>=``, ``and`` …; empty for numbers and names
    ``value``     the part's value in this region and year, None when missing; a condition has 1.0 or 0.0
    ``name``      the indicator's code, only for names
    ``lag``       the year the part was read in, relative to the year asked for (0, -1, …)
    ``children``  the parts, in the order written; ``growth(x)`` has two: ``x`` and ``x`` a year earlier
    """

    kind: Kind
    text: str
    operator: str
    value: float | None
    name: str | None
    lag: int
    children: tuple["Node", ...]


def explain(formula: Formula, panel: Panel, at: tuple[int, int]) -> Node:
    """The tree of ``formula`` with the value of every part for region ``at[0]`` and year ``at[1]`` (both from 0).

    Raises :class:`FormulaError` as ``evaluate`` does, or when ``at`` lies outside the panel.
    """
    check_panel(formula, panel)
    region, year = at
    regions, years = next(iter(panel.values())).shape
    if not (0 <= region < regions and 0 <= year < years):
        message = f"数据共 {regions} 个地区、{years} 个年份，没有第 {region + 1} 个地区的第 {year + 1} 个年份"
        raise FormulaError(message)
    row = {code: values[region : region + 1] for code, values in panel.items()}
    return _explained(formula.root, row, year, 0)


def _explained(node: FormulaNode, row: Panel, year: int, lag: int) -> Node:
    return Node(
        kind=_kind_of(node),
        text=to_text(node),
        operator=_operator_of(node),
        value=_value(node, row, year + lag),
        name=node.code if isinstance(node, Name) else None,
        lag=lag + node.lag if isinstance(node, Name) else lag,
        children=_children(node, row, year, lag),
    )


def _children(node: FormulaNode, row: Panel, year: int, lag: int) -> tuple[Node, ...]:
    if isinstance(node, Call) and node.function == "growth":
        argument = node.arguments[0]
        return (_explained(argument, row, year, lag), _explained(argument, row, year, lag - 1))
    return tuple(_explained(child, row, year, lag) for child in children_of(node))


def _value(node: FormulaNode, row: Panel, year: int) -> float | None:
    if year < 0:
        return node.value if isinstance(node, Number) else None
    with np.errstate(all="ignore"):
        value = float(values_of(node, row)[0, year])
    return None if math.isnan(value) else value


def _kind_of(node: FormulaNode) -> Kind:
    kinds: dict[type[FormulaNode], Kind] = {
        Number: "number",
        Name: "name",
        Minus: "minus",
        Operation: "operation",
        Call: "function",
        Comparison: "comparison",
        Logic: "logic",
    }
    return kinds[type(node)]


def _operator_of(node: FormulaNode) -> str:
    match node:
        case Operation() | Comparison() | Logic():
            return node.operator
        case Call():
            return node.function
        case Minus():
            return "-"
        case _:
            return ""
