"""Faults that one text alone cannot tell, and items that would presuppose each other."""

from typing import Any

import pytest
from django.conf import settings

from tests.services.hall.samples import toml
from zhicheng.base.definitions.kinds import kind_of
from zhicheng.base.definitions.reading import read, read_folder
from zhicheng.services.hall.definition_kinds import ItemDefinition
from zhicheng.services.hall.item_checks import circles, faults_of

pytestmark = pytest.mark.django_db
WORDS = {"text": "条件", "pass_text": "符合。", "fail_text": "不符合。"}


def item(**changes: Any) -> ItemDefinition:
    found = read(kind_of("item"), "sample", toml(**changes)).model
    assert isinstance(found, ItemDefinition)
    return found


def faults(**changes: Any) -> list[tuple[str, str]]:
    return [(field, words) for _code, field, words in faults_of({"sample": item(**changes)})]


def test_the_sample_has_no_fault() -> None:
    assert faults() == []


def test_names_what_does_not_exist_or_does_not_fit() -> None:
    conditions = [
        {"code": "a", "fact": "party.shoe_size", "test": "at_least", "value": 40, **WORDS},
        {"code": "b", "fact": "party.size", "test": "at_least", "value": 3, **WORDS},
        {"code": "c", "answer": "nothing", "test": "is_true", **WORDS},
        {"code": "d", "answer": "project", "test": "equals", "value": "x", "unless": "z", **WORDS},
        {
            "code": "e", "answer": "amount", "test": "at_most", "value": 9, "mend": {"text": "先办", "item": "nowhere"}, **WORDS,
        },
    ]  # fmt: skip
    assert faults(conditions=conditions) == [
        ("conditions.0.fact", "没有记录“party.shoe_size”可以核对"),
        ("conditions.1.test", "判断“at_least”不适用于这种内容"),
        ("conditions.2.answer", "表单中没有字段“nothing”"),
        ("conditions.3.unless", "没有另一项条件“z”"),
        ("conditions.4.mend.item", "没有事项“nowhere”"),
    ]


def test_fields_depend_on_earlier_ones_only_and_papers_on_conditions_that_exist() -> None:
    fields = [
        {
            "code": "a",
            "label": "甲",
            "kind": "text",
            "section": "一",
            "shown_if": {"field": "b", "is_one_of": ["true"]},
        },
        {"code": "b", "label": "乙", "kind": "flag", "section": "一"},
        {"code": "c", "label": "丙", "kind": "text", "section": "一", "shown_if": {"field": "b", "is_one_of": ["yes"]}},
    ]
    materials = [{"code": "m", "label": "材料", "waived_by": "nothing"}]
    letter = {"title": "决定书", "approved": "{applicant}{field.a}", "refused": "{wherefore}"}
    assert faults(fields=fields, materials=materials, letter=letter) == [
        ("fields.0.shown_if.field", "字段“b”不存在，或没有写在前面"),
        ("fields.2.shown_if.is_one_of", "“乙”没有取值“yes”"),
        ("materials.0.waived_by", "没有条件“nothing”"),
        ("letter.refused", "没有可以填入“{wherefore}”的内容"),
    ]


def test_a_batch_ranked_by_score_needs_somebody_who_scores() -> None:
    ranked = {"call": {"ranking": "score"}}
    scored = {"kind": "examine", "title": "论证", "role": "city_handler", "limit_workdays": 5, "reviewers": 1}
    scored["score_sheet"] = [{"code": "ground", "label": "工作基础", "points": 30}]
    ends = [
        {"kind": kind, "title": kind, "role": "city_handler", "limit_workdays": 5}
        for kind in ("accept", "decide", "deliver")
    ]
    assert faults(**ranked, steps=[ends[0], scored, *ends[1:]]) == []
    assert [field for field, _words in faults(**ranked, steps=ends)] == ["call.ranking"]


def needs(other: str, **more: Any) -> dict[str, Any]:
    return {
        "code": f"has_{other}",
        "fact": "grants.received",
        "of": other,
        "test": "at_least",
        "value": 1,
        **WORDS,
        **more,
    }


def test_finds_items_that_presuppose_each_other() -> None:
    items = {
        "a": item(title="甲事项", conditions=[needs("b")]),
        "b": item(title="乙事项", conditions=[needs("c")]),
        "c": item(title="丙事项", conditions=[needs("a")]),
        "d": item(title="丁事项", conditions=[needs("a")]),
    }
    assert list(circles(items)) == [("a", "b", "c")]
    (code, field, words), *others = faults_of(items)
    assert (code, field, others) == ("a", "conditions", [])
    assert words.startswith("事项互为前提，谁也办不成：甲事项 → 乙事项 → 丙事项 → 甲事项。")


def test_a_way_round_opens_the_circle() -> None:
    free = {"code": "free", "answer": "project", "test": "equals", "value": "x", **WORDS}
    items = {
        "a": item(conditions=[needs("b", unless="free"), free]),
        "b": item(conditions=[needs("a")]),
    }
    assert list(circles(items)) == []


def test_titles_count_as_what_an_item_gives() -> None:
    holds = {
        "code": "t",
        "fact": "designations.holds",
        "of": "national_enterprise:advantage",
        "test": "is_true",
        **WORDS,
    }
    giving = {
        "outcome": "cultivation.designate",
        "outcome_with": {"programme": "national_enterprise", "level": "advantage"},
    }
    items = {"a": item(conditions=[holds]), "b": item(conditions=[needs("a")], **giving)}
    assert list(circles(items)) == [("a", "b")]
    items["c"] = item(**giving)
    assert list(circles(items)) == []


def test_shipped_items_have_no_fault() -> None:
    read_ones = read_folder(kind_of("item"), settings.DEFINITIONS_DIR)
    items = {one.code: one.model for one in read_ones if isinstance(one.model, ItemDefinition)}
    assert [fault for fault in faults_of(items) if not fault[1].endswith(".of")] == []
