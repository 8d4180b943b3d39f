"""Everybody against everything: the arrays say what the sentences say, only differences are written, nobody is told twice."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import HEFEI, NANSHAN, firm, person
from tests.services.hall.samples import ITEM, publish_item
from zhicheng.base.accounts.models import Role
from zhicheng.base.jobs.running import run_waiting
from zhicheng.base.notices.models import Notice
from zhicheng.base.parties.models import CreditGrade, Kind, Party, Size
from zhicheng.services.hall import conditions
from zhicheng.services.hall.actions.matching import Matched, follow_changes, match_all, match_parties, quiet
from zhicheng.services.hall.definition_kinds import ItemDefinition
from zhicheng.services.hall.judging import Standing
from zhicheng.services.hall.matching import Board
from zhicheng.services.hall.models import ItemStanding, MatchNotice, PartyStanding

pytestmark = pytest.mark.django_db
GRADED = {
    "code": "graded", "text": "纳税信用不低于 B 级", "fact": "party.credit_grade", "test": "one_of", "value": ["A", "B"],
    "pass_text": "纳税信用等级为 {value}", "fail_text": "纳税信用等级为 {value}，须为 A 级或 B 级",
}  # fmt: skip
CONFIRMED = {
    "code": "confirmed", "text": "信息在三个月内确认过", "fact": "party.confirmed_months", "test": "at_most", "value": 3,
    "pass_text": "信息在三个月内确认过", "fail_text": "上次确认已过 {value} 个月",
    "mend": {"text": "现在确认", "page": "parties:own"},
}  # fmt: skip


def set_facts(party: Party, **facts: Any) -> Party:
    with scopes_disabled():
        Party.objects.filter(pk=party.pk).update(**facts)
    return party


def standing(party: Party) -> tuple[list[str], list[str], list[str]]:
    row = PartyStanding.objects.get(pk=party.pk)
    return row.eligible, row.near, row.unknown


def counts(code: str) -> tuple[int, int, int, int]:
    row = ItemStanding.objects.get(pk=code)
    return row.eligible, row.near, row.unknown, row.refused


def test_everybody_is_judged_and_only_what_differs_is_written() -> None:
    publish_item("graded", conditions=[GRADED])
    publish_item("confirmed", conditions=[CONFIRMED])
    good = set_facts(firm(), credit_grade="A", confirmed_on=timezone.localdate())
    poor, silent = set_facts(firm(), credit_grade="D"), firm()
    university = firm(kind=Kind.UNIVERSITY)
    assert match_all(progress=quiet) == Matched(parties=4, items=2, changed=4, told=0)
    assert standing(good) == (["confirmed", "graded"], [], [])
    assert standing(poor) == ([], ["confirmed"], [])
    assert standing(silent) == ([], ["confirmed"], ["graded"])
    assert standing(university) == ([], [], [])
    assert (counts("graded"), counts("confirmed")) == ((1, 0, 1, 2), (1, 2, 0, 1))
    assert match_all(progress=quiet) == Matched(parties=4, items=2, changed=0, told=0)


def test_a_change_is_followed_and_told_once_for_a_version() -> None:
    publish_item("graded", conditions=[GRADED])
    assert follow_changes() is None
    li = person("李", Role.ORGANISATION)
    stranger = person("赵", Role.ORGANISATION, region=HEFEI)
    assert li.party is not None
    assert follow_changes() == Matched(parties=2, items=1, changed=2, told=0)
    assert follow_changes() is None
    for grade in ("A", "D", "B"):
        set_facts(li.party, credit_grade=grade)
        follow_changes()
    assert standing(li.party) == (["graded"], [], [])
    assert counts("graded") == (1, 0, 1, 0)
    assert list(Notice.objects.values_list("to", "subject", "url")) == [
        (li.pk, "贵单位新符合 1 个事项的条件", "/hall/matches/")
    ]
    assert list(MatchNotice.objects.values_list("party", flat=True)) == [li.party_id]
    assert stranger.party is not None
    assert standing(stranger.party) == ([], [], ["graded"])


def test_a_new_item_is_matched_by_a_job_and_what_stands_stays() -> None:
    publish_item("graded", conditions=[GRADED])
    li = person("李", Role.ORGANISATION)
    assert li.party is not None
    set_facts(li.party, credit_grade="A")
    match_all(progress=quiet)
    publish_item("open")
    run_waiting()
    assert standing(li.party) == (["graded", "open"], [], [])
    assert Notice.objects.get(to=li).text.startswith("按平台记录核对，贵单位现在符合：专利导航资助。")
    publish_item("open", title="又一个事项")
    run_waiting()
    assert Notice.objects.filter(to=li).count() == 1


def test_items_of_offices_and_of_citizens_are_matched_with_nobody() -> None:
    publish_item("for_cities", audience=["city"], level="province")
    publish_item("for_citizens", audience=["citizen"])
    firm()
    assert match_all(progress=quiet) == Matched(parties=1, items=0, changed=1, told=0)


ANSWERED = {"code": "large", "text": "金额不小于一百元", "answer": "amount", "test": "at_least", "value": 100}


@st.composite
def items(draw: st.DrawFn) -> ItemDefinition:
    """An item with a few conditions over the register, some of them sparing one another."""
    tests = [
        ("party.credit_grade", "one_of", tuple(draw(st.sets(st.sampled_from(CreditGrade.values), min_size=1)))),
        ("party.credit_grade", "not_one_of", ("D",)),
        ("party.size", "equals", draw(st.sampled_from(Size.values))),
        ("party.age_years", "at_least", draw(st.integers(0, 20))),
        ("party.age_years", "at_most", draw(st.integers(0, 20))),
        ("party.region", "within", draw(st.sampled_from(["440000", "440300", "340100", "office"]))),
        ("party.confirmed_months", "at_most", draw(st.integers(0, 12))),
        ("grants.received", "at_most", 0),
    ]
    chosen = draw(st.lists(st.sampled_from(range(len(tests))), unique=True, max_size=5))
    codes = [f"c{number}" for number in chosen]
    written = []
    for number in chosen:
        fact, test, value = tests[number]
        mend = {"text": "补", "page": "parties:own"} if draw(st.booleans()) else None
        unless = draw(st.sampled_from([None, *(code for code in codes if code != f"c{number}")]))
        written.append(
            {"code": f"c{number}", "text": "条件", "fact": fact, "of": "x" if fact.startswith("grants") else "", "test": test,
             "value": value, "unless": unless, "mend": mend, "pass_text": "符合", "fail_text": "不符合"}
        )  # fmt: skip
    if draw(st.booleans()):
        written.append({**ANSWERED, "pass_text": "符合", "fail_text": "不符合"})
    audience = draw(st.sets(st.sampled_from(["enterprise", "university", "maker"]), min_size=1))
    region = draw(st.sampled_from(["", "440300", "340100"]))
    return ItemDefinition.model_validate(
        ITEM
        | {"conditions": written, "audience": sorted(audience), "region": region, "once_a_year": draw(st.booleans())}
    )


@pytest.fixture
def everybody() -> list[Party]:
    """Organisations of many kinds, some of which nothing is known of."""
    made = []
    for number in range(24):
        party = firm(region=(NANSHAN, HEFEI)[number % 2], kind=list(Kind)[number % 4])
        founded = date(2026 - number, 1, 1) if number % 3 else None
        confirmed = date(2026, 1 + number % 12, 1) if number % 5 else None
        grade, size = ["", *CreditGrade.values][number % 6], ["", *Size.values][number % 5]
        made.append(set_facts(party, founded_on=founded, confirmed_on=confirmed, credit_grade=grade, size=size))
    return made


STATES = {Standing.MET: "eligible", Standing.UNKNOWN: "unknown", Standing.MENDABLE: "near", Standing.UNMET: "no"}


@given(model=items())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_arrays_and_sentences_agree(everybody: list[Party], model: ItemDefinition) -> None:
    today = timezone.localdate()
    board = Board([party.pk for party in everybody], today, all_of_them=True)
    together = [STATES[Standing(state)] for state in board.standings(model, "x").tolist()]
    few = [Board([party.pk], today).standings(model, "x").tolist() for party in everybody]
    one_by_one = [conditions.verdict(model, party_id=party.pk, today=today, code="x").state for party in everybody]
    assert together == one_by_one
    assert [STATES[Standing(state)] for [state] in few] == one_by_one


def test_matching_some_gives_what_matching_all_gives(everybody: list[Party]) -> None:
    publish_item("graded", conditions=[GRADED])
    publish_item("confirmed", conditions=[CONFIRMED])
    match_all(progress=quiet)
    before = {code: counts(code) for code in ("graded", "confirmed")}
    some = [party.pk for party in everybody[:7]]
    assert match_parties(parties=[*some, 10**9]) == Matched(parties=7, items=2, changed=0, told=0)
    assert {code: counts(code) for code in before} == before
