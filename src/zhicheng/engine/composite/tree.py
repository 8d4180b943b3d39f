"""The tree of a composite indicator: what is weighed, with which weight, into what."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.errors import SchemeError

Direction: TypeAlias = Literal[1, -1]
# values (units, n) with NaN, weights (n,) summing to 1 → scores (units,)
GroupFunction: TypeAlias = Callable[[FloatArray, FloatArray], FloatArray]


@dataclass(frozen=True)
class Indicator:
    """A leaf. ``weight`` counts against its siblings only; ``direction`` is -1 where less is better.

    ``transform``   names a function applied before normalisation (see :mod:`~zhicheng.engine.composite.transform`)
    ``denominator`` names the column of :class:`~zhicheng.engine.composite.state.Context` that :class:`Denominate`
                    divides by; the quotient is multiplied by ``per`` (10,000 for "per 10,000 people")
    ``target``      the value aimed at, in the indicator's unit after denominating: for the methods that measure
                    against a target or a benchmark 标杆值
    ``goalposts``   (lowest, highest) fixed by decision, in the same unit
    """

    code: str
    label: str
    weight: float = 1.0
    direction: Direction = 1
    transform: str | None = None
    denominator: str | None = None
    per: float = 1.0
    target: float | None = None
    goalposts: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        _check_weight(self)
        _check_direction(self)
        if not (math.isfinite(self.per) and self.per > 0):
            raise SchemeError(f"{self.code}.per", f"应为大于 0 的数，现为 {self.per}")
        if self.target is not None and not math.isfinite(self.target):
            raise SchemeError(f"{self.code}.target", f"应为有限的数，现为 {self.target}")
        if self.goalposts is not None and not (-math.inf < self.goalposts[0] < self.goalposts[1] < math.inf):
            raise SchemeError(f"{self.code}.goalposts", f"下限应小于上限，现为 {self.goalposts}")


@dataclass(frozen=True)
class Aggregate:
    """A group of indicators or groups, aggregated by ``method`` with the weights of its ``children``.

    ``direction`` -1 says that much of what the group holds is bad (burdens, risks): it turns the directions of all
    indicators below, so that every score, the group's own too, reads "more is better".
    ``exponent`` belongs to the method ``power``, ``function`` to the method ``user``
    (see :mod:`~zhicheng.engine.composite.aggregate`).
    """

    code: str
    label: str
    children: tuple["Node", ...]
    weight: float = 1.0
    method: str = "arithmetic"
    direction: Direction = 1
    exponent: float | None = None
    function: GroupFunction | None = None

    def __post_init__(self) -> None:
        _check_weight(self)
        _check_direction(self)
        if not self.children:
            raise SchemeError(f"{self.code}.children", "至少要有一个下级指标")
        if not sum(child.weight for child in self.children) > 0:
            raise SchemeError(f"{self.code}.children", "下级指标的权重不能都是 0")


Node: TypeAlias = Indicator | Aggregate


def _check_weight(node: Node) -> None:
    if not (math.isfinite(node.weight) and node.weight >= 0):
        raise SchemeError(f"{node.code}.weight", f"权重应为不小于 0 的数，现为 {node.weight}")


def _check_direction(node: Node) -> None:
    if node.direction not in (1, -1):
        raise SchemeError(f"{node.code}.direction", f"应为 1（越大越好）或 -1（越小越好），现为 {node.direction}")


@dataclass(frozen=True)
class Layout:
    """The tree laid out as columns: parents before children, in the order written.

    ``nodes`` is the order of the columns of every per-node array; ``leaf_columns`` are those of the indicators, in the
    order of the data's columns; ``children`` maps an aggregate's column to its children's columns. ``directions``
    (one an indicator) are the indicators' own times those of all groups above.
    """

    nodes: tuple[Node, ...]
    leaf_columns: tuple[int, ...]
    children: dict[int, tuple[int, ...]] = field(hash=False)
    directions: tuple[int, ...] = ()

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The leaves, in the order of the data's columns."""
        return tuple(node for node in self.nodes if isinstance(node, Indicator))


def lay_out(root: Aggregate) -> Layout:
    """The columns of a tree. Raises :class:`SchemeError` when two nodes share a code."""
    nodes = tuple(_parents_first(root))
    codes = [node.code for node in nodes]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise SchemeError(f"{root.code}.children", f"指标代码重复：{'、'.join(twice)}")
    column = {code: i for i, code in enumerate(codes)}
    return Layout(
        nodes=nodes,
        leaf_columns=tuple(i for i, node in enumerate(nodes) if isinstance(node, Indicator)),
        children={
            i: tuple(column[child.code] for child in node.children)
            for i, node in enumerate(nodes)
            if isinstance(node, Aggregate)
        },
        directions=tuple(_directions(root, 1)),
    )


def leaves_of_groups(layout: Layout) -> dict[int, tuple[int, ...]]:
    """For each group's column the data columns of all indicators below it."""
    data_column = {column: i for i, column in enumerate(layout.leaf_columns)}
    below: dict[int, tuple[int, ...]] = {column: (i,) for column, i in data_column.items()}
    for parent in sorted(layout.children, reverse=True):  # children stand after their parents
        below[parent] = tuple(leaf for child in layout.children[parent] for leaf in below[child])
    return {parent: below[parent] for parent in layout.children}


def reweighted(root: Aggregate, weights: Mapping[str, float]) -> Aggregate:
    """The same tree with the weights of the nodes named, by code; those of the others stay.

    Raises :class:`SchemeError` for a code that the tree does not have, and where a weight cannot be one.
    """
    unknown = sorted(set(weights) - {node.code for node in _parents_first(root)})
    if unknown:
        raise SchemeError("weights", f"方案里没有这些指标：{'、'.join(unknown)}")
    tree = _with_weights(root, weights)
    if not isinstance(tree, Aggregate):
        raise TypeError("the root of a scheme is a group")
    return tree


def _with_weights(node: Node, weights: Mapping[str, float]) -> Node:
    weight = weights.get(node.code, node.weight)
    if isinstance(node, Aggregate):
        children = tuple(_with_weights(child, weights) for child in node.children)
        return replace(node, children=children, weight=weight)
    return replace(node, weight=weight)


def _directions(node: Node, above: int) -> Iterator[int]:
    if isinstance(node, Indicator):
        yield above * node.direction
    else:
        for child in node.children:
            yield from _directions(child, above * node.direction)


def _parents_first(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Aggregate):
        for child in node.children:
            yield from _parents_first(child)
