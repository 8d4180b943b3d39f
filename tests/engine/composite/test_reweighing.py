"""Places under other weights: the same, draw for draw, as those of the compiled loop."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite import (
    Aggregate,
    Aggregation,
    Indicator,
    MinMax,
    PercentileRank,
    Scheme,
    SchemeError,
    Screen,
    Transform,
    WeightedMean,
    ZScore,
)
from zhicheng.engine.composite.choices import Run, Uncertainty
from zhicheng.engine.composite.reweighing import reweigh
from zhicheng.engine.composite.uncertainty import uncertainty

UNITS = tuple(f"u{i}" for i in range(19))
TREE = Aggregate(
    "root", "总", (
        Aggregate("a", "甲", (Indicator("a1", "一", 60), Indicator("a2", "二", 40, transform="log1p")), 50),
        Aggregate("b", "乙", (Indicator("b1", "三", 50, -1), Indicator("b2", "四", 50)), 30),
        Aggregate("c", "丙", (Indicator("c1", "五", 100),), 20),
    )
)  # fmt: skip
SCHEME = Scheme("s", TREE, (Screen(0.5), Transform(), MinMax(0, 100), WeightedMean(0.5)))


def table() -> FloatArray:
    data = np.random.default_rng(7).lognormal(size=(len(UNITS), 5))
    data[:, 4] = np.round(data[:, 4])  # ties
    data[[2, 3, 5], [0, 3, 4]] = np.nan
    data[9, 2:] = np.nan  # screened out
    data[12, [0, 2]] = np.nan  # groups that the drawn weights let in or keep out
    return data


@pytest.mark.parametrize("normalisations", [(), (MinMax(0, 100), ZScore(50, 10), PercentileRank())])
def test_the_places_are_those_of_the_compiled_loop(normalisations: tuple[MinMax, ...]) -> None:
    what, run = Uncertainty(normalisations, weight_noise=0.25), Run(draws=1000, seed=2010)
    expected, found = uncertainty(UNITS, table(), SCHEME, what, run), reweigh(UNITS, table(), SCHEME, what, run)
    assert found.units == expected.units
    counts = [[(expected.ranks[:, unit] == place + 1).sum() for place in range(18)] for unit in range(18)]
    assert_array_equal(found.counts, counts)
    assert_array_equal(found.interval(0.9), expected.interval(0.9))
    assert_allclose(found.share_in_top(5), expected.share_in_top(5))


def test_a_unit_without_a_score_counts_nowhere() -> None:
    scheme = Scheme("s", TREE, (Screen(0), Transform(), MinMax(), WeightedMean(1.0)))
    what, run = Uncertainty(weight_noise=0.25), Run(draws=70, seed=1)
    expected, found = uncertainty(UNITS, table(), scheme, what, run), reweigh(UNITS, table(), scheme, what, run)
    assert_array_equal(found.counts.sum(axis=1), (~np.isnan(expected.ranks)).sum(axis=0))
    assert found.interval()[list(found.units).index("u9")].tolist() == [0, 0]


def test_equal_units_share_every_place() -> None:
    tree = Aggregate("root", "总", (Indicator("x", "一", 50), Indicator("y", "二", 50)))
    scheme = Scheme("s", tree, (Screen(), MinMax(), WeightedMean()))
    found = reweigh(("a", "b", "c"), np.array([[1.0, 2], [1, 2], [0, 1]]), scheme, Uncertainty(weight_noise=0.5))
    assert found.counts.tolist() == [[1000, 0, 0], [1000, 0, 0], [0, 0, 1000]]


@pytest.mark.parametrize(
    ("scheme", "what", "where"),
    [
        (SCHEME, Uncertainty(data_noise=0.1), "uncertainty"),
        (SCHEME, Uncertainty(dropped=1), "uncertainty"),
        (Scheme("s", TREE, (Screen(), MinMax(), Aggregation())), Uncertainty(), "s.steps"),
        (Scheme("s", TREE, (Screen(), MinMax(), WeightedMean()), ties="mean"), Uncertainty(), "s.steps"),
        (Scheme("s", TREE, (MinMax(), Screen(), WeightedMean())), Uncertainty(), "s.steps"),
        (Scheme("s", TREE, (Screen(), Transform(), WeightedMean())), Uncertainty(), "s.steps"),
        (Scheme("s", TREE, (Screen(1.0), MinMax(), WeightedMean())), Uncertainty(), "units"),
    ],
)
def test_what_it_cannot_draw_is_refused(scheme: Scheme, what: Uncertainty, where: str) -> None:
    data = np.where(np.arange(5) == 0, np.nan, table())
    with pytest.raises(SchemeError, match=f"^{where}"):
        reweigh(UNITS, data, scheme, what)
