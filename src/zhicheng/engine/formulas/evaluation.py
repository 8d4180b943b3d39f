"""A formula's values for all regions and years at once."""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np

from zhicheng.engine.arrays import BoolArray, FloatArray
from zhicheng.engine.formulas.errors import FormulaError
from zhicheng.engine.formulas.nodes import (
    ArithmeticOperator,
    Call,
    Comparison,
    ComparisonOperator,
    Expression,
    FormulaNode,
    Logic,
    Minus,
    Name,
    Number,
    Operation,
    walk,
)
from zhicheng.engine.formulas.parsing import Formula

Panel: TypeAlias = Mapping[str, FloatArray]
"""Indicator code → array of shape (regions, years), float64, NaN = missing; the years are consecutive."""

EQUAL_WITHIN = 1e-12  # relative, and absolute near zero


def evaluate(formula: Formula, panel: Panel) -> FloatArray:
    """The values of ``formula``, shape (regions, years), NaN where missing, never infinite.

    A condition gives 1.0 (met), 0.0 (not met) or NaN (unknown). Raises :class:`FormulaError` when the panel lacks an
    indicator of the formula or its arrays differ in shape.
    """
    check_panel(formula, panel)
    return values_of(formula.root, panel)


def check_panel(formula: Formula, panel: Panel) -> None:
    """Refuse a panel on which ``formula`` cannot be computed."""
    absent = sorted(formula.names - panel.keys())
    if absent:
        message = f"公式“{formula.text}”所用的指标没有数据：{'、'.join(absent)}"
        raise FormulaError(message)
    shapes = {np.shape(values) for values in panel.values()}
    if len(shapes) != 1 or len(next(iter(shapes))) != 2:
        raise FormulaError("各指标的数据应为同样大小的表（地区 × 年份）")


def values_of(node: FormulaNode, panel: Panel) -> FloatArray:
    """The values of one node of a checked formula on a checked panel."""
    match node:
        case Number():
            values = np.full(_shape(panel), node.value)
        case Name():
            values = earlier(_finite(np.array(panel[node.code], dtype=np.float64)), -node.lag)
        case Minus():
            values = -values_of(node.child, panel)
        case Operation():
            values = _arithmetic(node.operator, values_of(node.left, panel), values_of(node.right, panel))
        case Call():
            values = _call(node, panel)
        case Comparison():
            values = _compare(node.operator, values_of(node.left, panel), values_of(node.right, panel))
        case Logic():
            values = _logic(node, panel)
    return values


def earlier(values: FloatArray, years: int) -> FloatArray:
    """``values`` moved so that each year shows the value ``years`` before it; missing before the first year."""
    if years == 0:
        return values
    moved = np.full_like(values, np.nan)
    moved[:, years:] = values[:, :-years]
    return moved


def _shape(panel: Panel) -> tuple[int, ...]:
    return next(iter(panel.values())).shape


def _finite(values: FloatArray) -> FloatArray:
    return np.where(np.isfinite(values), values, np.nan)


def _arithmetic(operator: ArithmeticOperator, left: FloatArray, right: FloatArray) -> FloatArray:
    with np.errstate(all="ignore"):  # what is not a finite number becomes missing in the next line
        match operator:
            case "+":
                result = left + right
            case "-":
                result = left - right
            case "*":
                result = left * right
            case "/":
                result = left / right
    return _finite(result)


def _call(call: Call, panel: Panel) -> FloatArray:
    match call:
        case Call("smooth", (argument, Number() as width)):
            return _smooth(values_of(argument, panel), int(width.text))
    arguments = [values_of(argument, panel) for argument in call.arguments]
    match call.function:
        case "growth":
            ratio = _arithmetic("/", arguments[0], earlier(arguments[0], 1))
            return ratio - 1
        case "per":
            return _arithmetic("*", _arithmetic("/", arguments[0], arguments[1]), arguments[2])
        case "log":
            positive = arguments[0] > 0
            return np.log(arguments[0], out=np.full_like(arguments[0], np.nan), where=positive)
        case "sum":
            return _sum(arguments)
        case _:
            return _of_the_present(call, np.stack(arguments))


def _sum(parts: list[FloatArray]) -> FloatArray:
    total = parts[0]
    for part in parts[1:]:
        total = _arithmetic("+", total, part)
    return total


def _of_the_present(call: Call, parts: FloatArray) -> FloatArray:
    """``max``, ``min`` or ``mean`` over the parts present.

    A number written in the formula is no observation: where all other parts are missing so is the result, and
    ``max(x, 0)`` of a missing ``x`` is missing, not 0.
    """
    observed = [i for i, argument in enumerate(call.arguments) if _can_be_missing(argument)]
    present = ~np.isnan(parts)
    is_known = present[observed].any(axis=0) if observed else np.ones(parts.shape[1:], dtype=bool)
    match call.function:
        case "max":
            result = np.where(present, parts, -np.inf).max(axis=0)
        case "min":
            result = np.where(present, parts, np.inf).min(axis=0)
        case _:
            with np.errstate(all="ignore"):  # 0 parts of 0 are missing, a sum beyond all floats is missing
                result = np.where(present, parts, 0.0).sum(axis=0) / present.sum(axis=0)
    return _finite(np.where(is_known, result, np.nan))


def _can_be_missing(expression: Expression) -> bool:
    return any(isinstance(node, Name) for node in walk(expression))


def _smooth(values: FloatArray, width_years: int) -> FloatArray:
    reach = width_years // 2
    years = values.shape[1]
    smoothed = np.full_like(values, np.nan)
    for year in range(years):
        window = values[:, max(0, year - reach) : year + reach + 1]
        present = ~np.isnan(values[:, year])  # hence every window taken holds at least this year
        smoothed[present, year] = _median(window[present])
    return smoothed


def _median(rows: FloatArray) -> FloatArray:
    """The median of what is present in each row. (numpy.nanmedian loses numbers near the largest float.)"""
    ordered = np.sort(rows, axis=1)  # missing last
    count = (~np.isnan(ordered)).sum(axis=1)
    row = np.arange(len(ordered))
    middle: FloatArray = 0.5 * ordered[row, (count - 1) // 2] + 0.5 * ordered[row, count // 2]
    return middle


def _compare(operator: ComparisonOperator, left: FloatArray, right: FloatArray) -> FloatArray:
    """Numbers closer than :data:`EQUAL_WITHIN` count as equal: 115 / 100 - 1 does reach 15 %, whatever floats say."""
    near = _nearly_equal(left, right)
    match operator:
        case ">=":
            holds = (left > right) | near
        case "<=":
            holds = (left < right) | near
        case ">":
            holds = (left > right) & ~near
        case "<":
            holds = (left < right) & ~near
        case "=":
            holds = near
    return np.where(np.isnan(left) | np.isnan(right), np.nan, holds.astype(np.float64))


def _nearly_equal(left: FloatArray, right: FloatArray) -> BoolArray:
    scale = np.maximum(np.maximum(np.abs(left), np.abs(right)), 1.0)
    with np.errstate(over="ignore"):  # two huge numbers of opposite sign are not near
        near: BoolArray = np.abs(left - right) <= EQUAL_WITHIN * scale
    return near


def _logic(node: Logic, panel: Panel) -> FloatArray:
    """Three-valued: ``or`` is met as soon as one side is, ``and`` fails as soon as one side does; else unknown stays."""
    sides = [values_of(child, panel) for child in node.children]
    if node.operator == "not":
        return 1.0 - sides[0]
    left, right = sides
    decisive = 1.0 if node.operator == "or" else 0.0
    is_decided = (left == decisive) | (right == decisive)
    return np.where(is_decided, decisive, np.where(np.isnan(left), left, right))
