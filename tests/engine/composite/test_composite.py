from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from zhicheng.engine.composite import (
    Aggregate,
    Aggregation,
    Indicator,
    MinMax,
    Scheme,
    SchemeError,
    Screen,
    Step,
    Transform,
    WeightedMean,
    build,
    competition_ranks,
)
from zhicheng.engine.composite.pipeline import root_scores

NAN = np.nan
TREE = Aggregate(
    "strength",
    "专利实力",
    (
        Aggregate(
            "creation",
            "创造",
            (Indicator("grants", "授权", weight=3), Indicator("families", "同族", weight=1)),
            weight=2,
        ),
        Indicator("disputes", "纠纷", weight=2, direction=-1),
    ),
)
MIRRORED = Aggregate("strength", "专利实力", (TREE.children[1], TREE.children[0]))
CITIES = ("甲市", "乙市", "丙市", "丁市")
TABLE = np.array([[10.0, 4.0, 0.0], [20.0, 2.0, 5.0], [30.0, NAN, 10.0], [NAN, NAN, NAN]])


def test_a_worked_example_by_hand() -> None:
    result = build(CITIES, TABLE, Scheme("demo", TREE))
    assert result.units == ("甲市", "乙市", "丙市")
    assert [node.code for node in result.nodes] == ["strength", "creation", "grants", "families", "disputes"]
    assert_array_equal(result.effective_weights, [1, 0.5, 0.375, 0.125, 0.5])
    assert_array_equal(result.normalised, [[0, 100, 100], [50, 0, 50], [100, NAN, 0]])
    assert_array_equal(
        result.scores,
        [[62.5, 25, 0, 100, 100], [43.75, 37.5, 50, 0, 50], [50, 100, 100, NAN, 0]],
    )
    assert_array_equal(
        result.contributions,
        [[62.5, 12.5, 0, 12.5, 50], [43.75, 18.75, 18.75, 0, 25], [50, 50, 50, NAN, 0]],
    )
    assert_array_equal(result.applied_weights[2], [1, 0.5, 0.5, 0, 0.5])
    assert_array_equal(result.ranks, [[1, 3, 3, 1, 1], [3, 2, 2, 2, 2], [2, 1, 1, NAN, 3]])
    assert_array_equal(result.availability, [1, 1, 2 / 3])
    assert_array_equal(result.missing_share, [0, 0, 0.125])
    assert_array_equal(result.raw, TABLE[:3])
    assert result.total.tolist() == [62.5, 43.75, 50]
    assert result.column("disputes") == 4


def test_the_trace_says_what_was_done() -> None:
    result = build(CITIES, TABLE, Scheme("demo", TREE))
    assert [unit.reason for unit in result.screened_out] == ["所有指标都没有数据"]
    assert result.trace == (
        Step("screen", {"min_availability": 0.5}, ("丁市",)),
        Step("transform", {}, ()),
        Step("minmax", {"low": 0.0, "high": 100.0}, (), {"grants": (10, 30), "families": (2, 4), "disputes": (0, 10)}),
        Step(
            "weighted_mean",
            {"min_availability": 0.5},
            ("strength", "creation"),
            {"strength": (1,), "creation": (0.5,), "grants": (0.375,), "families": (0.125,), "disputes": (0.5,)},
        ),
    )


def test_too_little_data_screens_a_unit_out_with_the_reason() -> None:
    table = np.array([[1.0, 1.0, 1.0], [2.0, NAN, NAN], [3.0, 3.0, 3.0]])
    scheme = Scheme("demo", TREE, (Screen(0.6), MinMax(), WeightedMean()))
    result = build(("甲市", "乙市", "丙市"), table, scheme)
    assert result.units == ("甲市", "丙市")
    assert [(out.unit, out.availability, out.reason) for out in result.screened_out] == [
        ("乙市", 1 / 3, "有数据的指标占 33.3%，低于要求的 60.0%")
    ]


def test_below_the_threshold_a_group_is_missing_and_not_guessed() -> None:
    # 乙市 lacks grants: families hold a quarter of creation, too little; then disputes hold half of the whole, enough.
    table = np.array([[1.0, 1.0, 1.0], [NAN, 2.0, 3.0], [3.0, 3.0, 5.0]])
    result = build(("甲市", "乙市", "丙市"), table, Scheme("demo", TREE))
    assert_array_equal(result.scores[1], [50, NAN, NAN, 50, 50])
    assert_array_equal(result.contributions[1], [50, NAN, NAN, 0, 50])
    assert result.missing_share[1] == 0.5
    strict = build(("甲市", "乙市", "丙市"), table, Scheme("demo", TREE, (MinMax(), WeightedMean(0.6))))
    assert_array_equal(strict.scores[1], [NAN, NAN, NAN, 50, 50])
    assert_array_equal(strict.ranks[:, 0], [1, NAN, 1])
    assert_array_equal(strict.contributions[1], [NAN] * 5)
    assert strict.missing_share[1] == 1
    mirrored = build(
        ("甲市", "乙市", "丙市"), table[:, [2, 0, 1]], Scheme("demo", MIRRORED, (MinMax(), WeightedMean(0.6)))
    )
    assert_array_equal(mirrored.contributions[1], [NAN] * 5)


def test_log1p_is_taken_before_normalising_and_only_where_asked() -> None:
    tree = Aggregate("t", "总", (Indicator("a", "甲", transform="log1p"), Indicator("b", "乙")))
    result = build(("x", "y", "z"), np.array([[0.0, 0.0], [9.0, 9.0], [99.0, 99.0]]), Scheme("demo", tree))
    assert_allclose(result.normalised, np.array([[0.0, 0.0], [50.0, 900 / 99], [100.0, 100.0]]), atol=1e-9)
    assert result.trace[1] == Step("transform", {"a": "log1p"}, ("a",))
    assert_array_equal(result.raw[:, 0], [0, 9, 99])


def test_an_indicator_that_tells_nobody_apart_carries_no_weight_and_is_listed() -> None:
    table = np.array([[1.0, 7.0, 1.0], [2.0, 7.0, 1.5], [3.0, 7.0, 3.0]])
    result = build(("x", "y", "z"), table, Scheme("demo", TREE))
    assert_array_equal(result.normalised[:, 1], [NAN, NAN, NAN])
    assert result.trace[2].changed == ("families",)
    assert_array_equal(result.applied_weights[0], [1, 0.5, 0.5, 0, 0.5])


def test_places_come_from_unrounded_scores_and_ties_share_the_best() -> None:
    assert competition_ranks(np.array([71.244, 71.236, 50.0])).tolist() == [1, 2, 3]
    assert competition_ranks(np.array([5.0, 9.0, 5.0, 1.0])).tolist() == [2, 1, 2, 4]
    assert_array_equal(competition_ranks(np.array([NAN, 1.0, 2.0, NAN])), [NAN, 2, 1, NAN])
    assert competition_ranks(np.array([0.1 + 0.2, 0.3])).tolist() == [1, 1]
    assert competition_ranks(np.empty(0)).tolist() == []


def test_nobody_and_nothing() -> None:
    nobody = build((), np.empty((0, 3)), Scheme("demo", TREE))
    assert (nobody.units, nobody.scores.shape, nobody.ranks.shape) == ((), (0, 5), (0, 5))
    alone = build(("甲市",), np.array([[1.0, 2.0, 3.0]]), Scheme("demo", TREE))
    assert_array_equal(alone.ranks, [[NAN] * 5])


def test_a_result_cannot_be_written_to_and_the_data_are_left_alone() -> None:
    table = TABLE.copy()
    result = build(CITIES, table, Scheme("demo", TREE))
    with pytest.raises(ValueError, match="read-only"):
        result.scores[0, 0] = 100
    table[0, 0] = 11  # the caller's array stays the caller's
    assert result.raw[0, 0] == 10
    with pytest.raises(KeyError):
        result.column("unknown")


def leaf(**settings: Any) -> Indicator:
    return Indicator("a", "甲", **settings)


@pytest.mark.parametrize(
    ("make", "setting", "words"),
    [
        (lambda: leaf(weight=-1), "a.weight", "不小于 0"),
        (lambda: leaf(weight=NAN), "a.weight", "不小于 0"),
        (lambda: leaf(direction=0), "a.direction", "1（越大越好）"),
        (lambda: Aggregate("t", "总", ()), "t.children", "至少要有一个"),
        (lambda: Aggregate("t", "总", (leaf(weight=0),)), "t.children", "不能都是 0"),
        (lambda: Scheme("s", Aggregate("t", "总", (leaf(), leaf()))), "t.children", "重复：a"),
        (lambda: Scheme("s", Aggregate("t", "总", (leaf(transform="cube"),))), "a.transform", "没有“cube”"),
        (lambda: Scheme("s", Aggregate("t", "总", (leaf(),), method="max")), "t.method", "没有“max”"),
        (lambda: Scheme("s", TREE, (Screen(), MinMax())), "s.steps", "最后一步应为汇总"),
        (lambda: Scheme("s", TREE, ()), "s.steps", "最后一步应为汇总"),
        (lambda: Screen(1.5), "screen.min_availability", "应在 0 到 1 之间，现为 1.5"),
        (lambda: WeightedMean(NAN), "weighted_mean.min_availability", "应在 0 到 1 之间"),
        (lambda: MinMax(100, 0), "minmax.high", "上限应大于下限"),
        (lambda: build(("x",), np.zeros((1, 2)), Scheme("s", TREE)), "data", r"现为 \(1, 2\)"),
        (lambda: build(("x", "x"), np.zeros((2, 3)), Scheme("s", TREE)), "units", "单位重复：x"),
        (lambda: build(("x",), np.full((1, 3), np.inf), Scheme("s", TREE)), "data", "x 的 grants 是无穷大"),
        (
            lambda: build(
                ("x", "y"),
                np.array([[1.0], [-2.0]]),
                Scheme("s", Aggregate("t", "总", (leaf(transform="log1p"),)), (Transform(), MinMax(), WeightedMean())),
            ),
            "a.transform",
            "y 的值是 -2",
        ),
    ],
)
def test_a_wrong_setting_is_named(make: Callable[[], object], setting: str, words: str) -> None:
    with pytest.raises(SchemeError, match=words) as caught:
        make()
    assert caught.value.setting == setting


def test_the_totals_alone_are_those_of_the_whole() -> None:
    rng = np.random.default_rng(5)
    data = rng.lognormal(size=(12, 2))
    data[3] = np.nan
    data[4, 0] = np.nan
    units = tuple(f"u{i}" for i in range(12))
    tree = Aggregate("root", "总", (Indicator("a", "一", 60), Indicator("b", "二", 40, -1)))
    scheme = Scheme("s", tree, (Screen(0.5), MinMax(), Aggregation()))
    whole, (kept, totals) = build(units, data, scheme), root_scores(units, data, scheme)
    assert kept == whole.units
    assert_array_equal(totals, whole.total)
