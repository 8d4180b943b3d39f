"""From indicators to groups to one score, and back: what each part contributed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.errors import SchemeError, require_share
from zhicheng.engine.composite.methods import METHODS
from zhicheng.engine.composite.state import Setting, State, Step
from zhicheng.engine.composite.tree import Aggregate, Layout


@dataclass(frozen=True)
class Aggregation:
    """Score every group by its own ``method`` (see :mod:`~zhicheng.engine.composite.methods`), from the leaves up.

    Missing rule: where a child is missing, its weight is shared out among its siblings in proportion to theirs, but
    only while the siblings present hold at least ``min_availability`` (0 … 1) of the group's weight; below that the
    group itself is missing. OECD/JRC Handbook 2008, sections 1.6 (weighting and aggregation) and 6.4.
    """

    min_availability: float = 0.5

    def __post_init__(self) -> None:
        require_share("aggregation.min_availability", self.min_availability)

    def check(self, layout: Layout) -> None:
        """Refuse a group whose method is not known or lacks what it needs."""
        for group in groups(layout):
            if group.method not in METHODS:
                raise SchemeError(f"{group.code}.method", f"没有“{group.method}”，可用的有：{'、'.join(METHODS)}")
            if (group.exponent is not None) != (group.method == "power"):
                raise SchemeError(f"{group.code}.exponent", "指数与汇总方法 power 应同时给出")
            if (group.function is not None) != (group.method == "user"):
                raise SchemeError(f"{group.code}.function", "函数与汇总方法 user 应同时给出")

    @property
    def name(self) -> str:
        """The step's name in the trace."""
        return "aggregation"

    def apply(self, state: State) -> State:
        """Score every node from the leaves up, then pass the weights really applied from the root down."""
        scores, shares, slopes = score_nodes(state.layout, state.values, self.min_availability)
        weights = zip(state.layout.nodes, effective_weights(state.layout), strict=True)
        step = Step(
            self.name,
            self._settings(state.layout),
            tuple(group.code for group in groups(state.layout)),
            {node.code: (float(weight),) for node, weight in weights},
        )
        return replace(
            state.after(step),
            scores=scores,
            applied_weights=from_the_root(state.layout, shares, scores[:, 0]),
            slopes=from_the_root(state.layout, slopes, scores[:, 0]),
        )

    def _settings(self, layout: Layout) -> dict[str, Setting]:
        others = {group.code: group.method for group in groups(layout) if group.method != "arithmetic"}
        return {"min_availability": self.min_availability, **others}


@dataclass(frozen=True)
class WeightedMean(Aggregation):
    """The weighted arithmetic mean at every level of the tree; a group of another method is refused."""

    def __post_init__(self) -> None:
        require_share("weighted_mean.min_availability", self.min_availability)

    def check(self, layout: Layout) -> None:
        """Refuse a group whose method is not the arithmetic mean."""
        for group in groups(layout):
            if group.method != "arithmetic":
                raise SchemeError(f"{group.code}.method", f"没有“{group.method}”，可用的有：arithmetic")

    @property
    def name(self) -> str:
        """The step's name in the trace."""
        return "weighted_mean"


def groups(layout: Layout) -> Iterable[Aggregate]:
    """The groups of a tree, parents first."""
    return (node for node in layout.nodes if isinstance(node, Aggregate))


def effective_weights(layout: Layout) -> FloatArray:
    """The weight of each node in the whole (root 1, leaves sum to 1) when nothing is missing; shape (nodes,)."""
    weights = np.ones(len(layout.nodes))
    for parent, columns in layout.children.items():  # parents come first
        own = np.array([layout.nodes[column].weight for column in columns])
        weights[list(columns)] = weights[parent] * own / own.sum()
    return weights


def present_shares(values: FloatArray, weights: FloatArray, min_availability: float) -> FloatArray:
    """The share with which each child enters, by the missing rule of :class:`Aggregation`.

    ``values`` (units, n), ``weights`` (n,) not all 0 → (units, n): 0 where missing, each row summing to 1, or all 0
    where too little is present.
    """
    held = ~np.isnan(values) * weights
    total = held.sum(axis=1, keepdims=True)
    # The sum of the same weights in another order may differ in the last digit: that must not decide.
    enough = (total > 0) & (total >= (min_availability - 1e-12) * weights.sum())
    return np.where(enough, held / np.where(total > 0, total, 1.0), 0.0)


def score_nodes(
    layout: Layout, values: FloatArray, min_availability: float, weights: FloatArray | None = None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The score of every node, its share in its parent, and its slope there; each (units, nodes).

    ``weights`` (nodes,) stand in for those of the tree, if given.
    """
    own = np.array([node.weight for node in layout.nodes]) if weights is None else weights
    scores = np.full((len(values), len(layout.nodes)), np.nan)
    shares, slopes = np.ones_like(scores), np.ones_like(scores)
    scores[:, list(layout.leaf_columns)] = values
    for parent in sorted(layout.children, reverse=True):  # children stand after their parents
        columns, group = list(layout.children[parent]), layout.nodes[parent]
        shares[:, columns] = present_shares(scores[:, columns], own[columns], min_availability)
        if isinstance(group, Aggregate):
            method = METHODS[group.method]
            scores[:, parent], slopes[:, columns] = method(scores[:, columns], shares[:, columns], group)
    return scores, shares, slopes


def from_the_root(layout: Layout, shares: FloatArray, total: FloatArray) -> FloatArray:
    """Each node's part in its parent multiplied down to its part in the whole, (units, nodes); NaN without a score."""
    applied = shares.copy()
    for parent, columns in layout.children.items():
        applied[:, list(columns)] *= applied[:, [parent]]
    applied[np.isnan(total)] = np.nan
    return applied


def contributions(layout: Layout, scores: FloatArray, slopes: FloatArray) -> FloatArray:
    """How many points of the total each node brought, (units, nodes); a group's are the sum of its children's.

    NaN for what is missing and for units without a score; 0 for an indicator whose group is missing. The leaves'
    contributions sum to the total score.
    """
    points = slopes * scores
    for parent in sorted(layout.children, reverse=True):
        parts = points[:, list(layout.children[parent])]
        points[:, parent] = np.where(np.isnan(scores[:, parent]), np.nan, np.nansum(parts, axis=1))
    points[np.isnan(scores[:, 0])] = np.nan
    return points
