"""The targets of a city's year as a table, for the file behind the screen."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui.tables import Column, Table
from zhicheng.portal.cockpit.queries import Goal


def method(goal: Goal) -> Any:
    """How a forecast was made, in words."""
    return METHODS[goal.forecast.method] if goal.forecast else ""


METHODS = {
    "same_period": _("同期比例：按上年同期进度推算"),
    "mean_of_months": _("按月平均：按已过月份的平均数推算"),
    "complete": _("全年数据"),
}


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
            value=lambda one: one.forecast and one.forecast.value,
            sortable=False,
        ),
        Column("method", _("预计方法"), value=method, sortable=False),
        Column("words", _("判断"), value=lambda one: one.judged.words, sortable=False),
    )
