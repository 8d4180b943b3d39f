"""A year of holidays comes as a definition, and time limits follow it."""

from datetime import date

import pytest

from zhicheng.base.calendars.definition_kinds import CALENDAR, CalendarDefinition, one_a_year
from zhicheng.base.calendars.queries import calendar, doubt
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.reading import DefinitionRefused, read
from zhicheng.engine.calendars import add_workdays, state_council

TEXT = """
title = "2027 年节假日安排"
source = "测试用，不是正式安排"
year = 2027
days_off = [2027-01-01]
days_worked = [2027-01-02]
"""


def model(text: str = TEXT) -> CalendarDefinition:
    found = read(CALENDAR, "y2027", text).model
    assert isinstance(found, CalendarDefinition)
    return found


def faults(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(DefinitionRefused) as refused:
        model(text)
    return [(one.line, one.field, one.message) for one in refused.value.faults]


@pytest.mark.django_db
def test_a_year_in_force_moves_time_limits_and_takes_the_doubt_away() -> None:
    before = calendar()
    assert before == state_council()
    assert add_workdays(date(2026, 12, 31), 1, before) == date(2027, 1, 1)
    assert doubt(before, date(2026, 12, 31), date(2027, 1, 1)) == (
        "2027 年的节假日安排尚未录入，工作日暂按周一至周五计算；请在“定义”中录入“节假日安排”。"
    )
    Definition.objects.create(
        kind="calendar", code="y2027", version=1, title="2027", text=TEXT, sha256="1", state="current", shipped=False
    )
    after = calendar()
    assert add_workdays(date(2026, 12, 31), 1, after) == date(2027, 1, 2)
    assert doubt(after, date(2026, 12, 31), date(2027, 1, 2)) == ""


def test_a_day_of_another_year_is_a_fault() -> None:
    assert faults(TEXT.replace("[2027-01-01]", "[2026-12-31, 2027-01-01]")) == [
        (5, "days_off", "这些日期不在 2027 年：2026-12-31")
    ]


def test_a_day_cannot_be_off_and_worked() -> None:
    assert faults(TEXT.replace("2027-01-02", "2027-01-01")) == [(6, "days_worked", "既写了放假又写了上班：2027-01-01")]


def test_a_year_is_said_once() -> None:
    other = model(TEXT.replace("2027", "2028"))
    assert list(one_a_year({"a": model(), "b": other})) == []
    assert list(one_a_year({"a": model(), "b": other, "c": model()})) == [("c", "year", "这一年已写在 a 中")]
