"""Places from unrounded scores."""

import numpy as np

from zhicheng.engine.arrays import FloatArray

TIE_WITHIN = 1e-9  # of a point, or of the score where that is larger: the noise of floating point decides no place


def competition_ranks(scores: FloatArray) -> FloatArray:
    """Places of scores (units,), 1 the highest, NaN where the score is missing.

    Tie rule "min": equal scores share the best place and the next place is skipped (1, 2, 2, 4). Scores are never
    rounded; two count as equal only when they differ by no more than :data:`TIE_WITHIN`.
    """
    ranks = np.full(len(scores), np.nan)
    order = np.argsort(-scores, kind="stable")
    order = order[~np.isnan(scores[order])]
    sorted_scores = scores[order]
    falls = sorted_scores[:-1] - sorted_scores[1:] > TIE_WITHIN * np.maximum(1.0, np.abs(sorted_scores[1:]))
    is_new_place = np.concatenate(([True], falls)) if order.size else np.empty(0, dtype=bool)
    places = np.where(is_new_place, np.arange(1, order.size + 1), 0)
    ranks[order] = np.maximum.accumulate(places)
    return ranks


def ranks_by_column(scores: FloatArray) -> FloatArray:
    """The places in every column, (units, n) → (units, n)."""
    return np.column_stack([competition_ranks(column) for column in scores.T]) if scores.size else scores.copy()
