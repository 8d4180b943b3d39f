"""Intervals of places: what the engine finds, kept with the run, and the same whenever it is computed again."""

from collections.abc import Callable

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from tests.governance.strength.samples import (
    CODE,
    DOUBTS,
    FIGURES,
    HEFEI,
    SCHEME,
    SHENZHEN,
    XIAN,
    of_year,
    panel,
    publish_scheme,
    scheme,
    set_figure,
    set_figures,
)
from zhicheng.base.definitions.reading import DefinitionRefused, read
from zhicheng.engine.composite import MinMax, PercentileRank, ZScore
from zhicheng.engine.composite.choices import Run, Uncertainty
from zhicheng.engine.composite.uncertainty import uncertainty
from zhicheng.governance.strength.actions import evaluate
from zhicheng.governance.strength.computing import YearResult, engine_scheme, evaluate_year
from zhicheng.governance.strength.definition_kinds import STRENGTH
from zhicheng.governance.strength.models import RankInterval

DOUBTFUL = SCHEME + DOUBTS


def computed(text: str = DOUBTFUL) -> YearResult:
    result = evaluate_year(CODE, scheme(text), panel({2010: FIGURES}), 2010)
    assert result is not None
    return result


def test_the_intervals_are_those_of_the_engine() -> None:
    codes = sorted([SHENZHEN, HEFEI, XIAN])
    expected = uncertainty(
        codes,
        np.array([FIGURES[code] for code in codes], dtype=np.float64),
        engine_scheme(CODE, scheme()),
        Uncertainty((MinMax(0, 100), ZScore(), PercentileRank()), weight_noise=0.25),
        Run(draws=500, seed=7),
    )
    bounds, top = expected.interval(0.9), expected.share_in_top(2)
    assert [(one.region, one.rank_low, one.rank_high, one.top_share) for one in computed().intervals] == [
        (code, *bounds[row], top[row]) for row, code in enumerate(codes)
    ]
    places = [np.unique(expected.ranks[:, row], return_counts=True) for row in range(3)]
    assert [one.places for one in computed().intervals] == [np.column_stack(found).tolist() for found in places]


def test_the_same_seed_gives_the_same_digest_and_another_does_not() -> None:
    first, again, other = computed(), computed(), computed(DOUBTFUL.replace("seed = 7", "seed = 8"))
    assert (first.intervals, first.outputs_sha256) == (again.intervals, again.outputs_sha256)
    assert other.outputs_sha256 != first.outputs_sha256
    assert [one.rank_low for one in other.intervals] == [one.rank_low for one in first.intervals]


def test_a_scheme_without_doubts_has_no_intervals() -> None:
    assert computed(SCHEME).intervals == ()
    assert computed(SCHEME).outputs_sha256 != computed().outputs_sha256


@pytest.mark.django_db
def test_a_run_keeps_its_intervals_and_computing_again_publishes_nothing() -> None:
    publish_scheme(DOUBTFUL)
    set_figures(2010)
    [made] = evaluate(scheme=CODE)
    kept = RankInterval.objects.filter(evaluation=made)
    assert list(kept.values_list("region", "rank_low", "rank_high", "top_share", "places").order_by("region")) == [
        (one.region, one.rank_low, one.rank_high, one.top_share, one.places) for one in computed().intervals
    ]
    assert evaluate(scheme=CODE) == []
    set_figure("patents", XIAN, 2010, 105)
    evaluate(scheme=CODE)
    assert (kept.count(), of_year(2010).run) == (3, 2)


@pytest.mark.django_db
def test_intervals_never_change_and_are_in_order() -> None:
    publish_scheme(DOUBTFUL)
    set_figures(2010)
    [made] = evaluate(scheme=CODE)
    attempts: list[Callable[[], object]] = [
        lambda: RankInterval.objects.update(rank_low=1),
        lambda: RankInterval.objects.all().delete(),
    ]
    for attempt in attempts:
        with pytest.raises(ProgrammingError), transaction.atomic():
            attempt()
    for low, high, share in ((3, 2, 0.5), (0, 2, 0.5), (1, 2, 1.5)):
        with pytest.raises(IntegrityError, match="strength_interval_in_order"), transaction.atomic():
            RankInterval.objects.create(
                evaluation=made, region_id="110000", rank_low=low, rank_high=high, top_share=share, places=[]
            )


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ("draws = 500", "draws = 5", "uncertainty.draws"),
        ("weights_share = 0.25", "weights_share = 1", "uncertainty.weights_share"),
        ("weights_share = 0.25", "weights_share = 0", "uncertainty.weights_share"),
        ('["min_max", ', '["magic", ', "uncertainty.normalise.0"),
        ('["min_max", ', '["z_score", ', "uncertainty.normalise"),
        ("seed = 7", "seed = -1", "uncertainty.seed"),
    ],
)
def test_settings_that_cannot_be_drawn_are_refused(before: str, after: str, field: str) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        read(STRENGTH, CODE, DOUBTFUL.replace(before, after))
    assert [fault.field for fault in refused.value.faults] == [field]
