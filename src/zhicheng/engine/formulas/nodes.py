"""The tree of a formula: six frozen kinds of node, and the two ways to walk it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

ArithmeticOperator: TypeAlias = Literal["+", "-", "*", "/"]
ComparisonOperator: TypeAlias = Literal[">=", "<=", ">", "<", "="]
LogicOperator: TypeAlias = Literal["and", "or", "not"]
FunctionName: TypeAlias = Literal["growth", "per", "max", "min", "sum", "mean", "log", "smooth"]


@dataclass(frozen=True)
class Number:
    """A number as it was written: ``12``, ``0.5`` or ``10%``."""

    text: str

    @property
    def value(self) -> float:
        """``10%`` is 0.1 exactly as a decimal, so that 1.1% is the float nearest to 0.011."""
        if self.text.endswith("%"):
            return float(Decimal(self.text[:-1]) / 100)
        return float(self.text)


@dataclass(frozen=True)
class Name:
    """An indicator by its code, ``lag`` years away (0 or negative)."""

    code: str
    lag: int = 0


@dataclass(frozen=True)
class Minus:
    """A sign in front of an expression."""

    child: "Expression"


@dataclass(frozen=True)
class Operation:
    """Arithmetic between two expressions."""

    operator: ArithmeticOperator
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Call:
    """A function with its arguments, already checked for their number and kind."""

    function: FunctionName
    arguments: tuple["Expression", ...]


@dataclass(frozen=True)
class Comparison:
    """Two expressions compared: 1 where it holds, 0 where it does not, missing where a side is missing."""

    operator: ComparisonOperator
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Logic:
    """``and`` or ``or`` of two conditions, or ``not`` of one."""

    operator: LogicOperator
    children: tuple["Condition", ...]


Expression: TypeAlias = Number | Name | Minus | Operation | Call
Condition: TypeAlias = Comparison | Logic
FormulaNode: TypeAlias = Expression | Condition


def children_of(node: FormulaNode) -> tuple[FormulaNode, ...]:
    """The parts of a node, in the order in which they are written."""
    match node:
        case Minus():
            return (node.child,)
        case Operation() | Comparison():
            return (node.left, node.right)
        case Call():
            return node.arguments
        case Logic():
            return node.children
        case _:
            return ()


def walk(node: FormulaNode) -> Iterator[FormulaNode]:
    """Every node of the tree, parents first."""
    yield node
    for child in children_of(node):
        yield from walk(child)


def names_with_offsets(node: FormulaNode, offsets: frozenset[int] = frozenset({0})) -> Iterator[tuple[str, int]]:
    """Each indicator with each year, relative to the year asked for, that the formula may read."""
    match node:
        case Name():
            yield from ((node.code, node.lag + offset) for offset in offsets)
        case Call("growth", (argument,)):
            yield from names_with_offsets(argument, offsets | {offset - 1 for offset in offsets})
        case Call("smooth", (argument, Number() as width)):
            reach = int(width.text) // 2
            around = frozenset(offset + step for offset in offsets for step in range(-reach, reach + 1))
            yield from names_with_offsets(argument, around)
        case _:
            for child in children_of(node):
                yield from names_with_offsets(child, offsets)
