from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.governance.plans.conftest import publish_plan
from tests.people import HEFEI, SHENZHEN, division
from zhicheng.governance.indicators.models import Figure, FigureState
from zhicheng.governance.plans import queries
from zhicheng.governance.plans.queries import Judgement

pytestmark = pytest.mark.django_db
CERTIFICATES, COUNTIES = "gbt29490_new_certificates", "counties_cultivated"


def figure(indicator: str, region: str, period: int, value: float) -> None:
    # Any definition will do: the judgement asks for the value only.
    definition = publish_plan()
    Figure.objects.create(
        indicator=indicator,
        definition=definition,
        region=division(region),
        period=period,
        value=value,
        state=FigureState.FINAL,
        computed_at=datetime(2019, 1, 2, tzinfo=UTC),
    )


def judged(city: str = "") -> dict[str, Judgement]:
    publish_plan()
    return queries.judgements(queries.plan(2018).targets, year=2018, city=city)


def test_without_any_figure_nothing_is_judged() -> None:
    assert {(each.judged, each.met, each.is_met) for each in judged(SHENZHEN).values()} == {(0, 0, None)}


@pytest.mark.parametrize(("now", "is_met"), [(110, True), (109, False), (0, False)])
def test_ten_percent_more_certificates_than_the_year_before(now: float, is_met: bool) -> None:
    figure(CERTIFICATES, SHENZHEN, 2017, 100)
    figure(CERTIFICATES, SHENZHEN, 2018, now)
    found = judged(SHENZHEN)["certificates_growth"]
    assert (found.judged, found.met, found.is_met) == (1, int(is_met), is_met)


def test_a_year_before_without_figure_or_with_none_leaves_it_open() -> None:
    figure(CERTIFICATES, SHENZHEN, 2018, 100)
    figure(CERTIFICATES, HEFEI, 2017, 0)
    figure(CERTIFICATES, HEFEI, 2018, 100)
    assert {city: judged(city)["certificates_growth"].is_met for city in (SHENZHEN, HEFEI)} == {
        SHENZHEN: None,
        HEFEI: None,
    }


def test_figures_of_other_years_do_not_count() -> None:
    figure(COUNTIES, SHENZHEN, 2017, 5)
    figure(COUNTIES, HEFEI, 2019, 5)
    assert judged(SHENZHEN)["counties"].is_met is None


def test_the_page_shows_the_numbers_of_the_city_and_of_the_country(client: Client) -> None:
    for city, before, now in ((SHENZHEN, 104, 118), (HEFEI, 100, 101)):
        figure(CERTIFICATES, city, 2017, before)
        figure(CERTIFICATES, city, 2018, now)
    page = client.get(f"/plans/2018/?city={SHENZHEN}")
    row = next(row for row in page.context["targets"].rows if row.target.code == "certificates_growth")
    assert (row.nationwide, row.numbers, row.here) == (
        "2 个城市有数据，1 个达标",
        "13.5%（目标 ≥ 10%）",
        ("ok", "已达标"),
    )
    assert page.context["lead"] == "9 个目标由平台按记录计算，其中 1 个已有数据。"
    other = client.get(f"/plans/2018/?city={HEFEI}")
    assert [row.here for row in other.context["targets"].rows if row.target.code == "certificates_growth"] == [
        ("bad", "未达标")
    ]
    rows = client.get("/plans/2018.json").json()["rows"]
    assert [(row["judged"], row["met"]) for row in rows if row["code"] == "certificates_growth"] == [(2, 1)]


@pytest.mark.parametrize("cities", [1, 3, 50])
def test_a_plan_costs_the_same_for_any_number_of_cities(
    client: Client, cities: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(cities):
        figure(CERTIFICATES, f"44{number + 10:02}00", 2018, 1)
    with django_assert_num_queries(4):
        client.get("/plans/2018/?city=441000")
