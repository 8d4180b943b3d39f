"""The targets of a city's year as a table, for the file behind the screen."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui.tables import Column, Table
from zhicheng.governance.plans.queries.forecasts import METHODS
from zhicheng.portal.cockpit.queries import Goal


def method(goal: Goal) -> Any:
    """How a forecast was made, in words."""
    return METHODS[goal.judged.forecast.method] if goal.judged.forecast else ""


class GoalTable(Table):
    """All that stands of a target on the screen, in full."""

    code = "goals"
    caption = _("年度目标")
    columns = (
        Column("label", _("目标"), row_header=True, value=lambda one: one.judged.target.label, sortable=False),
        Column("value", _("今年实际"), numeric=True, value=lambda one: one.judged.value, sortable=False),
        Column("unit", _("单位"), value=lambda one: one.judged.unit, sortable=False),
        Column("last", _("上年"), numeric=True, value=lambda one: one.judged.last, sortable=False),
        Column("expected", _("今年目标"), numeric=True, sortable=False),
        Column("planned_total", _("计划合计"), numeric=True, sortable=False),
        Column(
            "forecast",
            _("年末预计"),
            numeric=True,
            value=lambda one: one.judged.forecast and one.judged.forecast.value,
            sortable=False,
        ),
        Column("method", _("预计方法"), value=method, sortable=False),
        Column("words", _("判断"), value=lambda one: one.judged.words, sortable=False),
    )
