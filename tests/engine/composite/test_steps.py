"""Each step against figures worked out by hand or by a slower way."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite import (
    Aggregate,
    Aggregation,
    Benchmark,
    Borda,
    Context,
    Denominate,
    DistanceToBest,
    DistanceToReference,
    DistanceToTarget,
    FractionOfMaximum,
    Goalposts,
    Grades,
    Impute,
    Indicator,
    MinMax,
    Normalise,
    PercentileRank,
    Rank,
    Result,
    Scheme,
    SchemeError,
    Screen,
    Step,
    Treat,
    ZScore,
    build,
    competition_ranks,
)
from zhicheng.engine.composite.expectation import expectations
from zhicheng.engine.composite.normalise import panel_bounds
from zhicheng.engine.composite.treat import likeliest_exponent, shape_of

NAN = np.nan
UNITS = ("甲市", "乙市", "丙市", "丁市")


def one(values: Any, *steps: Any, context: Context | None = None, **settings: Any) -> Result:
    """One indicator through the steps; the second holds the index together where the first says nothing."""
    tree = Aggregate(
        "t", "总", (Indicator("a", "甲", **settings), Indicator("b", "乙", weight=0, target=1, goalposts=(0, 1)))
    )
    data = np.column_stack([values, np.arange(len(values), dtype=float)])
    units = UNITS[: len(values)] if len(values) <= 4 else tuple(f"u{i}" for i in range(len(values)))
    return build(units, data, Scheme("one", tree, (*steps, Aggregation(0))), context)


def column(result: Result, stage: str) -> FloatArray:
    return result.stages[stage][:, 0]


def close(found: FloatArray, expected: Any) -> None:
    assert_allclose(found, np.array(expected, dtype=np.float64), rtol=0, atol=1e-9)


# --- screen and denominate


def test_a_unit_needs_enough_data_in_every_group_when_the_screen_says_so() -> None:
    tree = Aggregate(
        "t",
        "总",
        (
            Aggregate("g", "组", (Indicator("a", "甲"), Indicator("b", "乙"))),
            Aggregate("h", "组", (Indicator("c", "丙"), Indicator("d", "丁"))),
        ),
    )
    data = np.array([[1.0, 2, 3, 4], [2, 3, NAN, NAN], [3, 1, 0, 5]])
    result = build(UNITS[:3], data, Scheme("s", tree, (Screen(0.5, min_in_groups=0.5), MinMax(), Aggregation())))
    assert result.units == ("甲市", "丙市")
    assert [out.reason for out in result.screened_out] == ["至少有一个分组有数据的指标不到 50.0%"]
    strict = Screen(0.8, zero_is_missing=True)
    zeros = build(UNITS[:3], data, Scheme("s", tree, (strict, MinMax(), Aggregation())))
    assert zeros.units == ("甲市",)
    assert zeros.trace[0].params == {"min_availability": 0.8, "zero_is_missing": True}


def test_denominating_divides_and_scales_and_keeps_what_is_missing() -> None:
    context = Context(denominators={"people": np.array([2.0, 4.0, NAN])})
    result = one([10.0, 10.0, 10.0], Denominate(), MinMax(), context=context, denominator="people", per=100)
    close(column(result, "denominate"), [500, 250, NAN])
    assert result.trace[0] == Step("denominate", {"a": "people"}, ("a",), {"a": (100,)})


@pytest.mark.parametrize(
    ("denominators", "setting", "words"),
    [
        ({}, "a.denominator", "没有“people”"),
        ({"people": [1.0, 0.0]}, "denominators.people", "乙市 的值是 0"),
        ({"people": [1.0]}, "denominators.people", "应有 2 个数"),
    ],
)
def test_a_denominator_that_cannot_be_one_is_refused(denominators: Any, setting: str, words: str) -> None:
    context = Context(denominators={name: np.array(column) for name, column in denominators.items()})
    with pytest.raises(SchemeError, match=words) as caught:
        one([1.0, 2.0], Denominate(), MinMax(), context=context, denominator="people")
    assert caught.value.setting == setting


# --- impute


def test_gaps_are_filled_from_all_units_or_from_peers_and_stay_marked() -> None:
    values = [1.0, 2.0, 9.0, NAN]
    close(column(one(values, Impute("mean"), MinMax()), "impute"), [1, 2, 9, 4])
    close(column(one(values, Impute("median"), MinMax()), "impute"), [1, 2, 9, 2])
    peers = Context(groups={"tier": ("east", "east", "", "east")})
    result = one(values, Impute("mean", group="tier"), MinMax(), context=peers)
    close(column(result, "impute"), [1, 2, 9, 1.5])
    assert result.imputed[:, 0].tolist() == [False, False, False, True]
    assert result.imputed_share.tolist() == [0, 0, 0, 1]
    assert result.trace[0].details == {"a": (1, 0)}
    alone = Context(groups={"tier": ("east", "east", "", "west")})
    close(column(one(values, Impute("mean", group="tier"), MinMax(), context=alone), "impute"), values)
    other = one(values, Impute("none", overrides=(("a", "median"),)), MinMax())
    close(column(other, "impute"), [1, 2, 9, 2])


def test_gaps_are_filled_from_other_years() -> None:
    years = np.full((5, 2, 2), NAN)  # 2008 … 2012, the evaluated year is 2010
    years[:, 0, 0] = [10, NAN, NAN, NAN, 30]
    years[:, 1, 0] = [NAN, 4, 5, 6, 7]
    context = Context(history=years, years=(2008, 2009, 2010, 2011, 2012), year=2010)
    close(column(one([NAN, 5.0], Impute("last"), MinMax(), context=context), "impute"), [10, 5])
    close(column(one([NAN, 5.0], Impute("last", max_years=1), MinMax(), context=context), "impute"), [NAN, 5])
    close(column(one([NAN, 5.0], Impute("linear"), MinMax(), context=context), "impute"), [20, 5])
    years[3, 0, 0] = 16
    close(column(one([NAN, 5.0], Impute("linear"), MinMax(), context=context), "impute"), [14, 5])
    with pytest.raises(SchemeError, match="多年数据"):
        one([NAN, 5.0], Impute("last"), MinMax())


def test_a_quotient_is_filled_from_the_quotients_of_other_years() -> None:
    panel = np.full((2, 2, 2), NAN)
    panel[0, :, 0] = [30, 8]
    people = np.array([[3.0, 2], [5, 4]])
    steps = (Denominate(), Impute("last"), MinMax())
    context = Context(
        {"people": people[1]}, history=panel, years=(2009, 2010), year=2010, denominator_history={"people": people}
    )
    result = one([NAN, 8.0], *steps, context=context, denominator="people", per=100)
    close(column(result, "impute"), [1000, 200])
    unknown = Context({"people": people[1]}, history=panel, years=(2009, 2010), year=2010)
    with pytest.raises(SchemeError, match="需要各年的 people"):
        one([NAN, 8.0], *steps, context=unknown, denominator="people")
    before = one([NAN, 8.0], Impute("last"), Denominate(), MinMax(), context=unknown, denominator="people")
    close(column(before, "denominate"), [6, 2])


def test_expectations_are_the_maximum_likelihood_ones() -> None:
    """With gaps in one column only, the fit is the regression of the complete rows: Little and Rubin 2002, 7.2."""
    draw = np.random.default_rng(7)
    x = draw.normal(size=30)
    table = np.column_stack([x, 3 + 2 * x + draw.normal(size=30) / 3])
    gaps = table.copy()
    gaps[[3, 8, 20], 1] = NAN
    known = ~np.isnan(gaps[:, 1])
    slope, level = np.polyfit(x[known], table[known, 1], 1)
    assert_allclose(expectations(gaps)[~known, 1], level + slope * x[~known], rtol=1e-6)
    assert_allclose(expectations(gaps)[known], table[known])
    with pytest.raises(SchemeError, match="单位太少"):
        expectations(gaps[:3])


# --- treat


def test_winsorising_pulls_in_one_value_after_another_and_stops_when_the_test_passes() -> None:
    values = np.concatenate([np.arange(20.0), [400.0, 500.0]])
    result = one(values, Treat(max_points=5), MinMax())
    close(column(result, "treat"), [*np.arange(20.0), 19, 19])
    assert result.trace[0].details["a"][0] == 2
    assert result.trace[0].changed == ("a",)
    mirrored = one(-values, Treat(max_points=5), MinMax())
    close(column(mirrored, "treat"), [*(-np.arange(20.0)), -19, -19])


def test_what_winsorising_cannot_mend_is_bent_from_the_untouched_values() -> None:
    values = np.concatenate([np.arange(20.0), [400.0, 500.0]])
    shifted = np.log(values + 5)
    close(column(one(values, Treat(max_points=1), MinMax()), "treat"), shifted)
    assert one(values, Treat(max_points=1), MinMax()).trace[0].params["a"] == "log_shifted"
    close(column(one(values, Treat(max_points=1, otherwise="none"), MinMax()), "treat"), values)
    signed = one(values - 5, Treat(0, "signed_log"), MinMax())
    close(column(signed, "treat"), np.sign(values - 5) * np.log1p(abs(values - 5)))
    close(column(one(values, Treat(0, "box_cox", exponent=0.5), MinMax()), "treat"), 2 * (np.sqrt(values + 1) - 1))
    with pytest.raises(SchemeError, match="log 只能用于大于 0") as caught:
        one(values, Treat(0, "log"), MinMax())
    assert caught.value.setting == "a.treat"


def test_an_indicator_can_be_treated_as_set() -> None:
    values = np.arange(1.0, 9.0)
    as_set = Treat(0, "log", overrides=(("a", Treat(0, "log", force=True)),))
    close(column(one(values, as_set, MinMax()), "treat"), np.log(values))
    untouched = one(values, Treat(), MinMax())
    close(column(untouched, "treat"), values)
    assert untouched.trace[0].changed == ()


def test_the_likeliest_exponent_straightens_what_was_bent() -> None:
    normal = np.random.default_rng(3).normal(5, 0.4, size=4000)
    assert likeliest_exponent(np.exp(normal)) == pytest.approx(0, abs=0.1)
    assert likeliest_exponent(normal**2) == pytest.approx(0.5, abs=0.2)


def test_skewness_and_kurtosis_need_four_different_values() -> None:
    assert np.isnan(shape_of(np.array([1.0, 2.0, 3.0]))).all()
    assert np.isnan(shape_of(np.array([1.0, 1.0, 1.0, 1.0, NAN]))).all()


# --- normalise


@pytest.mark.parametrize(
    ("method", "settings", "values", "expected"),
    [
        (MinMax(1, 5), {}, [0.0, 5, 10, NAN], [1, 3, 5, NAN]),
        (ZScore(), {}, [1.0, 2, 3, NAN], [-1, 0, 1, NAN]),
        (ZScore(50, 10), {"direction": -1}, [1.0, 2, 3, NAN], [60, 50, 40, NAN]),
        (Goalposts(), {"goalposts": (0, 10)}, [-5.0, 5, 10, 12], [0, 50, 100, 100]),
        (Goalposts(cap=False), {"goalposts": (0, 10), "direction": -1}, [-5.0, 5, 10, 12], [150, 50, 0, -20]),
        (DistanceToTarget(), {"target": 9}, [1.0, 5, 9, 17], [0, 50, 100, 100]),
        (DistanceToTarget(cap=False), {"target": 9}, [1.0, 5, 9, 17], [0, 50, 100, 200]),
        (DistanceToTarget(), {"target": 1, "direction": -1}, [5.0, 3, 1, 0], [0, 50, 100, 100]),
        (DistanceToTarget(), {"target": 0}, [1.0, 2, NAN, 3], [100, 100, NAN, 100]),
        (DistanceToBest(), {}, [1.0, 2, 4, NAN], [25, 50, 100, NAN]),
        (DistanceToBest(), {"direction": -1}, [1.0, 2, 4, NAN], [100, 50, 25, NAN]),
        (DistanceToReference("乙市"), {}, [1.0, 2, 4, NAN], [50, 100, 200, NAN]),
        (Benchmark(), {"target": 4}, [1.0, 2, 4, 8], [25, 50, 100, 100]),
        (Benchmark(cap=False), {"target": 4, "direction": -1}, [1.0, 2, 4, 8], [400, 200, 100, 50]),
        (FractionOfMaximum(), {}, [0.0, 2, 4, NAN], [0, 50, 100, NAN]),
        (FractionOfMaximum(), {"direction": -1}, [0.0, 2, 4, NAN], [100, 50, 0, NAN]),
        (Rank(), {}, [5.0, 7, 7, 9], [1, 2.5, 2.5, 4]),
        (Rank(), {"direction": -1}, [5.0, 7, NAN, 9], [3, 2, NAN, 1]),
        (Borda(), {}, [5.0, 7, 7, 9], [0, 50, 50, 100]),
        (PercentileRank(), {}, [5.0, 7, 7, 9], [12.5, 50, 50, 87.5]),
    ],
)
def test_normalising_by_hand(method: Any, settings: Any, values: list[float], expected: list[float]) -> None:
    close(column(one(values, method, **settings), method.name), expected)


@pytest.mark.parametrize("method", [MinMax(), ZScore(), Rank(), Borda(), PercentileRank()])
def test_methods_that_compare_units_say_nothing_where_all_are_equal(method: Any) -> None:
    result = one([7.0, 7.0, 7.0], method)
    close(column(result, method.name), [NAN] * 3)
    assert result.trace[0].changed == ("a",)


def test_each_indicator_can_have_its_own_method_and_groups_can_turn_directions() -> None:
    burdens = Aggregate("g", "负担", (Indicator("b", "乙"), Indicator("c", "丙", direction=-1)), direction=-1)
    tree = Aggregate("t", "总", (Indicator("a", "甲"), burdens))
    data = np.array([[1.0, 1, 1], [2, 2, 2], [3, 4, 3]])
    mixed = Normalise(MinMax(), (("a", Borda()), ("b", ZScore(50, 10))))
    result = build(UNITS[:3], data, Scheme("s", tree, (mixed, Aggregation())))
    z = 10 * (np.array([1, 2, 4]) - 7 / 3) / np.std([1, 2, 4], ddof=1)
    close(result.stages["normalise"], np.column_stack([[0, 50, 100], 50 - z, [0, 50, 100]]))
    assert result.trace[0].params == {"default": "minmax", "low": 0.0, "high": 100.0, "a": "borda", "b": "z_score"}


def test_the_same_bounds_for_all_years() -> None:
    panel = np.array([[[1.0, 5.0], [3.0, 5.0]], [[2.0, 5.0], [9.0, NAN]]])
    assert panel_bounds(panel, ["a", "b"]) == {"a": (1.0, 9.0)}


# --- aggregate

THREE = np.array([[20.0, 40, 80], [50, NAN, 50], [0, 60, 60]])


@pytest.mark.parametrize(
    ("method", "settings", "expected"),
    [
        ("arithmetic", {}, [55.0, 50, 45]),
        ("geometric", {}, [20**0.25 * 40**0.25 * 80**0.5, 50, 0]),
        ("harmonic", {}, [1 / (0.25 / 20 + 0.25 / 40 + 0.5 / 80), 50, 0]),
        ("power", {"exponent": 2.0}, [np.sqrt(100 + 400 + 3200), 50, np.sqrt(2700)]),
        ("median", {}, [60, 50, 60]),
        ("max", {}, [80, 50, 60]),
        ("user", {"function": lambda values, weights: values @ weights + 1}, [56, 51, 46]),
    ],
)
def test_aggregating_by_hand(method: str, settings: Any, expected: list[float]) -> None:
    leaves = (Indicator("a", "甲"), Indicator("b", "乙"), Indicator("c", "丙", weight=2))
    posts = tuple(Indicator(leaf.code, leaf.label, leaf.weight, goalposts=(0, 100)) for leaf in leaves)
    tree = Aggregate("t", "总", posts, method=method, **settings)
    result = build(UNITS[:3], THREE, Scheme("s", tree, (Goalposts(), Aggregation())))
    close(result.total, expected)
    close(np.nansum(result.contributions[:, 1:], axis=1), expected)


def test_outranking_counts_who_beats_whom_and_not_by_how_much() -> None:
    leaves = tuple(Indicator(code, code, weight) for code, weight in (("a", 3.0), ("b", 1.0), ("c", 1.0)))
    tree = Aggregate("t", "总", leaves, method="copeland")
    data = np.array([[10.0, 0, 0], [1, 9, 9], [0, 9, 9], [0, 9, 9]])
    result = build(UNITS, data, Scheme("s", tree, (MinMax(), Aggregation())))
    close(result.total, [100, 2 / 3 * 100, 1 / 6 * 100, 1 / 6 * 100])


def test_another_method_on_another_level() -> None:
    group = Aggregate("g", "组", (Indicator("a", "甲"), Indicator("b", "乙")), method="geometric")
    tree = Aggregate("t", "总", (group, Indicator("c", "丙")))
    data = np.array([[0.0, 1, 0], [1, 2, 1], [4, 5, 4]])
    result = build(UNITS[:3], data, Scheme("s", tree, (MinMax(), Aggregation())))
    close(result.total, [0, 25, 100])
    assert result.trace[-1].params == {"min_availability": 0.5, "g": "geometric"}


# --- rank and grade


def test_every_tie_rule() -> None:
    scores = np.array([5.0, 9.0, 5.0, 1.0, NAN])
    expected: dict[Any, list[float]] = {
        "min": [2, 1, 2, 4],
        "max": [3, 1, 3, 4],
        "mean": [2.5, 1, 2.5, 4],
        "dense": [2, 1, 2, 3],
    }
    for rule, places in expected.items():
        close(competition_ranks(scores, rule), [*places, NAN])


def test_grades_by_cut_points_of_unrounded_scores() -> None:
    grades = Grades(("一类", "二类", "三类", "四类"), (0.6, 0.4, 0.2))
    assert grades.of([0.61, 0.6, 0.5999, 0.2, 0.1, NAN]) == ("一类", "一类", "二类", "三类", "四类", None)


# --- what is refused


@pytest.mark.parametrize(
    ("make", "setting"),
    [
        (lambda: Impute("guess"), "impute.method"),
        (lambda: Impute("mean", overrides=(("a", "guess"),)), "impute.overrides"),
        (lambda: Impute("last", max_years=0), "impute.max_years"),
        (lambda: one([1.0, NAN], Impute("mean", group="tier"), MinMax()), "impute.group"),
        (lambda: one([1.0, 2.0], Impute("mean", overrides=(("z", "mean"),)), MinMax()), "impute.overrides"),
        (lambda: Treat(-1), "treat.max_points"),
        (lambda: Treat(otherwise="cut"), "treat.otherwise"),
        (lambda: Treat(exponent=2), "treat.exponent"),
        (lambda: one([1.0, 2.0], Treat(overrides=(("z", Treat()),)), MinMax()), "treat.overrides"),
        (lambda: MinMax(1, 1), "minmax.high"),
        (lambda: ZScore(0, 0), "z_score.deviation"),
        (lambda: one([1.0, 2.0], Goalposts()), "a.goalposts"),
        (lambda: one([1.0, 2.0], Benchmark()), "a.target"),
        (lambda: one([1.0, 2.0], Normalise(MinMax(), (("z", ZScore()),))), "normalise.by_indicator"),
        (lambda: one([1.0, 2.0], DistanceToReference("庚市")), "distance_to_reference.reference"),
        (lambda: one([-1.0, 2.0], DistanceToBest()), "a.normalise"),
        (lambda: Indicator("a", "甲", goalposts=(2, 1)), "a.goalposts"),
        (lambda: Indicator("a", "甲", target=np.inf), "a.target"),
        (lambda: Indicator("a", "甲", per=0), "a.per"),
        (lambda: Grades(("一", "二"), (0.5, 0.4)), "grades.names"),
        (lambda: Grades(("一", "二", "三"), (0.4, 0.5)), "grades.cuts"),
        (lambda: ranked_by("first"), "s.ties"),
        (lambda: group_of("power"), "t.exponent"),
        (lambda: group_of("geometric", exponent=2.0), "t.exponent"),
        (lambda: group_of("user"), "t.function"),
        (lambda: group_of("sum"), "t.method"),
        (lambda: build(UNITS[:2], np.eye(2), group_of("geometric", low=-1)), "t.method"),
        (lambda: build(UNITS[:2], np.eye(2), group_of("user", function=lambda values, _weights: values)), "t.function"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(make: Any, setting: str) -> None:
    with pytest.raises(SchemeError) as caught:
        make()
    assert caught.value.setting == setting


def group_of(method: str, low: float = 0, **settings: Any) -> Scheme:
    tree = Aggregate("t", "总", (Indicator("a", "甲"), Indicator("b", "乙")), method=method, **settings)
    return Scheme("s", tree, (MinMax(low, 100), Aggregation()))


def ranked_by(ties: Any) -> Scheme:
    return Scheme("s", Aggregate("t", "总", (Indicator("a", "甲"),)), (MinMax(), Aggregation()), ties=ties)
