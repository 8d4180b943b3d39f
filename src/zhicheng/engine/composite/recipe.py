"""The arrays for the compiled loop of :mod:`~zhicheng.engine.composite.kernel`."""

import numpy as np
from numpy.typing import NDArray

from zhicheng.engine.arrays import BoolArray, FloatArray
from zhicheng.engine.composite import kernel
from zhicheng.engine.composite.kernel import Recipe
from zhicheng.engine.composite.methods import EXPONENTS
from zhicheng.engine.composite.normalise import (
    Borda,
    FractionOfMaximum,
    Goalposts,
    MinMax,
    Normalisation,
    Normalise,
    PercentileRank,
    Rank,
    ZScore,
)
from zhicheng.engine.composite.rank import Ties
from zhicheng.engine.composite.state import State
from zhicheng.engine.composite.tree import Aggregate, Layout, Node

KINDS: dict[type[Normalisation], int] = {
    MinMax: kernel.MIN_MAX,
    ZScore: kernel.Z_SCORE,
    Goalposts: kernel.FIXED,
    FractionOfMaximum: kernel.FRACTION,
    Rank: kernel.RANK,
    Borda: kernel.BORDA,
    PercentileRank: kernel.PERCENTILE,
}


def deviations(values: FloatArray) -> FloatArray:
    """The standard deviation (n - 1) of each column's known values, 0 where there are fewer than two; (n,)."""
    known = (~np.isnan(values)).sum(axis=0)
    means = np.where(known > 0, np.nansum(values, axis=0) / np.maximum(known, 1), 0.0)
    squares = np.nansum((values - means) ** 2, axis=0)
    deviations: FloatArray = np.sqrt(squares / np.maximum(known - 1, 1))
    return deviations


def recipe_of(
    states: tuple[State, ...],
    normalisations: tuple[Normalisation, ...],
    layouts: tuple[Layout, ...],
    rules: tuple[float, Ties],
    data_noise: float,
) -> tuple[Recipe, NDArray[np.int64], BoolArray]:
    """The recipe for the compiled loop; which of its tables serves each (variant, normalisation); and whether it knows
    each (normalisation, aggregation).

    ``states`` are the variants before normalisation; ``rules`` the availability asked for and the tie rule. Without
    noise a normalisation by places, or one that the loop does not know, is done once here and then taken as it is.
    """
    noisy = data_noise > 0
    tables = [state.values.T for state in states]
    table_of = np.repeat(np.arange(len(states))[:, None], len(normalisations), axis=1)
    for number, normalisation in enumerate(normalisations):
        if not noisy and _once(normalisation, layouts[0]):
            for variant, state in enumerate(states):
                table_of[variant, number] = len(tables)
                tables.append(normalisation.apply(state).values.T)
    exponents, known_means = _exponents(layouts)
    known = np.array([not noisy or _kinds(one, layouts[0]) is not None for one in normalisations])
    recipe = _recipe(np.ascontiguousarray(np.stack(tables)), normalisations, layouts[0], exponents, data_noise)
    recipe = recipe._replace(min_availability=rules[0], ties=kernel.TIES[rules[1]])
    return recipe, table_of, known[:, None] & known_means[None, :]


def _once(normalisation: Normalisation, layout: Layout) -> bool:
    kinds = _kinds(normalisation, layout)
    return kinds is None or any(kind >= kernel.RANK for kind in kinds)


def _kinds(normalisation: Normalisation, layout: Layout) -> list[int] | None:
    """The kernel's kind for each indicator; None when it lacks one."""
    kinds = [KINDS.get(type(method)) for method in _methods(normalisation, layout)]
    known = [kind for kind in kinds if kind is not None]
    return known if len(known) == len(kinds) else None


def _methods(normalisation: Normalisation, layout: Layout) -> list[Normalisation]:
    if isinstance(normalisation, Normalise):
        return normalisation.methods(layout)
    return [normalisation] * len(layout.indicators)


def _exponents(layouts: tuple[Layout, ...]) -> tuple[FloatArray, BoolArray]:
    """The kernel's exponent for each (aggregation, group), and which aggregations it knows."""
    exponents = np.array([[_exponent(layout.nodes[group]) for group in _groups(layout)] for layout in layouts])
    return np.nan_to_num(exponents, nan=1.0), ~np.isnan(exponents).any(axis=1)


def _exponent(node: Node) -> float:
    """NaN for a method that the kernel does not know."""
    if not isinstance(node, Aggregate):
        raise TypeError("only groups have a method")
    if node.method == "max":
        return kernel.MAXIMUM
    return EXPONENTS.get(node.method, np.nan) if node.exponent is None else node.exponent


def _groups(layout: Layout) -> list[int]:
    return sorted(layout.children, reverse=True)  # children stand after their parents


def _recipe(
    tables: FloatArray,
    normalisations: tuple[Normalisation, ...],
    layout: Layout,
    exponents: FloatArray,
    data_noise: float,
) -> Recipe:
    groups = _groups(layout)
    children = [list(layout.children[group]) for group in groups]
    shape = (len(normalisations), len(layout.indicators))
    kinds, numbers, caps = np.zeros(shape, dtype=np.int64), np.zeros((*shape, 4)), np.zeros(shape, dtype=bool)
    for n, normalisation in enumerate(normalisations):
        if _kinds(normalisation, layout) is None or (not data_noise and _once(normalisation, layout)):
            continue  # stays AS_IS
        for i, (method, one) in enumerate(zip(_methods(normalisation, layout), layout.indicators, strict=True)):
            kinds[n, i] = KINDS[type(method)]
            numbers[n, i, :2] = _scale(method)
            numbers[n, i, 2:] = one.goalposts or (0.0, 0.0)
            caps[n, i] = isinstance(method, Goalposts) and method.cap
    return Recipe(
        tables=tables,
        has_gaps=np.asarray(np.isnan(tables).any(axis=2), dtype=np.bool_),
        spreads=data_noise * np.array([deviations(table.T) for table in tables]),
        kinds=kinds,
        numbers=numbers,
        caps=caps,
        directions=np.array(layout.directions, dtype=np.int64),
        leaves=np.array(layout.leaf_columns, dtype=np.int64),
        groups=np.array(groups, dtype=np.int64),
        firsts=np.cumsum([0, *(len(own) for own in children)]),
        children=np.array([child for own in children for child in own], dtype=np.int64),
        exponents=exponents,
        min_availability=0.0,
        ties=0,
    )


def _scale(method: Normalisation) -> tuple[float, float]:
    if isinstance(method, MinMax | Goalposts):
        return method.low, method.high
    if isinstance(method, ZScore):
        return method.mean, method.deviation
    return 0.0, float(getattr(method, "high", 0.0))
