"""From indicators to groups to one score, and back: what each part contributed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.errors import SchemeError, require_share
from zhicheng.engine.composite.state import State, Step
from zhicheng.engine.composite.tree import Aggregate, Layout

Method: TypeAlias = Callable[[FloatArray, FloatArray, float], tuple[FloatArray, FloatArray]]


@dataclass(frozen=True)
class WeightedMean:
    """The weighted arithmetic mean at every level of the tree.

    Missing rule: where a child is missing, its weight is shared out among its siblings in proportion to theirs, but
    only while the siblings present hold at least ``min_availability`` (0 … 1) of the group's weight; below that the
    group itself is missing. OECD/JRC Handbook 2008, sections 1.6 (weighting and aggregation) and 6.4 (additive).
    """

    min_availability: float = 0.5

    def __post_init__(self) -> None:
        require_share("weighted_mean.min_availability", self.min_availability)

    def check(self, layout: Layout) -> None:
        """Refuse a group whose method is not known."""
        for node in layout.nodes:
            if isinstance(node, Aggregate) and node.method not in METHODS:
                known = "、".join(METHODS)
                raise SchemeError(f"{node.code}.method", f"没有“{node.method}”，可用的有：{known}")

    def apply(self, state: State) -> State:
        """Score every node from the leaves up, then pass the weights really applied from the root down."""
        scores, shares = _scores(state.layout, state.values, self.min_availability)
        applied = _applied(state.layout, shares, scores[:, 0])
        step = Step(
            "weighted_mean",
            {"min_availability": self.min_availability},
            tuple(node.code for node in state.layout.nodes if isinstance(node, Aggregate)),
            {
                node.code: (float(weight),)
                for node, weight in zip(state.layout.nodes, effective_weights(state.layout), strict=True)
            },
        )
        return replace(state.after(step), scores=scores, applied_weights=applied)


def effective_weights(layout: Layout) -> FloatArray:
    """The weight of each node in the whole (root 1, leaves sum to 1) when nothing is missing; shape (nodes,)."""
    weights = np.ones(len(layout.nodes))
    for parent, columns in layout.children.items():  # parents come first
        own = np.array([layout.nodes[column].weight for column in columns])
        weights[list(columns)] = weights[parent] * own / own.sum()
    return weights


def arithmetic(values: FloatArray, weights: FloatArray, min_availability: float) -> tuple[FloatArray, FloatArray]:
    """Weighted means of rows, with the missing rule of :class:`WeightedMean`.

    ``values`` (units, n), ``weights`` (n,) not all 0 → means (units,), NaN where too little is present, and the share
    (units, n) with which each child entered: 0 where missing, each row summing to 1, or all 0 where the mean is NaN.
    """
    present = ~np.isnan(values)
    held = present * weights
    total = held.sum(axis=1, keepdims=True)
    # The sum of the same weights in another order may differ in the last digit: that must not decide.
    enough = (total > 0) & (total >= (min_availability - 1e-12) * weights.sum())
    shares = np.where(enough, held / np.where(total > 0, total, 1.0), 0.0)
    means = (np.where(present, values, 0.0) * shares).sum(axis=1)
    return np.where(enough[:, 0], means, np.nan), shares


METHODS: Mapping[str, Method] = MappingProxyType({"arithmetic": arithmetic})


def _scores(layout: Layout, values: FloatArray, min_availability: float) -> tuple[FloatArray, FloatArray]:
    """The score of every node and its share in its parent, both (units, nodes)."""
    scores = np.full((len(values), len(layout.nodes)), np.nan)
    shares = np.ones_like(scores)
    scores[:, list(layout.leaf_columns)] = values
    for parent in sorted(layout.children, reverse=True):  # children stand after their parents
        columns = list(layout.children[parent])
        node = layout.nodes[parent]
        method = METHODS[node.method] if isinstance(node, Aggregate) else arithmetic
        weights = np.array([layout.nodes[column].weight for column in columns])
        scores[:, parent], shares[:, columns] = method(scores[:, columns], weights, min_availability)
    return scores, shares


def _applied(layout: Layout, shares: FloatArray, total: FloatArray) -> FloatArray:
    """The weight in the whole with which each node really entered, (units, nodes); NaN where there is no score."""
    applied = shares.copy()
    for parent, columns in layout.children.items():
        applied[:, list(columns)] *= applied[:, [parent]]
    applied[np.isnan(total)] = np.nan
    return applied


def contributions(layout: Layout, scores: FloatArray, applied: FloatArray) -> FloatArray:
    """How many points of the total each node brought, (units, nodes); a group's are the sum of its children's.

    NaN for what is missing and for units without a score; 0 for an indicator whose group is missing. The leaves'
    contributions sum to the total score.
    """
    points = applied * scores
    for parent in sorted(layout.children, reverse=True):
        parts = points[:, list(layout.children[parent])]
        points[:, parent] = np.where(np.isnan(scores[:, parent]), np.nan, np.nansum(parts, axis=1))
    points[np.isnan(scores[:, 0])] = np.nan
    return points
