"""Two evaluations side by side, every change decomposed; and what a better place would take."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.pipeline import Result, root_scores
from zhicheng.engine.composite.rank import competition_ranks
from zhicheng.engine.composite.scheme import Scheme
from zhicheng.engine.composite.state import Context

PRECISION = 1e-7  # of the way that a figure has to go


@dataclass(frozen=True, eq=False)
class Comparison:
    """What changed between two evaluations, for the units that both have, in the order of the first.

    ``codes``         the indicators of either, those of the first first
    ``score_change``  (units,) points, after less before
    ``rank_change``   (units,) places gained: positive is better
    ``parts``         (units, codes) points of the change that each indicator brought; a row sums to ``score_change``
    ``value_parts``   (units, codes) of these, what its normalised value did
    ``weight_parts``  (units, codes) of these, what the weight it entered with did; the two sum to ``parts``
    ``entered`` ``left`` units that only the second or only the first has
    """

    units: tuple[str, ...]
    codes: tuple[str, ...]
    score_change: FloatArray
    rank_change: FloatArray
    parts: FloatArray
    value_parts: FloatArray
    weight_parts: FloatArray
    entered: tuple[str, ...]
    left: tuple[str, ...]


def compare(before: Result, after: Result) -> Comparison:
    """Decompose every unit's change between two years, or two schemes, into its indicators.

    An indicator's part is the difference of its contributions; of that, the weight's part is the change of weight
    times the mean score, the value's part the change of score times the mean weight, so that they sum exactly. An
    indicator without a value in one of the two has changed by all it brought, and that counts as the weight's doing.
    """
    units = tuple(unit for unit in before.units if unit in set(after.units))
    codes = tuple(dict.fromkeys((*before.indicator_codes, *after.indicator_codes)))
    score_before, weight_before = _leaves(before, units, codes)
    score_after, weight_after = _leaves(after, units, codes)
    gone, new = np.isnan(score_after), np.isnan(score_before)
    score_after = np.where(gone, score_before, score_after)
    score_before = np.where(new, score_after, score_before)
    value = np.nan_to_num((score_after - score_before) * (weight_before + weight_after) / 2)
    weight = np.nan_to_num((weight_after - weight_before) * (score_before + score_after) / 2)
    old, fresh = _rows(before, units), _rows(after, units)
    change = after.total[fresh] - before.total[old]
    value[np.isnan(change)], weight[np.isnan(change)] = np.nan, np.nan
    return Comparison(
        units=units,
        codes=codes,
        score_change=change,
        rank_change=before.ranks[old, 0] - after.ranks[fresh, 0],
        parts=value + weight,
        value_parts=value,
        weight_parts=weight,
        entered=tuple(unit for unit in after.units if unit not in set(before.units)),
        left=tuple(unit for unit in before.units if unit not in set(after.units)),
    )


def _rows(result: Result, units: Sequence[str]) -> list[int]:
    at = {unit: row for row, unit in enumerate(result.units)}
    return [at[unit] for unit in units]


def _leaves(result: Result, units: Sequence[str], codes: Sequence[str]) -> tuple[FloatArray, FloatArray]:
    """Normalised value (NaN = none) and the points per point with which it entered (0 = not), (units, codes)."""
    rows, leaves = _rows(result, units), list(result.layout.leaf_columns)
    scores, slopes = np.full((len(units), len(codes)), np.nan), np.zeros((len(units), len(codes)))
    columns = [codes.index(code) for code in result.indicator_codes]
    scores[:, columns] = result.scores[np.ix_(rows, leaves)]
    slopes[:, columns] = np.nan_to_num(result.slopes[np.ix_(rows, leaves)])
    return scores, slopes


@dataclass(frozen=True)
class Need:
    """What a unit would need: ``value`` of the indicator, ``change`` from its own, and the ``rank`` it would have.

    ``value`` and ``change`` are None when no value within reach is enough; ``rank`` is then the best within reach.
    """

    unit: str
    indicator: str
    value: float | None
    change: float | None
    rank: float


def what_would_it_take(
    units: Sequence[str],
    data: FloatArray,
    scheme: Scheme,
    unit: str,
    indicator: str,
    rank: int,
    context: Context | None = None,
    *,
    furthest: float | None = None,
) -> Need:
    """The smallest change of one raw figure, all others as they are, with which ``unit`` reaches place ``rank``.

    Looks from the unit's own value in the better direction as far as ``furthest`` (in the indicator's unit); None = as
    far as ten times the indicator's range beyond its best, but not below 0 where no figure is negative. The whole
    pipeline runs at every trial, so bounds, outliers and weights found in the data move along. To a relative 1e-7 of
    the way. Raises :class:`SchemeError` when the unit or the indicator is not evaluated, or the figure is missing.
    """
    row, column = _cell(units, scheme, unit, indicator)
    own = float(data[row, column])
    if math.isnan(own):
        raise SchemeError("what_would_it_take.unit", f"{unit} 没有 {indicator} 的数据")
    end = _end(data[:, column], scheme.layout.directions[column]) if furthest is None else furthest

    def place_at(share: float) -> float:
        trial = np.array(data, dtype=np.float64)
        trial[row, column] = own + share * (end - own)
        kept, scores = root_scores(units, trial, scheme, context)
        place = competition_ranks(scores, scheme.ties)[kept.index(unit)] if unit in kept else math.nan
        return math.inf if math.isnan(place) else float(place)

    share = _first_share(place_at, rank)
    if share is None:
        best = min(place_at(0), place_at(1))
        return Need(unit, indicator, None, None, best)
    value = own + share * (end - own)
    return Need(unit, indicator, value, value - own, place_at(share))


def _cell(units: Sequence[str], scheme: Scheme, unit: str, indicator: str) -> tuple[int, int]:
    if unit not in units:
        raise SchemeError("what_would_it_take.unit", f"没有单位“{unit}”")
    if indicator not in scheme.indicator_codes:
        raise SchemeError("what_would_it_take.indicator", f"方案里没有指标“{indicator}”")
    return list(units).index(unit), scheme.indicator_codes.index(indicator)


def _end(values: FloatArray, direction: int) -> float:
    """Ten ranges beyond the best value; not below 0 where nothing is."""
    lowest, highest = float(np.nanmin(values)), float(np.nanmax(values))
    far = 10 * max(highest - lowest, abs(highest), 1.0)
    if direction > 0:
        return highest + far
    return 0.0 if lowest >= 0 else lowest - far


def _first_share(place_at: Callable[[float], float], rank: int) -> float | None:
    """The smallest share (0 … 1) of the way at which the place is reached; None if at none.

    Tries ever longer ways first, each twice the last, so that a place that is lost again further on (treatment of
    outliers can do that) is still found, then halves the last of them.
    """
    if place_at(0) <= rank:
        return 0.0
    failing = 0.0
    for power in range(-20, 1):
        reached = 2.0**power
        if place_at(reached) <= rank:
            while reached - failing > PRECISION * reached:
                middle = (failing + reached) / 2
                failing, reached = (failing, middle) if place_at(middle) <= rank else (middle, reached)
            return reached
        failing = reached
    return None
