"""Intraclass correlations: how much of the differences between points is a difference between entries.

Shrout & Fleiss (1979), Psychological Bulletin 86: 420-428, name six forms; here each is a ratio of variances estimated so that a table
with gaps can be read (see :mod:`variances`). On a complete table they equal theirs.
"""

import math
from dataclasses import dataclass

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.ratings.fitting import checked, row_means
from zhicheng.engine.ratings.variances import variances


@dataclass(frozen=True)
class ICC:
    """The six forms, each at most 1; negative when entries differ less than chance would make them, NaN where it cannot be told.

    Of one rater: `one_way` ICC(1,1), raters differ from entry to entry and their severity counts as error; `agreement` ICC(2,1), the
    same raters, severity counts as error; `consistency` ICC(3,1), severity does not count. `…_mean` is the same of the mean of an
    entry's raters. `entries` and `raters_per_entry` (harmonic mean) say from how many ratings.
    """

    one_way: float
    agreement: float
    consistency: float
    one_way_mean: float
    agreement_mean: float
    consistency_mean: float
    entries: int
    raters_per_entry: float


def icc(points: FloatArray) -> ICC:
    """The intraclass correlations of a table (entries, raters), NaN = not rated."""
    table = checked(points)
    counts = (~np.isnan(table)).sum(axis=1)
    counts = counts[counts > 0]
    each = len(counts) / float((1 / counts).sum()) if len(counts) else math.nan
    found = variances(table)
    between, within = _one_way(table)
    return ICC(
        _share(between, within),
        _share(found.entries, found.raters + found.error),
        _share(found.entries, found.error),
        _share(between, within / each),
        _share(found.entries, (found.raters + found.error) / each),
        _share(found.entries, found.error / each),
        len(counts),
        each,
    )


def icc_one_way(points: FloatArray) -> float:
    """ICC(1,1) alone: no fit of raters is needed for it."""
    return _share(*_one_way(checked(points)))


def _share(own: float, other: float) -> float:
    """`own` as a share of both; NaN where nothing differs."""
    whole = own + other
    return own / whole if abs(whole) > 0 else math.nan


def _one_way(table: FloatArray) -> tuple[float, float]:
    """The variances between and within entries by the one-way analysis of variance with unequal numbers."""
    rated = ~np.isnan(table)
    counts = rated.sum(axis=1)[rated.any(axis=1)].astype(np.float64)
    entries, total = len(counts), float(counts.sum())
    if entries < 2 or total <= entries:
        return math.nan, math.nan
    means = row_means(table)
    within = float(np.nansum((table - means[:, None]) ** 2)) / (total - entries)
    between = float((counts * (means[rated.any(axis=1)] - np.nanmean(table)) ** 2).sum()) / (entries - 1)
    # The number of ratings an entry has, as the expected mean square weighs it (Searle, Casella & McCulloch 1992, 3.6).
    typical = (total - float((counts**2).sum()) / total) / (entries - 1)
    return (between - within) / typical, within
