"""The tree of a composite indicator: what is weighed, with which weight, into what."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from zhicheng.engine.composite.errors import SchemeError

Direction: TypeAlias = Literal[1, -1]


@dataclass(frozen=True)
class Indicator:
    """A leaf. ``weight`` counts against its siblings only; ``direction`` is -1 where less is better.

    ``transform`` names a function applied before normalisation (see :mod:`~zhicheng.engine.composite.transform`).
    """

    code: str
    label: str
    weight: float = 1.0
    direction: Direction = 1
    transform: str | None = None

    def __post_init__(self) -> None:
        _check_weight(self)
        if self.direction not in (1, -1):
            raise SchemeError(f"{self.code}.direction", f"应为 1（越大越好）或 -1（越小越好），现为 {self.direction}")


@dataclass(frozen=True)
class Aggregate:
    """A group of indicators or groups, aggregated by ``method`` with the weights of its ``children``."""

    code: str
    label: str
    children: tuple["Node", ...]
    weight: float = 1.0
    method: str = "arithmetic"

    def __post_init__(self) -> None:
        _check_weight(self)
        if not self.children:
            raise SchemeError(f"{self.code}.children", "至少要有一个下级指标")
        if not sum(child.weight for child in self.children) > 0:
            raise SchemeError(f"{self.code}.children", "下级指标的权重不能都是 0")


Node: TypeAlias = Indicator | Aggregate


def _check_weight(node: Node) -> None:
    if not (math.isfinite(node.weight) and node.weight >= 0):
        raise SchemeError(f"{node.code}.weight", f"权重应为不小于 0 的数，现为 {node.weight}")


@dataclass(frozen=True)
class Layout:
    """The tree laid out as columns: parents before children, in the order written.

    ``nodes`` is the order of the columns of every per-node array; ``leaf_columns`` are those of the indicators, in the
    order of the data's columns; ``children`` maps an aggregate's column to its children's columns.
    """

    nodes: tuple[Node, ...]
    leaf_columns: tuple[int, ...]
    children: dict[int, tuple[int, ...]] = field(hash=False)

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
    )


def _parents_first(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Aggregate):
        for child in node.children:
            yield from _parents_first(child)
