"""Places under other weights and scales, in plain array arithmetic: for schemes of weighted means.

The same draws and the same places as :mod:`~zhicheng.engine.composite.uncertainty`, and tests hold the two together.
That one knows many more choices and ranks hundreds of units faster, but its loop takes half a minute to compile on a new
machine; the yearly ranking of some dozens of cities need not wait for that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.aggregate import WeightedMean
from zhicheng.engine.composite.choices import Run, Uncertainty
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.normalise import Normalisation
from zhicheng.engine.composite.pipeline import start
from zhicheng.engine.composite.rank import TIE_WITHIN
from zhicheng.engine.composite.sampling import CHUNK, Space, sample
from zhicheng.engine.composite.scheme import Scheme
from zhicheng.engine.composite.state import Context, State
from zhicheng.engine.composite.tree import Layout

Choices: TypeAlias = NDArray[np.int64]
DRAWS_AT_ONCE = 500  # so many that the arrays of some dozens of units stay in the processor's cache


@dataclass(frozen=True, eq=False)
class Spread:
    """How often each unit held each place.

    ``counts`` (units, places): draws in which the unit of the row stood at place column + 1. A draw in which it had no
    score counts nowhere. ``pairs`` (n, 2) are the pairs of rows asked for, ``ahead`` (n,) the draws in which the first of
    a pair stood before the second; a shared place counts as half a draw.
    """

    units: tuple[str, ...]
    draws: int
    counts: NDArray[np.int64]
    pairs: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 2), dtype=np.int64))
    ahead: FloatArray = field(default_factory=lambda: np.empty(0))

    def quantile(self, share: float) -> NDArray[np.int64]:
        """The place that a unit holds or betters in this share (0 … 1) of its ranked draws, (units,); 0 if in none."""
        reached = np.cumsum(self.counts, axis=1)
        known = reached[:, -1]
        needed = np.maximum(np.ceil(share * known - 1e-9), 1)
        places: NDArray[np.int64] = (reached < needed[:, None]).sum(axis=1) + 1
        return np.where(known > 0, places, 0)

    def interval(self, share: float = 0.9) -> NDArray[np.int64]:
        """The places between which a unit stands in the middle ``share`` of draws: best and worst, (units, 2)."""
        if not 0 < share <= 1:
            raise SchemeError("interval.share", f"应大于 0 且不超过 1，现为 {share}")
        return np.column_stack([self.quantile((1 - share) / 2), self.quantile((1 + share) / 2)])

    def share_in_top(self, places: int) -> FloatArray:
        """The share of draws in which each unit stands among the first ``places``, (units,)."""
        shares: FloatArray = self.counts[:, :places].sum(axis=1) / self.draws
        return shares


def reweigh(
    units: Sequence[str],
    data: FloatArray,
    scheme: Scheme,
    what: Uncertainty,
    run: Run | None = None,
    context: Context | None = None,
    pairs: Sequence[tuple[str, str]] = (),
) -> Spread:
    """Rank the units many times with other weights, and other normalisations if ``what`` lists some.

    Arguments as for :func:`~zhicheng.engine.composite.uncertainty.uncertainty`; units that the scheme's steps screen out
    are not ranked. ``pairs`` of ranked units are counted too: how often the first stood before the second. Raises :class:`SchemeError` for a scheme or a choice beyond that.
    """
    run = run or Run()
    _refuse_others(scheme, what)
    state, own = _before_normalising(units, data, scheme, context or Context())
    if not state.units:
        raise SchemeError("units", "没有可以排名的单位")
    normalisations = what.normalisations or (own,)
    layout = state.layout
    space = Space(
        len(normalisations), 1, 1, 1, what.weight_noise, 0, False, len(layout.nodes), len(layout.indicators), 0
    )
    chosen, multipliers = _draws(space, run.seed, run.draws)
    weights = multipliers * np.array([node.weight for node in layout.nodes])
    last = scheme.steps[-1]
    least = last.min_availability if isinstance(last, WeightedMean) else 0.0
    counts = np.zeros((len(state.units), len(state.units)), dtype=np.int64)
    row = {unit: number for number, unit in enumerate(state.units)}
    rows = np.array([(row[one], row[other]) for one, other in pairs], dtype=np.int64).reshape(-1, 2)
    ahead = np.zeros(len(rows))
    for number, normalisation in enumerate(normalisations):
        normalisation.check(layout)
        values = normalisation.apply(state).values
        own_weights = weights[chosen == number]
        for begin in range(0, len(own_weights), DRAWS_AT_ONCE):
            found = totals(layout, values, own_weights[begin : begin + DRAWS_AT_ONCE], least)
            places = places_of(found)
            counts += _count(places)
            ahead += _ahead(places, rows)
    return Spread(state.units, run.draws, counts, rows, ahead)


def _refuse_others(scheme: Scheme, what: Uncertainty) -> None:
    if what.aggregations or what.imputations or what.treatments or what.dropped or what.data_noise:
        raise SchemeError("uncertainty", "这里只能改变权重和标准化方法；其他选择请用 uncertainty")
    last = scheme.steps[-1]
    if not isinstance(last, WeightedMean) or scheme.ties != "min":
        raise SchemeError(f"{scheme.code}.steps", "这里只能用加权平均（weighted_mean），并列取最靠前的名次（min）")
    if sum(isinstance(step, Normalisation) for step in scheme.steps) != 1:
        raise SchemeError(f"{scheme.code}.steps", "不确定性分析要求方案有且只有一步标准化")
    if not isinstance(scheme.steps[-2], Normalisation):
        raise SchemeError(f"{scheme.code}.steps", "标准化之后应直接汇总")


def _before_normalising(
    units: Sequence[str], data: FloatArray, scheme: Scheme, context: Context
) -> tuple[State, Normalisation]:
    state, own = start(units, data, scheme, context), scheme.steps[-2]
    for step in scheme.steps[:-2]:
        state = step.apply(state)
    if not isinstance(own, Normalisation):
        raise TypeError("checked before")
    return state, own


@lru_cache(maxsize=1)
def _draws(space: Space, seed: int, draws: int) -> tuple[Choices, FloatArray]:
    """The normalisation (draws,) and the multipliers of all nodes (draws, nodes). Kept: a scheme's years draw the same."""
    drawn = [sample(space, seed, 0, number, min(CHUNK, draws - number * CHUNK)) for number in range(-(-draws // CHUNK))]
    chosen, multipliers = np.concatenate([one.normalisation for one in drawn]), [one.weights for one in drawn]
    return chosen, np.concatenate(multipliers)


def totals(
    layout: Layout, values: FloatArray, weights: FloatArray, least: float, method: str = "arithmetic"
) -> FloatArray:
    """The root's score in every draw, (draws, units), by the missing rule of :class:`Aggregation`.

    ``values`` (units, indicators) are normalised; ``weights`` (draws, nodes); ``method`` is that of every group,
    arithmetic or geometric. A geometric mean is the arithmetic one of the logarithms, all the way up.
    """
    leaves = np.log(values) if method == "geometric" else values
    scores = dict(zip(layout.leaf_columns, leaves.T, strict=True))  # a leaf's (units,), a group's (draws, units)
    for parent in sorted(layout.children, reverse=True):  # children stand after their parents
        columns = layout.children[parent]
        points, held = np.zeros((len(weights), len(values))), np.zeros((len(weights), len(values)))
        for column in columns:
            score, weight = scores[column], weights[:, [column]]
            held += weight * ~np.isnan(score)
            points += weight * np.nan_to_num(score)
        enough = (held > 0) & (held >= (least - 1e-12) * weights[:, columns].sum(axis=1, keepdims=True))
        scores[parent] = np.where(enough, points / np.where(held > 0, held, 1.0), np.nan)
    total: FloatArray = np.exp(scores[0]) if method == "geometric" else scores[0]
    return total


def places_of(scores: FloatArray) -> NDArray[np.int64]:
    """Places within each row as :func:`~zhicheng.engine.composite.rank.competition_ranks` gives them; 0 = no score."""
    order = np.argsort(-scores, axis=1, kind="stable")  # NaN last
    falling = np.take_along_axis(scores, order, axis=1)
    begins = np.ones(scores.shape, dtype=bool)
    begins[:, 1:] = falling[:, :-1] - falling[:, 1:] > TIE_WITHIN * np.maximum(1.0, np.abs(falling[:, 1:]))
    shared = np.maximum.accumulate(np.where(begins, np.arange(1, scores.shape[1] + 1), 0), axis=1)
    places = np.empty(scores.shape, dtype=np.int64)
    np.put_along_axis(places, order, np.where(np.isnan(falling), 0, shared), axis=1)
    return places


def _ahead(places: NDArray[np.int64], rows: NDArray[np.int64]) -> FloatArray:
    """(draws, units) → in how many draws the first of each pair stood before the second, (pairs,)."""
    first, second = places[:, rows[:, 0]], places[:, rows[:, 1]]
    ranked = (first > 0) & (second > 0)
    won: FloatArray = ((first < second) & ranked).sum(axis=0) + ((first == second) & ranked).sum(axis=0) / 2
    return won


def _count(places: NDArray[np.int64]) -> NDArray[np.int64]:
    """(draws, units) → how often each unit held each place, (units, places)."""
    units = places.shape[1]
    cells = np.bincount((places + np.arange(units) * (units + 1)).ravel(), minlength=units * (units + 1))
    return cells.reshape(units, units + 1)[:, 1:]
