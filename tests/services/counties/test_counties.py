"""The city declares counties, they report by quarter, the city judges, and guidance is followed up."""

from collections.abc import Callable
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.db import Error, transaction
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from tests.people import HEFEI, NANSHAN, SHENZHEN, SHUSHAN, division, person, signed_in
from tests.services.counties import samples
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.notices.models import Notice
from zhicheng.base.records.asking import Question
from zhicheng.base.records.counting import count
from zhicheng.base.records.registry import find
from zhicheng.base.verdicts import Refused
from zhicheng.services.counties import actions, queries
from zhicheng.services.counties.actions import ReturnFacts
from zhicheng.services.counties.models import CountyCultivation, CountyReturn
from zhicheng.services.hall import leading

pytestmark = pytest.mark.django_db
FUTIAN = "440304"


@pytest.fixture
def wang() -> User:
    return person("王")


@pytest.fixture
def xian() -> User:
    return person("县", Role.COUNTY)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def counted(code: str, measure: str) -> dict[tuple[str, int], float]:
    records = find(code)
    assert records is not None
    question = Question(records, {}, "distinct" if measure == "county" else "sum", measure)
    with scopes_disabled():
        return dict(count(question, {SHENZHEN}, today=date(2018, 11, 22)).values)


def test_the_city_declares_counties_of_its_own(wang: User, xian: User) -> None:
    assert samples.declared(by=wang).declared_by == wang
    assert refusal(lambda: samples.declared(SHUSHAN, by=wang)) == "beyond_reach"
    assert refusal(lambda: samples.declared(SHENZHEN, by=wang)) == "not_a_county"
    assert refusal(lambda: samples.declared(FUTIAN, by=xian)) == "not_a_declarer"
    assert refusal(lambda: samples.declared(by=wang, starts_on=date(2018, 1, 1))) == "cultivated_already"


def test_the_next_level_ends_the_one_before(wang: User) -> None:
    pilot = samples.declared(by=wang)
    assert refusal(lambda: samples.declared(by=wang, level="demonstration")) == "before_start"
    samples.declared(by=wang, level="demonstration", starts_on=date(2018, 6, 1))
    assert [(one.level, one.ends_on, one.why_ended) for one in queries.register()] == [
        ("demonstration", None, ""),
        ("pilot", date(2018, 5, 31), "转为示范"),
    ]
    pilot.refresh_from_db()
    assert refusal(lambda: actions.end(cultivation=pilot, ends_on=date(2018, 7, 1), why="期满", by=wang)) == (
        "ended_already"
    )


def test_counties_count_in_the_year_they_begin_and_as_a_stock(wang: User) -> None:
    samples.declared(by=wang)
    gone = samples.declared(FUTIAN, by=wang, starts_on=date(2017, 5, 1))
    samples.declared(SHUSHAN)
    actions.end(cultivation=gone, ends_on=date(2018, 5, 31), why="期满", by=wang)
    assert counted("county_cultivations", "county") == {(SHENZHEN, 2016): 1.0, (SHENZHEN, 2017): 1.0}
    assert counted("county_programmes", "county") == {
        (SHENZHEN, 2016): 1.0,
        (SHENZHEN, 2017): 2.0,
        (SHENZHEN, 2018): 1.0,
    }


def test_only_the_county_reports_and_only_what_has_begun(wang: User, xian: User) -> None:
    assert samples.saved(by=xian, enforcement_cases=3).state == "draft"
    assert refusal(lambda: samples.saved(by=wang)) == "not_your_county"
    assert refusal(lambda: samples.saved(FUTIAN, by=xian)) == "not_your_county"

    def next_year() -> CountyReturn:
        year = timezone.localdate().year + 1
        return actions.save_return(county=division(NANSHAN), year=year, quarter=1, facts=ReturnFacts(), by=xian)

    assert refusal(next_year) == "in_future"


def test_a_return_goes_to_the_city_and_back_and_is_then_fixed(wang: User, xian: User) -> None:
    filed = samples.saved(by=xian, enforcement_cases=3)
    assert refusal(lambda: actions.approve_return(filed=filed, by=wang)) == "not_submitted"
    filed = actions.submit_return(filed=filed, by=xian, today=date(2018, 4, 30))
    assert (filed.state, filed.was_late) == ("submitted", False)
    assert refusal(lambda: samples.saved(by=xian)) == "locked"
    assert refusal(lambda: actions.approve_return(filed=filed, by=person("赵", region=HEFEI))) == "beyond_reach"
    assert refusal(lambda: actions.approve_return(filed=filed, by=person("县二", Role.COUNTY))) == "not_above"
    filed = actions.return_back(filed=filed, reason="执法件数有误", by=wang)
    assert list(queries.waiting_returns(xian)) == [filed]
    samples.saved(by=xian, enforcement_cases=5)
    filed = actions.submit_return(filed=filed, by=xian, today=date(2018, 5, 1))
    assert (filed.was_late, list(queries.waiting_returns(wang))) == (True, [filed])
    assert actions.approve_return(filed=filed, by=wang).state == "approved"
    assert refusal(lambda: samples.saved(by=xian)) == "locked"
    assert list(Notice.objects.filter(to=xian).order_by("pk").values_list("subject", flat=True)) == [
        "季报被退回：执法件数有误", "季报已审核通过",
    ]  # fmt: skip


def test_the_database_itself_keeps_approved_returns_from_going_back(wang: User) -> None:
    filed = actions.approve_return(filed=samples.submitted(), by=wang)
    with scopes_disabled(), pytest.raises(Error), transaction.atomic():
        CountyReturn.objects.filter(pk=filed.pk).update(state="draft")


def test_only_approved_returns_count(wang: User) -> None:
    actions.approve_return(filed=samples.submitted(enforcement_cases=4), by=wang)
    actions.approve_return(filed=samples.submitted(FUTIAN, enforcement_cases=7), by=wang)
    samples.submitted(quarter=2, enforcement_cases=100)
    samples.saved(FUTIAN, quarter=2, enforcement_cases=1000)
    assert counted("county_returns", "enforcement_cases") == {(SHENZHEN, 2018): 11.0}


def test_what_a_visit_agreed_is_done_once(wang: User, xian: User) -> None:
    visit = samples.guided(by=wang)
    assert refusal(lambda: samples.guided(by=xian)) == "not_a_declarer"
    assert refusal(lambda: actions.finish(visit=visit, done_on=date(2018, 2, 1), by=xian)) == "before_visit"
    far = person("赵", region=HEFEI)
    assert refusal(lambda: actions.finish(visit=visit, done_on=date(2018, 4, 1), by=far)) == "beyond_reach"
    assert actions.finish(visit=visit, done_on=date(2018, 4, 1), by=xian).done_on == date(2018, 4, 1)
    assert refusal(lambda: actions.finish(visit=visit, done_on=date(2018, 4, 2), by=wang)) == "done_already"
    assert counted("county_visits", "county") == {(SHENZHEN, 2018): 1.0}


def test_an_approved_pilot_leads_to_cultivation() -> None:
    case = SimpleNamespace(
        region=division(NANSHAN), number="440300-2018-00009", synthetic=False,
        decided_at=datetime(2018, 9, 3, 9, tzinfo=timezone.get_default_timezone()),
    )  # fmt: skip
    outcome = leading.find("counties.start_cultivation")
    assert outcome is not None
    assert outcome.perform(case, level="pilot").text == "440305区划已列为强县工程试点"
    with scopes_disabled():
        made = CountyCultivation.objects.get()
    assert (made.county_id, made.level, made.starts_on, made.document) == (
        NANSHAN, "pilot", date(2018, 9, 3), "440300-2018-00009",
    )  # fmt: skip


def test_the_pages_declare_report_and_approve(wang: User, xian: User, client: Client) -> None:
    office = signed_in(wang)
    page = office.post("/counties/declare/", {"county": NANSHAN, "level": "pilot", "starts_on": "2017-01-01"}, follow=True)  # fmt: skip
    assert page.context["running"].level == "pilot"
    assert client.get("/counties/").context["heading"] == "1 个县（市、区）正在强县工程培育期内"
    whole = {name: 0 for name in ReturnFacts.__slots__ if name not in {"funds_fen", "text"}}
    entered = {**whole, "funds_yuan": "1250.50", "enforcement_cases": 4, "submit": "1"}
    page = signed_in(xian).post(f"/counties/{NANSHAN}/2018/1/", entered, follow=True)
    filed = page.context["filed"]
    assert (filed.funds_fen, filed.enforcement_cases, filed.state) == (125050, 4, "submitted")
    assert office.get("/counties/returns/").context["heading"] == "季报 1 份，1 份等您办理"
    page = office.post(f"/counties/returns/{filed.pk}/approve/", follow=True)
    assert page.context["heading"] == "440305 2018 年第 1 季度：已审核"
