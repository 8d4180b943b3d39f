"""What all draws of an uncertainty analysis share, worked out once; then any chunk of draws can be ranked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from zhicheng.engine.arrays import BoolArray, FloatArray
from zhicheng.engine.composite import kernel
from zhicheng.engine.composite.aggregate import Aggregation, score_nodes
from zhicheng.engine.composite.choices import Uncertainty
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.impute import Impute
from zhicheng.engine.composite.kernel import Draws, Recipe, rank_draws
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
from zhicheng.engine.composite.pipeline import Result, build, start
from zhicheng.engine.composite.rank import competition_ranks
from zhicheng.engine.composite.sampling import Sample, Space
from zhicheng.engine.composite.scheme import Scheme
from zhicheng.engine.composite.state import Context, Stage, State
from zhicheng.engine.composite.treat import Treat
from zhicheng.engine.composite.tree import Aggregate, Indicator, Layout, Node, lay_out
from zhicheng.engine.composite.weights import Weigh

Places: TypeAlias = NDArray[np.float32]

KINDS: dict[type[Normalisation], int] = {
    MinMax: kernel.MIN_MAX,
    ZScore: kernel.Z_SCORE,
    Goalposts: kernel.FIXED,
    FractionOfMaximum: kernel.FRACTION,
    Rank: kernel.RANK,
    Borda: kernel.BORDA,
    PercentileRank: kernel.PERCENTILE,
}

FAULTS = {
    kernel.NEGATIVE_SCORE: (
        "uncertainty.aggregations",
        "有小于 0 的得分，不能用几何、调和或幂平均；请调整标准化的范围或去掉这一组合",
    ),
    kernel.NEGATIVE_VALUE: (
        "uncertainty.normalisations",
        "加上误差后有小于 0 的数据，不能用 fraction_of_maximum；请减小误差或去掉这一方法",
    ),
}


@dataclass(frozen=True, eq=False)
class Prepared:
    """One analysis, ready to be drawn.

    ``states``   the table before normalisation, one for each (imputation, treatment)
    ``layouts``  the tree, one for each aggregation
    ``recipe``   the same for the compiled loop; its tables are numbered by ``table_of`` (imputations × treatments,
                 normalisations)
    ``compiled`` (normalisations, aggregations) whether the compiled loop knows the pair; other draws are ranked by the
                 plain steps
    """

    nominal: Result
    space: Space
    states: tuple[State, ...]
    layouts: tuple[Layout, ...]
    normalisations: tuple[Normalisation, ...]
    data_noise: float
    recipe: Recipe
    table_of: NDArray[np.int64]
    compiled: BoolArray

    def places(self, drawn: Sample, places: Places) -> None:
        """Rank a chunk of draws into ``places`` (draws, units)."""
        weights = self._weights(drawn)
        plain = ~self.compiled[drawn.normalisation, drawn.aggregation]
        if not plain.any():
            self._rank(drawn, weights, slice(None), places)
            return
        for draw in range(len(drawn)):
            if plain[draw]:
                places[draw] = self.plain_places(drawn, draw)
            else:
                self._rank(drawn, weights, slice(draw, draw + 1), places[draw : draw + 1])

    def _rank(self, drawn: Sample, weights: FloatArray, rows: slice, places: Places) -> None:
        variant = drawn.imputation * self.space.treatments + drawn.treatment
        draws = Draws(
            self.table_of[variant, drawn.normalisation][rows],
            drawn.normalisation[rows],
            drawn.aggregation[rows],
            weights[rows],
            drawn.noise[rows],
        )
        fault = rank_draws(self.recipe, draws, places)
        if fault:
            raise SchemeError(*FAULTS[fault])

    def _weights(self, drawn: Sample) -> FloatArray:
        """The weights of every draw, (draws, nodes); 0 for indicators left out."""
        weights: FloatArray = drawn.weights * np.array([node.weight for node in self.layouts[0].nodes])
        weights[:, list(self.layouts[0].leaf_columns)] *= drawn.indicators
        return weights

    def plain_places(self, drawn: Sample, draw: int) -> FloatArray:
        """The places (units,) of one draw by the plain steps: what the compiled loop has to agree with."""
        variant = int(drawn.imputation[draw] * self.space.treatments + drawn.treatment[draw])
        state = self.states[variant]
        values = state.values
        if self.data_noise:
            values = values + self.data_noise * _deviations(values) * drawn.noise[draw].T
        normalisation = self.normalisations[int(drawn.normalisation[draw])]
        normalised = normalisation.apply(replace(state, values=values)).values
        layout = self.layouts[int(drawn.aggregation[draw])]
        weights = self._weights(drawn)[draw]
        scores = score_nodes(layout, normalised, self.recipe.min_availability, weights)[0]
        return competition_ranks(scores[:, 0], self.nominal.scheme.ties)


def prepare(units: Sequence[str], data: FloatArray, scheme: Scheme, what: Uncertainty, context: Context) -> Prepared:
    """Run the scheme and all alternatives up to normalisation."""
    nominal = build(units, data, scheme, context)
    if not nominal.units:
        raise SchemeError("units", "没有可以排名的单位")
    before, own, last = _parts(scheme)
    states = tuple(
        _run(units, data, scheme, context, steps, nominal)
        for steps in _variants(before, what.imputations, what.treatments)
    )
    normalisations = what.normalisations or (own,)
    layouts = _layouts(nominal.layout, what.aggregations, last)
    for normalisation in normalisations:
        normalisation.check(nominal.layout)
    space = Space(
        len(normalisations),
        len(layouts),
        max(len(what.imputations), 1),
        max(len(what.treatments), 1),
        what.weight_noise,
        _dropped(what.dropped, nominal.layout),
        what.data_noise > 0,
        len(nominal.nodes),
        len(nominal.indicator_codes),
        len(nominal.units),
    )
    tables, table_of, known = _tables(states, normalisations, noisy=space.noisy)
    exponents, known_groups = _exponents(layouts)
    compiled = known[:, None] & known_groups[None, :]
    recipe = _recipe(tables, normalisations, layouts[0], exponents, what.data_noise)
    recipe = recipe._replace(min_availability=last.min_availability, ties=kernel.TIES[scheme.ties])
    return Prepared(nominal, space, states, layouts, normalisations, what.data_noise, recipe, table_of, compiled)


def _dropped(count: int, layout: Layout) -> int:
    if count >= len(layout.indicators):
        raise SchemeError("uncertainty.dropped", f"方案只有 {len(layout.indicators)} 项指标，不能每次去掉 {count} 项")
    return count


def _parts(scheme: Scheme) -> tuple[tuple[Stage, ...], Normalisation, Aggregation]:
    """The steps before normalising, the normalisation, and the aggregation."""
    at = [i for i, step in enumerate(scheme.steps) if isinstance(step, Normalisation)]
    last = scheme.steps[-1]
    if len(at) != 1 or not isinstance(last, Aggregation):
        raise SchemeError(f"{scheme.code}.steps", "不确定性分析要求方案有且只有一步标准化")
    between = scheme.steps[at[0] + 1 : -1]
    own = scheme.steps[at[0]]
    if not isinstance(own, Normalisation) or any(not isinstance(step, Weigh) for step in between):
        raise SchemeError(f"{scheme.code}.steps", "标准化与汇总之间只能有赋权（Weigh）")
    return scheme.steps[: at[0]], own, last


def _variants(
    before: tuple[Stage, ...], imputations: tuple[Impute, ...], treatments: tuple[Treat, ...]
) -> list[tuple[Stage, ...]]:
    """The steps before normalisation with every pair of alternatives in place of the scheme's own."""
    for setting, kind, given in (("imputations", Impute, imputations), ("treatments", Treat, treatments)):
        if given and sum(isinstance(step, kind) for step in before) != 1:
            raise SchemeError(f"uncertainty.{setting}", "方案里应有且只有一步可以替换")
    pairs = product(imputations or (None,), treatments or (None,))
    return [
        tuple(
            imputation if imputation is not None and isinstance(step, Impute)
            else treatment if treatment is not None and isinstance(step, Treat)
            else step
            for step in before
        )
        for imputation, treatment in pairs
    ]  # fmt: skip


def _run(
    units: Sequence[str],
    data: FloatArray,
    scheme: Scheme,
    context: Context,
    steps: tuple[Stage, ...],
    nominal: Result,
) -> State:
    state = start(units, data, scheme, context)
    for step in steps:
        step.check(scheme.layout)
        state = step.apply(state)
    if state.units != nominal.units:
        raise SchemeError("uncertainty.imputations", "填补方法改变了入选的单位，请把筛选放在填补之前")
    return state


def _layouts(layout: Layout, aggregations: tuple[str, ...], last: Aggregation) -> tuple[Layout, ...]:
    """The tree with each method in all its groups; the tree itself if none is given."""
    if not aggregations:
        return (layout,)
    made = tuple(lay_out(_with_method(layout.nodes[0], method)) for method in aggregations)
    for one in made:
        Aggregation(last.min_availability).check(one)
    return made


def _with_method(node: Node, method: str) -> Aggregate:
    if isinstance(node, Indicator):
        raise TypeError("the root of a scheme is a group")
    children = tuple(_with_method(one, method) if isinstance(one, Aggregate) else one for one in node.children)
    return replace(node, children=children, method=method, exponent=None, function=None)


def _deviations(values: FloatArray) -> FloatArray:
    """The standard deviation (n - 1) of each column's known values, 0 where there are fewer than two; (n,)."""
    known = (~np.isnan(values)).sum(axis=0)
    means = np.where(known > 0, np.nansum(values, axis=0) / np.maximum(known, 1), 0.0)
    squares = np.nansum((values - means) ** 2, axis=0)
    deviations: FloatArray = np.sqrt(squares / np.maximum(known - 1, 1))
    return deviations


def _tables(
    states: tuple[State, ...], normalisations: tuple[Normalisation, ...], *, noisy: bool
) -> tuple[FloatArray, NDArray[np.int64], BoolArray]:
    """The kernel's tables, which of them serves each (variant, normalisation), and which normalisations it knows.

    Without noise a normalisation by places, or one that the kernel does not know, is done once here.
    """
    tables = [state.values.T for state in states]
    table_of = np.empty((len(states), len(normalisations)), dtype=np.int64)
    known = np.ones(len(normalisations), dtype=bool)
    for number, normalisation in enumerate(normalisations):
        known[number] = not noisy or _kinds(normalisation, states[0].layout) is not None
        for variant, state in enumerate(states):
            table_of[variant, number] = variant
            if not noisy and _once(normalisation, state.layout):
                table_of[variant, number] = len(tables)
                tables.append(normalisation.apply(state).values.T)
    return np.ascontiguousarray(np.stack(tables)), table_of, known


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
        spreads=data_noise * np.array([_deviations(table.T) for table in tables]),
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
