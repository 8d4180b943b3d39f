"""Single points that stand apart from what their entry and their rater let expect, and entries whose raters lie far apart.

A point is judged by its externally studentised residual: its distance from the value that all the *other* points predict, over the
standard error of that distance (Belsley, Kuh & Welsch, Regression Diagnostics, 1980, section 2.1). Under the model it follows Student's
distribution; the limit is a request to look, not a verdict.
"""

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.ratings.fitting import Fit, checked, fit, row_means

STUDENTISED_LIMIT = 3.0
ALONE = 1e-9  # what is left of a point's own room when nothing else speaks of it


def studentised(points: FloatArray) -> FloatArray:
    """The externally studentised residuals (entries, raters) of the additive fit, in standard errors; positive = more than expected.

    NaN where nothing was rated, where no other point speaks of the entry or the rater, and where too few points are left to judge by.
    """
    table = checked(points)
    fitted = fit(table)
    if fitted.freedom < 2:
        return np.full_like(table, np.nan)
    expected = row_means(table - fitted.effects)[:, None] + fitted.effects
    room = 1.0 - _leverages(table, fitted)
    room = np.where(room > ALONE, room, np.nan)
    residuals = table - expected
    noise = ALONE * max(1.0, float(np.nanmax(np.abs(table))))
    residuals = np.where(np.abs(residuals) > noise, residuals, 0.0)
    without = np.maximum(fitted.residual - residuals**2 / room, 0.0) / (fitted.freedom - 1)
    with np.errstate(divide="ignore"):
        found: FloatArray = np.where(
            residuals == 0, 0.0 * room, residuals / np.sqrt(np.maximum(without, noise**2) * room)
        )
    return np.where(np.isnan(table), np.nan, found)


def _leverages(table: FloatArray, fitted: Fit) -> FloatArray:
    """How far each point draws its own fitted value, (entries, raters), 0 … 1."""
    weights = (~np.isnan(table)).astype(np.float64)
    per_row = np.maximum(weights.sum(axis=1, keepdims=True), 1.0)
    means = weights / per_row
    across = means @ fitted.inverse
    leverages: FloatArray = (
        1 / per_row + np.diag(fitted.inverse) - 2 * across + (across * means).sum(axis=1, keepdims=True)
    )
    return leverages


def outliers(points: FloatArray, limit: float = STUDENTISED_LIMIT) -> FloatArray:
    """The points that lie further than `limit` standard errors from what the others let expect: their distances, NaN for all others.

    They are found one after the other, the furthest first and each set aside before the next is looked for: else an odd point draws
    what is expected of its neighbours and they seem odd too (Rosner 1983, Technometrics 25: 165-172, proceeds so). Points that
    stand equally far apart, such as the only two of an entry, go together: nothing tells which of them is the odd one.
    """
    left = checked(points).copy()
    found = np.full_like(left, np.nan)
    while True:
        distances = studentised(left)
        sizes = np.nan_to_num(np.abs(distances), posinf=np.finfo(np.float64).max)
        if not sizes.size or sizes.max() <= limit:
            return found
        furthest = sizes >= sizes.max() * (1 - ALONE)
        found[furthest] = distances[furthest]
        left[furthest] = np.nan


def spread(points: FloatArray) -> FloatArray:
    """The highest less the lowest point of each entry, (entries,), in points; NaN with fewer than two."""
    table = checked(points)
    rated = ~np.isnan(table)
    highest = np.where(rated, table, -np.inf).max(axis=1, initial=-np.inf)
    lowest = np.where(rated, table, np.inf).min(axis=1, initial=np.inf)
    return np.where(rated.sum(axis=1) >= 2, highest - lowest, np.nan)
