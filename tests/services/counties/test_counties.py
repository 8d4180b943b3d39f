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
        "2018 年第 1 季度季报被退回：执法件数有误", "2018 年第 1 季度季报已审核通过",
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


def test_a_county_owes_what_has_ended_since_it_is_cultivated_and_was_not_handed_in(wang: User, xian: User) -> None:
    samples.declared(by=wang, starts_on=date(2017, 11, 1))
    samples.declared(SHUSHAN, starts_on=date(2018, 8, 1))
    samples.declared(FUTIAN, starts_on=date(2018, 10, 5))
    actions.submit_return(filed=samples.saved(by=xian, quarter=1), by=xian, today=date(2018, 4, 20))
    samples.saved(by=xian, quarter=2)

    def owed(on: date, reach: str = "") -> list[tuple[str, int, int, bool]]:
        return [(one.county.code, one.year, one.quarter, one.is_over) for one in queries.owed(on, reach)]

    # The third quarter of 2018 ends with September; its return is due until the end of October.
    before = [(NANSHAN, 2017, 4, True), (NANSHAN, 2018, 2, True)]
    near = [*before, (SHUSHAN, 2018, 3, False), (NANSHAN, 2018, 3, False)]
    assert owed(date(2018, 10, 20)) == before
    assert sorted(owed(date(2018, 10, 21))) == sorted(owed(date(2018, 10, 31))) == sorted(near)
    assert owed(date(2018, 11, 1), "3401") == [(SHUSHAN, 2018, 3, True)]
    # A year later what was owed is no longer asked for.
    assert owed(date(2019, 2, 1), "3401") == [(SHUSHAN, 2018, 3, True), (SHUSHAN, 2018, 4, True)]
    assert [one[1:3] for one in owed(date(2019, 11, 1), "3401")] == [(2018, 4), (2019, 1), (2019, 2), (2019, 3)]


def test_a_county_is_reminded_before_the_last_day_and_its_city_after_it_each_once(wang: User, xian: User) -> None:
    head, stranger = person("负责人", Role.CITY_HEAD), person("外地", Role.COUNTY, SHUSHAN)
    samples.declared(by=wang, starts_on=date(2018, 7, 1))
    told = [actions.remind_all(on=date(2018, 10, day)) for day in (20, 21, 22, 31)]
    told += [actions.remind_all(on=date(2018, 11, day)) for day in (1, 2, 30)]
    assert told == [0, 1, 0, 0, 3, 0, 0]
    place = division(NANSHAN).name
    assert [(one.to, one.subject, one.url) for one in Notice.objects.order_by("pk")] == [
        (xian, f"{place} 2018 年第 3 季度的强县工程季报应在 2018-10-31 前提交", f"/counties/{NANSHAN}/"),
        *(
            (to, f"{place} 2018 年第 3 季度的强县工程季报已超过期限（2018-10-31），还没有提交", f"/counties/{NANSHAN}/")
            for to in (wang, xian, head)
        ),
    ]
    assert not Notice.objects.filter(to=stranger).exists()


def test_the_workbench_tells_a_county_what_it_owes_and_its_city_who_is_late(wang: User, xian: User) -> None:
    samples.declared(by=wang)
    own, city = (signed_in(one).get("/workbench/").content.decode() for one in (xian, wang))
    elsewhere = signed_in(person("外市", region=HEFEI)).get("/workbench/").content.decode()
    assert ("强县工程季报待提交" in own, "份强县工程季报逾期未交" in city) == (True, True)
    assert "强县工程季报" not in elsewhere
