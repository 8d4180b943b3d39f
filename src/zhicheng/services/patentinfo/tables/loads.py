"""Lists of loads, of the lake's versions, and of what a load could not read."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.columns import Column
from zhicheng.base.ui.tables import Table
from zhicheng.engine.patents.lake import Made, Version
from zhicheng.engine.patents.record import PartyRole, Patent
from zhicheng.services.patentinfo import labels
from zhicheng.services.patentinfo.models import LoadState

CHIPS = {
    LoadState.DRAFT: "info",
    LoadState.WAITING: "info",
    LoadState.RUNNING: "info",
    LoadState.DONE: "ok",
    LoadState.FAILED: "bad",
    LoadState.ROLLED_BACK: "mute",
}
MADE = {Made.LOAD: gettext_lazy("载入"), Made.RESTORE: gettext_lazy("退回"), Made.COMPACTION: gettext_lazy("整理文件")}


IN_FORCE = ("ok", gettext_lazy("在用"))


def state_chip(load: Any) -> tuple[str, Any]:
    return CHIPS[load.state], load.get_state_display()


def applicants_of(patent: Patent) -> str:
    return "、".join(party.name for party in patent.parties if party.role is PartyRole.APPLICANT)


def symbols_of(patent: Patent) -> str:
    return "；".join(labels.symbol(one.code) for one in patent.classes[:3])


def made_words(version: Version) -> str:
    """How a version came to be; of a roll-back, whose contents it has."""
    if version.made is Made.RESTORE:
        return _("退回第 %d 版") % version.restored
    return str(MADE[version.made])


class LoadTable(Table):
    """What was brought in, by whom, and what became of it."""

    caption = gettext_lazy("载入记录")
    columns = (
        Column("source", gettext_lazy("来源"), row_header=True, link=lambda load: load.get_absolute_url()),
        Column("state", gettext_lazy("状态"), chip=state_chip),
        Column("new", gettext_lazy("新增"), numeric=True),
        Column("changed", gettext_lazy("更新"), numeric=True, optional=True),
        Column("rejected", gettext_lazy("不能读取"), numeric=True),
        Column("version", gettext_lazy("版次"), numeric=True, optional=True),
        Column("by__name", gettext_lazy("操作人"), optional=True, value=lambda load: load.by.name if load.by else ""),
        Column("started_at", gettext_lazy("时间"), optional=True),
    )
    search_fields = ("source",)
    empty_text = gettext_lazy("还没有载入过专利数据。")


class VersionTable(Table):
    """The versions of the lake: each load, roll-back and tidying makes one."""

    caption = gettext_lazy("专利库版次")
    columns: tuple[Column, ...] = (
        Column("number", gettext_lazy("版次"), numeric=True, row_header=True),
        Column("made", gettext_lazy("怎样形成"), sortable=False, value=lambda row: made_words(row.version)),
        Column(
            "source",
            gettext_lazy("来源"),
            sortable=False,
            value=lambda row: row.load.source if row.load else "",
            link=lambda row: row.load.get_absolute_url() if row.load else None,
        ),
        Column("files", gettext_lazy("文件"), sortable=False, optional=True, value=lambda row: "、".join(row.files)),
        Column("publications", gettext_lazy("共有件数"), numeric=True, value=lambda row: row.version.publications),
        Column("added", gettext_lazy("新增"), numeric=True, optional=True, value=lambda row: row.version.counts.added),
        Column(
            "updated", gettext_lazy("更新"), numeric=True, optional=True, value=lambda row: row.version.counts.updated
        ),
        Column(
            "rejected",
            gettext_lazy("不能读取"),
            numeric=True,
            optional=True,
            value=lambda row: row.version.counts.rejected,
        ),
        Column("made_at", gettext_lazy("时间"), optional=True),
        Column("state", gettext_lazy("状态"), sortable=False, chip=lambda row: IN_FORCE if row.is_newest else None),
    )
    per_page = 0


class VersionPage(VersionTable):
    """The versions on their page, each with what may be done with it."""

    columns = (
        *VersionTable.columns,
        Column(
            "back",
            gettext_lazy("办理"),
            sortable=False,
            value=lambda row: _("退回到这一版") if row.may_return else "",
            link=lambda row: reverse("patentinfo:roll_back", args=[row.number]) if row.may_return else None,
        ),
    )


class RejectTable(Table):
    """The records that could not be read: where each stands, and why."""

    caption = gettext_lazy("不能读取的记录")
    columns = (
        Column("file", gettext_lazy("文件"), row_header=True),
        Column("position", gettext_lazy("第几条"), numeric=True),
        Column("reason", gettext_lazy("原因和改法"), sortable=False),
        Column("excerpt", gettext_lazy("原文开头"), sortable=False, optional=True),
    )
    search_fields: tuple[str, ...] = ("file", "reason")
    empty_text = gettext_lazy("全部记录都读取了。")


class PreviewRejectTable(RejectTable):
    """The first of them, before anything is loaded."""

    exportable = False
    per_page = 0
    search_fields = ()


class PreviewTable(Table):
    """How the files begin."""

    caption = gettext_lazy("读到的专利，最多列出 20 件")
    exportable = False
    per_page = 0
    columns = (
        Column("publication", gettext_lazy("公开（公告）号"), row_header=True, sortable=False),
        Column(
            "title", gettext_lazy("名称"), sortable=False, value=lambda one: one.titles[0].text if one.titles else ""
        ),
        Column("applicants", gettext_lazy("申请人"), sortable=False, value=applicants_of),
        Column("kind", gettext_lazy("类型"), sortable=False, optional=True, value=lambda one: labels.kind(one.kind)),
        Column("filed_on", gettext_lazy("申请日"), sortable=False, optional=True),
        Column("published_on", gettext_lazy("公开（公告）日"), sortable=False, optional=True),
        Column("ipc", gettext_lazy("分类号"), sortable=False, optional=True, value=symbols_of),
    )
