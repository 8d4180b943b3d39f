"""Registering, correcting and finding parties."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from django_scopes.exceptions import ScopeError

from tests.people import firm, person
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.parties import actions, queries, rules
from zhicheng.base.parties.actions import Details, PartyFacts
from zhicheng.base.parties.models import Kind, Party
from zhicheng.base.parties.places import placed
from zhicheng.base.verdicts import Refused

pytestmark = pytest.mark.django_db
# Made up, with right check characters.
CODE = "91440300MA5ABCDE1H"


@pytest.fixture
def wang() -> User:
    return person("王")


def facts(**changed: str) -> PartyFacts:
    plain = {"kind": Kind.ENTERPRISE, "name": "海岳精密仪器有限公司", "uscc": CODE, "region_code": "440305"}
    return PartyFacts(**{**plain, "address": "深圳市南山区科技路 1 号", **changed})


@pytest.fixture(autouse=True)
def _regions(wang: User) -> None:
    person("区", Role.COUNTY)  # brings 440305 into the table


def test_an_officer_registers_a_party_of_his_reach(wang: User) -> None:
    party = actions.register(facts=facts(), by=wang)
    assert (party.name, party.uscc, party.region_id, party.synthetic) == ("海岳精密仪器有限公司", CODE, "440305", False)
    entry = LogEntry.objects.get()
    assert (entry.verb, entry.user, entry.region_code, entry.facts) == (
        "party.registered",
        wang,
        "440305",
        {"uscc": CODE},
    )


def test_nobody_registers_beyond_his_reach(wang: User) -> None:
    person("赵", region="340100")
    with pytest.raises(Refused, match="所在地不在您的辖区"):
        actions.register(facts=facts(region_code="340100"), by=wang)
    with pytest.raises(Refused, match="由所在地知识产权管理部门办理"):
        actions.register(facts=facts(), by=person("李", Role.ORGANISATION))
    with scopes_disabled():
        assert Party.objects.filter(uscc=CODE).count() == 0


def test_a_code_is_given_once_in_the_country_and_tells_nothing_of_its_holder(wang: User) -> None:
    zhao = person("赵", region="340100")
    actions.register(facts=facts(name="合肥的公司", region_code="340100"), by=zhao)
    with pytest.raises(Refused, match="已经登记过") as refused:
        actions.register(facts=facts(), by=wang)
    assert "合肥" not in refused.value.because
    with scopes_disabled():
        assert list(Party.objects.filter(uscc=CODE).values_list("name", flat=True)) == ["合肥的公司"]


def test_a_wrong_code_is_refused(wang: User) -> None:
    with pytest.raises(Refused, match="校验位不符"):
        actions.register(facts=facts(uscc=CODE[:-1] + "0"), by=wang)


@pytest.mark.parametrize("wrong", [{"uscc": "91440300MA5DA0X83"}, {"uscc": "91440300MAIDA0X83W"}, {"name": ""}])
def test_the_database_refuses_impossible_parties(wrong: dict[str, str]) -> None:
    with scopes_disabled(), pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.create(**{"kind": Kind.OTHER, "name": "某", "region_id": "440300", **wrong})


def test_many_parties_may_have_no_code(wang: User) -> None:
    for name in ("一号创客", "二号创客"):
        actions.register(facts=facts(name=name, uscc="", kind=Kind.MAKER), by=wang)
    assert queries.visible_to(wang).filter(uscc=None).count() == 2


def test_a_correction_is_logged_with_its_reason(wang: User) -> None:
    party = actions.register(facts=facts(), by=wang)
    actions.correct(party=party, facts=facts(address="深圳市南山区学府路 8 号"), by=wang, why="迁址")
    entry = LogEntry.objects.get(verb="party.corrected")
    assert (entry.why, entry.facts) == (
        "迁址",
        {"changed": {"address": ["深圳市南山区科技路 1 号", "深圳市南山区学府路 8 号"]}},
    )


def test_a_correction_that_changes_nothing_is_none(wang: User) -> None:
    party = actions.register(facts=facts(), by=wang)
    actions.correct(party=party, facts=facts(), by=wang, why="看看")
    assert LogEntry.objects.filter(verb="party.corrected").count() == 0


def test_who_corrects(wang: User) -> None:
    party = actions.register(facts=facts(), by=wang)
    own = person("李", Role.ORGANISATION, party=party)
    renamed = actions.correct(party=party, facts=facts(name="海岳仪器股份有限公司"), by=own, why="改制")
    assert renamed.name == "海岳仪器股份有限公司"
    for stranger in (person("赵", region="340100"), person("孙", Role.ORGANISATION), person("系", Role.SYSTEM_ADMIN)):
        with pytest.raises(Refused, match="不在您的辖区，也不是您所属的单位"):
            actions.correct(party=party, facts=facts(name="别的名字"), by=stranger, why="？")
    with pytest.raises(Refused, match="所在地不在您的辖区"):
        actions.correct(party=party, facts=facts(region_code="340100"), by=wang, why="迁出")


def test_a_query_without_reach_is_an_error() -> None:
    firm("甲公司")
    with pytest.raises(ScopeError):
        Party.objects.count()
    with scope(reach="4403"):
        assert Party.objects.count() == 1
    with scope(reach="34"):
        assert Party.objects.count() == 0


def test_who_sees_which_parties(wang: User) -> None:
    south, hefei = firm("南山公司", region="440305"), firm("合肥公司", region="340100")
    people = {
        "王": wang,
        "赵": person("赵", region="340100"),
        "区": person("区", Role.COUNTY),
        "国": person("国", Role.NATIONAL),
        "李": person("李", Role.ORGANISATION, party=south),
        "专": person("专", Role.EXPERT),
        "系": person("系", Role.SYSTEM_ADMIN),
    }
    seen = {who: set(queries.visible_to(user)) for who, user in people.items()}
    assert seen == {
        "王": {south}, "赵": {hefei}, "区": {south}, "国": {south, hefei}, "李": {south}, "专": set(), "系": set(),
    }  # fmt: skip
    for who, user in people.items():
        assert {party for party in (south, hefei) if rules.can_see(user, party)} == seen[who]


@pytest.mark.parametrize(
    ("region", "address", "code", "by_address"),
    [
        ("440305", "", "440305", False),
        ("南山区", "深圳", "", False),
        ("深圳市南山区", "", "440305", False),
        ("", "江苏省苏州市昆山市前进路 1 号", "320583", True),
        ("合肥", "深圳市南山区", "340100", False),
    ],
)
def test_where_a_party_lies(region: str, address: str, code: str, *, by_address: bool) -> None:
    answer = placed(region, address)
    assert (answer.code, answer.by_address) == (code, by_address)


@pytest.mark.parametrize(
    ("region", "address", "words"),
    [
        ("", "", "请填写所在区划，或填写能看出区划的地址"),
        ("", "科技路 1 号", "从地址看不出所在区划，请填写区划名称或代码"),
        ("990000", "", "没有“990000”这个行政区划，请检查是否写错"),
        ("桃花源", "", "没有“桃花源”这个行政区划，请检查是否写错"),
        ("南山区", "", "“南山区”可能是 鹤岗市南山区（230404）、深圳市南山区（440305），请填写其中一个代码"),
        ("", "鼓楼区中山路 1 号", "“鼓楼区”可能是 南京市鼓楼区（320106）、徐州市鼓楼区（320302）"),
    ],
)
def test_a_place_that_is_not_clear_is_asked_for(region: str, address: str, words: str) -> None:
    fault = placed(region, address).fault
    assert fault[: len(words)] == words


def test_an_organisation_confirms_its_own_data_once_a_day(wang: User) -> None:
    li = person("李", Role.ORGANISATION)
    assert li.party is not None
    actions.confirm(party=li.party, by=li)
    party = actions.confirm(party=li.party, by=li)
    assert party.confirmed_on == timezone.localdate()
    assert list(LogEntry.objects.values_list("verb", "user")) == [("party.confirmed", li.pk)]
    for stranger in (wang, person("赵", Role.ORGANISATION)):
        with pytest.raises(Refused, match="只有本单位的账户可以确认"):
            actions.confirm(party=li.party, by=stranger)


def test_details_are_corrected_only_where_they_are_stated(wang: User) -> None:
    details = Details(size="small", founded_on=date(2011, 5, 20), credit_grade="B")
    party = actions.register(facts=replace(facts(), details=details), by=wang)
    actions.correct(party=party, facts=facts(name="海岳仪器有限公司"), by=wang, why="更名")
    party = actions.correct(party=party, facts=replace(facts(), details=Details(size="small")), by=wang, why="更正")
    assert (party.name, party.size, party.founded_on, party.credit_grade) == ("海岳精密仪器有限公司", "small", None, "")
    assert LogEntry.objects.latest("number").facts["changed"] == {
        "name": ["海岳仪器有限公司", "海岳精密仪器有限公司"],
        "founded_on": ["2011-05-20", None],
        "credit_grade": ["B", ""],
    }
