"""An agency proposes custody, the organisation answers, either ends it; strangers see nothing of it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from tests.people import HEFEI, NANSHAN, SHENZHEN, firm, person, signed_in
from tests.services.contacts import samples
from tests.services.contacts.samples import party_of
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.notices.models import Notice
from zhicheng.base.parties.models import Kind, Party, Size
from zhicheng.base.records.asking import Question
from zhicheng.base.records.counting import count
from zhicheng.base.records.registry import find
from zhicheng.base.verdicts import Refused
from zhicheng.services.contacts import actions, facts, queries
from zhicheng.services.contacts.models import Custody

pytestmark = pytest.mark.django_db


@pytest.fixture
def li() -> User:
    return person("李", Role.ORGANISATION)


@pytest.fixture
def sun() -> User:
    return person("孙", Role.AGENCY)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def propose(sun: User, li: User) -> Custody:
    return actions.propose(party=party_of(li), agency=party_of(sun), scope="年费监控", by=sun)


def test_it_runs_from_the_answer_to_the_end(sun: User, li: User) -> None:
    custody = propose(sun, li)
    assert facts.is_entrusted(None, "") == {}
    custody = actions.confirm(custody=custody, by=li)
    assert (custody.state, custody.starts_on, custody.ends_on) == ("running", timezone.localdate(), None)
    assert facts.is_entrusted(None, "") == {li.party_id: True}
    assert facts.is_entrusted([firm().pk], "") == {}
    assert facts.say(li.party_id or 0, "").text == f"由 {custody.agency.name} 托管"
    custody = actions.end(custody=custody, reason="委托期满", by=li)
    assert (custody.state, custody.ends_on, custody.reason) == ("ended", timezone.localdate(), "委托期满")
    assert facts.is_entrusted(None, "") == {}
    told = Notice.objects.order_by("pk").values_list("to__name", "subject")
    assert list(told) == [
        ("李", f"{sun.party} 提出托管贵单位的知识产权事务，请确认"),
        ("孙", f"{li.party} 已同意托管"),
        ("孙", f"托管已结束：{custody}"),
    ]


def test_only_the_organisation_answers_and_only_once(sun: User, li: User) -> None:
    custody = propose(sun, li)

    def confirm(by: User) -> str:
        return refusal(lambda: actions.confirm(custody=custody, by=by))

    strangers = (sun, person("王"), person("钱", Role.ORGANISATION))
    assert [confirm(each) for each in strangers] == ["not_your_party"] * 3
    assert refusal(lambda: actions.end(custody=custody, reason="不要", by=li)) == "unconfirmed"
    assert actions.decline(custody=custody, reason="已有机构", by=li).state == "declined"
    assert refusal(lambda: actions.confirm(custody=custody, by=li)) == "answered_already"
    assert refusal(lambda: actions.end(custody=custody, reason="撤", by=sun)) == "ended_already"


def test_one_at_a_time_between_two_and_a_withdrawn_proposal_makes_room(sun: User, li: User) -> None:
    custody = propose(sun, li)
    assert refusal(lambda: propose(sun, li)) == "proposed_already"
    assert actions.end(custody=custody, reason="填写有误", by=sun).state == "withdrawn"
    again = actions.confirm(custody=propose(sun, li), by=li)
    assert refusal(lambda: propose(sun, li)) == "proposed_already"
    assert refusal(lambda: actions.end(custody=again, reason="不要", by=person("王"))) == "not_your_custody"


def test_it_is_for_small_enterprises_and_never_of_itself(sun: User, li: User) -> None:
    agency = party_of(sun)

    def try_with(party: Party, by: User = sun) -> str:
        return refusal(lambda: actions.propose(party=party, agency=agency, scope="全部", by=by))

    large = firm()
    large.size = Size.LARGE
    assert try_with(agency) == "own_party"
    assert try_with(large) == "no_sme"
    assert try_with(firm(kind=Kind.UNIVERSITY)) == "no_sme"
    assert try_with(party_of(li), by=person("周", Role.AGENCY)) == "not_your_agency"
    assert try_with(agency, by=li) == "not_your_agency"


def test_each_side_and_the_office_see_it_and_nobody_else(sun: User, li: User) -> None:
    custody = propose(sun, li)
    samples.proposed()
    for user in (sun, li):
        assert list(queries.custodies(user)) == [custody]
    assert queries.custodies(person("王")).count() == 2
    for user in (person("赵", region=HEFEI), person("钱", Role.ORGANISATION), person("周", Role.AGENCY)):
        assert list(queries.custodies(user)) == []


def test_a_stock_is_counted_while_it_runs(sun: User) -> None:
    party = firm(region=NANSHAN)
    custody = samples.running(party, party_of(sun))
    with scopes_disabled():
        Custody.objects.filter(pk=custody.pk).update(starts_on=date(2017, 5, 1))
    samples.proposed()
    records = find("custodies")
    assert records is not None
    with scopes_disabled():
        found = count(Question(records, {}, "distinct", "party"), {SHENZHEN}, today=date(2018, 11, 22))
    assert found.values == {(SHENZHEN, 2017): 1.0, (SHENZHEN, 2018): 1.0}


def test_the_agency_proposes_and_the_organisation_answers_on_the_pages(sun: User, li: User) -> None:
    office = signed_in(sun)
    refused = office.post("/contacts/custodies/propose/", {"party": "没有的公司", "scope": "年费"})
    assert refused.context["form"].errors == {"party": ["没有登记这家单位"]}
    page = office.post("/contacts/custodies/propose/", {"party": party_of(li).name, "scope": "年费"}, follow=True)
    custody = page.context["custody"]
    assert (page.context["may_answer"], page.context["may_end"]) == (False, True)
    browser = signed_in(li)
    assert browser.get("/contacts/mine/").context["waiting"] == 1
    page = browser.post(f"/contacts/custodies/{custody.pk}/confirm/", follow=True)
    assert page.context["heading"] == f"{sun.party}托管{li.party}：托管中"
    page = browser.post(f"/contacts/custodies/{custody.pk}/end/", {"reason": "期满"}, follow=True)
    assert page.context["heading"] == f"{sun.party}托管{li.party}：已结束"
