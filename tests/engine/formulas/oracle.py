"""The formula language again, one region and one year at a time, as slow and plain as possible."""

import math
from functools import reduce

from zhicheng.engine.formulas.nodes import (
    Call,
    Comparison,
    Expression,
    FormulaNode,
    Logic,
    Minus,
    Name,
    Number,
    Operation,
    walk,
)

Row = dict[str, list[float | None]]


def value_at(node: FormulaNode, row: Row, year: int) -> float | None:
    """The value of ``node`` in one year of one region, None when missing."""
    years = len(next(iter(row.values())))
    if not 0 <= year < years:
        return None
    match node:
        case Number():
            value = node.value
        case Name():
            value = row[node.code][year + node.lag] if year + node.lag >= 0 else None
        case Minus():
            value = arithmetic("*", -1.0, value_at(node.child, row, year))
        case Operation():
            value = arithmetic(node.operator, value_at(node.left, row, year), value_at(node.right, row, year))
        case Call():
            value = call(node, row, year)
        case Comparison():
            value = comparison(node, row, year)
        case Logic():
            value = logic(node, [value_at(child, row, year) for child in node.children])
    return value


def arithmetic(operator: str, left: float | None, right: float | None) -> float | None:
    if left is None or right is None or (operator == "/" and right == 0):
        return None
    result = {
        "+": lambda: left + right,
        "-": lambda: left - right,
        "*": lambda: left * right,
        "/": lambda: left / right,
    }[operator]()
    return result if math.isfinite(result) else None


def call(node: Call, row: Row, year: int) -> float | None:
    parts = [value_at(argument, row, year) for argument in node.arguments]
    match node.function:
        case "growth":
            ratio = arithmetic("/", parts[0], value_at(node.arguments[0], row, year - 1))
            value = None if ratio is None else ratio - 1
        case "per":
            value = arithmetic("*", arithmetic("/", parts[0], parts[1]), parts[2])
        case "log":
            value = math.log(parts[0]) if parts[0] is not None and parts[0] > 0 else None
        case "sum":
            value = reduce(lambda total, part: arithmetic("+", total, part), parts)
        case "smooth":
            value = smooth(node, parts, row, year)
        case _:
            value = of_the_present(node, parts)
    return value


def smooth(node: Call, parts: list[float | None], row: Row, year: int) -> float | None:
    if parts[0] is None:
        return None
    reach = int(parts[1]) // 2
    around = [value_at(node.arguments[0], row, y) for y in range(year - reach, year + reach + 1)]
    present = sorted(value for value in around if value is not None)
    return 0.5 * present[(len(present) - 1) // 2] + 0.5 * present[len(present) // 2]


def of_the_present(node: Call, parts: list[float | None]) -> float | None:
    observed = [part for part, argument in zip(parts, node.arguments, strict=True) if mentions_an_indicator(argument)]
    present = [part for part in parts if part is not None]
    if not present or (observed and all(part is None for part in observed)):
        return None
    match node.function:
        case "max":
            return max(present)
        case "min":
            return min(present)
    total = sum(present)
    return total / len(present) if math.isfinite(total) else None


def mentions_an_indicator(expression: Expression) -> bool:
    return any(isinstance(node, Name) for node in walk(expression))


def comparison(node: Comparison, row: Row, year: int) -> float | None:
    left, right = value_at(node.left, row, year), value_at(node.right, row, year)
    if left is None or right is None:
        return None
    near = abs(left - right) <= 1e-12 * max(abs(left), abs(right), 1)
    holds = {
        ">=": near or left > right,
        "<=": near or left < right,
        ">": not near and left > right,
        "<": not near and left < right,
        "=": near,
    }[node.operator]
    return 1.0 if holds else 0.0


def logic(node: Logic, sides: list[float | None]) -> float | None:
    if node.operator == "not":
        return None if sides[0] is None else 1 - sides[0]
    decisive = 1.0 if node.operator == "or" else 0.0
    if decisive in sides:
        return decisive
    return None if None in sides else 1 - decisive
