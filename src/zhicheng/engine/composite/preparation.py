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
from zhicheng.engine.composite.normalise import Normalisation
from zhicheng.engine.composite.pipeline import Result, build, start
from zhicheng.engine.composite.rank import competition_ranks
from zhicheng.engine.composite.recipe import deviations, recipe_of
from zhicheng.engine.composite.sampling import Sample, Space
from zhicheng.engine.composite.scheme import Scheme
from zhicheng.engine.composite.state import Context, Stage, State
from zhicheng.engine.composite.treat import Treat
from zhicheng.engine.composite.tree import Aggregate, Indicator, Layout, Node, lay_out
from zhicheng.engine.composite.weights import Weigh

Places: TypeAlias = NDArray[np.float32]

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
            values = values + self.data_noise * deviations(values) * drawn.noise[draw].T
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
    begun = start(units, data, scheme, context)
    states = tuple(_run(begun, steps, nominal) for steps in _variants(before, what))
    normalisations = what.normalisations or (own,)
    for normalisation in normalisations:
        normalisation.check(nominal.layout)
    layouts = _layouts(nominal.layout, what.aggregations, last)
    rules = (last.min_availability, scheme.ties)
    recipe, table_of, compiled = recipe_of(states, normalisations, layouts, rules, what.data_noise)
    space = _space(what, nominal, len(normalisations), len(layouts))
    return Prepared(nominal, space, states, layouts, normalisations, what.data_noise, recipe, table_of, compiled)


def _space(what: Uncertainty, nominal: Result, normalisations: int, aggregations: int) -> Space:
    indicators = len(nominal.indicator_codes)
    if what.dropped >= indicators:
        raise SchemeError("uncertainty.dropped", f"方案只有 {indicators} 项指标，不能每次去掉 {what.dropped} 项")
    return Space(
        normalisations,
        aggregations,
        max(len(what.imputations), 1),
        max(len(what.treatments), 1),
        what.weight_noise,
        what.dropped,
        what.data_noise > 0,
        len(nominal.nodes),
        indicators,
        len(nominal.units),
    )


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


def _variants(before: tuple[Stage, ...], what: Uncertainty) -> list[tuple[Stage, ...]]:
    """The steps before normalisation with every pair of alternatives in place of the scheme's own."""
    imputed = _replaced([before], Impute, what.imputations, "imputations")
    return _replaced(imputed, Treat, what.treatments, "treatments")


def _replaced(
    variants: list[tuple[Stage, ...]], kind: type[Stage], alternatives: Sequence[Stage], setting: str
) -> list[tuple[Stage, ...]]:
    """Each variant once for each alternative, which takes the place of the only step of its kind."""
    if not alternatives:
        return variants
    found = []
    for steps, alternative in product(variants, alternatives):
        if sum(isinstance(step, kind) for step in steps) != 1:
            raise SchemeError(f"uncertainty.{setting}", "方案里应有且只有一步可以替换")
        found.append(tuple(alternative if isinstance(step, kind) else step for step in steps))
    return found


def _run(state: State, steps: tuple[Stage, ...], nominal: Result) -> State:
    for step in steps:
        step.check(state.layout)
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
