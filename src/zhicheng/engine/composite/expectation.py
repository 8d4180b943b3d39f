"""Gaps filled by their expectation under a normal distribution fitted to what is known."""

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.tree import Aggregate, Layout

TOLERANCE = 1e-10  # of a standard deviation: the change of the fitted means and covariances between two rounds
MAX_ROUNDS = 10_000


def fill_by_expectation(values: FloatArray, layout: Layout) -> FloatArray:
    """Fill (units, indicators) group by group: indicators inform only their siblings in the tree."""
    filled = values.copy()
    data_column = {column: i for i, column in enumerate(layout.leaf_columns)}
    for parent, children in layout.children.items():
        columns = [data_column[child] for child in children if child in data_column]
        if np.isnan(values[:, columns]).any():
            group = layout.nodes[parent]
            filled[:, columns] = expectations(values[:, columns], group.code if isinstance(group, Aggregate) else "")
    return filled


def expectations(values: FloatArray, group: str = "") -> FloatArray:
    """The table (units, n) with each gap replaced by its mean given the row's known values.

    Means and covariances are the maximum-likelihood ones found by expectation-maximisation: Dempster, Laird and Rubin
    1977, J. R. Stat. Soc. B 39; Little and Rubin 2002, section 11.2; Handbook 2008, section 4.2. A row in which
    nothing is known stays missing. Raises :class:`SchemeError` when there are not more known rows than indicators, or
    it does not converge.
    """
    known_rows = ~np.isnan(values).all(axis=1)
    table = values[known_rows]
    if len(table) <= values.shape[1] + 1 or np.isnan(table).all(axis=0).any():
        raise SchemeError("impute.method", f"分组“{group}”的单位太少，不能用 em 填补，请改用其他方法")
    centre, scale = np.nanmean(table, axis=0), np.nanstd(table, axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    filled = values.copy()
    filled[known_rows] = _fit((table - centre) / scale, group) * scale + centre
    filled[known_rows] = np.where(np.isnan(table), filled[known_rows], table)
    return filled


def _fit(table: FloatArray, group: str) -> FloatArray:
    """Standardised rows with their gaps filled at the fixed point."""
    means, covariances = np.zeros(table.shape[1]), np.diag(np.nanvar(table, axis=0))
    for _round in range(MAX_ROUNDS):
        filled, spread = _expect(table, means, covariances)
        new_means = filled.mean(axis=0)
        centred = filled - new_means
        new_covariances = (centred.T @ centred + spread) / len(table)
        change = max(np.abs(new_means - means).max(), np.abs(new_covariances - covariances).max())
        means, covariances = new_means, new_covariances
        if change < TOLERANCE:
            return _expect(table, means, covariances)[0]
    raise SchemeError("impute.method", f"分组“{group}”的 em 填补没有收敛，请改用其他方法")


def _expect(table: FloatArray, means: FloatArray, covariances: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Each row completed by its conditional mean, and the sum of the conditional covariances (n, n)."""
    filled, spread = table.copy(), np.zeros_like(covariances)
    patterns, pattern_of = np.unique(np.isnan(table), axis=0, return_inverse=True)
    for number, gap in enumerate(patterns):
        if not gap.any():
            continue
        rows = pattern_of.ravel() == number
        slopes = covariances[np.ix_(gap, ~gap)] @ np.linalg.pinv(covariances[np.ix_(~gap, ~gap)])
        filled[np.ix_(rows, gap)] = means[gap] + (table[np.ix_(rows, ~gap)] - means[~gap]) @ slopes.T
        left = covariances[np.ix_(gap, gap)] - slopes @ covariances[np.ix_(~gap, gap)]
        spread[np.ix_(gap, gap)] += rows.sum() * left
    return filled, spread
