"""How much of the differences between points comes from the entries, from the raters and from chance.

Henderson's third method (fitting constants): the sums of squares of the least-squares fit are set equal to what they are expected to be.
It needs no assumption about the shape of the distributions and takes incomplete tables; on a complete table it equals the analysis of
variance (Henderson 1953, Biometrics 9: 226-252; Searle, Casella & McCulloch, Variance Components, 1992, chapter 5).
"""

import math
from dataclasses import dataclass

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.ratings.fitting import Fit, checked, fit


@dataclass(frozen=True)
class Variances:
    """Variance components in points squared; negative where the estimate falls below zero, NaN where nothing can be estimated."""

    entries: float
    raters: float
    error: float


def variances(points: FloatArray) -> Variances:
    """The components of a table (entries, raters), NaN = not rated."""
    table = checked(points)
    raters, entries = fit(table), fit(np.ascontiguousarray(table.T))
    return Variances(component(entries), component(raters), error_variance(raters))


def error_variance(fitted: Fit) -> float:
    """The variance that neither entry nor rater explains; NaN without a degree of freedom."""
    return fitted.residual / fitted.freedom if fitted.freedom > 0 else math.nan


def component(fitted: Fit) -> float:
    """The variance of the fitted columns; NaN where they cannot differ or the error is unknown."""
    if not fitted.columns_freedom:
        return math.nan
    own = fitted.explained - fitted.columns_freedom * error_variance(fitted)
    return own / float(np.trace(fitted.crossed))
