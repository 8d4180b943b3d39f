"""Sobol indices from the rank shifts of two base samples and their mixtures: the arithmetic, whoever ranked the draws."""

from dataclasses import dataclass

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.pipeline import Result

RESAMPLES = 500  # for the intervals of the indices


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Of the variance of the mean absolute rank shift, the share that each factor explains.

    ``factors`` names from :data:`~zhicheng.engine.composite.sampling.FACTORS`; ``first`` (factors,) the share of each
    alone; ``total`` (factors,) alone and together with others; ``first_interval`` ``total_interval`` (factors, 2) the
    middle 90 % of resampled estimates; ``mean`` and ``variance`` of the shift, in places and places squared.
    """

    nominal: Result
    factors: tuple[str, ...]
    first: FloatArray
    total: FloatArray
    first_interval: FloatArray
    total_interval: FloatArray
    mean: float
    variance: float


def estimated(nominal: Result, factors: tuple[str, ...], shifts: FloatArray, seed: int) -> Sensitivity:
    """The indices with their intervals.

    ``shifts`` (factors + 2, draws): the rank shifts of base matrix A, of B, and of A with one factor from B, in the order
    of ``factors``. A draw in which one of them has no shift counts nowhere.
    """
    known = ~np.isnan(shifts).any(axis=0)
    a, b, mixed = shifts[0, known], shifts[1, known], shifts[2:, known]
    first, total = sobol_indices(a, b, mixed)
    rng = np.random.default_rng(seed)
    rows = rng.integers(a.size, size=(RESAMPLES, a.size))
    again = np.array([sobol_indices(a[row], b[row], mixed[:, row]) for row in rows])
    low, high = np.quantile(again, [0.05, 0.95], axis=0)
    return Sensitivity(
        nominal=nominal,
        factors=factors,
        first=first,
        total=total,
        first_interval=np.column_stack([low[0], high[0]]),
        total_interval=np.column_stack([low[1], high[1]]),
        mean=float(np.concatenate([a, b]).mean()),
        variance=float(np.concatenate([a, b]).var()),
    )


def sobol_indices(a: FloatArray, b: FloatArray, mixed: FloatArray) -> tuple[FloatArray, FloatArray]:
    """First and total order from model outputs at A (n,), B (n,), and A with factor i from B (factors, n).

    First order by Saltelli et al. 2010, Computer Physics Communications 181, table 2 (b); total by Jansen 1999, in the
    same table (f). 0 for all where nothing varies.
    """
    both = np.concatenate([a, b])
    variance = both.var()
    if not variance > 0:
        return np.zeros(len(mixed)), np.zeros(len(mixed))
    centre = both.mean()  # the estimate does not depend on it, its error does
    first = ((b - centre) * (mixed - a)).mean(axis=1) / variance
    total = np.square(a - mixed).mean(axis=1) / (2 * variance)
    return first, total
