"""Lists of contacts and custodies; the ledger's files come back through `importing`."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.services.contacts.models import Custody, CustodyState, Kind, SmeContact, Topic

CHIPS = {
    CustodyState.PROPOSED: "info",
    CustodyState.RUNNING: "ok",
    CustodyState.DECLINED: "warn",
    CustodyState.WITHDRAWN: "",
    CustodyState.ENDED: "",
}


def yes_or_no(is_so: bool) -> str:
    return _("是") if is_so else _("否")


def server_of(contact: SmeContact) -> str:
    """Who served: the agency, else the officer who recorded it."""
    if contact.agency is not None:
        return contact.agency.name
    return contact.recorded_by.name if contact.recorded_by else _("知识产权管理部门")


def follow_up_of(contact: SmeContact) -> tuple[str, str]:
    """(chip, words) of what follows."""
    if not contact.follow_up:
        return ("", _("无后续"))
    if contact.done_on:
        return ("ok", _("已完成"))
    return ("bad", _("已超期")) if contact.is_overdue() else ("info", _("待办"))


def in_follow_up(rows: QuerySet[SmeContact], value: str) -> QuerySet[SmeContact]:
    """Open, overdue or done."""
    asked = rows.exclude(follow_up="")
    if value == "done":
        return asked.filter(done_on__isnull=False)
    asked = asked.filter(done_on=None)
    return asked.filter(due_on__lt=timezone.localdate()) if value == "overdue" else asked


def of_year(rows: QuerySet[SmeContact], text: str) -> QuerySet[SmeContact]:
    """Of a year; anything else narrows nothing."""
    return rows.filter(day__year=int(text)) if text.isdecimal() and len(text) == 4 else rows


class ContactTable(Table):
    """The ledger."""

    code = "contacts"
    caption: Any = gettext_lazy("服务记录")
    columns: tuple[Column, ...] = (
        Column("party__name", gettext_lazy("服务对象"), row_header=True, link=SmeContact.get_absolute_url),
        Column("day", gettext_lazy("日期"), sorts_down=True),
        Column("kind", gettext_lazy("方式"), value=SmeContact.get_kind_display, sort="kind"),
        Column("topic", gettext_lazy("内容"), value=SmeContact.get_topic_display, sort="topic"),
        Column("server", gettext_lazy("服务人"), value=server_of, sortable=False, optional=True),
        Column(
            "is_base",
            gettext_lazy("双创基地"),
            value=lambda row: yes_or_no(row.is_base),
            sort="is_base",
            optional=True,
        ),
        Column(
            "follow_up", gettext_lazy("后续"), value=lambda row: follow_up_of(row)[1], chip=follow_up_of, sortable=False
        ),
    )
    filters = (
        Filter("year", gettext_lazy("年份"), kind="text", apply=of_year),
        Filter("kind", gettext_lazy("方式"), Kind.choices),
        Filter("topic", gettext_lazy("内容"), Topic.choices),
        Filter(
            "follow_up",
            gettext_lazy("后续"),
            (
                ("open", gettext_lazy("待办")),
                ("overdue", gettext_lazy("已超期")),
                ("done", gettext_lazy("已完成")),
            ),
            apply=in_follow_up,
        ),
    )
    search_fields: tuple[str, ...] = ("party__name", "agency__name", "text")
    search_label: Any = gettext_lazy("单位、服务机构或情况")
    default_sort = "-day"
    cards = True
    empty_text: Any = gettext_lazy("没有符合条件的服务记录。")


class OwnTable(ContactTable):
    """The ledger as the served organisation sees it."""

    columns = (
        Column("day", gettext_lazy("日期"), row_header=True, link=SmeContact.get_absolute_url, sorts_down=True),
        Column("kind", gettext_lazy("方式"), value=SmeContact.get_kind_display, sort="kind"),
        Column("topic", gettext_lazy("内容"), value=SmeContact.get_topic_display, sort="topic"),
        Column("server", gettext_lazy("服务人"), value=server_of, sortable=False),
        Column("text", gettext_lazy("情况"), sortable=False, optional=True),
        Column(
            "follow_up", gettext_lazy("后续"), value=lambda row: follow_up_of(row)[1], chip=follow_up_of, sortable=False
        ),
    )
    search_fields = ("agency__name", "text")
    search_label = gettext_lazy("服务机构或情况")


class ContactFile(ContactTable):
    """The ledger as a file, with all that an import reads."""

    columns = (
        Column("day", gettext_lazy("日期")),
        Column("party__name", gettext_lazy("单位名称")),
        Column("party__uscc", gettext_lazy("统一社会信用代码")),
        Column("kind", gettext_lazy("方式"), value=SmeContact.get_kind_display),
        Column("topic", gettext_lazy("内容"), value=SmeContact.get_topic_display),
        Column("text", gettext_lazy("情况")),
        Column("agency__name", gettext_lazy("服务机构")),
        Column("is_base", gettext_lazy("双创基地"), value=lambda row: yes_or_no(row.is_base)),
        Column("follow_up", gettext_lazy("后续事项")),
        Column("due_on", gettext_lazy("后续期限")),
        Column("done_on", gettext_lazy("后续完成日期")),
        Column("recorded_by__name", gettext_lazy("登记人")),
        Column("synthetic", gettext_lazy("演示数据"), value=lambda row: yes_or_no(row.synthetic)),
    )


class OpenTable(Table):
    """What is still to be done after contacts, the most urgent first."""

    code = "open"
    caption: Any = gettext_lazy("待办的后续事项")
    columns = (
        Column("party__name", gettext_lazy("服务对象"), row_header=True, link=SmeContact.get_absolute_url),
        Column("follow_up", gettext_lazy("后续事项"), sortable=False),
        Column("due_on", gettext_lazy("后续期限")),
        Column("server", gettext_lazy("服务人"), value=server_of, sortable=False, optional=True),
        Column(
            "state", gettext_lazy("状态"), value=lambda row: follow_up_of(row)[1], chip=follow_up_of, sortable=False
        ),
    )
    default_sort = "due_on"
    cards = True
    empty_text: Any = gettext_lazy("没有待办的后续事项。")


class CustodyTable(Table):
    """Custodies."""

    code = "custodies"
    caption: Any = gettext_lazy("知识产权托管")
    columns = (
        Column("party__name", gettext_lazy("单位"), row_header=True, link=Custody.get_absolute_url),
        Column("agency__name", gettext_lazy("服务机构")),
        Column("scope", gettext_lazy("托管事项"), optional=True, sortable=False),
        Column("starts_on", gettext_lazy("开始日期"), optional=True, sorts_down=True),
        Column("ends_on", gettext_lazy("结束日期"), optional=True, sorts_down=True),
        Column("state", gettext_lazy("状态"), value=Custody.get_state_display, sort="state",
               chip=lambda row: (CHIPS[CustodyState(row.state)], row.get_state_display())),
    )  # fmt: skip
    filters = (Filter("state", gettext_lazy("状态"), CustodyState.choices),)
    search_fields = ("party__name", "agency__name")
    search_label: Any = gettext_lazy("单位或服务机构")
    default_sort = "party__name"
    cards = True
    empty_text: Any = gettext_lazy("没有托管记录。")
