"""The additive model of ratings, points = entry + rater + error, fitted by least squares to what was rated.

The entries are taken out first (absorbed), which leaves a system as small as the number of raters: Searle, Linear Models (1971),
chapter 7, the two-way crossed classification without interaction and with unequal numbers. The same fit on the transposed table takes
the raters out first.
"""

from dataclasses import dataclass

import numpy as np

from zhicheng.engine.arrays import BoolArray, FloatArray, IntArray
from zhicheng.engine.ratings.errors import RatingsError


@dataclass(frozen=True)
class Fit:
    """The fit of one table: `effects` of its columns, of mean zero in each connected group, and what they explain.

    `crossed` (columns, columns) and `leanings` (columns,) are the equations left once the rows are absorbed; `explained` is the sum of
    squares that the columns take away beyond the rows, `residual` what remains, `freedom` its degrees of freedom.
    """

    effects: FloatArray
    crossed: FloatArray
    leanings: FloatArray
    inverse: FloatArray
    explained: float
    residual: float
    freedom: int
    columns_freedom: int


def checked(points: FloatArray) -> FloatArray:
    """The table as floats; raises :class:`RatingsError` unless it has two dimensions and no infinite number."""
    table = np.asarray(points, dtype=np.float64)
    if table.ndim != 2:
        raise RatingsError(f"评分应为“对象 × 评分人”的二维表，现为 {table.ndim} 维")
    if np.isinf(table).any():
        raise RatingsError("评分中有无穷大的数，请改为分数或留空")
    return table


def row_means(points: FloatArray) -> FloatArray:
    """The mean of what stands in each row, (rows, columns) → (rows,); NaN in an empty row."""
    rated = ~np.isnan(points)
    count = np.where(rated.any(axis=1), rated.sum(axis=1), np.nan)
    means: FloatArray = np.where(rated, points, 0.0).sum(axis=1) / count
    return means


def connected_groups(points: FloatArray) -> tuple[IntArray, IntArray]:
    """The group of each entry and of each rater, counted from 0; −1 without a rating.

    Two entries are in one group when a chain of common raters leads from one to the other; only inside a group can severity be told
    from merit (Weeks & Williams 1964, Technometrics 6: 319-324, on connectedness).
    """
    rated = ~np.isnan(checked(points))
    entries, raters = np.full(rated.shape[0], -1), np.full(rated.shape[1], -1)
    group = 0
    for start in np.flatnonzero(rated.any(axis=1)):
        if entries[start] < 0:
            reached_entries, reached_raters = _reached(rated, int(start))
            entries[reached_entries], raters[reached_raters] = group, group
            group += 1
    return entries, raters


def _reached(rated: BoolArray, start: int) -> tuple[BoolArray, BoolArray]:
    """The entries and raters that chains of ratings reach from one entry."""
    entries: BoolArray = np.zeros(rated.shape[0], dtype=bool)
    entries[start] = True
    while True:
        raters = np.asarray(rated[entries].any(axis=0))
        grown = np.asarray(rated[:, raters].any(axis=1))
        if (grown == entries).all():
            return entries, raters
        entries = grown


def fit(points: FloatArray) -> Fit:
    """Fit columns beside rows to a table (rows, columns) with gaps."""
    rated = ~np.isnan(points)
    weights = rated.astype(np.float64)
    per_row = np.where(rated.any(axis=1), rated.sum(axis=1), 1)
    centred = np.where(rated, points - row_means(points)[:, None], 0.0)
    crossed: FloatArray = np.diag(weights.sum(axis=0)) - weights.T @ (weights / per_row[:, None])
    leanings: FloatArray = centred.sum(axis=0)
    inverse = np.asarray(np.linalg.pinv(crossed, rcond=1e-10, hermitian=True), dtype=np.float64)
    effects: FloatArray = inverse @ leanings
    explained = float(effects @ leanings)
    columns_freedom = _columns_freedom(points)
    freedom = int(rated.sum() - rated.any(axis=1).sum()) - columns_freedom
    residual = max(0.0, float((centred**2).sum()) - explained)
    return Fit(effects, crossed, leanings, inverse, explained, residual, freedom, columns_freedom)


def _columns_freedom(points: FloatArray) -> int:
    """The columns that can differ: those with ratings, less one in each connected group."""
    _, columns = connected_groups(points)
    return int((columns >= 0).sum()) - len(set(columns[columns >= 0].tolist()))
