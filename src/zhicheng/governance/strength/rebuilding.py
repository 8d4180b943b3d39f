"""A stored run, ready to be computed with again: its own figures and scheme, whatever has changed since."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite import Aggregate, Result, Scheme, build
from zhicheng.engine.composite.tree import Node
from zhicheng.governance.strength.computing import engine_scheme
from zhicheng.governance.strength.models import Evaluation
from zhicheng.governance.strength.queries import Sheet, scheme_of


@dataclass(frozen=True, eq=False)
class Rebuilt:
    """The units that a run ranked, in the order of their codes, with their figures as the run had them.

    `data` (units, indicators), NaN = no figure; `engine` is the scheme as the engine takes it, of the indicators that entered.
    """

    evaluation: Evaluation
    units: tuple[str, ...]
    data: FloatArray
    engine: Scheme

    @cached_property
    def result(self) -> Result:
        """The run computed again: its scores are those stored."""
        return build(self.units, self.data, self.engine)

    def row(self, code: str) -> int:
        """A unit's row of `data`."""
        return self.units.index(code)


def rebuilt(scores: Sheet) -> Rebuilt:
    """A run from the sheet of all its scores."""
    evaluation = scores.evaluation
    engine = of_indicators(engine_scheme(evaluation.scheme, scheme_of(evaluation.definition)), evaluation.indicators)
    units = tuple(sorted(scores.values))
    data = [[nan_if_missing(scores.of(unit, node).raw) for node in engine.indicator_codes] for unit in units]
    return Rebuilt(evaluation, units, np.array(data, dtype=np.float64), engine)


def of_indicators(engine: Scheme, kept: list[str]) -> Scheme:
    """The scheme with only those indicators that a run found figures for; all of them when the run does not say."""
    if not kept or set(kept) == set(engine.indicator_codes):
        return engine
    return replace(engine, root=with_only(engine.root, frozenset(kept)))


def with_only(group: Aggregate, kept: frozenset[str]) -> Aggregate:
    """The tree without the leaves that are not kept, and without groups that lose all of theirs."""
    children: list[Node] = []
    for child in group.children:
        if not isinstance(child, Aggregate):
            children += [child] if child.code in kept else []
        elif leaves(child) & kept:
            children.append(with_only(child, kept))
    return replace(group, children=tuple(children))


def leaves(node: Node) -> frozenset[str]:
    """The codes of the indicators at or below a node."""
    if not isinstance(node, Aggregate):
        return frozenset({node.code})
    return frozenset[str]().union(*(leaves(child) for child in node.children))


def nan_if_missing(value: float | None) -> float:
    return np.nan if value is None else value
