"""The officers' lists of cases."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.calendars.queries import calendar
from zhicheng.base.ui.columns import Column, Text
from zhicheng.base.ui.paging import Rows
from zhicheng.base.ui.tables import Filter, Table
from zhicheng.services.hall.limits import Limit, limit_of
from zhicheng.services.hall.models import Application, Delegation, State
from zhicheng.services.hall.models.applications import ENDED
from zhicheng.services.hall.queries.desk import titles_of_items
from zhicheng.services.hall.tables.marks import limit_bar, numbered, pick_box

CHIPS = {
    State.RETURNED: "warn",
    State.DELIVERED: "ok",
    State.DECIDED: "info",
    State.PUBLICISED: "info",
    State.WITHDRAWN: "line",
    State.EXPIRED: "line",
}


def step_of(row: Application) -> str:
    """The step a case is at; a state that is no step of the office says itself."""
    if row.state in ENDED or row.state in {State.RETURNED, State.DRAFT}:
        return str(row.get_state_display())
    return row.current_step.title


def chip_of(row: Application) -> tuple[str, str]:
    return CHIPS.get(State(row.state), ""), step_of(row)


def item_of(row: Application) -> str:
    return row.definition.title


def handler_of(row: Application) -> str:
    return row.handler.name if row.handler else ""


class CaseTable(Table):
    """Cases with their limits; the calendar is read once for all rows."""

    caption: Text = gettext_lazy("办件")
    note: Text = gettext_lazy("时限按工作日计算，补正期间停表。")
    cards = True
    default_sort = "due_on"
    per_page = 25
    search_fields: tuple[str, ...] = ("number", "applicant_name")
    search_label = gettext_lazy("编号或申请人")
    keys_first = True
    filters: tuple[Filter, ...] = (
        Filter("item", gettext_lazy("事项"), titles_of_items, all_label=gettext_lazy("全部事项")),
        Filter("state", gettext_lazy("环节"), tuple(State.choices), all_label=gettext_lazy("全部环节")),
    )
    columns: tuple[Column, ...] = ()

    def __init__(self, rows: Rows, query: QueryDict | Mapping[str, str], *, on: date) -> None:
        self.on = on
        self.columns = self.made_columns()
        super().__init__(rows, query)

    @cached_property
    def calendar(self) -> Any:
        return calendar()

    def limit(self, row: Application) -> Limit:
        """The limit of a row on the day of the list."""
        return limit_of(row, self.on, self.calendar)

    def limit_words(self, row: Application) -> str:
        return self.limit(row).words

    def made_columns(self) -> tuple[Column, ...]:
        """What every list of cases shows."""
        return (
            Column(
                "number",
                gettext_lazy("编号与事项"),
                row_header=True,
                value=lambda row: row,
                shows=numbered,
                sort="number",
            ),
            Column("applicant_name", gettext_lazy("申请人")),
            Column("state", gettext_lazy("环节"), chip=chip_of, value=step_of, sort="state"),
            Column("due_on", gettext_lazy("时限"), value=self.limit, shows=limit_bar, sort="due_on"),
            Column("handler__name", gettext_lazy("经办人"), optional=True, value=handler_of, sort="handler__name"),
        )


class CaseFile(CaseTable):
    """The same list as a file: plain columns instead of two things in one."""

    def made_columns(self) -> tuple[Column, ...]:
        return (
            Column("number", gettext_lazy("编号")),
            Column("item", gettext_lazy("事项"), value=item_of, sort="item"),
            Column("applicant_name", gettext_lazy("申请人")),
            Column("region_id", gettext_lazy("所在地区划代码")),
            Column("state", gettext_lazy("环节"), value=step_of, sort="state"),
            Column("limit", gettext_lazy("时限"), value=self.limit_words, sortable=False),
            Column("due_on", gettext_lazy("到期日")),
            Column("handler__name", gettext_lazy("经办人"), value=handler_of, sort="handler__name"),
            Column("submitted_at", gettext_lazy("提交时间")),
            Column("delivered_on", gettext_lazy("办结日")),
            Column("decision", gettext_lazy("决定"), value=lambda row: row.get_decision_display(), sort="decision"),
            Column("was_overdue", gettext_lazy("曾经超期")),
            Column("synthetic", gettext_lazy("演示数据")),
        )


class PickTable(CaseTable):
    """A list from which cases are picked to hand them over: a box before each."""

    def made_columns(self) -> tuple[Column, ...]:
        box = Column("pk", gettext_lazy("选择"), sortable=False, value=lambda row: row, shows=pick_box, optional=True)
        return (box, *super().made_columns())


class EndedTable(CaseTable):
    """What was ended, the last first: limits do not matter any more."""

    default_sort = ""

    def made_columns(self) -> tuple[Column, ...]:
        kept = [column for column in super().made_columns() if column.key != "due_on"]
        return (*kept, Column("delivered_on", gettext_lazy("办结日")))


class BriefCaseTable(CaseTable):
    """The most urgent cases, as the workbench shows them."""

    caption = gettext_lazy("我的待办")
    prefix = "cases-"
    exportable = False
    filters = ()
    search_fields = ()
    default_sort = ""
    per_page = 0


class EarlierTable(CaseTable):
    """What the same organisation applied for before."""

    caption = gettext_lazy("这家单位的其他办件")
    note = ""
    prefix = "earlier-"
    exportable = False
    filters = ()
    search_fields = ()
    default_sort = ""
    per_page = 0

    def made_columns(self) -> tuple[Column, ...]:
        return (
            Column(
                "number",
                gettext_lazy("编号"),
                row_header=True,
                sortable=False,
                link=lambda row: row.get_absolute_url(),
            ),
            Column("item", gettext_lazy("事项"), value=item_of, sortable=False),
            Column("state", gettext_lazy("状态"), chip=chip_of, sortable=False),
            Column("decision", gettext_lazy("决定"), value=lambda row: row.get_decision_display(), sortable=False),
            Column("submitted_at", gettext_lazy("提交时间"), sortable=False, optional=True),
        )


def delegation_state(row: Delegation, on: date) -> tuple[str, str]:
    """Whether a delegation holds on a day."""
    if row.ended_at is not None:
        return "line", _("已提前结束")
    if on < row.starts_on:
        return "", _("未开始")
    return ("ok", _("生效中")) if on <= row.ends_on else ("line", _("已到期"))


class DelegationTable(Table):
    """Whose work is done by whom, from when to when."""

    caption = gettext_lazy("委托代办")
    exportable = False
    cards = True
    empty_text = gettext_lazy("没有委托。出差、休假期间可以把自己的待办委托给同事。")

    def __init__(self, rows: Rows, query: QueryDict, *, on: date, user_pk: int) -> None:
        self.columns = (
            Column(
                "giver", gettext_lazy("委托人"), row_header=True, value=lambda row: row.giver.name, sort="giver__name"
            ),
            Column("taker", gettext_lazy("受托人"), value=lambda row: row.taker.name, sort="taker__name"),
            Column("starts_on", gettext_lazy("开始日")),
            Column("ends_on", gettext_lazy("结束日")),
            Column("why", gettext_lazy("原因"), sortable=False, optional=True),
            Column("state", gettext_lazy("状态"), sortable=False, chip=lambda row: delegation_state(row, on)),
            Column(
                "end",
                gettext_lazy("办理"),
                sortable=False,
                value=lambda row: _("提前结束") if can_still_end(row, on, user_pk) else "",
                link=lambda row: end_address(row, on, user_pk),
                shows=str,
            ),
        )
        super().__init__(rows, query)


def can_still_end(row: Delegation, on: date, user_pk: int) -> bool:
    """Whether the list offers the giver to end a delegation; the verb asks its rule."""
    return row.giver_id == user_pk and row.ended_at is None and on <= row.ends_on


def end_address(row: Delegation, on: date, user_pk: int) -> str | None:
    return reverse("hall:end_delegation", args=[row.pk]) if can_still_end(row, on, user_pk) else None
