"""Which choice moves the ranks, without the compiled loop: the same indices, to the last digit that matters."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from tests.engine.composite.test_reweighing import SCHEME, TREE, UNITS, table
from zhicheng.engine.composite import (
    Aggregation,
    Impute,
    MinMax,
    PercentileRank,
    Scheme,
    SchemeError,
    Screen,
    Transform,
    Treat,
    Weigh,
    ZScore,
)
from zhicheng.engine.composite.choices import Run, Uncertainty
from zhicheng.engine.composite.sensitivity import sensitivity
from zhicheng.engine.composite.shifting import moved_by

SCALES = (MinMax(1, 100), ZScore(50, 10), PercentileRank())
MEANS = ("arithmetic", "geometric")
CHOICES = [
    Uncertainty(SCALES, MEANS, weight_noise=0.25, dropped=1),
    Uncertainty(SCALES, weight_noise=0.25),
    Uncertainty(weight_noise=0.5),
]


@pytest.mark.parametrize("what", CHOICES)
def test_the_indices_are_those_of_the_compiled_loop(what: Uncertainty) -> None:
    scheme = Scheme("s", TREE, (Screen(0.5), Transform(), MinMax(0, 100), Aggregation(0.5)))
    run = Run(draws=200, seed=2010)
    expected, found = sensitivity(UNITS, table(), scheme, what, run), moved_by(UNITS, table(), scheme, what, run)
    assert found.factors == expected.factors
    for part in ("first", "total", "first_interval", "total_interval", "mean", "variance"):
        assert_allclose(getattr(found, part), getattr(expected, part), rtol=1e-9, atol=1e-12)


def test_the_same_seed_gives_the_same_indices() -> None:
    what = CHOICES[0]
    one, again = (moved_by(UNITS, table(), SCHEME, what, Run(70, seed=3)) for _time in range(2))
    other = moved_by(UNITS, table(), SCHEME, what, Run(70, seed=4))
    assert_array_equal(one.total, again.total)
    assert not np.array_equal(one.total, other.total)


@pytest.mark.parametrize(
    ("steps", "what", "setting"),
    [
        ((MinMax(), Weigh("equal"), Aggregation()), CHOICES[2], "s.steps"),
        ((MinMax(), Aggregation()), Uncertainty(), "uncertainty"),
        ((MinMax(), Aggregation()), Uncertainty(aggregations=MEANS), "uncertainty.normalisations"),
        ((MinMax(), Aggregation()), Uncertainty(aggregations=("median",)), "uncertainty.aggregations"),
        ((MinMax(), Aggregation()), Uncertainty(imputations=(Impute("median"),)), "uncertainty"),
        ((Treat(), MinMax(), Aggregation()), Uncertainty(treatments=(Treat(),)), "uncertainty"),
    ],
)
def test_what_it_cannot_vary_is_refused_by_name(steps: Any, what: Uncertainty, setting: str) -> None:
    with pytest.raises(SchemeError) as caught:
        moved_by(UNITS, table(), Scheme("s", TREE, steps), what, Run(draws=64))
    assert caught.value.setting == setting
