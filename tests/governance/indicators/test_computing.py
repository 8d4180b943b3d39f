"""Figures follow from values, formulas and records; missing stays missing; only what differs is written."""

from collections.abc import Iterator
from datetime import date

import pytest
from django_scopes import scopes_disabled

from tests.governance.indicators import samples
from tests.people import firm
from zhicheng.base.definitions.models import Definition, State
from zhicheng.base.parties.models import Party
from zhicheng.base.records import registry
from zhicheng.base.records.registry import RecordSet
from zhicheng.governance.indicators import actions, queries
from zhicheng.governance.indicators.models import Figure, FigureState
from zhicheng.governance.indicators.signals import figures_changed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def orchard() -> None:
    samples.orchard()


@pytest.fixture
def heard() -> Iterator[list[frozenset[str]]]:
    """What `figures_changed` said."""
    said: list[frozenset[str]] = []

    def hear(indicators: frozenset[str], **_rest: object) -> None:
        said.append(indicators)

    figures_changed.connect(hear)
    yield said
    figures_changed.disconnect(hear)


def test_values_and_formulas_become_figures_and_missing_stays_missing() -> None:
    samples.bring_in(*samples.ROWS)
    actions.recompute(by=None)
    assert samples.figures() == {
        ("apples", "440300", 2010): 10.0,
        ("apples", "440300", 2011): 20.0,
        ("apples", "440100", 2010): 30.0,
        ("apples", "440100", 2011): 30.0,
        ("apples", "340100", 2010): 5.0,
        ("pears", "440300", 2010): 4.0,
        ("pears", "440100", 2010): 6.0,
        ("fruit_total", "440300", 2010): 14.0,
        ("fruit_total", "440100", 2010): 36.0,
        ("apples_growth", "440300", 2011): 1.0,
        ("apples_growth", "440100", 2011): 0.0,
    }


def test_only_what_differs_is_written_and_only_that_is_announced(heard: list[frozenset[str]]) -> None:
    samples.bring_in(*samples.ROWS)
    first = actions.recompute(by=None)
    again = actions.recompute(by=None)
    samples.bring_in(*samples.ROWS[:4], "340100,合肥市,2010,6,—,x")
    third = actions.recompute(by=None)
    assert [(one.written, one.removed) for one in (first, again, third)] == [(11, 0), (0, 0), (1, 0)]
    assert heard == [frozenset({"apples", "pears", "fruit_total", "apples_growth"}), frozenset({"apples"})]


def test_a_value_that_goes_takes_its_figures_along(heard: list[frozenset[str]]) -> None:
    samples.bring_in(*samples.ROWS)
    actions.recompute(by=None)
    samples.bring_in(*samples.ROWS[1:])
    made = actions.recompute(by=None)
    assert (made.written, made.removed, made.indicators) == (0, 4, ["apples", "apples_growth", "fruit_total", "pears"])
    assert ("apples", "440300", 2010) not in samples.figures()


def test_recomputing_some_takes_their_dependents_and_leaves_others() -> None:
    samples.bring_in(*samples.ROWS)
    made = actions.recompute(by=None, indicators=frozenset({"pears"}))
    assert made.indicators == ["fruit_total", "pears"]
    assert {code for code, _region, _year in samples.figures()} == {"pears", "fruit_total"}


def test_a_new_definition_changes_its_figures_and_their_version() -> None:
    samples.bring_in(*samples.ROWS)
    actions.recompute(by=None)
    second = samples.define("indicator", "fruit_total", samples.formula("apples - pears"))
    made = actions.recompute(by=None)
    assert made.indicators == ["fruit_total"]
    figure = queries.figure("fruit_total", "440300", 2010)
    assert figure is not None
    assert (figure.value, figure.definition) == (6.0, second)


def test_figures_of_an_indicator_without_definition_go() -> None:
    samples.bring_in(*samples.ROWS)
    actions.recompute(by=None)
    Definition.objects.filter(code="fruit_total").update(state=State.SUPERSEDED)
    actions.recompute(by=None)
    assert {code for code, _region, _year in samples.figures()} == {"apples", "pears", "apples_growth"}


def test_a_region_and_year_without_row_is_zero_where_the_layout_says_so() -> None:
    rule = '[absent_row_is_zero]\nwhy = "没有行即没有"\nunknown_regions = ["340100"]\n'
    samples.define("layout", "fruit", samples.LAYOUT + rule)
    samples.bring_in(samples.ROWS[0], samples.ROWS[3])
    actions.recompute(by=None)
    assert samples.figures(["apples", "pears"]) == {
        ("apples", "440300", 2010): 10.0,
        ("apples", "440300", 2011): 0.0,
        ("apples", "440100", 2010): 0.0,
        ("apples", "440100", 2011): 30.0,
        ("apples", "110000", 2010): 0.0,
        ("apples", "110000", 2011): 0.0,
        ("pears", "440300", 2010): 4.0,
        ("pears", "440300", 2011): 0.0,
        ("pears", "440100", 2010): 0.0,
        ("pears", "110000", 2010): 0.0,
        ("pears", "110000", 2011): 0.0,
    }


def test_incomplete_years_are_provisional_and_so_is_what_is_made_of_them() -> None:
    samples.define("layout", "fruit", samples.LAYOUT + '[provisional_from]\nyear = 2011\nwhy = "未收齐"\n')
    samples.bring_in(*samples.ROWS)
    actions.recompute(by=None)
    states = set(Figure.objects.values_list("indicator", "period", "state"))
    final, provisional = FigureState.FINAL, FigureState.PROVISIONAL
    assert states == {
        ("apples", 2010, final),
        ("apples", 2011, provisional),
        ("pears", 2010, final),
        ("fruit_total", 2010, final),
        ("apples_growth", 2011, provisional),
    }


def test_a_panel_holds_every_code_asked_for() -> None:
    samples.bring_in(*samples.ROWS)
    actions.recompute(by=None)
    panel = queries.panel(["apples", "plums"])
    assert (panel.regions, panel.periods) == (("340100", "440100", "440300"), (2010, 2011))
    assert panel.values["apples"].tolist()[1:] == [[30.0, 30.0], [10.0, 20.0]]
    assert panel.values["apples"][0, 0] == 5.0
    assert panel.values["plums"].shape == (3, 2)
    assert queries.panel(["plums"]).regions == ()


@pytest.fixture
def parties() -> Iterator[None]:
    """A record set for this test only: organisations by the year in which they were registered."""
    registry.register(
        RecordSet(
            code="test_parties",
            label="主体",
            rows=Party.objects.all,
            region="region_id",
            date="created_at",
            list_url="parties:list",
            filters={"kind": "kind"},
            measures={"kind": "kind", "name_number": "pk"},
        )
    )
    yield
    registry._registered.pop("test_parties")


COUNTED = samples.APPLES.split("[statistic]")[0] + '[from]\nrecords = "test_parties"\nmeasure = "%s"\n'


def registered(name: str, region: str, day: date, kind: str = "enterprise") -> None:
    with scopes_disabled():
        Party.objects.filter(pk=firm(name, region).pk).update(created_at=f"{day}T12:00:00+08:00", kind=kind)


def test_records_are_counted_once_in_every_division_above(parties: None) -> None:
    samples.define("indicator", "firms", COUNTED % "count" + '[from.where]\nkind = "enterprise"\n')
    samples.define("indicator", "kinds", COUNTED % "distinct kind")
    registered("甲", "440305", date(2017, 12, 31))
    registered("乙", "440300", date(2018, 1, 1))
    registered("丙", "440305", date(2018, 6, 1))
    registered("丁", "440100", date(2018, 6, 1))
    registered("戊", "440305", date(2018, 6, 1), kind="university")
    actions.recompute(by=None)
    assert samples.figures(["firms"]) == {
        ("firms", "440305", 2017): 1.0,
        ("firms", "440300", 2017): 1.0,
        ("firms", "440000", 2017): 1.0,
        ("firms", "440305", 2018): 1.0,
        ("firms", "440300", 2018): 2.0,
        ("firms", "440100", 2018): 1.0,
        ("firms", "440000", 2018): 3.0,
    }
    assert samples.figures(["kinds"])["kinds", "440000", 2018] == 2.0
    figure = queries.figure("kinds", "440000", 2018)
    assert figure is not None
    assert figure.records == 4


def test_an_indicator_of_records_that_no_app_offers_has_no_figures() -> None:
    samples.define("indicator", "firms", (COUNTED % "count").replace("test_parties", "later"))
    samples.bring_in(*samples.ROWS)
    actions.recompute(by=None)
    assert samples.figures(["firms"]) == {}
