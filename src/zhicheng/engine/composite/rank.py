"""Places from unrounded scores, and grades by cut points."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from zhicheng.engine.arrays import BoolArray, FloatArray
from zhicheng.engine.composite.errors import SchemeError

TIE_WITHIN = 1e-9  # of a point, or of the score where that is larger: the noise of floating point decides no place

Ties: TypeAlias = Literal["min", "max", "mean", "dense"]
TIE_RULES: tuple[Ties, ...] = ("min", "max", "mean", "dense")


def competition_ranks(scores: FloatArray, ties: Ties = "min") -> FloatArray:
    """Places of scores (units,), 1 the highest, NaN where the score is missing.

    Equal scores share a place by the tie rule: ``min`` the best of theirs, the next are skipped (1, 2, 2, 4); ``max``
    the worst (1, 3, 3, 4); ``mean`` their mean (1, 2.5, 2.5, 4); ``dense`` the best, nothing skipped (1, 2, 2, 3).
    Scores are never rounded; two count as equal only when they differ by no more than :data:`TIE_WITHIN`.
    """
    ranks = np.full(len(scores), np.nan)
    order = np.argsort(-scores, kind="stable")
    order = order[~np.isnan(scores[order])]
    sorted_scores = scores[order]
    falls = sorted_scores[:-1] - sorted_scores[1:] > TIE_WITHIN * np.maximum(1.0, np.abs(sorted_scores[1:]))
    is_new_place: BoolArray = np.concatenate(([True], falls)) if order.size else np.empty(0, dtype=bool)
    ranks[order] = _shared(is_new_place, ties)
    return ranks


def _shared(is_new_place: BoolArray, ties: Ties) -> FloatArray:
    """Places of sorted scores, each True beginning a new one; (n,) → (n,)."""
    if ties not in TIE_RULES:
        raise SchemeError("ties", f"没有“{ties}”，可用的有：{'、'.join(TIE_RULES)}")
    number = np.cumsum(is_new_place)
    if ties == "dense":
        return number.astype(np.float64)
    first = np.asarray(np.flatnonzero(is_new_place) + 1, dtype=np.float64)
    last = np.asarray(np.append(first, len(is_new_place) + 1)[1:] - 1, dtype=np.float64)
    places: FloatArray = {"min": first, "max": last, "mean": (first + last) / 2}[ties]
    shared: FloatArray = places[number - 1]
    return shared


def ranks_by_column(scores: FloatArray, ties: Ties = "min") -> FloatArray:
    """The places in every column, (units, n) → (units, n)."""
    return np.column_stack([competition_ranks(column, ties) for column in scores.T]) if scores.size else scores.copy()


def rank_shift(places: NDArray[np.float32], nominal: FloatArray) -> FloatArray:
    """Of each draw the mean absolute difference from the nominal places (units,); (draws,), NaN if none is ranked."""
    shifts = np.abs(places - nominal.astype(np.float32)).astype(np.float64)
    known = ~np.isnan(shifts)
    count = np.where(known.any(axis=1), known.sum(axis=1), np.nan)
    means: FloatArray = np.where(known, shifts, 0).sum(axis=1) / count
    return means


@dataclass(frozen=True)
class Grades:
    """Classes of scores: ``names[i]`` from ``cuts[i]`` up, the last name below all cuts.

    江苏 classes its cities by 0.6 / 0.4 / 0.2 of the index: ``Grades(("一类", "二类", "三类", "四类"), (0.6, 0.4, 0.2))``.
    A score exactly on a cut has reached it; scores are never rounded first.
    """

    names: tuple[str, ...]
    cuts: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.names) != len(self.cuts) + 1:
            raise SchemeError("grades.names", f"{len(self.cuts)} 个分界应有 {len(self.cuts) + 1} 个等级名")
        if any(not higher > lower for higher, lower in pairwise(self.cuts)):
            raise SchemeError("grades.cuts", f"分界应从高到低，现为 {self.cuts}")

    def of(self, scores: Sequence[float] | FloatArray) -> tuple[str | None, ...]:
        """The grade of each score; None without a score."""
        return tuple(None if np.isnan(score) else self._name(float(score)) for score in scores)

    def _name(self, score: float) -> str:
        reached = (name for name, cut in zip(self.names, self.cuts, strict=False) if score >= cut - TIE_WITHIN)
        return next(reached, self.names[-1])
