from dataclasses import replace
from random import Random
from typing import Any, Literal, TypeAlias

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite import (
    Aggregate,
    Aggregation,
    Borda,
    Indicator,
    MinMax,
    PercentileRank,
    Scheme,
    Screen,
    Transform,
    WeightedMean,
    build,
)
from zhicheng.engine.composite.tree import Node

Evaluation: TypeAlias = tuple[Scheme, tuple[str, ...], FloatArray]

WEIGHTS = st.sampled_from([0.5, 1.0, 2.0, 10.0])
DIRECTIONS: st.SearchStrategy[Literal[1, -1]] = st.sampled_from([1, -1])
NORMALISATIONS: st.SearchStrategy[Any] = st.sampled_from([MinMax(), MinMax(1, 100), Borda(), PercentileRank()])
METHODS = st.sampled_from(["arithmetic", "geometric", "harmonic", "power", "median", "max"])


@st.composite
def schemes(draw: st.DrawFn, methods: st.SearchStrategy[str] = METHODS) -> Scheme:
    """Three groups of one to three indicators, two of them inside another group: three levels."""
    counter = iter(range(100))

    def group(children: list[Node]) -> Aggregate:
        method = draw(methods)
        exponent = draw(st.sampled_from([-2.0, 0.5, 3.0])) if method == "power" else None
        code, weight, direction = f"g{next(counter)}", draw(WEIGHTS), draw(DIRECTIONS)
        return Aggregate(code, "组", tuple(children), weight, method, direction, exponent)

    def leaves() -> list[Node]:
        return [
            Indicator(f"i{next(counter)}", "指标", weight=draw(WEIGHTS), direction=draw(DIRECTIONS))
            for _ in range(draw(st.integers(1, 3)))
        ]

    root = group([group([group(leaves()), group(leaves())]), group(leaves())])
    threshold = draw(st.sampled_from([0.0, 0.5, 1.0]))
    screen = Screen(draw(st.sampled_from([0.0, 0.5])))
    return Scheme("random", root, (screen, draw(NORMALISATIONS), Aggregation(threshold)))


# Whole numbers, so that a change of unit loses no digit and ties are drawn.
CELLS = st.one_of(st.integers(-50, 50).map(float), st.just(np.nan))


@st.composite
def evaluations(draw: st.DrawFn, cells: st.SearchStrategy[float] = CELLS) -> Evaluation:
    scheme = draw(schemes())
    shape = (draw(st.integers(1, 6)), len(scheme.indicator_codes))
    data = draw(arrays(np.float64, shape, elements=cells))
    return scheme, tuple(f"u{i}" for i in range(shape[0])), data


@given(evaluations())
def test_contributions_sum_to_the_score_and_scores_keep_their_bounds(evaluation: Evaluation) -> None:
    scheme, units, data = evaluation
    result = build(units, data, scheme)
    leaves = [i for i, node in enumerate(result.nodes) if isinstance(node, Indicator)]
    has_score = ~np.isnan(result.total)
    assert_allclose(np.nansum(result.contributions[:, leaves], axis=1)[has_score], result.total[has_score], atol=1e-9)
    assert_allclose(result.contributions[:, 0], result.total, atol=1e-9)
    assert_allclose(result.applied_weights[has_score][:, leaves].sum(axis=1), 1, atol=1e-9)
    known = result.scores[~np.isnan(result.scores)]
    assert ((known >= -1e-9) & (known <= 100 + 1e-9)).all()
    assert ((result.missing_share >= 0) & (result.missing_share <= 1)).all()


@given(evaluations(), st.data())
def test_a_linear_change_of_unit_changes_nothing(evaluation: Evaluation, data: st.DataObject) -> None:
    scheme, units, table = evaluation
    column = data.draw(st.integers(0, table.shape[1] - 1))
    changed = table.copy()
    changed[:, column] = changed[:, column] * data.draw(st.sampled_from([0.25, 3, 10_000])) + data.draw(
        st.integers(-99, 99)
    )
    before, after = build(units, table, scheme), build(units, changed, scheme)
    assert_allclose(after.scores, before.scores, atol=1e-9)
    assert_allclose(after.ranks, before.ranks)


@given(evaluations(), st.randoms(use_true_random=False))
def test_the_order_of_units_never_matters(evaluation: Evaluation, random: Random) -> None:
    scheme, units, table = evaluation
    order = random.sample(range(len(units)), len(units))
    before, after = build(units, table, scheme), build([units[i] for i in order], table[order], scheme)
    rows = [after.units.index(unit) for unit in before.units]
    assert_allclose(after.scores[rows], before.scores, atol=1e-9)
    assert_allclose(after.ranks[rows], before.ranks)
    assert {out.unit for out in after.screened_out} == {out.unit for out in before.screened_out}


def turned(node: Aggregate) -> Aggregate:
    """The same tree with all children in the opposite order."""
    return replace(
        node, children=tuple(turned(child) if isinstance(child, Aggregate) else child for child in node.children[::-1])
    )


@given(evaluations())
def test_the_order_of_indicators_never_matters(evaluation: Evaluation) -> None:
    scheme, units, table = evaluation
    mirrored = Scheme("random", turned(scheme.root), scheme.steps)
    columns = [scheme.indicator_codes.index(code) for code in mirrored.indicator_codes]
    before, after = build(units, table, scheme), build(units, table[:, columns], mirrored)
    nodes = [after.column(node.code) for node in before.nodes]
    assert_allclose(after.scores[:, nodes], before.scores, atol=1e-9)
    assert_allclose(after.ranks[:, nodes], before.ranks)


@given(evaluations(cells=st.integers(-50, 50).map(float)), st.data())
def test_a_better_value_never_worsens_score_or_rank(evaluation: Evaluation, data: st.DataObject) -> None:
    scheme, units, table = evaluation
    row = data.draw(st.integers(0, table.shape[0] - 1))
    column = data.draw(st.integers(0, table.shape[1] - 1))
    # An indicator that is the same everywhere carries no weight; improving it brings the weight back, and with it
    # changes what the others weigh. Hence only indicators that do tell units apart.
    tells_apart = np.ptp(np.delete(table[:, column], row)) > 0 if table.shape[0] > 2 else False
    if not tells_apart:
        return
    better = table.copy()
    better[row, column] += scheme.layout.directions[column] * data.draw(st.integers(1, 60))
    before, after = build(units, table, scheme), build(units, better, scheme)
    assert after.total[row] >= before.total[row] - 1e-9 or np.isnan(before.total[row])
    assert not after.ranks[row, 0] > before.ranks[row, 0]


@given(st.lists(st.integers(0, 5), min_size=2, max_size=8))
def test_ties_follow_the_rule(values: list[int]) -> None:
    tree = Aggregate("t", "总", (Indicator("a", "甲"),))
    data = np.array(values, dtype=float)[:, None]
    result = build(
        [str(i) for i in range(len(values))], data, Scheme("one", tree, (Transform(), MinMax(), WeightedMean()))
    )
    if len(set(values)) > 1:
        assert result.ranks[:, 0].tolist() == [1 + sum(other > value for other in values) for value in values]
