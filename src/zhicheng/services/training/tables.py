"""Lists of heads; their files come back through `importing`."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.regions.queries import said_by
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.services.training import queries
from zhicheng.services.training.models import Head, HeadTraining


def newest(head: Head) -> HeadTraining | None:
    """The last training; trainings are prefetched, the newest first."""
    return next(iter(head.trainings.all()), None)


def state_of(head: Head) -> tuple[str, str]:
    """(chip, words): in post and trained within the cycle, not trained, or gone."""
    today = timezone.localdate()
    if head.until is not None and head.until < today:
        return "", _("已离任")
    counts = any(each.counts_until >= today for each in head.trainings.all())
    return ("ok", _("已轮训")) if counts else ("warn", _("未轮训"))


def in_region(rows: QuerySet[Head], text: str) -> QuerySet[Head]:
    """By a division's code, or a part of its name or of one above it."""
    return rows.filter(region__in=said_by(text))


def in_state(rows: QuerySet[Head], value: str) -> QuerySet[Head]:
    today = timezone.localdate()
    now, is_trained = queries.in_post(today), queries.trained(today)
    if value == "left":
        return rows.exclude(now)
    return rows.filter(now, is_trained) if value == "trained" else rows.filter(now).exclude(is_trained)


class HeadTable(Table):
    """The list of heads."""

    code = "heads"
    caption: Any = gettext_lazy("负责人名册")
    columns: tuple[Column, ...] = (
        Column("name", gettext_lazy("姓名"), row_header=True, link=Head.get_absolute_url),
        Column("unit", gettext_lazy("单位（处、科、室）")),
        Column("post", gettext_lazy("职务"), optional=True),
        Column("region__name", gettext_lazy("所在地区"), optional=True),
        Column(
            "last",
            gettext_lazy("最近一次培训"),
            value=lambda row: training.ended_on if (training := newest(row)) else None,
            sortable=False,
        ),
        Column("state", gettext_lazy("三年轮训"), value=lambda row: state_of(row)[1], chip=state_of, sortable=False),
    )
    filters = (
        Filter("region", gettext_lazy("区划名称或代码"), kind="text", apply=in_region),
        Filter(
            "state",
            gettext_lazy("三年轮训"),
            (
                ("untrained", gettext_lazy("未轮训")),
                ("trained", gettext_lazy("已轮训")),
                ("left", gettext_lazy("已离任")),
            ),
            apply=in_state,
        ),
    )
    search_fields = ("name", "unit", "post")
    search_label: Any = gettext_lazy("姓名、单位或职务")
    default_sort = "unit"
    cards = True
    empty_text: Any = gettext_lazy("名册中没有符合条件的负责人。")


class HeadFile(HeadTable):
    """The list as a file, with all that an import reads."""

    columns = (
        Column("name", gettext_lazy("姓名")),
        Column("unit", gettext_lazy("单位")),
        Column("post", gettext_lazy("职务")),
        Column("region_id", gettext_lazy("区划代码")),
        Column("region__name", gettext_lazy("所在地区")),
        Column("since", gettext_lazy("任职日期")),
        Column("until", gettext_lazy("离任日期")),
        Column(
            "last",
            gettext_lazy("最近培训日期"),
            value=lambda row: training.ended_on if (training := newest(row)) else None,
        ),
        Column(
            "course", gettext_lazy("培训名称"), value=lambda row: training.course if (training := newest(row)) else ""
        ),
        Column("synthetic", gettext_lazy("演示数据"), value=lambda row: _("是") if row.synthetic else _("否")),
    )


class TrainingTable(Table):
    """A head's trainings."""

    code = "trainings"
    caption: Any = gettext_lazy("培训记录")
    columns = (
        Column("ended_on", gettext_lazy("结束日期"), row_header=True, sorts_down=True),
        Column("course", gettext_lazy("培训名称")),
        Column("organiser", gettext_lazy("组织单位"), optional=True),
        Column("counts_until", gettext_lazy("计入轮训至")),
    )
    default_sort = "-ended_on"
    per_page = 20
    exportable = False
    empty_text: Any = gettext_lazy("还没有培训记录。")
