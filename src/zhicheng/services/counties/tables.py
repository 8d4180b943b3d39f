"""Lists of strong counties."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.regions.queries import said_by
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.services.counties.models import CountyCultivation, CountyReturn, Level, ReturnState, Topic

CHIPS = {ReturnState.SUBMITTED: "info", ReturnState.RETURNED: "warn", ReturnState.APPROVED: "ok"}


def in_region(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By a division's code, or a part of its name or of one above it."""
    return rows.filter(county__in=said_by(text))


def running(rows: QuerySet[CountyCultivation], value: str) -> QuerySet[CountyCultivation]:
    return rows.filter(ends_on__isnull=value == "yes")


def topic_words(codes: list[str]) -> str:
    return "、".join(str(Topic(code).label) for code in codes)


class CultivationTable(Table):
    """Counties that are or were cultivated."""

    code = "counties"
    caption: Any = gettext_lazy("强县工程县（市、区）")
    columns = (
        Column("county__name", gettext_lazy("县（市、区）"), row_header=True, link=CountyCultivation.get_absolute_url),
        Column("county_id", gettext_lazy("区划代码"), optional=True, sort="county"),
        Column("county__parent__name", gettext_lazy("所属城市")),
        Column("level", gettext_lazy("级别"), value=CountyCultivation.get_level_display, sort="level"),
        Column("starts_on", gettext_lazy("开始日期"), sorts_down=True),
        Column("ends_on", gettext_lazy("结束日期"), optional=True),
        Column("document", gettext_lazy("文号或办件编号"), optional=True, sortable=False),
        Column("state", gettext_lazy("状态"), value=lambda row: _("已结束") if row.ends_on else _("培育中"),
               chip=lambda row: ("", _("已结束")) if row.ends_on else ("ok", _("培育中")), sortable=False),
    )  # fmt: skip
    filters = (
        Filter("region", gettext_lazy("区划名称或代码"), kind="text", apply=in_region),
        Filter("level", gettext_lazy("级别"), Level.choices),
        Filter(
            "running",
            gettext_lazy("状态"),
            (("yes", gettext_lazy("培育中")), ("no", gettext_lazy("已结束"))),
            apply=running,
        ),
    )
    search_fields = ("county__name", "county__parent__name")
    default_sort = "-starts_on"
    cards = True
    empty_text: Any = gettext_lazy("还没有登记强县工程县（市、区）。")


class ReturnTable(Table):
    """Quarterly returns."""

    code = "returns"
    caption: Any = gettext_lazy("强县工程季报")
    columns = (
        Column("period", gettext_lazy("季度"), value=lambda row: _("%(year)d 年第 %(quarter)d 季度") % {"year": row.year, "quarter": row.quarter},
               link=CountyReturn.get_absolute_url, row_header=True, sort="period_ends_on", sorts_down=True),
        Column("county__name", gettext_lazy("县（市、区）")),
        Column("full_time_staff", gettext_lazy("专职人员"), unit=gettext_lazy("人"), numeric=True, optional=True),
        Column("funds", gettext_lazy("专项经费"), unit=gettext_lazy("万元"), numeric=True, digits=2, optional=True,
               value=lambda row: row.funds_fen / 1_000_000, sort="funds_fen"),
        Column("inventions_granted", gettext_lazy("发明授权"), unit=gettext_lazy("件"), numeric=True, optional=True),
        Column("enforcement_cases", gettext_lazy("执法办案"), unit=gettext_lazy("件"), numeric=True),
        Column("navigation_projects", gettext_lazy("导航项目"), unit=gettext_lazy("个"), numeric=True, optional=True),
        Column("innovators_served", gettext_lazy("服务主体"), unit=gettext_lazy("家次"), numeric=True),
        Column("state", gettext_lazy("状态"), value=CountyReturn.get_state_display, sort="state",
               chip=lambda row: (CHIPS.get(ReturnState(row.state), ""), row.get_state_display())),
        Column("late", gettext_lazy("逾期"), value=lambda row: _("逾期") if row.was_late else "", sort="was_late",
               chip=lambda row: ("warn", _("逾期")) if row.was_late else None, optional=True),
    )  # fmt: skip
    filters = (Filter("state", gettext_lazy("状态"), ReturnState.choices),)
    default_sort = "-period"
    cards = True
    empty_text: Any = gettext_lazy("还没有季报。")


class VisitTable(Table):
    """Guidance given to counties."""

    code = "visits"
    prefix = "v-"
    caption: Any = gettext_lazy("指导记录")
    columns = (
        Column("day", gettext_lazy("指导日期"), row_header=True, sorts_down=True),
        Column("visitors", gettext_lazy("指导人员"), optional=True),
        Column("topics", gettext_lazy("指导内容"), value=lambda row: topic_words(row.topics), sortable=False),
        Column("findings", gettext_lazy("发现的问题"), optional=True, sortable=False),
        Column("agreed", gettext_lazy("商定的措施"), sortable=False),
        Column("due_on", gettext_lazy("完成期限"), optional=True),
        Column("done", gettext_lazy("完成"), value=lambda row: row.done_on or _("登记完成"), sortable=False,
               link=lambda row: None if row.done_on else reverse("counties:finish", args=[row.pk])),
    )  # fmt: skip
    default_sort = "-day"
    per_page = 20
    exportable = False
    cards = True
    empty_text: Any = gettext_lazy("还没有指导记录。")
