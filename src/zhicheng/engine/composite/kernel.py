"""The inner loop of uncertainty analysis, compiled: normalise, aggregate and rank many draws of one evaluation.

Nothing here is public: :mod:`~zhicheng.engine.composite.uncertainty` prepares the arrays, and tests hold every draw
to the plain pipeline. Tables are turned, (tables, indicators, units), so that each inner loop runs over units.
"""

import math
from collections.abc import Callable
from typing import NamedTuple, TypeAlias, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from zhicheng.engine.arrays import BoolArray, FloatArray
from zhicheng.engine.composite.rank import TIE_WITHIN

AS_IS, MIN_MAX, Z_SCORE, FIXED, FRACTION, RANK, BORDA, PERCENTILE = range(8)
"""Kinds of normalisation; each gives its four numbers (see :class:`Recipe`) a meaning of its own."""
POWER, MAXIMUM, MEDIAN, COPELAND = range(4)
"""Kinds of aggregation; a power mean has an exponent beside."""
NEGLIGIBLE = 1e-12  # of a weight: the order in which weights were summed must not decide
TIES = {"min": 0, "max": 1, "mean": 2, "dense": 3}
MEAN_PLACE = TIES["mean"]
FINE, NEGATIVE_SCORE, NEGATIVE_VALUE = range(3)
"""What :func:`rank_draws` answers: the faults are a score below 0 under a mean that cannot take it, and a value below 0
that should be a fraction of the highest."""

Nodes: TypeAlias = NDArray[np.int64]
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
    ``methods``    (aggregations, groups) kind of aggregation
    ``exponents``  (aggregations, groups) of the power means
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
    methods: NDArray[np.int64]
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


class Group(NamedTuple):
    """A group at work: its ``scores`` (units,) to be filled, and the weight ``held`` (units,) by children present."""

    scores: FloatArray
    held: FloatArray


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
def _rank_column(values: FloatArray, kind: int, high: float, direction: int) -> bool:
    """Normalise a column in place by places from below; whether it tells nobody apart, which makes it missing for all."""
    lowest, highest = _span_of_known(values)
    if not highest > lowest:
        values[:] = math.nan
        return True
    places = np.empty(values.size, dtype=np.float32)
    known = 0
    for unit in range(values.size):
        values[unit] *= -direction
        known += 0 if math.isnan(values[unit]) else 1
    _place(values, MEAN_PLACE, places)
    for unit in range(values.size):
        if kind == BORDA:
            values[unit] = (places[unit] - 1.0) / (known - 1) * high
        elif kind == PERCENTILE:
            values[unit] = (places[unit] - 0.5) / known * high
        else:
            values[unit] = places[unit]
    return False


@compiled
def _take(recipe: Recipe, draws: Draws, draw: int, i: int, values: FloatArray) -> None:
    """Fill ``values`` with an indicator's figures, noise added. Loops: whole-array assignment compiles for seconds."""
    table = draws.table[draw]
    source = recipe.tables[table, i]
    if draws.noise.shape[0] > 0:
        spread, noise = recipe.spreads[table, i], draws.noise[draw, i]
        for unit in range(source.size):
            values[unit] = source[unit] + spread * noise[unit]
    else:
        for unit in range(source.size):
            values[unit] = source[unit]


@compiled
def _normalise(recipe: Recipe, draws: Draws, draw: int, i: int, scores: FloatArray, gaps: BoolArray) -> int:
    """Normalise one indicator of one draw into its leaf's row of ``scores``; answers as :func:`rank_draws`."""
    which, leaf = draws.normalisation[draw], recipe.leaves[i]
    kind, numbers, direction = recipe.kinds[which, i], recipe.numbers[which, i], recipe.directions[i]
    values = scores[leaf]
    gaps[leaf] = recipe.has_gaps[draws.table[draw], i]
    _take(recipe, draws, draw, i, values)
    if kind == AS_IS:
        return FINE
    if kind >= RANK:
        gaps[leaf] = _rank_column(values, kind, numbers[1], direction) or gaps[leaf]
        return FINE
    if kind == FRACTION and _span_of_known(values)[0] < 0:
        return NEGATIVE_VALUE
    origin, level, slope = _line(values, gaps[leaf], kind, numbers, direction)
    gaps[leaf] = gaps[leaf] or math.isnan(slope)
    for unit in range(values.size):
        values[unit] = level + slope * (values[unit] - origin)
    if kind == FIXED and recipe.caps[which, i]:
        for unit in range(values.size):
            if not math.isnan(values[unit]):
                values[unit] = min(max(values[unit], numbers[0]), numbers[1])
    return FINE


@compiled
def _add(sums: FloatArray, child: FloatArray, weight: float, exponent: float) -> int:
    """Add one child to the weighted sums of a group's power mean; answers as :func:`rank_draws`."""
    fault = FINE
    for unit in range(sums.size):
        value = child[unit]
        if math.isnan(value):
            continue
        if value < 0:
            fault = NEGATIVE_SCORE
        sums[unit] += weight * (math.log(value) if exponent == 0 else value**exponent)
    return fault


@compiled
def _add_arithmetic(sums: FloatArray, child: FloatArray, weight: float, gaps: bool) -> None:
    """As :func:`_add` for the mean, the only one that whole vectors are worth writing apart for."""
    if gaps:
        for unit in range(sums.size):
            sums[unit] += 0.0 if math.isnan(child[unit]) else weight * child[unit]
    else:
        for unit in range(sums.size):
            sums[unit] += weight * child[unit]


@compiled
def _hold(held: FloatArray, scores: FloatArray, gaps: BoolArray, children: Nodes, weights: FloatArray) -> float:
    """Fill ``held`` (units,) with the weight of the children present; the weight of all children."""
    held[:] = 0.0
    total = 0.0
    for child in children:
        weight = weights[child]
        total += weight
        if gaps[child]:
            for unit in range(held.size):
                held[unit] += 0.0 if math.isnan(scores[child, unit]) else weight
        elif weight > 0:
            for unit in range(held.size):
                held[unit] += weight
    return total


@compiled
def _power_mean(
    scores: FloatArray, gaps: BoolArray, children: Nodes, weights: FloatArray, exponent: float, group: Group
) -> int:
    """The weighted power mean of the children into ``group.scores``; answers as :func:`rank_draws`."""
    sums, held, fault = group.scores, group.held, FINE
    sums[:] = 0.0
    for child in children:
        if weights[child] > 0 and exponent == 1:
            _add_arithmetic(sums, scores[child], weights[child], gaps[child])
        elif weights[child] > 0:
            fault = max(fault, _add(sums, scores[child], weights[child], exponent))
    for unit in range(sums.size):
        if exponent == 1:
            sums[unit] /= held[unit]
        elif exponent == 0:
            sums[unit] = math.exp(sums[unit] / held[unit])
        else:
            sums[unit] = (sums[unit] / held[unit]) ** (1 / exponent)
    return fault


@compiled
def _maximum(scores: FloatArray, children: Nodes, weights: FloatArray, group: Group) -> None:
    group.scores[:] = -math.inf
    for child in children:
        if weights[child] > 0:
            for unit in range(group.held.size):
                group.scores[unit] = max(group.scores[unit], scores[child, unit])


@compiled
def _median(scores: FloatArray, children: Nodes, weights: FloatArray, group: Group) -> None:
    """The weighted median of the children, sorted by insertion: a group has few."""
    values, parts = np.empty(children.size), np.empty(children.size)
    for unit in range(group.held.size):
        known = 0
        for child in children:
            value = scores[child, unit]
            if math.isnan(value) or weights[child] == 0:
                continue
            place = known
            while place > 0 and values[place - 1] > value:
                values[place], parts[place] = values[place - 1], parts[place - 1]
                place -= 1
            values[place], parts[place] = value, weights[child] / group.held[unit]
            known += 1
        passed, at = 0.0, -1
        while passed < 0.5 - NEGLIGIBLE and at < known - 1:
            at += 1
            passed += parts[at]
        if at >= 0:
            half = abs(passed - 0.5) <= NEGLIGIBLE and at < known - 1
            group.scores[unit] = (values[at] + values[at + 1]) / 2 if half else values[at]


@compiled
def _balance(balance: FloatArray, others: FloatArray, own: float, weight: float) -> None:
    """Add to each other unit's ``balance`` the weight of a child in which one is better, take it where it is worse."""
    for unit in range(others.size):
        better = weight if own > others[unit] else 0.0
        worse = weight if own < others[unit] else 0.0
        balance[unit] += better - worse


@compiled
def _copeland(scores: FloatArray, children: Nodes, weights: FloatArray, group: Group, least: float) -> None:
    """100 × the share of other units that a unit beats, ties counting half; every pair is judged once."""
    held, wins, ranked = group.held, group.scores, 0
    wins[:] = 0.0
    balance = np.empty(held.size)
    for a in range(held.size):
        if not (held[a] > 0 and held[a] >= least):
            continue
        ranked += 1
        balance[:a] = 0.0
        for child in children:
            _balance(balance[:a], scores[child, :a], scores[child, a], weights[child])
        for b in range(a):
            if not (held[b] > 0 and held[b] >= least):
                continue
            won = 1.0 if balance[b] > 0 else 0.0
            if abs(balance[b]) <= NEGLIGIBLE * math.sqrt(held[a] * held[b]):
                won = 0.5
            wins[a] += won
            wins[b] += 1.0 - won
    for unit in range(held.size):
        wins[unit] = 50.0 if ranked == 1 else 100.0 * wins[unit] / (ranked - 1)


@compiled
def _aggregate(recipe: Recipe, draws: Draws, draw: int, scores: FloatArray, gaps: BoolArray, held: FloatArray) -> int:
    """Score all groups of one draw, children first; answers as :func:`rank_draws`."""
    fault, weights, which = FINE, draws.weights[draw], draws.aggregation[draw]
    for number in range(recipe.groups.size):
        node = recipe.groups[number]
        children = recipe.children[recipe.firsts[number] : recipe.firsts[number + 1]]
        group, method = Group(scores[node], held), recipe.methods[which, number]
        least = (recipe.min_availability - NEGLIGIBLE) * _hold(held, scores, gaps, children, weights)
        if method == POWER:
            exponent = recipe.exponents[which, number]
            fault = max(fault, _power_mean(scores, gaps, children, weights, exponent, group))
        elif method == MAXIMUM:
            _maximum(scores, children, weights, group)
        elif method == MEDIAN:
            _median(scores, children, weights, group)
        else:
            _copeland(scores, children, weights, group, least)
        gaps[node] = False
        for unit in range(held.size):
            if not (held[unit] > 0 and held[unit] >= least):
                group.scores[unit] = math.nan
                gaps[node] = True
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
