"""How a group's score comes from its children: the mathematics of :mod:`~zhicheng.engine.composite.aggregate`.

Every method takes ``values`` (units, n) with NaN for missing children, which carry no weight, and ``shares``
(units, n), each row summing to 1 over the children present, or all 0 where too few are present. It gives the scores
(units,), NaN in those rows, and the slopes (units, n): a child's slope times its value are the points it brought, and
a row's points sum to its score.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.tree import Aggregate

Scored: TypeAlias = tuple[FloatArray, FloatArray]
Method: TypeAlias = Callable[[FloatArray, FloatArray, Aggregate], Scored]

EXPONENTS: Mapping[str, float] = MappingProxyType({"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0})
"""The generalised means with names of their own."""


def arithmetic(values: FloatArray, shares: FloatArray, _group: Aggregate) -> Scored:
    """The weighted mean: full compensation. OECD/JRC Handbook 2008, section 6.4 (additive)."""
    means = (np.where(np.isnan(values), 0.0, values) * shares).sum(axis=1)
    return np.where(shares.any(axis=1), means, np.nan), shares


def generalised(values: FloatArray, shares: FloatArray, group: Aggregate) -> Scored:
    """The weighted power mean (Σ w xᵖ)^(1/p): geometric at p = 0, harmonic at p = -1.

    Values have to be 0 or more; with p ≤ 0 a single 0 makes the mean 0. The slopes are the partial derivatives
    w (x/M)^(p-1): the mean is homogeneous of degree 1, so by Euler's theorem the points sum to it. OECD/JRC Handbook
    2008, section 6.4 (geometric); Bullen, Handbook of Means and Their Inequalities, 2003, chapter III.
    """
    exponent = exponent_of(group)
    if (values < 0).any():
        raise SchemeError(f"{group.code}.method", f"{group.method} 只能用于不小于 0 的得分，请调整标准化的范围")
    used = shares > 0
    present = np.where(used, values, 1.0)
    zero = ((present == 0) & used).any(axis=1) if exponent <= 0 else np.zeros(len(values), dtype=bool)
    safe = np.where(zero[:, None], 1.0, present)
    means = np.where(zero, 0.0, power_mean(safe, shares, exponent))
    ratio = np.where(means > 0, means, 1.0)[:, None] / np.where(safe > 0, safe, 1.0)
    slopes = np.where((means > 0)[:, None] & (safe > 0) & ~zero[:, None], shares * ratio ** (1 - exponent), 0.0)
    return np.where(shares.any(axis=1), means, np.nan), slopes


def exponent_of(group: Aggregate) -> float:
    """The exponent of a group's generalised mean."""
    return EXPONENTS[group.method] if group.exponent is None else group.exponent


def power_mean(values: FloatArray, shares: FloatArray, exponent: float) -> FloatArray:
    """Power means of rows of positive numbers; (units, n) and (units, n) → (units,)."""
    if exponent == 0:
        logs: FloatArray = np.exp((shares * np.log(values)).sum(axis=1))
        return logs
    sums = (shares * values**exponent).sum(axis=1)
    means: FloatArray = np.where(sums > 0, sums, 1.0) ** (1 / exponent)
    return np.where(sums > 0, means, 0.0)


def median(values: FloatArray, shares: FloatArray, _group: Aggregate) -> Scored:
    """The weighted median: half of the weight lies on either side; at exactly half, the mean of the two neighbours.

    Edgeworth 1888, "On a new method of reducing observations".
    """
    slopes = np.zeros_like(shares)
    order = np.argsort(np.where(shares > 0, values, np.inf), axis=1, kind="stable")
    held = np.cumsum(np.take_along_axis(shares, order, axis=1), axis=1)
    for row in np.flatnonzero(shares.any(axis=1)):
        first = int(np.searchsorted(held[row], 0.5 - 1e-12))
        at_half = abs(held[row, first] - 0.5) <= 1e-12
        slopes[row, order[row, first]] += 0.5 if at_half else 1.0
        if at_half:
            slopes[row, order[row, first + 1]] += 0.5
    return arithmetic(values, slopes, _group)


def maximum(values: FloatArray, shares: FloatArray, _group: Aggregate) -> Scored:
    """The best child counts, whatever its weight, as three rows of the national 优势企业 table share their points."""
    used = np.where(shares > 0, values, -np.inf)
    best = (used == used.max(axis=1, keepdims=True)) & (shares > 0)
    return arithmetic(values, best / np.maximum(best.sum(axis=1, keepdims=True), 1), _group)


def copeland(values: FloatArray, shares: FloatArray, _group: Aggregate) -> Scored:
    """Outranking: 100 × the share of other units that a unit beats, ties counting half.

    One unit beats another when the children on which it is better hold more weight than those on which it is worse;
    only children known of both count. No compensation: by how much does not matter. OECD/JRC Handbook 2008, section
    6.4 (non-compensatory multi-criteria approach); Munda and Nardo 2009, Applied Economics 41.
    """
    scored = shares.any(axis=1)
    wins = np.full(len(values), np.nan)
    rows = np.flatnonzero(scored)
    for row in rows:
        better = np.sign(values[row] - values[rows])
        both = np.sqrt(shares[row] * shares[rows])  # symmetric, so that A beats B exactly when B loses to A
        verdict = np.sign(np.round(np.where(np.isnan(better), 0.0, better * both).sum(axis=1), 12))
        others = max(len(rows) - 1, 1)
        wins[row] = 50.0 if len(rows) == 1 else 100 * ((verdict > 0).sum() + ((verdict == 0).sum() - 1) / 2) / others
    return wins, proportional(values, shares, wins)


def user(values: FloatArray, shares: FloatArray, group: Aggregate) -> Scored:
    """The group's own ``function(values, weights)``, once for each pattern of missing children."""
    scores = np.full(len(values), np.nan)
    if group.function is None:
        raise SchemeError(f"{group.code}.function", "汇总方法 user 需要给出函数")
    patterns, pattern_of = np.unique(shares, axis=0, return_inverse=True)
    for number, weights in enumerate(patterns):
        rows, used = pattern_of.ravel() == number, weights > 0
        if used.any():
            found = np.asarray(group.function(values[np.ix_(rows, used)], weights[used]), dtype=np.float64)
            if found.shape != (int(rows.sum()),):
                raise SchemeError(f"{group.code}.function", f"应返回每个单位一个数，现为 {found.shape}")
            scores[rows] = found
    return scores, proportional(values, shares, scores)


def proportional(values: FloatArray, shares: FloatArray, scores: FloatArray) -> FloatArray:
    """Slopes of a score that has no derivatives: its points are dealt out in proportion to weight times value."""
    weighed = (np.where(np.isnan(values), 0.0, values) * shares).sum(axis=1)
    known = np.abs(weighed) > 0
    factor = np.where(known, np.nan_to_num(scores) / np.where(known, weighed, 1.0), 0.0)
    slopes: FloatArray = shares * factor[:, None]
    return slopes


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "arithmetic": arithmetic,
        "geometric": generalised,
        "harmonic": generalised,
        "power": generalised,
        "median": median,
        "max": maximum,
        "copeland": copeland,
        "user": user,
    }
)
