"""One organisation, one item: sentences, evidence, links, and what is open."""

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.people import HEFEI, NANSHAN, firm
from tests.services.hall.samples import ITEM
from tests.services.hall.test_matching import CONFIRMED, GRADED, set_facts
from zhicheng.base.parties.models import Kind, Party
from zhicheng.services.hall.conditions import Link, verdict
from zhicheng.services.hall.definition_kinds import Condition, ItemDefinition
from zhicheng.services.hall.judging import holds, months_before, months_between

TODAY = date(2026, 3, 31)
LARGE = {
    "code": "large", "text": "金额不超过一万元", "answer": "amount", "test": "at_most", "value": 10000, "pass_text": "申请 {value}",
    "fail_text": "申请金额不能超过一万元",
}  # fmt: skip


def item(**changes: Any) -> ItemDefinition:
    return ItemDefinition.model_validate(ITEM | changes)


def said(model: ItemDefinition, party: Party, **how: Any) -> list[tuple[str, str]]:
    found = verdict(model, party_id=party.pk, **how)
    return [(result.state, result.sentence) for result in found.results]


@pytest.mark.django_db
def test_each_condition_has_its_sentence_and_the_whole_its_state() -> None:
    model = item(conditions=[GRADED, CONFIRMED, LARGE], region="440300")
    party = set_facts(firm(region=NANSHAN), credit_grade="B")
    found = verdict(model, party_id=party.pk)
    assert [(one.condition.code, one.state, one.open) for one in found.results] == [
        ("audience", "met", False),
        ("area", "met", False),
        ("graded", "met", False),
        ("confirmed", "mendable", False),
        ("large", "unknown", True),
    ]
    assert found.results[2].sentence == "纳税信用等级为 B 级"
    assert found.results[3].mend == Link("现在确认", "/parties/own/")
    assert found.results[3].evidence is not None
    assert found.results[3].evidence.text == "登记信息中没有填写"
    assert (found.state, found.title) == ("near", "还差 1 项：4 项条件已符合 3 项")
    assert found.reason == "平台没有这项记录：信息在三个月内确认过"


@pytest.mark.django_db
def test_another_city_another_kind_and_another_answer_are_refused() -> None:
    model = item(conditions=[LARGE], region="440300")
    far = firm(region=HEFEI, kind=Kind.BANK)
    found = verdict(model, party_id=far.pk, answers={"amount": 1_000_001})
    assert [(one.state, one.sentence) for one in found.results] == [
        ("unmet", "这个事项面向企业，登记的单位类型为“金融机构”"),
        ("unmet", "登记地是340100，不在办理机关的辖区内"),
        ("unmet", "申请金额不能超过一万元"),
    ]
    assert found.state == "no"
    near = verdict(model, party_id=firm(region=NANSHAN).pk, answers={"amount": 1_000_000})
    assert near.state == "eligible"
    assert verdict(model, party_id=firm(region=NANSHAN).pk, answers={}).state == "unknown"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "size", "state"),
    [("maker", "", "eligible"), ("enterprise", "small", "eligible"), ("enterprise", "large", "no")],
)
def test_one_of_two_conditions_is_enough(kind: str, size: str, state: str) -> None:
    texts = {"pass_text": "符合", "fail_text": "不符合"}
    maker = {
        "code": "maker",
        "text": "创客",
        "fact": "party.kind",
        "test": "equals",
        "value": "maker",
        "unless": "small",
        **texts,
    }
    small = {
        "code": "small",
        "text": "小微",
        "fact": "party.size",
        "test": "one_of",
        "value": ["micro", "small"],
        **texts,
    }
    party = set_facts(firm(kind=Kind(kind)), size=size)
    assert verdict(item(conditions=[maker, small], audience=["enterprise", "maker"]), party_id=party.pk).state == state


def test_a_citizen_is_not_asked_what_only_organisations_are_registered_with() -> None:
    spoken = {
        "code": "true",
        "text": "承诺属实",
        "answer": "honest",
        "test": "is_true",
        "pass_text": "是",
        "fail_text": "否",
    }
    honest = {"code": "honest", "label": "属实", "kind": "flag", "section": "承诺"}
    model = item(fields=[honest], letter=None, conditions=[spoken], audience=["citizen", "enterprise"], region="440300")
    found = verdict(model, party_id=None, answers={"honest": True})
    assert (found.state, [one.condition.code for one in found.results]) == ("eligible", ["true"])


@pytest.mark.django_db
def test_the_register_is_read_once_for_all_conditions(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    model = item(conditions=[GRADED, CONFIRMED], once_a_year=True)
    party = firm()
    verdict(model, party_id=party.pk, code="sample")
    with django_assert_num_queries(2):
        verdict(model, party_id=party.pk, code="sample")


@pytest.mark.parametrize(
    ("test", "value", "answer", "expected"),
    [
        ("equals", "a", "a", True),
        ("equals", 1, 1.0, True),
        ("one_of", ("a", "b"), ["c", "b"], True),
        ("not_one_of", ("a",), "b", True),
        ("at_least", 3, 2.999, False),
        ("at_most", 3, ["x", "y"], True),
        ("at_least", 3, "many", None),
        ("at_least", 3, True, None),
        ("is_true", None, True, True),
        ("is_false", None, "no", None),
        ("within", "440300", "440305", True),
        ("within", "440305", "440300", False),
        ("within", "440000", "450100", False),
        ("within_months", 1, date(2026, 2, 28), True),
        ("within_months", 1, date(2026, 2, 27), False),
        ("within_months", 1, date(2026, 4, 1), False),
        ("older_than_months", 12, "2025-03-31", True),
        ("older_than_months", 12, date(2025, 4, 1), False),
        ("equals", "a", None, None),
    ],
)
def test_what_holds(test: str, value: Any, answer: Any, expected: bool | None) -> None:
    condition = Condition.model_validate(
        {"code": "c", "text": "条件", "answer": "x", "test": test, "value": value, "pass_text": "是", "fail_text": "否"}
    )
    assert holds(condition, answer, TODAY) is expected


def test_months() -> None:
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)
    assert months_between(date(2025, 12, 31), date(2026, 3, 30)) == 2
    assert months_between(date(2025, 12, 31), date(2026, 3, 31)) == 3
