"""The inner loop of uncertainty analysis, compiled: normalise, aggregate and rank many draws of one evaluation.

Nothing here is public: :mod:`~zhicheng.engine.composite.uncertainty` prepares the arrays, and tests hold every draw
to the plain pipeline. Tables are turned, (tables, indicators, units), so that each inner loop runs over units.
"""

import math
from collections.abc import Callable
from typing import NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from zhicheng.engine.arrays import BoolArray, FloatArray
from zhicheng.engine.composite.rank import TIE_WITHIN

AS_IS, MIN_MAX, Z_SCORE, FIXED, FRACTION, RANK, BORDA, PERCENTILE = range(8)
"""Kinds of normalisation; each gives its four numbers (see :class:`Recipe`) a meaning of its own."""
MAXIMUM = 1e300
"""Stands as the "exponent" of the method that takes the best child."""
TIES = {"min": 0, "max": 1, "mean": 2, "dense": 3}
MEAN_PLACE = TIES["mean"]
FINE, NEGATIVE_SCORE, NEGATIVE_VALUE = range(3)
"""What :func:`rank_draws` answers: the faults are a score below 0 under a mean that cannot take it, and a value below 0
that should be a fraction of the highest."""

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Compile once a machine; other threads run meanwhile."""
    return cast("Function", numba.njit(nogil=True, cache=True, error_model="numpy")(function))


def compiled_without_gaps(function: Function) -> Function:
    """As :func:`compiled`, for columns in which nothing is NaN: that lets the compiler compare whole vectors."""
    made = numba.njit(nogil=True, cache=True, error_model="numpy", fastmath={"nnan", "nsz"})(function)
    return cast("Function", made)


class Recipe(NamedTuple):
    """What all draws share.

    ``tables``     (tables, indicators, units) the data before normalising, NaN = missing
    ``has_gaps``   (tables, indicators)        whether a column has a NaN
    ``spreads``    (tables, indicators)        standard deviation of the noise added to a column
    ``kinds``      (normalisations, indicators)
    ``numbers``    (normalisations, indicators, 4) low and high of the scale (mean and deviation of a z-score), and the
                   goalposts of FIXED
    ``caps``       (normalisations, indicators) whether FIXED stops at its ends
    ``directions`` (indicators,) 1 or -1
    ``leaves``     (indicators,) the node of each indicator
    ``groups``     (groups,) the node of each group, children's groups before their parents
    ``firsts``     (groups + 1,) where each group's children begin in ``children``
    ``children``   (nodes - 1,) nodes
    ``exponents``  (aggregations, groups)
    ``min_availability``, ``ties`` the rules for missing children and equal scores
    """

    tables: FloatArray
    has_gaps: BoolArray
    spreads: FloatArray
    kinds: NDArray[np.int64]
    numbers: FloatArray
    caps: BoolArray
    directions: NDArray[np.int64]
    leaves: NDArray[np.int64]
    groups: NDArray[np.int64]
    firsts: NDArray[np.int64]
    children: NDArray[np.int64]
    exponents: FloatArray
    min_availability: float
    ties: int


class Draws(NamedTuple):
    """What differs: one row a draw.

    ``table``, ``normalisation``, ``aggregation`` (draws,) which of the recipe's
    ``weights`` (draws, nodes), 0 = left out
    ``noise``   (draws, indicators, units) standard normal, or (0, indicators, units) for none
    """

    table: NDArray[np.int64]
    normalisation: NDArray[np.int64]
    aggregation: NDArray[np.int64]
    weights: FloatArray
    noise: NDArray[np.float32]


@compiled_without_gaps
def _span(values: FloatArray) -> tuple[float, float]:
    lowest = highest = values[0]
    for value in values:
        lowest = min(lowest, value)
        highest = max(highest, value)
    return lowest, highest


@compiled
def _span_of_known(values: FloatArray) -> tuple[float, float]:
    lowest, highest = math.inf, -math.inf
    for value in values:
        lowest = min(lowest, value)
        highest = max(highest, value)
    return lowest, highest


@compiled
def _moments(values: FloatArray) -> tuple[float, float]:
    """Mean and standard deviation (n - 1) of the values that are known."""
    known, total = 0, 0.0
    for value in values:
        if not math.isnan(value):
            known += 1
            total += value
    mean, squares = total / known, 0.0
    for value in values:
        if not math.isnan(value):
            squares += (value - mean) ** 2
    return mean, math.sqrt(squares / (known - 1)) if known > 1 else 0.0


@compiled
def _line(values: FloatArray, gaps: bool, kind: int, numbers: FloatArray, direction: int) -> tuple[float, float, float]:
    """Origin, level there and slope with which a column is normalised; the slope is NaN where it tells nobody apart.

    Values are measured from an origin among them: far from 0, level + slope × value would lose the digits that count.
    """
    low, high = numbers[0], numbers[1]
    lowest, highest = numbers[2], numbers[3]
    if kind != FIXED:
        lowest, highest = _span_of_known(values) if gaps else _span(values)
    if kind == Z_SCORE:
        mean, spread = _moments(values)
        return mean, low, direction * high / spread if highest > lowest else math.nan
    if kind == FRACTION:
        return 0.0, (0.0 if direction > 0 else high), direction * high / highest if highest > 0 else math.nan
    worst = lowest if direction > 0 else highest
    return worst, low, direction * (high - low) / (highest - lowest) if highest > lowest else math.nan


@compiled
def _place(total: FloatArray, ties: int, places: NDArray[np.float32]) -> None:
    """Places of one draw by the tie rule; NaN without a score."""
    order = np.argsort(-total)
    places[:] = math.nan
    known = 0
    for unit in total:
        known += 0 if math.isnan(unit) else 1
    first, number = 0, 0
    for position in range(known):
        last = position == known - 1
        here = total[order[position]]
        below = here if last else total[order[position + 1]]
        if last or here - below > TIE_WITHIN * max(1.0, abs(below)):
            number += 1
            place = first + 1.0
            if ties == 1:
                place = position + 1.0
            elif ties == 2:
                place = (first + position) / 2 + 1.0
            elif ties == 3:
                place = number
            for tied in range(first, position + 1):
                places[order[tied]] = place
            first = position + 1


@compiled
def _rank_column(values: FloatArray, kind: int, high: float, direction: int, turned: FloatArray) -> bool:
    """Normalise a column by places from below; whether it tells nobody apart, which makes it missing for all."""
    lowest, highest = _span_of_known(values)
    if not highest > lowest:
        turned[:] = math.nan
        return True
    places = np.empty(values.size, dtype=np.float32)
    _place(-direction * values, MEAN_PLACE, places)
    known = 0
    for value in values:
        known += 0 if math.isnan(value) else 1
    for unit in range(values.size):
        if kind == BORDA:
            turned[unit] = (places[unit] - 1.0) / (known - 1) * high
        elif kind == PERCENTILE:
            turned[unit] = (places[unit] - 0.5) / known * high
        else:
            turned[unit] = places[unit]
    return False


@compiled
def _normalise(recipe: Recipe, draws: Draws, draw: int, i: int, scores: FloatArray, gaps: BoolArray) -> int:
    """Normalise one indicator of one draw into its leaf's row of ``scores``; answers as :func:`rank_draws`."""
    table, which, leaf = draws.table[draw], draws.normalisation[draw], recipe.leaves[i]
    source, turned = recipe.tables[table, i], scores[leaf]
    kind, numbers, direction = recipe.kinds[which, i], recipe.numbers[which, i], recipe.directions[i]
    gaps[leaf] = recipe.has_gaps[table, i]
    if draws.noise.shape[0] > 0:
        spread, noise = recipe.spreads[table, i], draws.noise[draw, i]
        for unit in range(source.size):
            turned[unit] = source[unit] + spread * noise[unit]
        source = turned
    if kind == AS_IS:
        turned[:] = source
        return FINE
    if kind >= RANK:
        gaps[leaf] = _rank_column(source, kind, numbers[1], direction, turned) or gaps[leaf]
        return FINE
    if kind == FRACTION and _span_of_known(source)[0] < 0:
        return NEGATIVE_VALUE
    origin, level, slope = _line(source, gaps[leaf], kind, numbers, direction)
    gaps[leaf] = gaps[leaf] or math.isnan(slope)
    for unit in range(source.size):
        turned[unit] = level + slope * (source[unit] - origin)
    if kind == FIXED and recipe.caps[which, i]:
        for unit in range(source.size):
            if not math.isnan(turned[unit]):
                turned[unit] = min(max(turned[unit], numbers[0]), numbers[1])
    return FINE


@compiled
def _add(sums: FloatArray, held: FloatArray, child: FloatArray, weight: float, exponent: float) -> int:
    """Add one child to the weighted sums of a group and its weight to the weight held."""
    fault = FINE
    for unit in range(sums.size):
        value = child[unit]
        if math.isnan(value):
            continue
        held[unit] += weight
        if exponent == MAXIMUM:
            sums[unit] = max(sums[unit], value)
            continue
        if value < 0:
            fault = NEGATIVE_SCORE
        sums[unit] += weight * (math.log(value) if exponent == 0 else value**exponent)
    return fault


@compiled
def _add_arithmetic(sums: FloatArray, held: FloatArray, child: FloatArray, weight: float, gaps: bool) -> None:
    """As :func:`_add` for the mean, the only one that whole vectors are worth writing apart for."""
    if gaps:
        for unit in range(sums.size):
            present = 0.0 if math.isnan(child[unit]) else weight
            held[unit] += present
            sums[unit] += 0.0 if math.isnan(child[unit]) else weight * child[unit]
    else:
        for unit in range(sums.size):
            held[unit] += weight
            sums[unit] += weight * child[unit]


@compiled
def _finish(sums: FloatArray, held: FloatArray, exponent: float, least: float) -> bool:
    """From sums to means in place, NaN where too little is held; whether there is such a gap."""
    gaps = False
    for unit in range(sums.size):
        if not (held[unit] > 0 and held[unit] >= least):
            sums[unit] = math.nan
            gaps = True
        elif exponent == 1:
            sums[unit] /= held[unit]
        elif exponent == 0:
            sums[unit] = math.exp(sums[unit] / held[unit])
        elif exponent != MAXIMUM:
            sums[unit] = (sums[unit] / held[unit]) ** (1 / exponent)
    return gaps


@compiled
def _aggregate(recipe: Recipe, draws: Draws, draw: int, scores: FloatArray, gaps: BoolArray, held: FloatArray) -> int:
    """Score all groups of one draw, children first."""
    fault = FINE
    for group in range(recipe.groups.size):
        node, exponent = recipe.groups[group], recipe.exponents[draws.aggregation[draw], group]
        sums, weights = scores[node], 0.0
        sums[:] = -math.inf if exponent == MAXIMUM else 0.0
        held[:] = 0.0
        for child in recipe.children[recipe.firsts[group] : recipe.firsts[group + 1]]:
            weight = draws.weights[draw, child]
            weights += weight
            if weight > 0 and exponent == 1:
                _add_arithmetic(sums, held, scores[child], weight, gaps[child])
            elif weight > 0:
                fault = max(fault, _add(sums, held, scores[child], weight, exponent))
        # The sum of the same weights in another order may differ in the last digit: that must not decide.
        gaps[node] = _finish(sums, held, exponent, (recipe.min_availability - 1e-12) * weights)
    return fault


@compiled
def rank_draws(recipe: Recipe, draws: Draws, places: NDArray[np.float32]) -> int:
    """Fill ``places`` (draws, units) with the place of every unit in every draw; answer FINE or the gravest fault."""
    nodes, units = draws.weights.shape[1], recipe.tables.shape[2]
    scores, gaps, held = np.empty((nodes, units)), np.zeros(nodes, dtype=np.bool_), np.empty(units)
    fault = FINE
    for draw in range(len(draws.table)):
        for i in range(recipe.leaves.size):
            if draws.weights[draw, recipe.leaves[i]] > 0:
                fault = max(fault, _normalise(recipe, draws, draw, i, scores, gaps))
        fault = max(fault, _aggregate(recipe, draws, draw, scores, gaps, held))
        _place(scores[recipe.groups[-1]], recipe.ties, places[draw])
    return fault


@compiled
def count_wins(places: NDArray[np.float32], wins: FloatArray, met: FloatArray) -> None:
    """Count for each pair of units (rows of ``places``, (units, draws)) who stands better, and how often both stand."""
    units = len(places)
    for a in range(units):
        for b in range(a + 1, units):
            better, worse, equal = 0, 0, 0
            for draw in range(places.shape[1]):
                better += places[a, draw] < places[b, draw]
                worse += places[a, draw] > places[b, draw]
                equal += places[a, draw] == places[b, draw]
            wins[a, b], wins[b, a] = better + equal / 2, worse + equal / 2
            met[a, b] = met[b, a] = better + worse + equal
