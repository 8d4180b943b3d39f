"""Outlets open, serve and close; coverage counts counties, and a filing leads to an outlet."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scopes_disabled

from tests.people import HEFEI, SHENZHEN, division, firm, person, signed_in
from tests.services.outlets import samples
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.parties.models import Kind
from zhicheng.base.records.asking import Question
from zhicheng.base.records.counting import count
from zhicheng.base.records.registry import find
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import leading
from zhicheng.services.outlets import actions, facts, queries
from zhicheng.services.outlets.models import Outlet

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang() -> User:
    return person("王")


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_an_officer_opens_outlets_of_counties_in_reach(wang: User) -> None:
    assert samples.opened(by=wang).serves(date(2016, 5, 1))
    assert refusal(lambda: samples.opened(SHENZHEN, by=wang)) == "not_a_county"
    assert refusal(lambda: samples.opened("340104", by=wang)) == "beyond_reach"
    assert refusal(lambda: samples.opened(by=person("李", Role.ORGANISATION))) == "not_an_officer"


def test_the_same_name_serves_once_in_a_county(wang: User) -> None:
    first = samples.opened(by=wang, name="南山图书馆网点")
    assert refusal(lambda: samples.opened(by=wang, name="南山图书馆网点")) == "name_taken"
    typed = {
        "name": "南山图书馆网点",
        "kind": "node",
        "host": "other",
        "region": first.region_id,
        "opened_on": "2018-01-01",
    }
    page = signed_in(wang).post("/outlets/new/", typed | {"phone": "0755-1234"}).content.decode()
    assert ("已有同名的网点" in page, "0755-1234" in page) == (True, True)
    samples.opened("440306", by=wang, name="南山图书馆网点")
    actions.close(outlet=first, closed_on=date(2018, 1, 31), why="搬迁", by=wang)
    assert samples.opened(by=wang, name="南山图书馆网点").closed_on is None


def test_an_outlet_closes_once_and_not_before_it_opened(wang: User) -> None:
    made = samples.opened(by=wang)

    def close(day: date) -> Outlet:
        return actions.close(outlet=made, closed_on=day, why="合并", by=wang)

    assert refusal(lambda: close(date(2016, 4, 30))) == "before_opening"
    closed = close(date(2018, 1, 31))
    assert [closed.serves(day) for day in (date(2018, 1, 31), date(2018, 2, 1))] == [True, False]
    assert refusal(lambda: close(date(2018, 3, 1))) == "closed_already"


def test_its_own_people_and_the_place_record_what_it_did(wang: User) -> None:
    li = person("李", Role.ORGANISATION)
    made = samples.opened(by=wang, party=li.party)
    actions.record_service(outlet=made, day=date(2018, 3, 1), service="search", people=12, by=li)
    actions.record_service(outlet=made, day=date(2018, 3, 2), service="search", people=3, by=wang)
    assert queries.served(made) == {"search": 15}

    def record(by: User, day: date = date(2018, 3, 1)) -> object:
        return actions.record_service(outlet=made, day=day, service="search", people=1, by=by)

    assert refusal(lambda: record(person("赵", region=HEFEI))) == "beyond_reach"
    assert refusal(lambda: record(person("钱", Role.ORGANISATION))) == "not_an_officer"
    assert refusal(lambda: record(li, date(2015, 1, 1))) == "not_serving"
    assert refusal(lambda: record(li, date(2099, 1, 1))) == "in_future"


def test_coverage_is_the_part_of_counties_with_an_outlet(wang: User, client: Client) -> None:
    for code in ("440303", "440304", "440305", "440306"):
        division(code)
    samples.opened("440305", by=wang)
    samples.opened("440305", by=wang)
    samples.opened("440306", by=wang)
    gone = samples.opened("440304", by=wang)
    actions.close(outlet=gone, closed_on=date(2017, 1, 1), why="合并", by=wang)
    rows = queries.coverage(division(SHENZHEN), date(2018, 6, 1))
    assert [(row.code, row.outlets) for row in rows] == [("440303", 0), ("440304", 0), ("440305", 2), ("440306", 1)]
    assert queries.covered_share(rows) == 0.5
    assert queries.covered_share(queries.coverage(division(SHENZHEN), date(2016, 6, 1))) == 0.75
    page = client.get(f"/outlets/coverage/{SHENZHEN}/")
    assert page.context["heading"] == "440300 4 个县（市、区）中 2 个有服务网点，440303区划、440304区划还没有"


def test_districts_with_outlets_are_counted_at_the_end_of_each_year(wang: User) -> None:
    samples.opened("440305", by=wang, opened_on=date(2016, 5, 1))
    samples.opened("440305", by=wang, opened_on=date(2017, 5, 1))
    gone = samples.opened("440306", by=wang, opened_on=date(2017, 5, 1))
    actions.close(outlet=gone, closed_on=date(2018, 6, 1), why="合并", by=wang)
    outlets = find("outlets")
    assert outlets is not None
    with scopes_disabled():
        found = count(Question(outlets, {}, "distinct", "county"), {SHENZHEN}, today=date(2018, 11, 22))
    assert found.values == {(SHENZHEN, 2016): 1.0, (SHENZHEN, 2017): 2.0, (SHENZHEN, 2018): 1.0}
    assert found.records == {(SHENZHEN, 2016): 1, (SHENZHEN, 2017): 3, (SHENZHEN, 2018): 2}


def test_an_approved_filing_leads_to_an_outlet() -> None:
    school = firm("示例大学", kind=Kind.UNIVERSITY, region="440305")
    answers = {
        "outlet_name": "示例大学网点",
        "outlet_kind": "university_centre",
        "services": ["search", "other"],
        "opened_on": "2018-09-01",
    }
    case = SimpleNamespace(
        answers=answers, party=school, applicant_name=school.name, region=division("440305"), number="440300-2018-00007", synthetic=False
    )  # fmt: skip
    outcome = leading.find("outlets.open")
    assert outcome is not None
    assert outcome.perform(case).text == "已列入服务网点名册：示例大学网点"
    with scopes_disabled():
        made = Outlet.objects.get()
    assert (made.kind, made.host, made.services, made.opened_on, made.application_number) == (
        "university_centre", "university_or_institute", ["search"], date(2018, 9, 1), "440300-2018-00007",
    )  # fmt: skip
    assert facts.is_outlet(None, "") == {school.pk: True}
    assert facts.is_outlet([firm().pk], "") == {}


def test_what_is_exported_comes_in_unchanged_and_faulty_rows_are_told(wang: User) -> None:
    samples.opened(by=wang, services=("search", "advice"), party=firm("图书馆", region="440305"))
    browser = signed_in(wang)
    exported = b"".join(browser.get("/outlets/all.csv"))
    page = browser.post("/outlets/import/", {"file": SimpleUploadedFile("网点.csv", exported)}, follow=True)
    report = page.context["report"]
    assert (report.unchanged, report.new, report.changed, report.faults) == (1, [], [], [])
    division("440306")
    rows = (
        "网点名称,种类,依托单位类型,区划代码,开始服务日期,提供的服务\n"
        "甲网点,备案网点,公共图书馆,440306,2018-01-01,检索查询\n"
        "乙网点,小卖部,公共图书馆,440306,2018-01-01,\n"
        "丙网点,备案网点,公共图书馆,340104,2018-01-01,\n"
        "丁网点,备案网点,公共图书馆,440306,2018-01-01,理发\n"
    )
    page = browser.post("/outlets/import/", {"file": SimpleUploadedFile("坏.csv", rows.encode())}, follow=True)
    assert [(fault.line, fault.column) for fault in page.context["report"].faults] == [
        (3, "种类"), (4, "区划代码"), (5, "提供的服务"),
    ]  # fmt: skip
