"""Weights from judgements and from data, against textbook figures."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from zhicheng.engine.composite import Aggregate, Aggregation, Indicator, MinMax, Scheme, SchemeError, Weigh, build
from zhicheng.engine.composite.tree import reweighted
from zhicheng.engine.composite.weights import (
    analytic_hierarchy,
    budget_allocation,
    entropy_weights,
    influence,
    principal_weights,
)

UNITS = tuple(f"u{i}" for i in range(40))


def test_every_expert_counts_the_same_whatever_the_budget() -> None:
    weights = budget_allocation([{"a": 60, "b": 40}, {"b": 8, "a": 2}])
    assert weights == pytest.approx({"a": 0.4, "b": 0.6})


def test_the_analytic_hierarchy_gives_saaty_s_figures() -> None:
    """A consistent matrix has ratio 0; Saaty's wealth-of-nations style 3 × 3 by power iteration of our own."""
    consistent, ratio = analytic_hierarchy("abc", np.array([[1, 2, 6], [1 / 2, 1, 3], [1 / 6, 1 / 3, 1]]))
    assert consistent == pytest.approx({"a": 0.6, "b": 0.3, "c": 0.1})
    assert ratio == pytest.approx(0, abs=1e-9)
    matrix = np.array([[1, 3, 5], [1 / 3, 1, 4], [1 / 5, 1 / 4, 1]])
    weights = np.ones(3)
    for _ in range(100):
        weights = matrix @ weights / (matrix @ weights).sum()
    largest = (matrix @ weights / weights).mean()
    found, ratio = analytic_hierarchy("abc", matrix)
    assert_allclose(list(found.values()), weights)
    assert ratio == pytest.approx((largest - 3) / 2 / 0.58)
    assert analytic_hierarchy("ab", np.array([[1, 9], [1 / 9, 1]]))[0] == pytest.approx({"a": 0.9, "b": 0.1})


def test_entropy_gives_weight_to_what_differs() -> None:
    """Shares (¼, ¾) have entropy 0.811278 bits, (½, ½) exactly 1: all weight goes to the first."""
    assert_allclose(entropy_weights(np.array([[1.0, 5], [3, 5]]), "g"), [1, 0], atol=1e-12)
    values = np.array([[1.0, 1], [3, 7]])
    divergence = [1 - 0.8112781244591328, 1 - 0.5435644431995964]
    assert_allclose(entropy_weights(values, "g"), np.array(divergence) / sum(divergence))


def test_the_first_component_of_two_columns_weighs_them_alike() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=50)
    assert_allclose(principal_weights(np.column_stack([x, x + rng.normal(size=50)]), "g"), [0.5, 0.5])
    three = np.column_stack([x, x + rng.normal(size=50) / 10, rng.normal(size=50)])
    weights = principal_weights(three, "g")
    assert weights.sum() == pytest.approx(1)
    assert weights[2] < 0.1 < weights[0]


def tree(*weights: float) -> Aggregate:
    leaves = tuple(Indicator(f"i{k}", "指标", weight) for k, weight in enumerate(weights))
    return Aggregate("t", "总", (Aggregate("g", "组", leaves[:2]), *leaves[2:]))


@pytest.mark.parametrize("method", ["equal", "entropy", "pca", "optimised"])
def test_the_stage_decides_the_weights_of_every_group_and_the_trace_keeps_them(method: str) -> None:
    data = np.random.default_rng(4).normal(size=(40, 4))
    result = build(UNITS, data, Scheme("s", tree(1, 2, 3, 4), (MinMax(), Weigh(method), Aggregation())))
    step = result.trace[1]
    assert set(step.details) == {"i0", "i1", "g", "i2", "i3"}
    assert sum(step.details[code][0] for code in ("i0", "i1")) == pytest.approx(1)
    assert sum(step.details[code][0] for code in ("g", "i2", "i3")) == pytest.approx(1)
    assert_allclose(result.effective_weights[list(result.layout.leaf_columns)].sum(), 1)
    assert result.effective_weights[result.column("i3")] == pytest.approx(step.details["i3"][0])


def test_only_the_groups_named_are_weighed_anew() -> None:
    data = np.random.default_rng(4).normal(size=(40, 4))
    result = build(UNITS, data, Scheme("s", tree(1, 2, 3, 4), (MinMax(), Weigh("equal", ("g",)), Aggregation())))
    assert result.effective_weights.tolist() == pytest.approx([1, 1 / 8, 1 / 16, 1 / 16, 3 / 8, 1 / 2])


def test_optimised_weights_give_each_indicator_the_influence_stated() -> None:
    rng = np.random.default_rng(8)
    x = rng.normal(size=(40, 3))
    x[:, 1] += x[:, 0]  # two that go together outvote the third under equal weights
    flat = Aggregate("t", "总", tuple(Indicator(f"i{k}", "指标") for k in range(3)))
    before = build(UNITS, x, Scheme("s", flat, (MinMax(), Aggregation())))
    after = build(UNITS, x, Scheme("s", flat, (MinMax(), Weigh("optimised"), Aggregation())))
    assert abs(influence(before.layout, 0, before.normalised, 0.5) - 1 / 3).max() > 0.1
    assert_allclose(influence(after.layout, 0, after.normalised, 0.5), [1 / 3] * 3, atol=1e-3)


@pytest.mark.parametrize(
    ("make", "setting"),
    [
        (lambda: budget_allocation([]), "weights.budget"),
        (lambda: budget_allocation([{"a": 1}, {"b": 1}]), "weights.budget"),
        (lambda: budget_allocation([{"a": 0}]), "weights.budget"),
        (lambda: analytic_hierarchy("ab", np.array([[1, 2], [2, 1]])), "weights.ahp"),
        (lambda: analytic_hierarchy("abc", np.eye(2)), "weights.ahp"),
        (lambda: reweighted(tree(1, 1, 1, 1), {"z": 1}), "weights"),
        (lambda: Weigh("guess"), "weigh.method"),
        (lambda: Scheme("s", tree(1, 1), (MinMax(), Weigh("equal", ("z",)), Aggregation())), "weigh.groups"),
        (lambda: entropy_weights(np.array([[-1.0], [1.0]]), "g"), "weigh.method"),
        (lambda: entropy_weights(np.array([[1.0], [1.0]]), "g"), "weigh.method"),
        (lambda: principal_weights(np.array([[1.0, 2], [1, 3]]), "g"), "weigh.method"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(make: Any, setting: str) -> None:
    with pytest.raises(SchemeError) as caught:
        make()
    assert caught.value.setting == setting
