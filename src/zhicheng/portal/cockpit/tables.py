"""The targets of a city's year as a table, for the file behind the screen."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui.tables import Column, Table
from zhicheng.governance.indicators.words import Amount, written
from zhicheng.governance.plans.queries.forecasts import METHODS
from zhicheng.portal.cockpit.queries import Goal


def method(goal: Goal) -> Any:
    """How a forecast was made, in words."""
    return METHODS[goal.judged.forecast.method] if goal.judged.forecast else ""


def goal_number(key: str, label: Any, read: Callable[[Goal], float | None]) -> Column:
    """One number of a target, in the unit that its column names."""
    return Column(
        key,
        label,
        numeric=True,
        value=lambda one: Amount.of(read(one), one.judged.model),
        shows=written,
        sortable=False,
    )


class GoalTable(Table):
    """All that stands of a target on the screen, in full."""

    code = "goals"
    caption = _("年度目标")
    columns = (
        Column("label", _("目标"), row_header=True, value=lambda one: one.judged.target.label, sortable=False),
        goal_number("value", _("今年实际"), lambda one: one.judged.value),
        Column("unit", _("单位"), value=lambda one: one.judged.unit, sortable=False),
        goal_number("last", _("上年"), lambda one: one.judged.last),
        goal_number("expected", _("今年目标"), lambda one: one.expected),
        goal_number("planned_total", _("计划合计"), lambda one: one.planned_total),
        goal_number("forecast", _("年末预计"), lambda one: one.judged.forecast.value if one.judged.forecast else None),
        Column("method", _("预计方法"), value=method, sortable=False),
        Column("words", _("判断"), value=lambda one: one.judged.words, sortable=False),
    )
