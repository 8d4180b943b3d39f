"""Changes decomposed to the last point, and what a better place would take."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from tests.engine.composite.test_properties import METHODS, schemes
from zhicheng.engine.composite import (
    Aggregate,
    Aggregation,
    Goalposts,
    Indicator,
    MinMax,
    Scheme,
    SchemeError,
    Treat,
    build,
)
from zhicheng.engine.composite.comparison import compare, what_would_it_take

TREE = Aggregate(
    "t", "总", (Indicator("a", "甲", 3, goalposts=(0, 100)), Indicator("b", "乙", 1, -1, goalposts=(0, 100)))
)
FIXED = Scheme("fixed", TREE, (Goalposts(), Aggregation()))
RELATIVE = Scheme("relative", TREE, (MinMax(), Aggregation()))


def test_a_change_by_hand() -> None:
    before = build(("甲市", "乙市", "丙市"), np.array([[20.0, 40], [40, 40], [10, 10]]), FIXED)
    after = build(("乙市", "甲市", "丁市"), np.array([[40.0, 20], [60, 40], [10, 10]]), FIXED)
    change = compare(before, after)
    assert change.units == ("甲市", "乙市")
    assert (change.entered, change.left) == (("丁市",), ("丙市",))
    assert_array_equal(change.score_change, [30, 5])
    assert_array_equal(change.parts, [[30, 0], [0, 5]])
    assert_array_equal(change.value_parts, change.parts)
    assert_array_equal(change.rank_change, [1, -1])


def test_another_weight_and_another_indicator_are_told_from_another_value() -> None:
    heavier = replace(FIXED, root=replace(TREE, children=(replace(TREE.children[0], weight=1), TREE.children[1])))
    data = np.array([[20.0, 40], [40, 40]])
    change = compare(build(("甲市", "乙市"), data, FIXED), build(("甲市", "乙市"), data, heavier))
    assert_array_equal(change.value_parts, np.zeros((2, 2)))
    assert_array_equal(change.weight_parts, [[-5, 15], [-10, 15]])
    gone = np.array([[20.0, np.nan], [40, 40]])
    change = compare(build(("甲市", "乙市"), data, FIXED), build(("甲市", "乙市"), gone, FIXED))
    assert_array_equal(change.parts, [[5, -15], [0, 0]])
    other = Scheme("other", Aggregate("t", "总", (Indicator("c", "丙", goalposts=(0, 100)),)), FIXED.steps)
    change = compare(build(("甲市", "乙市"), data, FIXED), build(("甲市", "乙市"), data[:, :1], other))
    assert change.codes == ("a", "b", "c")
    assert_array_equal(change.parts, [[-15, -15, 20], [-30, -15, 40]])


@settings(max_examples=50)
@given(schemes(METHODS), st.integers(0, 10_000))
def test_the_parts_of_a_change_sum_to_it(scheme: Scheme, seed: int) -> None:
    rng = np.random.default_rng(seed)
    tables = np.round(rng.normal(size=(2, 6, len(scheme.indicator_codes))) * 20)
    tables[rng.random(tables.shape) < 0.15] = np.nan
    before, after = (build(tuple("abcdef"), table, scheme) for table in tables)
    change = compare(before, after)
    assert_allclose(change.parts.sum(axis=1), change.score_change, atol=1e-9)
    assert_allclose(change.value_parts + change.weight_parts, change.parts, atol=1e-9)


DATA = np.array([[50.0, 10], [40, 20], [10, 30]])
CITIES = ("甲市", "乙市", "丙市")


def test_what_a_place_would_take_against_fixed_goalposts() -> None:
    # scores: 0.75·50 + 0.25·90 = 60, 50, 25; 丙市 needs 50 with 0.25·70 from b, so a = (50 - 17.5) / 0.75
    need = what_would_it_take(CITIES, DATA, FIXED, "丙市", "a", 2)
    assert need.value == pytest.approx((50 - 17.5) / 0.75, rel=1e-6)
    assert need.change == pytest.approx((50 - 17.5) / 0.75 - 10, rel=1e-6)
    assert need.rank == 2
    fewer = what_would_it_take(CITIES, DATA, FIXED, "乙市", "b", 1)
    assert (fewer.value, fewer.change, fewer.rank) == (None, None, 2)  # even 0 disputes give only 55 points
    assert what_would_it_take(CITIES, DATA, FIXED, "乙市", "a", 2).change == 0


def test_what_a_place_would_take_where_the_scale_moves_along() -> None:
    need = what_would_it_take(CITIES, DATA, RELATIVE, "乙市", "a", 1)
    assert need.value is not None
    for value, place in ((need.value, 1), (need.value - 1e-5, 2)):
        trial = DATA.copy()
        trial[1, 0] = value
        assert build(CITIES, trial, RELATIVE).ranks[1, 0] == place


def test_only_so_far_as_allowed() -> None:
    need = what_would_it_take(CITIES, DATA, FIXED, "丙市", "a", 1, furthest=20)
    assert (need.value, need.rank) == (None, 3)


def test_the_treatment_of_outliers_is_part_of_every_trial() -> None:
    rng = np.random.default_rng(1)
    data = np.column_stack([rng.normal(50, 5, 30), rng.normal(50, 5, 30)])
    scheme = Scheme("treated", TREE, (Treat(2), MinMax(), Aggregation()))
    units = tuple(f"u{i}" for i in range(30))
    last = units[int(np.argmax(build(units, data, scheme).ranks[:, 0]))]
    need = what_would_it_take(units, data, scheme, last, "a", 10)
    assert need.value is not None
    assert need.rank <= 10


@pytest.mark.parametrize(
    ("make", "setting"),
    [
        (lambda: what_would_it_take(CITIES, DATA, FIXED, "庚市", "a", 1), "what_would_it_take.unit"),
        (lambda: what_would_it_take(CITIES, DATA, FIXED, "甲市", "z", 1), "what_would_it_take.indicator"),
        (lambda: what_would_it_take(CITIES, DATA * np.nan, FIXED, "甲市", "a", 1), "what_would_it_take.unit"),
    ],
)
def test_a_wrong_question_is_refused_by_its_name(make: Any, setting: str) -> None:
    with pytest.raises(SchemeError) as caught:
        make()
    assert caught.value.setting == setting
