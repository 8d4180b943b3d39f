"""Several people rate the same things: how severe each is, what their points are worth, how far they agree.

Points are one array (entries, raters), NaN where a rater did not rate an entry; nobody need rate everything. Everything here is arrays
in, numbers out, from closed formulas: no iteration, no chance but in :func:`alpha_interval`, which takes a seed.

    >>> import numpy as np
    >>> points = np.array([[84.0, 77.0, np.nan], [94.0, np.nan, 89.0], [np.nan, 67.0, 69.0]])
    >>> found = severity(points, shrink=False)
    >>> found.effects.round(6).tolist(), found.adjusted.round(6).tolist()
    ([4.0, -3.0, -1.0], [80.0, 90.0, 70.0])
"""

from zhicheng.engine.ratings.alpha import Alpha, Level, alpha_interval, krippendorff_alpha
from zhicheng.engine.ratings.correlation import ICC, icc, icc_one_way
from zhicheng.engine.ratings.errors import RatingsError
from zhicheng.engine.ratings.fitting import connected_groups
from zhicheng.engine.ratings.outliers import STUDENTISED_LIMIT, outliers, spread, studentised
from zhicheng.engine.ratings.severity import Severity, severity
from zhicheng.engine.ratings.variances import Variances, variances

__all__ = [
    "ICC",
    "STUDENTISED_LIMIT",
    "Alpha",
    "Level",
    "RatingsError",
    "Severity",
    "Variances",
    "alpha_interval",
    "connected_groups",
    "icc",
    "icc_one_way",
    "krippendorff_alpha",
    "outliers",
    "severity",
    "spread",
    "studentised",
    "variances",
]
