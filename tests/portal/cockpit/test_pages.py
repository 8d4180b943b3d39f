"""What a city's head sees: numbers, targets, what to look at; and what it costs."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from tests.governance.indicators.test_words import shipped
from tests.governance.plans import samples
from tests.people import HEFEI, SHENZHEN, division, person, signed_in
from zhicheng.base.accounts.models import Role
from zhicheng.base.definitions.actions import put_in_force
from zhicheng.base.definitions.reading import read
from zhicheng.governance.indicators.definition_kinds import INDICATOR
from zhicheng.portal.cockpit import charts, views

pytestmark = pytest.mark.django_db
ADDRESS = f"/cockpit/{SHENZHEN}/2018/"
TRAINED = "heads_trained_share"


@pytest.fixture
def _year() -> None:
    samples.in_force()
    for period, value in ((2017, 104.0), (2018, 118.0)):
        samples.figure(samples.CERTIFICATES, SHENZHEN, period, value)
    samples.figure(samples.COUNTIES, SHENZHEN, 2018, 0.0)
    division("440305")
    samples.figure(samples.CERTIFICATES, "440305", 2018, 41.0)


def publish(code: str) -> None:
    """Put an indicator in force as it is shipped: its numbers have a unit then."""
    text = (Path(settings.DEFINITIONS_DIR) / "indicators" / f"{code}.toml").read_text("utf-8")
    with transaction.atomic():
        put_in_force(INDICATOR, read(INDICATOR, code, text), by=None, why="", shipped=True)


def text_of(address: str) -> str:
    answer = signed_in(person("局长", Role.CITY_HEAD, SHENZHEN)).get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.usefixtures("_year")
def test_targets_are_counted_and_said() -> None:
    shown = text_of(ADDRESS)
    for words in ("3 项中 1 项达标，1 项未达标", "/ 预期 120", "近三年 — → 104 → 118，计划合计 120"):
        assert words in shown


@pytest.mark.parametrize(
    ("code", "values", "in_a_row", "drawn"),
    [
        (TRAINED, (None, 2 / 3, 1), "— → 66.7% → 100.0%", (100, "100.0%")),
        ("plan_budget_fen", (None, 800_00, 386_400_00), "— → 800 元 → 38.6 万元", (38.64, "38.6")),
        ("gbt29490_new_certificates", (104, 1180), "104 → 1,180", (1180, "1,180")),
    ],
)
def test_numbers_stand_in_the_unit_in_which_people_read_them(
    code: str, values: tuple[float, ...], in_a_row: str, drawn: tuple[float, str]
) -> None:
    model = shipped(code)
    assert (views.trend_words(values, model), charts.cell(values[-1], model)) == (in_a_row, drawn)


@pytest.mark.usefixtures("_year")
def test_what_is_late_is_to_be_looked_at() -> None:
    shown = text_of(ADDRESS)
    assert (
        shown.count('<li> <span class="zc-chip zc-chip--bad">') == 5
    )  # four measures nobody finished, one target missed


@pytest.mark.usefixtures("_year")
def test_the_wall_asks_again_by_itself_and_the_desk_does_not() -> None:
    client = signed_in(person("局长", Role.CITY_HEAD, SHENZHEN))
    assert [client.get(address).headers.get("Refresh") for address in (ADDRESS, f"{ADDRESS}?wall=1")] == [None, "300"]


@pytest.mark.usefixtures("_year")
def test_the_file_says_all_that_stands_on_the_screen() -> None:
    publish(TRAINED)
    samples.figure(TRAINED, SHENZHEN, 2018, 2 / 3)
    answer = signed_in(person("局长", Role.CITY_HEAD, SHENZHEN)).get(f"/cockpit/{SHENZHEN}/2018.csv")
    rows = [line.split(",") for line in answer.content.decode("utf-8-sig").splitlines()]
    assert rows[1][:6] == ["新增贯标认证企业比上年增长", "118", "", "104", "120", "120"]
    assert rows[3][1:6] == ["66.6666666666667", "%", "", "100", ""]
    assert "<b>66.7%</b>" in text_of(ADDRESS)


@pytest.mark.usefixtures("_year")
def test_the_own_city_opens_at_once_and_another_does_not_exist() -> None:
    own, other = person("局长", Role.CITY_HEAD, SHENZHEN), person("别处", Role.CITY_HEAD, HEFEI)
    assert signed_in(own).get("/cockpit/").headers["Location"] == ADDRESS
    assert signed_in(other).get(ADDRESS).status_code == 404
    stranger = signed_in(person("企业", Role.ORGANISATION))
    assert [stranger.get(address).status_code for address in (ADDRESS, "/cockpit/")] == [403, 403]
    assert signed_in(person("国", Role.NATIONAL)).get("/cockpit/").status_code == 200


def test_a_city_without_a_plan_says_so() -> None:
    samples.publish_plan()
    division(SHENZHEN)
    assert "还没有编制 2018 年度计划" in text_of(ADDRESS)


@pytest.mark.usefixtures("_year")
@pytest.mark.parametrize("figures", [1, 3])
def test_the_screen_costs_the_same_for_any_number_and_little_while_nothing_is_done(
    figures: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(figures):
        samples.figure(samples.CERTIFICATES, division(f"44030{number + 6}").code, 2018, 5.0)
    client = signed_in(person("局长", Role.CITY_HEAD, SHENZHEN))
    with django_assert_num_queries(FIRST):
        client.get(ADDRESS)
    with django_assert_num_queries(AGAIN):
        client.get(ADDRESS)


FIRST, AGAIN = 12, 4
