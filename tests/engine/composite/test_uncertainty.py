"""Uncertainty and sensitivity: every compiled draw held to the plain steps, every share counted by hand."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from tests.engine.composite.test_properties import Evaluation, evaluations
from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite import (
    Aggregate,
    Aggregation,
    Borda,
    DistanceToBest,
    FractionOfMaximum,
    Goalposts,
    Impute,
    Indicator,
    MinMax,
    Normalise,
    PercentileRank,
    Rank,
    Scheme,
    SchemeError,
    Screen,
    Treat,
    Weigh,
    ZScore,
    build,
)
from zhicheng.engine.composite.choices import Run, Uncertainty
from zhicheng.engine.composite.preparation import prepare
from zhicheng.engine.composite.rank import rank_shift
from zhicheng.engine.composite.removal import remove_one
from zhicheng.engine.composite.sampling import CHUNK, sample
from zhicheng.engine.composite.sensitivity import sensitivity
from zhicheng.engine.composite.sobol import sobol_indices
from zhicheng.engine.composite.state import Context
from zhicheng.engine.composite.uncertainty import Robustness, uncertainty

UNITS = tuple(f"u{i}" for i in range(23))


def tree(method: str = "arithmetic") -> Aggregate:
    leaves = [
        Indicator(f"i{k}", "指标", 1 + k % 3, -1 if k % 4 == 3 else 1, goalposts=(0.5, 2.5 + k)) for k in range(7)
    ]
    inner = Aggregate("g", "组", tuple(leaves[:3]), 2, method)
    other = Aggregate("h", "组", tuple(leaves[3:6]), 1, method, direction=-1)
    return Aggregate("t", "总", (Aggregate("m", "组", (inner, other), 3, method), leaves[6]), method=method)


def table(gaps: bool = True) -> FloatArray:
    data = np.random.default_rng(5).lognormal(size=(len(UNITS), 7)) + 0.1
    data[:, 5] = np.round(data[:, 5]) + 1  # ties
    if gaps:
        data[[2, 4, 9], [0, 1, 6]] = np.nan
        data[11, :3] = np.nan
    return data


SCHEME = Scheme("s", tree(), (Screen(), Impute(), Treat(), MinMax(1, 100), Aggregation(0.6)))
ALTERNATIVES: dict[str, Uncertainty] = {
    "weights": Uncertainty(weight_noise=0.3),
    "lines": Uncertainty(
        (MinMax(1, 100), FractionOfMaximum(), Goalposts(1, 9), ZScore(50, 10)), weight_noise=0.2, dropped=1
    ),
    "places": Uncertainty((Rank(), Borda(), PercentileRank()), weight_noise=0.2),
    "places under noise": Uncertainty((Rank(), Borda(), PercentileRank(50)), weight_noise=0.2, data_noise=0.1),
    "means": Uncertainty((MinMax(1, 100), Goalposts(1, 9)), ("arithmetic", "geometric", "harmonic", "max")),
    "medians and duels": Uncertainty((MinMax(), ZScore()), ("median", "copeland"), weight_noise=0.2, data_noise=0.05),
    "the plain way": Uncertainty((DistanceToBest(), MinMax()), ("median", "arithmetic"), data_noise=0.01),
    "imputation": Uncertainty(imputations=(Impute("mean"), Impute("median"), Impute("none")), dropped=2),
    "treatment": Uncertainty(treatments=(Treat(0, "none"), Treat(2), Treat(0, "log")), data_noise=0.2),
    "each its own": Uncertainty((Normalise(MinMax(1, 50), (("i2", Borda()), ("i3", Goalposts(1, 9)))), ZScore(60))),
}


@pytest.mark.parametrize("gaps", [True, False])
@pytest.mark.parametrize("name", ALTERNATIVES)
def test_every_compiled_draw_is_what_the_plain_steps_give(name: str, gaps: bool) -> None:
    prepared = prepare(UNITS, table(gaps), SCHEME, ALTERNATIVES[name], Context())
    drawn = sample(prepared.space, 3, 0, 0, CHUNK)
    places = np.empty((CHUNK, len(UNITS)), dtype=np.float32)
    prepared.places(drawn, places)
    assert_array_equal(places, [prepared.plain_places(drawn, draw) for draw in range(CHUNK)])


@pytest.mark.parametrize("method", [MinMax(), ZScore(50, 10)])
def test_figures_far_from_zero_lose_no_digits(method: Any) -> None:
    data = 1e9 + np.round(table(gaps=False) * 3)  # ties at heart, a billion above 0
    prepared = prepare(UNITS, data, Scheme("s", tree(), (method, Aggregation())), Uncertainty(dropped=5), Context())
    drawn = sample(prepared.space, 1, 0, 0, CHUNK)
    places = np.empty((CHUNK, len(UNITS)), dtype=np.float32)
    prepared.places(drawn, places)
    assert_array_equal(places, [prepared.plain_places(drawn, draw) for draw in range(CHUNK)])


@settings(max_examples=40, deadline=None)
@given(evaluations(), st.integers(0, 1000))
def test_the_compiled_loop_knows_every_tree(evaluation: Evaluation, seed: int) -> None:
    scheme, units, data = evaluation
    assume(build(units, data, scheme).units)
    prepared = prepare(units, data, scheme, Uncertainty(weight_noise=0.3), Context())
    drawn = sample(prepared.space, seed, 0, 0, 6)
    places = np.empty((6, len(prepared.nominal.units)), dtype=np.float32)
    prepared.places(drawn, places)
    assert_array_equal(places, [prepared.plain_places(drawn, draw) for draw in range(6)])


@pytest.mark.parametrize("ties", ["min", "max", "mean", "dense"])
def test_compiled_places_follow_every_tie_rule(ties: Any) -> None:
    data = np.random.default_rng(2).integers(0, 2, size=(len(UNITS), 7)).astype(float)
    scheme = Scheme("s", tree(), (MinMax(), Aggregation(0)), ties=ties)
    found = uncertainty(UNITS, data, scheme, Uncertainty(), Run(3))
    assert_array_equal(found.ranks, np.broadcast_to(build(UNITS, data, scheme).ranks[:, 0], (3, len(UNITS))))


def test_a_draw_without_any_uncertainty_is_the_evaluation_itself() -> None:
    found = uncertainty(UNITS, table(), SCHEME, Uncertainty(), Run(70))
    assert_array_equal(found.ranks, np.broadcast_to(found.nominal.ranks[:, 0], (70, len(UNITS))))
    assert_array_equal(found.rank_shift, np.zeros(70))


def test_a_dropped_indicator_is_one_that_is_not_in_the_tree() -> None:
    flat = Scheme("s", Aggregate("t", "总", tree().children[:1]), (MinMax(), Aggregation(0)))
    data = table(gaps=False)[:, :6]
    removed = {removal.code: removal.ranks for removal in remove_one(UNITS, data, flat)}
    prepared = prepare(UNITS, data, flat, Uncertainty(dropped=1), Context())
    drawn = sample(prepared.space, 1, 0, 0, CHUNK)
    for draw in range(CHUNK):
        code = flat.indicator_codes[int(np.argmin(drawn.indicators[draw]))]
        assert_array_equal(prepared.plain_places(drawn, draw), removed[code])


def test_the_same_seed_gives_the_same_places_on_any_number_of_cores() -> None:
    what = ALTERNATIVES["lines"]
    one = uncertainty(UNITS, table(), SCHEME, what, Run(300, seed=9, workers=1))
    five = uncertainty(UNITS, table(), SCHEME, what, Run(300, seed=9, workers=5))
    fewer = uncertainty(UNITS, table(), SCHEME, what, Run(100, seed=9, workers=2))
    other = uncertainty(UNITS, table(), SCHEME, what, Run(300, seed=10))
    assert one.ranks.tobytes() == five.ranks.tobytes()
    assert one.ranks[:100].tobytes() == fewer.ranks.tobytes()
    assert one.ranks.tobytes() != other.ranks.tobytes()


def test_progress_is_told_and_ends_at_all() -> None:
    told: list[tuple[int, int]] = []
    uncertainty(UNITS, table(), SCHEME, Uncertainty(), Run(130, progress=lambda done, of: told.append((done, of))))
    assert sorted(told) == told
    assert told[-1] == (130, 130)
    assert len(told) == 3


def test_intervals_shares_and_duels_are_counted_right() -> None:
    nominal = build(("a", "b", "c"), np.array([[3.0], [2], [1]]), one_indicator())
    ranks = np.array([[1, 2, 3], [1, 3, 2], [2, 1, 3], [1, 1, 3]], dtype=np.float32)
    found = Robustness(nominal, Uncertainty(), 1, ranks)
    assert_array_equal(found.interval(1.0), [[1, 2], [1, 3], [2, 3]])
    assert_array_equal(found.quantile(0.5), [1, 1, 3])
    assert_array_equal(found.share_in_top(1), [0.75, 0.5, 0])
    assert_array_equal(found.beats, [[np.nan, 0.625, 1], [0.375, np.nan, 0.75], [0, 0.25, np.nan]])
    assert_allclose(found.rank_shift, [0, 2 / 3, 2 / 3, 1 / 3])
    assert_array_equal(rank_shift(np.array([[np.nan] * 3], dtype=np.float32), nominal.ranks[:, 0]), [np.nan])


def test_how_much_was_imputed_stays_in_sight() -> None:
    scheme = Scheme("s", tree(), (Impute("mean"), MinMax(), Aggregation()))
    found = uncertainty(UNITS, table(), scheme, Uncertainty(weight_noise=0.1), Run(64))
    assert found.nominal.imputed_share[11] == pytest.approx(0.75 * 2 / 3)
    assert found.nominal.imputed_share[0] == 0


def test_weights_found_in_the_data_stay_what_they_were_found_to_be() -> None:
    scheme = Scheme("s", tree(), (Impute("mean"), MinMax(), Weigh("entropy"), Aggregation()))
    found = uncertainty(UNITS, table(), scheme, Uncertainty(), Run(1))
    assert_array_equal(found.ranks[0], found.nominal.ranks[:, 0])


# --- Sobol


def test_the_estimators_find_the_indices_of_ishigami_and_homma() -> None:
    """f = sin x + 7 sin² y + 0.1 z⁴ sin x on (-π, π)³, whose indices are known: 0.3139, 0.4424, 0; 0.5576, 0.4424, 0.2437."""

    def f(x: FloatArray) -> FloatArray:
        values: FloatArray = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
        return values

    rng = np.random.default_rng(11)
    a, b = rng.uniform(-np.pi, np.pi, (2, 200_000, 3))
    mixed = []
    for factor in range(3):
        one = a.copy()
        one[:, factor] = b[:, factor]
        mixed.append(f(one))
    first, total = sobol_indices(f(a), f(b), np.array(mixed))
    assert_allclose(first, [0.3139, 0.4424, 0], atol=0.01)
    assert_allclose(total, [0.5576, 0.4424, 0.2437], atol=0.01)


def test_of_a_single_factor_both_indices_are_one() -> None:
    found = sensitivity(UNITS, table(), SCHEME, Uncertainty(weight_noise=0.4), Run(2000))
    assert found.factors == ("weights",)
    assert_allclose(found.first, [1], atol=0.1)
    assert_allclose(found.total, [1], atol=0.1)
    assert found.variance > 0


def test_sensitivity_names_the_factors_and_is_the_same_on_any_number_of_cores() -> None:
    what = Uncertainty((MinMax(1, 100), Borda()), ("arithmetic", "geometric"), weight_noise=0.2, data_noise=0.05)
    steps = (MinMax(1, 100), Aggregation(0.6))
    scheme = Scheme("s", tree(), steps)
    told: list[tuple[int, int]] = []
    one = sensitivity(
        UNITS, table(), scheme, what, Run(200, workers=1, progress=lambda done, of: told.append((done, of)))
    )
    two = sensitivity(UNITS, table(), scheme, what, Run(200, workers=2))
    assert one.factors == ("normalisation", "aggregation", "weights", "noise")
    assert told[-1] == (1200, 1200)
    assert one.first.tobytes() == two.first.tobytes()
    assert one.total_interval.tobytes() == two.total_interval.tobytes()
    assert ((one.total_interval[:, 0] <= one.total) & (one.total <= one.total_interval[:, 1])).all()


def test_where_nothing_moves_the_indices_are_zero() -> None:
    found = sensitivity(("a", "b"), np.array([[1.0], [2]]), one_indicator(), Uncertainty(weight_noise=0.5), Run(64))
    assert (found.first.tolist(), found.total.tolist(), found.variance) == ([0], [0], 0)


def test_leaving_out_each_indicator_in_turn() -> None:
    steps = (
        Impute("none", overrides=(("i2", "mean"),)),
        Normalise(MinMax(), (("i1", Borda()),)),
        Weigh("equal", ("h",)),
    )
    scheme = Scheme("s", tree(), (*steps, Aggregation(0.6)))
    removals = remove_one(UNITS, table(), scheme)
    assert [removal.code for removal in removals] == list(scheme.indicator_codes)
    nominal = build(UNITS, table(), scheme).ranks[:, 0]
    for removal in removals:
        shifts = abs(removal.ranks - nominal)
        assert removal.mean_shift == np.nanmean(shifts)
        assert removal.largest_shift == np.nanmax(shifts)
    assert remove_one(("a", "b"), np.array([[1.0], [2]]), one_indicator()) == ()


# --- what is refused


def one_indicator() -> Scheme:
    return Scheme("one", Aggregate("t", "总", (Indicator("a", "甲"),)), (MinMax(), Aggregation()))


@pytest.mark.parametrize(
    ("make", "setting"),
    [
        (lambda: Uncertainty(weight_noise=1), "uncertainty.weight_noise"),
        (lambda: Uncertainty(data_noise=-0.1), "uncertainty.data_noise"),
        (lambda: Uncertainty(dropped=-1), "uncertainty.dropped"),
        (lambda: Run(0), "run.draws"),
        (lambda: Run(seed=-1), "run.seed"),
        (lambda: Run(workers=0), "run.workers"),
        (lambda: analysed(Uncertainty(dropped=7)), "uncertainty.dropped"),
        (lambda: analysed(Uncertainty((Goalposts(), DistanceToBest()), ("sum",))), "t.method"),
        (lambda: analysed(Uncertainty((ZScore(),), ("geometric",))), "uncertainty.aggregations"),
        (lambda: analysed(Uncertainty((FractionOfMaximum(),), data_noise=5)), "uncertainty.normalisations"),
        (lambda: analysed(Uncertainty((ZScore(),), ("geometric", "median"))), "uncertainty.aggregations"),
        (lambda: uncertainty(("a",), np.array([[1.0]]), one_indicator(), with_imputation()), "uncertainty.imputations"),
        (lambda: uncertainty((), np.empty((0, 1)), one_indicator(), Uncertainty()), "units"),
        (lambda: sensitivity(("a",), np.array([[1.0]]), one_indicator(), Uncertainty()), "uncertainty"),
        (lambda: analysed(Uncertainty(), (Aggregation(),)), "s.steps"),
        (lambda: analysed(Uncertainty(), (MinMax(), Treat(), Aggregation())), "s.steps"),
        (lambda: uncertainty(UNITS, table(), SCHEME, Uncertainty()).interval(0), "interval.share"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(make: Any, setting: str) -> None:
    with pytest.raises(SchemeError) as caught:
        make()
    assert caught.value.setting == setting


def with_imputation() -> Uncertainty:
    return Uncertainty(imputations=(Impute("mean"),))


def analysed(what: Uncertainty, steps: tuple[Any, ...] = SCHEME.steps) -> Robustness:
    return uncertainty(UNITS, table(), Scheme("s", tree(), steps), what, Run(70))
