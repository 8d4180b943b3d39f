"""Offices and agencies record whom they served; organisations see what is recorded of them and nobody else does."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scopes_disabled

from tests.people import HEFEI, NANSHAN, PASSWORD, SHENZHEN, SHUSHAN, firm, person, signed_in
from tests.services.contacts import samples
from tests.services.contacts.samples import party_of
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.records.asking import Question
from zhicheng.base.records.counting import count
from zhicheng.base.records.registry import find
from zhicheng.base.verdicts import Refused
from zhicheng.services.contacts import actions, queries
from zhicheng.services.contacts.models import SmeContact

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang() -> User:
    return person("王")


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_officers_record_in_their_reach_and_agencies_for_those_who_entrusted_them(wang: User) -> None:
    sun = person("孙", Role.AGENCY)
    theirs, other = firm(region=NANSHAN), firm(region=NANSHAN)
    samples.running(theirs, party_of(sun))
    assert samples.recorded(other, by=wang).recorded_by == wang
    assert samples.recorded(theirs, by=sun, agency=sun.party).agency == sun.party
    assert refusal(lambda: samples.recorded(firm(region=SHUSHAN), by=wang)) == "beyond_reach"
    assert refusal(lambda: samples.recorded(other, by=wang, agency=other)) == "own_party"
    assert refusal(lambda: samples.recorded(other, by=wang, day=date(2099, 1, 1))) == "in_future"
    assert refusal(lambda: samples.recorded(other, by=sun, agency=sun.party)) == "not_entrusted"
    assert refusal(lambda: samples.recorded(theirs, by=sun)) == "not_your_agency"
    assert refusal(lambda: samples.recorded(other, by=person("李", Role.ORGANISATION))) == "not_a_server"


def test_each_sees_only_what_concerns_them(wang: User) -> None:
    li, sun = person("李", Role.ORGANISATION), person("孙", Role.AGENCY)
    by_office = samples.recorded(li.party, by=wang, text="甲")
    by_agency = samples.recorded(li.party, agency=sun.party, text="乙")
    elsewhere = samples.recorded(firm(region=SHUSHAN), text="丙")

    def seen(user: User) -> set[SmeContact]:
        return set(queries.visible_to(user))

    assert seen(wang) == {by_office, by_agency}
    assert seen(li) == {by_office, by_agency}
    assert seen(sun) == {by_agency}
    assert seen(person("赵", region=HEFEI)) == {elsewhere}
    assert seen(person("钱", Role.ORGANISATION)) == set()
    assert seen(person("专家", Role.EXPERT)) == set()


def test_the_files_of_the_pages_hold_no_rows_of_others(wang: User) -> None:
    li = person("李", Role.ORGANISATION)
    samples.recorded(li.party, by=wang, text="本单位的情况")
    samples.recorded(firm("别家单位", region=NANSHAN), by=wang, text="别家的情况")
    own = b"".join(signed_in(li).get("/contacts/mine.csv")).decode("utf-8-sig").splitlines()
    assert own[1:] == ["2018-03-01,走访,维权援助,王,本单位的情况,无后续"]
    sun = person("孙", Role.AGENCY)
    assert len(b"".join(signed_in(sun).get("/contacts/all.csv")).decode("utf-8-sig").splitlines()) == 1
    assert len(b"".join(signed_in(wang).get("/contacts/all.csv")).decode("utf-8-sig").splitlines()) == 3


def test_what_follows_is_done_once_by_who_recorded_it_or_the_office(wang: User) -> None:
    sun = person("孙", Role.AGENCY)
    made = samples.recorded(agency=sun.party, follow_up="送检索报告", due_on=date(2018, 4, 1))
    assert made.is_overdue(date(2018, 4, 2)) is True
    assert list(queries.still_open(queries.recorded_by(sun))) == [made]

    def finish(by: User, day: date = date(2018, 3, 20)) -> SmeContact:
        return actions.follow_up_done(contact=made, done_on=day, by=by)

    assert refusal(lambda: finish(person("赵", region=HEFEI))) == "not_yours"
    assert refusal(lambda: finish(person("周", Role.AGENCY))) == "not_yours"
    assert refusal(lambda: finish(sun, date(2018, 2, 28))) == "wrong_day"
    assert finish(sun).is_open is False
    assert refusal(lambda: finish(wang)) == "nothing_open"
    assert list(queries.still_open(queries.recorded_by(wang))) == []


def test_bases_are_counted_apart_and_on_the_three_topics_only(wang: User) -> None:
    base, other_base = firm("甲众创空间", region=NANSHAN), firm("乙众创空间", region=NANSHAN)
    samples.recorded(base, by=wang, is_base=True, topic="pledge")
    samples.recorded(base, by=wang, is_base=True, topic="operation")
    samples.recorded(other_base, by=wang, is_base=True, topic="search")
    samples.recorded(by=wang, topic="pledge")

    def counted(code: str, measure: str) -> dict[tuple[str, int], float]:
        records = find(code)
        assert records is not None
        with scopes_disabled():
            found = count(Question(records, {}, "distinct", measure), {SHENZHEN}, today=date(2018, 11, 22))
        return dict(found.values)

    assert counted("base_guidances", "base") == {(SHENZHEN, 2018): 1.0}
    assert counted("sme_contacts", "party") == {(SHENZHEN, 2018): 1.0}


def test_an_officer_records_on_the_page_and_faults_stand_at_their_fields(wang: User) -> None:
    party, browser = firm("南山精密有限公司", region=NANSHAN), signed_in(wang)
    entered = {"party": party.name, "day": "2018-03-01", "kind": "call", "topic": "pledge", "text": "介绍质押融资"}
    wrong = {**entered, "party": "没有的公司", "agency": party.name, "due_on": "2018-02-01"}
    form = browser.post("/contacts/new/", wrong).context["form"]
    assert form.errors == {
        "party": ["辖区内没有登记这家单位，请先在主体名录中登记"],
        "agency": ["没有登记这家服务机构"],
        "follow_up": ["填写了后续期限，请写明后续事项"],
        "due_on": ["后续期限早于服务日期"],
    }
    page = browser.post("/contacts/new/", entered, follow=True)
    assert page.context["heading"] == "2018-03-01 电话南山精密有限公司：质押融资"
    assert page.context["server"] == "王"


def test_what_an_officer_typed_while_the_session_ran_out_is_there_again(wang: User, client: Client) -> None:
    page = "/contacts/new/"
    sent = client.post(
        page, {"text": "写了很久的情况"}, headers={"Origin": "http://testserver", "Referer": f"http://testserver{page}"}
    )
    assert sent.status_code == 302
    client.post("/accounts/login/", {"username": wang.username, "password": PASSWORD})
    shown = client.get(page).content.decode()
    assert ("写了很久的情况" in shown, "登录过期前填写的内容已经填回" in shown) == (True, True)
    with scopes_disabled():
        assert SmeContact.objects.count() == 0
    assert "写了很久的情况" not in client.get(page).content.decode()


def test_an_agency_chooses_among_those_who_entrusted_it() -> None:
    sun = person("孙", Role.AGENCY)
    theirs, other = firm(region=NANSHAN), firm(region=NANSHAN)
    samples.running(theirs, party_of(sun))
    browser = signed_in(sun)
    entered = {"day": "2018-03-01", "kind": "advice", "topic": "search", "text": "检索"}
    refused = browser.post("/contacts/new/", {**entered, "party": other.pk})
    assert list(refused.context["form"].errors) == ["party"]
    browser.post("/contacts/new/", {**entered, "party": theirs.pk})
    with scopes_disabled():
        assert [(one.party, one.agency) for one in SmeContact.objects.select_related("party", "agency")] == [
            (theirs, sun.party)
        ]


def test_what_is_exported_comes_in_unchanged_and_faulty_rows_are_told(wang: User) -> None:
    samples.recorded(
        firm("甲公司", region=NANSHAN), by=wang, agency=samples.agency("某某代理所"), follow_up="回访",
        due_on=date(2018, 4, 1), done_on=date(2018, 3, 20),
    )  # fmt: skip
    firm("丙公司", region=SHUSHAN)
    browser = signed_in(wang)
    exported = b"".join(browser.get("/contacts/all.csv"))
    page = browser.post("/contacts/import/", {"file": SimpleUploadedFile("台账.csv", exported)}, follow=True)
    report = page.context["report"]
    assert (report.unchanged, report.new, report.changed, report.faults) == (1, [], [], [])
    rows = (
        "日期,单位名称,方式,内容,情况,服务机构,后续事项,后续期限\n"
        "2018-05-01,甲公司,走访,检索,好,,,\n"
        "2018-05-01,甲公司,喝茶,检索,好,,,\n"
        "2018-05-01,丙公司,走访,检索,好,,,\n"
        "2018-05-02,甲公司,走访,检索,好,没有的机构,,\n"
        "2018-05-03,甲公司,走访,检索,好,,,2018-06-01\n"
        "2018-03-01,甲公司,走访,维权援助,了解专利维权需求,某某代理所,再回访,\n"
    )
    page = browser.post("/contacts/import/", {"file": SimpleUploadedFile("坏.csv", rows.encode())}, follow=True)
    assert [(fault.line, fault.column) for fault in page.context["report"].faults] == [
        (3, "方式"), (4, "单位名称"), (5, "服务机构"), (6, "后续期限"), (7, "后续事项"),
    ]  # fmt: skip
    good = "\n".join(rows.splitlines()[:2])
    browser.post("/contacts/import/", {"file": SimpleUploadedFile("好.csv", good.encode())}, follow=True)
    page = browser.post("/contacts/import/", {"file": SimpleUploadedFile("好.csv", good.encode())}, follow=True)
    document = page.context["document"]
    browser.post(f"/contacts/import/{document.pk}/confirm/")
    browser.post(f"/contacts/import/{document.pk}/confirm/")
    assert queries.all_contacts().count() == 2
