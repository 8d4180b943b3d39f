"""Krippendorff's alpha: agreement of any number of raters beyond what chance would give, gaps allowed.

Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), and Content Analysis, 3rd edition (2013), chapter 12. He relies on data
from 0.800 up and draws tentative conclusions from 0.667 up.
"""

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.ratings.errors import RatingsError
from zhicheng.engine.ratings.fitting import checked

Level: TypeAlias = Literal["nominal", "ordinal", "interval", "ratio"]

RELIABLE_FROM = 0.800
TENTATIVE_FROM = 0.667
DRAWS = 1000


@dataclass(frozen=True)
class Alpha:
    """Alpha with the bounds between which it fell in `share` of the bootstrap draws."""

    value: float
    low: float
    high: float
    share: float


@dataclass(frozen=True)
class _Counts:
    """`counts` (entries, values): how often each value was given; `differences` (values, values): how far apart two are, squared."""

    counts: FloatArray
    differences: FloatArray

    def disagreement(self) -> FloatArray:
        """What each entry adds to the disagreement observed, (entries,)."""
        pairs = ((self.counts @ self.differences) * self.counts).sum(axis=1)
        found: FloatArray = pairs / (self.counts.sum(axis=1) - 1)
        return found


def krippendorff_alpha(points: FloatArray, level: Level = "interval") -> float:
    """Alpha of a table (entries, raters), NaN = not rated; 1 = perfect, 0 = as by chance.

    Entries with fewer than two ratings say nothing and are left out. NaN where nothing can be compared or all values are the same.
    Raises :class:`RatingsError` for a level that does not exist, and for the ratio level with values below zero.
    """
    found = _counts(checked(points), level)
    return float(_alphas(found, np.ones((1, len(found.counts))))[0])


def alpha_interval(
    points: FloatArray, level: Level = "interval", *, seed: int, draws: int = DRAWS, share: float = 0.95
) -> Alpha:
    """Alpha with its percentile bootstrap interval: entries are drawn anew with replacement, the differences between values stay."""
    found = _counts(checked(points), level)
    value = float(_alphas(found, np.ones((1, len(found.counts))))[0])
    if len(found.counts) < 2 or math.isnan(value):
        return Alpha(value, math.nan, math.nan, share)
    entries = len(found.counts)
    drawn = np.random.default_rng(seed).multinomial(entries, np.full(entries, 1 / entries), size=draws)
    alphas = _alphas(found, drawn.astype(np.float64))
    low, high = np.nanquantile(alphas, [(1 - share) / 2, (1 + share) / 2])
    return Alpha(value, float(low), float(high), share)


def _alphas(found: _Counts, weights: FloatArray) -> FloatArray:
    """Alpha for each row of `weights` (draws, entries), how often an entry counts; NaN where no two values differ."""
    totals = weights @ found.counts
    given = totals.sum(axis=1)
    observed = weights @ found.disagreement()
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = ((totals @ found.differences) * totals).sum(axis=1) / (given - 1)
        alphas: FloatArray = 1 - observed / np.where(expected > 0, expected, np.nan)
    return alphas


def _counts(table: FloatArray, level: Level) -> _Counts:
    """The values of the entries that can be compared, counted."""
    paired = table[(~np.isnan(table)).sum(axis=1) >= 2]
    values = np.unique(paired[~np.isnan(paired)])
    counts: FloatArray = (paired[:, :, None] == values).sum(axis=1).astype(np.float64)
    return _Counts(counts, _differences(values, counts.sum(axis=0), level))


def _differences(values: FloatArray, totals: FloatArray, level: Level) -> FloatArray:
    """The squared difference of every two values (values, values) at a level of measurement."""
    if level == "nominal":
        return 1 - np.eye(len(values))
    if level == "ordinal":
        # All values between two, and half of each of the two, lie between them: the difference of their middle places.
        return _squares(np.cumsum(totals) - totals / 2)
    if level == "interval":
        return _squares(values)
    if level == "ratio":
        return _ratios(values)
    raise RatingsError(f"没有“{level}”这种尺度，可用的有：nominal、ordinal、interval、ratio")


def _squares(places: FloatArray) -> FloatArray:
    differences: FloatArray = (places[:, None] - places) ** 2
    return differences


def _ratios(values: FloatArray) -> FloatArray:
    if (values < 0).any():
        raise RatingsError("等比尺度的评分不能小于 0")
    sums = values[:, None] + values
    differences: FloatArray = ((values[:, None] - values) / np.where(sums > 0, sums, 1.0)) ** 2
    return differences
