"""The arrays for the compiled loop of :mod:`~zhicheng.engine.composite.kernel`."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from zhicheng.engine.arrays import BoolArray, FloatArray
from zhicheng.engine.composite import kernel
from zhicheng.engine.composite.kernel import Recipe
from zhicheng.engine.composite.methods import exponent_of
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

Indices: TypeAlias = NDArray[np.int64]

KINDS: dict[type[Normalisation], int] = {
    MinMax: kernel.MIN_MAX,
    ZScore: kernel.Z_SCORE,
    Goalposts: kernel.FIXED,
    FractionOfMaximum: kernel.FRACTION,
    Rank: kernel.RANK,
    Borda: kernel.BORDA,
    PercentileRank: kernel.PERCENTILE,
}

METHODS = {
    "arithmetic": kernel.POWER,
    "geometric": kernel.POWER,
    "harmonic": kernel.POWER,
    "power": kernel.POWER,
    "max": kernel.MAXIMUM,
    "median": kernel.MEDIAN,
    "copeland": kernel.COPELAND,
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
) -> tuple[Recipe, Indices, BoolArray]:
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
    methods, exponents, known_methods = _groups_methods(layouts)
    known = np.array([not noisy or _kinds(one, layouts[0]) is not None for one in normalisations])
    kinds, numbers, caps = _scales(normalisations, layouts[0], noisy=noisy)
    stacked = np.ascontiguousarray(np.stack(tables))
    groups, firsts, children = _tree(layouts[0])
    recipe = Recipe(
        tables=stacked,
        has_gaps=np.asarray(np.isnan(stacked).any(axis=2), dtype=np.bool_),
        spreads=data_noise * np.array([deviations(table.T) for table in tables]),
        kinds=kinds,
        numbers=numbers,
        caps=caps,
        directions=np.array(layouts[0].directions, dtype=np.int64),
        leaves=np.array(layouts[0].leaf_columns, dtype=np.int64),
        groups=groups,
        firsts=firsts,
        children=children,
        methods=methods,
        exponents=exponents,
        min_availability=rules[0],
        ties=kernel.TIES[rules[1]],
    )
    return recipe, table_of, known[:, None] & known_methods[None, :]


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


def _groups_methods(layouts: tuple[Layout, ...]) -> tuple[Indices, FloatArray, BoolArray]:
    """The loop's method and exponent for each (aggregation, group), and which aggregations it knows."""
    found = [[layout.nodes[group] for group in _groups(layout)] for layout in layouts]
    methods = np.array([[METHODS.get(_method(node), -1) for node in nodes] for nodes in found])
    exponents = np.array([[_exponent(node) for node in nodes] for nodes in found])
    return np.maximum(methods, 0), exponents, np.asarray((methods >= 0).all(axis=1), dtype=np.bool_)


def _method(node: Node) -> str:
    return node.method if isinstance(node, Aggregate) else ""


def _exponent(node: Node) -> float:
    return exponent_of(node) if isinstance(node, Aggregate) and METHODS.get(node.method) == kernel.POWER else 1.0


def _groups(layout: Layout) -> list[int]:
    return sorted(layout.children, reverse=True)  # children stand after their parents


def _tree(layout: Layout) -> tuple[Indices, Indices, Indices]:
    """Groups, where each one's children begin, and all children."""
    groups = _groups(layout)
    children = [layout.children[group] for group in groups]
    firsts = np.cumsum([0, *(len(own) for own in children)])
    every = [child for own in children for child in own]
    return np.array(groups, dtype=np.int64), firsts.astype(np.int64), np.array(every, dtype=np.int64)


def _scales(
    normalisations: tuple[Normalisation, ...], layout: Layout, *, noisy: bool
) -> tuple[Indices, FloatArray, BoolArray]:
    """Kinds, numbers and caps of every (normalisation, indicator); AS_IS for what was done beforehand."""
    shape = (len(normalisations), len(layout.indicators))
    kinds, numbers, caps = np.zeros(shape, dtype=np.int64), np.zeros((*shape, 4)), np.zeros(shape, dtype=np.bool_)
    for n, normalisation in enumerate(normalisations):
        own = _kinds(normalisation, layout)
        if own is None or (not noisy and _once(normalisation, layout)):
            continue
        kinds[n] = own
        for i, (method, one) in enumerate(zip(_methods(normalisation, layout), layout.indicators, strict=True)):
            numbers[n, i] = (*_scale(method), *(one.goalposts or (0.0, 0.0)))
            caps[n, i] = isinstance(method, Goalposts) and method.cap
    return kinds, numbers, caps


def _scale(method: Normalisation) -> tuple[float, float]:
    if isinstance(method, MinMax | Goalposts):
        return method.low, method.high
    if isinstance(method, ZScore):
        return method.mean, method.deviation
    return 0.0, float(getattr(method, "high", 0.0))
