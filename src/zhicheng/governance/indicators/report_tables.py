"""Lists of reported figures."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.models import Report, ReportState

CHIPS = {ReportState.SUBMITTED: "warn", ReportState.RETURNED: "bad", ReportState.APPROVED: "ok"}


class ReportTable(Table):
    """Reports in reach."""

    code = "reports"
    caption: Any = gettext_lazy("填报数据")
    filters = (Filter("state", gettext_lazy("状态"), ReportState.choices),)
    search_fields = ("region__name",)
    search_label = gettext_lazy("地区名称")
    default_sort = "-period"
    cards = True
    empty_text: Any = gettext_lazy("还没有填报。")

    def __init__(self, rows: Any, query: QueryDict, *, models: Mapping[str, IndicatorDefinition]) -> None:
        def title(row: Report) -> str:
            model = models.get(row.indicator)
            return model.title if model else row.indicator

        def value(row: Report) -> str:
            model = models.get(row.indicator)
            return words.with_unit(row.value, model) if model else words.unrounded(row.value)

        self.columns = (
            Column("indicator", gettext_lazy("指标"), value=title, link=Report.get_absolute_url, row_header=True),
            Column("region__name", gettext_lazy("地区"), value=lambda row: row.region.name),
            Column("period", gettext_lazy("年份"), shows=str, sorts_down=True),
            Column("value", gettext_lazy("数值"), value=value, sortable=False),
            Column("state", gettext_lazy("状态"), value=Report.get_state_display, sort="state",
                   chip=lambda row: (CHIPS.get(ReportState(row.state), ""), row.get_state_display())),
            Column("was_late", gettext_lazy("逾期"), value=lambda row: _("逾期") if row.was_late else "",
                   chip=lambda row: ("warn", _("逾期")) if row.was_late else None, optional=True),
            Column("submitted_at", gettext_lazy("提交时间"), optional=True),
        )  # fmt: skip
        super().__init__(rows, query)


class DueTable(Table):
    """What the officer's own division has to report."""

    code = "due"
    prefix = "d-"
    caption: Any = gettext_lazy("要填报的")
    columns = (
        Column("title", gettext_lazy("指标"), value=lambda row: row.indicator.title, row_header=True, sortable=False,
               link=lambda row: reverse("indicators:report_fill", args=[row.code, row.region.code, row.period])),
        Column("period", gettext_lazy("年份"), shows=str, sortable=False),
        Column("due_on", gettext_lazy("期限"), sortable=False),
        Column("state", gettext_lazy("状态"), sortable=False,
               value=lambda row: row.report.get_state_display() if row.report else _("未填报"),
               chip=lambda row: ("bad", _("逾期未报")) if row.is_overdue
               else ("line", row.report.get_state_display() if row.report else _("未填报"))),
    )  # fmt: skip
    per_page = 0
    exportable = False
    cards = True
