"""Proposals for a table of terms, most of them at the boundaries."""

from decimal import Decimal

import pytest

from tests.governance.support.samples import shipped_rule
from zhicheng.base.definitions.reading import DefinitionRefused, read
from zhicheng.governance.support.definition_kinds import REVIEW_RULE, FactCode
from zhicheng.governance.support.proposing import OPEN, Fact, propose, standard

NAMES: tuple[FactCode, ...] = (
    "assessment_years", "assessment_mean", "must_tasks_undone", "strength_places_lost", "heads_trained_percent", "serious_incidents",
)  # fmt: skip


def facts(text: str) -> dict[FactCode, Fact]:
    """Facts in the order of `NAMES`; `-` is not known."""
    values = [None if word == "-" else Decimal(word) for word in text.split()]
    return {name: Fact(value, "") for name, value in zip(NAMES, values, strict=True)}


@pytest.mark.parametrize(
    ("term", "proposed"),
    [
        ("3 70 0 10 100 0", "renew"),
        ("3 95 0 -40 100 0", "renew"),
        ("4 70 0 10 100 0", "renew"),
        ("3 70 0 - 100 0", "renew"),
        ("3 70 0 10 100 -", "renew"),
        ("2 70 0 10 100 0", "rectify"),
        ("3 69.9999 0 10 100 0", "rectify"),
        ("3 60.0001 0 10 100 0", "rectify"),
        ("3 70 1 10 100 0", "rectify"),
        ("3 70 0 11 100 0", "rectify"),
        ("3 70 0 200 100 0", "rectify"),
        ("3 70 0 10 99.9 0", "rectify"),
        ("3 70 0 10 0 0", "rectify"),
        ("3 70 0 10 100 1", "rectify"),
        ("3 60 0 10 100 0", "withdraw"),
        ("3 59.9999 0 10 100 0", "withdraw"),
        ("3 90 2 10 100 0", "withdraw"),
        ("3 90 3 - - 0", "withdraw"),
        ("0 - 2 - - -", "withdraw"),
        ("3 70 0 10 - 0", OPEN),
        ("3 70 1 10 - 0", OPEN),
        ("0 - 0 10 100 0", OPEN),
        ("- - - - - -", OPEN),
    ],
)
def test_the_worst_criterion_decides_and_gaps_keep_it_open(term: str, proposed: str) -> None:
    assert propose(shipped_rule(), facts(term)).outcome == proposed


def test_reasons_say_the_standard_and_hide_no_boundary() -> None:
    reason = {one.code: one for one in propose(shipped_rule(), facts("3 69.9999 0 10 - 0")).reasons}
    assessment, rotation = reason["assessment"], reason["rotation"]
    assert (assessment.shown, assessment.standard, assessment.sentence) == (
        "69.9999 分",
        "70 分以上（含）通过，60 分以下（含）取消",
        "未达到通过标准",
    )
    assert (rotation.shown, rotation.standard, rotation.sentence) == (
        "—",
        "100%以上（含）通过",
        "没有数据，须由国家局补充",
    )


def test_standards_read_as_sentences() -> None:
    words = {one.code: standard(one) for one in shipped_rule().criteria}
    assert words == {
        "assessments": "3 次以上（含）通过",
        "assessment": "70 分以上（含）通过，60 分以下（含）取消",
        "must_tasks": "0 项通过，2 项以上（含）取消",
        "strength": "10 位以下（含）通过",
        "rotation": "100%以上（含）通过",
        "incidents": "0 件通过",
    }


def test_marks_the_wrong_way_round_are_refused_with_the_place() -> None:
    text = REVIEW_TEXT.replace("worst_mark = 60", "worst_mark = 75")
    with pytest.raises(DefinitionRefused) as refused:
        read(REVIEW_RULE, "x", text)
    assert "worst_mark 应在 best_mark 较差的一侧" in str(refused.value)


REVIEW_TEXT = """
title = "规则"
source = "测试"
note = "测试"
basis = "assumed"
worst = { code = "withdraw", label = "取消", sentence = "取消。" }
middle = { code = "rectify", label = "整改", sentence = "整改。" }
best = { code = "renew", label = "通过", sentence = "通过。" }

[[criteria]]
code = "assessment"
label = "平均分"
fact = "assessment_mean"
better = "more"
worst_mark = 60
best_mark = 70
if_missing = "open"
source = "测试"
basis = "assumed"
"""
