"""Lists of the working part: rounds, cities, seats, spreads, sheets, ties, incidents."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.governance.assessment.computing import Spread
from zhicheng.governance.assessment.models import (
    Entry,
    EntryState,
    Incident,
    Panelist,
    Round,
    SeatState,
    State,
)

CHIPS = {
    State.OPENED: "info",
    State.COMPLETE: "info",
    State.SCORING: "info",
    State.PANEL: "info",
    State.RESULTS: "warn",
    State.FINAL: "info",
    State.PUBLISHED: "ok",
    State.CANCELLED: "",
}
ENTRY_CHIPS = {
    EntryState.DRAFT: "line",
    EntryState.SIGNED: "info",
    EntryState.RETURNED: "warn",
    EntryState.COMPLETE: "ok",
}
SEAT_CHIPS = {SeatState.ASSIGNED: "warn", SeatState.SUBMITTED: "ok", SeatState.DECLINED: ""}


def unbroken(text: str) -> str:
    """A short word that stays on one line."""
    return format_html('<span class="text-nowrap">{}</span>', text) if text else formats.MISSING


def round_chip(round_: Round) -> tuple[str, str]:
    """A round's state as a chip's kind and words."""
    return CHIPS[State(round_.state)], round_.get_state_display()


def entry_chip(entry: Entry) -> tuple[str, str]:
    """A part's state as a chip's kind and words."""
    return ENTRY_CHIPS[EntryState(entry.state)], entry.get_state_display()


def seat_chip(panelist: Panelist) -> tuple[str, str]:
    """A sheet's state as a chip's kind and words."""
    return SEAT_CHIPS[SeatState(panelist.state)], panelist.get_state_display()


class RoundTable(Table):
    code = "rounds"
    caption = _("各轮年度考核")
    columns = (
        Column("year", _("考核年度"), row_header=True, shows=str, sorts_down=True, link=Round.get_absolute_url),
        Column("number", _("轮次"), numeric=True, optional=True),
        Column("state", _("状态"), chip=round_chip),
        Column("cities", _("城市"), numeric=True),
        Column("complete", _("材料齐备"), numeric=True, optional=True),
        Column("self_assessment_until", _("自评截止日期"), sorts_down=True, optional=True),
        Column("published_at", _("发布时间"), shows=formats.date_iso, sorts_down=True, optional=True),
    )
    filters = (Filter("state", _("状态"), State.choices),)
    cards = True
    empty_text = _("还没有年度考核。")


def opinion_words(entry: Entry) -> str:
    return _text("已填写") if hasattr(entry, "opinion") else formats.MISSING


class EntryTable(Table):
    code = "entries"
    caption = _("参加考核的城市")
    columns = (
        Column("region__name", _("城市"), row_header=True, link=Entry.get_absolute_url),
        Column("region_id", _("代码"), optional=True),
        Column("state", _("状态"), chip=entry_chip),
        Column("signed_at", _("签报时间"), shows=formats.date_iso, sorts_down=True),
        Column("was_late", _("逾期"), shows=lambda late: _text("逾期") if late else formats.MISSING, optional=True),
        Column("opinion", _("省局意见"), value=opinion_words, sortable=False),
    )
    filters = (Filter("state", _("状态"), EntryState.choices),)
    search_fields = ("region__name",)
    per_page = 0
    cards = True
    empty_text = _("没有城市。")


class SeatTable(Table):
    """Who judges whom: for the national office alone."""

    code = "seats"
    caption = _("评审席位")
    columns = (
        Column("entry__region__name", _("城市"), row_header=True),
        Column("seat", _("席位"), numeric=True),
        Column("rater", _("专家编号"), numeric=True),
        Column("expert__name", _("专家"), optional=True),
        Column("state", _("状态"), chip=seat_chip),
        Column("ended_at", _("提交或回避时间"), shows=formats.date_iso, optional=True),
        Column("reason", _("回避原因"), optional=True),
    )
    filters = (Filter("state", _("状态"), SeatState.choices),)
    search_fields = ("entry__region__name",)
    per_page = 0
    cards = True
    empty_text = _("还没有抽取专家。")


class SheetTable(Table):
    """An expert's own sheets."""

    code = "sheets"
    caption = _("我的评分表")
    columns = (
        Column("entry__region__name", _("城市"), row_header=True, link=Panelist.get_absolute_url),
        Column("round__year", _("考核年度"), shows=str),
        Column("state", _("状态"), chip=seat_chip),
        Column("assigned_at", _("抽取时间"), shows=formats.date_iso, optional=True),
        Column("ended_at", _("提交或回避时间"), shows=formats.date_iso, optional=True),
    )
    filters = (Filter("state", _("状态"), SeatState.choices),)
    cards = True
    empty_text = _("还没有分给您的评分表。")


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """A criterion of a city on which the experts lie far apart, and what was decided (None: not yet)."""

    spread: Spread
    entry: int
    city: str
    title: str
    most: float
    points: float | None

    @property
    def url(self) -> str | None:
        """Where it is decided; none once it is."""
        if self.points is not None:
            return None
        return reverse("assessment:arbitrate", args=[self.entry, self.spread.criterion])


def spread_chip(row: SpreadRow) -> tuple[str, str]:
    return ("warn", _text("待裁定")) if row.points is None else ("ok", _text("已裁定"))


class SpreadTable(Table):
    code = "spreads"
    caption = _("评分差距过大的项")
    columns = (
        Column("city", _("城市"), row_header=True),
        Column("title", _("评分项"), link=lambda row: row.url),
        Column("spread__low", _("最低分"), numeric=True, digits=1),
        Column("spread__high", _("最高分"), numeric=True, digits=1),
        Column("most", _("分值"), numeric=True, optional=True),
        Column("spread__percent", _("差距"), numeric=True, digits=0, unit="%"),
        Column("points", _("裁定分"), numeric=True, digits=1),
        Column("state", _("状态"), chip=spread_chip, value=lambda row: str(spread_chip(row)[1]), sortable=False),
    )
    per_page = 0
    cards = True
    empty_text = _("没有评分差距超过界限的项。")


class ConnectionTable(Table):
    code = "connections"
    caption = _("利益关系")
    columns: tuple[Column, ...] = (
        Column("person__name", _("人员"), row_header=True),
        Column("region__name", _("城市")),
        Column("why", _("关系")),
        Column("declared_by__name", _("登记人"), optional=True),
        Column("declared_at", _("登记时间"), shows=formats.date_iso, optional=True),
    )
    search_fields: tuple[str, ...] = ("person__name", "region__name")
    cards = True
    empty_text = _("没有登记利益关系。")


class OwnConnectionTable(ConnectionTable):
    columns = ConnectionTable.columns[1:3] + ConnectionTable.columns[4:]
    search_fields = ()


def incident_chip(incident: Incident) -> tuple[str, str]:
    return ("", _text("已撤销")) if incident.why_withdrawn else ("warn", _text("有效"))


class IncidentTable(Table):
    """Incidents; `labels` names their kinds."""

    code = "incidents"
    caption = _("扣分事项")
    cards = True
    search_fields = ("region__name", "text")
    empty_text = _("没有登记扣分事项。")

    def __init__(self, rows: Any, query: Any, *, labels: dict[str, str]) -> None:
        self.columns = (
            Column("region__name", _("城市"), row_header=True),
            Column("on", _("发生日期"), sorts_down=True),
            Column("kind", _("类别"), shows=lambda kind: labels.get(kind, kind)),
            Column("text", _("情况"), sortable=False),
            Column("state", _("状态"), chip=incident_chip, value=lambda row: incident_chip(row)[1], sortable=False),
            Column(
                "act", _("办理"), sortable=False, value=lambda row: "" if row.why_withdrawn else _text("撤销"),
                link=lambda row: None if row.why_withdrawn else reverse("assessment:withdraw_incident", args=[row.pk]),
            ),
        )  # fmt: skip
        super().__init__(rows, query)


class CriterionTable(Table):
    """The criteria of a scheme."""

    code = "criteria"
    caption = _("评分项")
    columns = (
        Column("title", _("评分项"), row_header=True, sortable=False),
        Column("section", _("部分"), sortable=False, shows=unbroken),
        Column("task", _("计划任务"), sortable=False, shows=unbroken),
        Column("points", _("分值"), numeric=True, sortable=False),
        Column("figures", _("平台填入的数字"), sortable=False, optional=True),
        Column("evidence", _("至少选取材料"), numeric=True, sortable=False, optional=True),
        Column("words", _("说明字数上限"), numeric=True, sortable=False, optional=True),
        Column("guidance", _("填写要求"), sortable=False, optional=True),
    )
    per_page = 0
