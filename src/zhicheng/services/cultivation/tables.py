"""Lists of titles, of cities' stages, and of the lines of a score sheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.regions.queries import said_by
from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.engine.calendars import Calendar
from zhicheng.services.cultivation import lifecycle
from zhicheng.services.cultivation.definition_kinds import LifeCycle
from zhicheng.services.cultivation.models import CityStage, Designation, Stage, State
from zhicheng.services.cultivation.queries import titles
from zhicheng.services.cultivation.scoring.filling import Filled, Origin
from zhicheng.services.cultivation.scoring.sheet import Scored

STATE_KINDS = {
    State.IN_FORCE: "ok",
    State.SUSPENDED: "warn",
    State.WITHDRAWN: "bad",
    State.EXPIRED: "",
    State.SUPERSEDED: "info",
}
STAGE_KINDS = {Stage.PILOT: "info", Stage.CULTIVATION: "info", Stage.DEMONSTRATION: "ok", Stage.OUT: "bad"}


def state_chip(row: Designation) -> tuple[str, Any]:
    """A title's state; one whose term is over while its city waits for a decision is neither in force nor ended."""
    if row.state == State.IN_FORCE and row.ends_on and row.ends_on < timezone.localdate():
        return ("warn", _("期满待定"))
    return (STATE_KINDS[State(row.state)], row.get_state_display())


def synthetic_chip(row: Designation) -> tuple[str, Any] | None:
    return ("warn", _("演示")) if row.synthetic else None


def programme_choices() -> list[tuple[str, str]]:
    return [(code, model.title) for code, model in titles.programmes().items()]


def title_choices() -> list[tuple[str, str]]:
    """Programme and level in one choice: `national_enterprise:advantage`."""
    return [(f"{code}:{level.code}", level.title) for code, level in titles.level_titles().values()]


def of_title(rows: QuerySet[Designation], value: str) -> QuerySet[Designation]:
    programme, _colon, level = value.partition(":")
    return rows.filter(programme=programme, level=level)


def in_region(rows: QuerySet[Designation], text: str) -> QuerySet[Designation]:
    """By a division's code, or a part of its name or of one above it."""
    return rows.filter(region__in=said_by(text))


class TitleTable(Table):
    """The public register."""

    code = "titles"
    caption = _("称号名录")
    columns: tuple[Column, ...] = (
        Column("holder_name", _("名称"), row_header=True, link=Designation.get_absolute_url),
        Column("title", _("称号")),
        Column("region__name", _("所在地")),
        Column("starts_on", _("开始日期")),
        Column("ends_on", _("结束日期"), optional=True),
        Column("state", _("状态"), value=Designation.get_state_display, chip=state_chip, sort="state"),
        Column("synthetic", _("演示数据"), chip=synthetic_chip, sortable=False),
    )
    filters = (
        Filter("programme", _("项目"), programme_choices),
        Filter("title", _("称号"), title_choices, apply=of_title),
        Filter("state", _("状态"), State.choices),
        Filter("region", _("区划名称或代码"), kind="text", apply=in_region),
    )
    search_fields = ("holder_name", "number", "document")
    search_label = _("名称、证书编号或文号")
    default_sort = "-starts_on"
    cards = True
    empty_text = _("还没有登记称号。市局以上管理部门可以逐个授予，也可以导入已有名单。")


class TitleFile(TitleTable):
    """The register's files: all that a list says of a title, as it is imported again (`listing`)."""

    columns = (
        *TitleTable.columns[:2],
        Column("party__uscc", _("统一社会信用代码")),
        Column("region_id", _("区划代码"), sort="region"),
        Column("region__name", _("所在地")),
        Column("document", _("文号")),
        Column("number", _("证书编号")),
        Column("granted_on", _("授予日期")),
        Column("starts_on", _("开始日期")),
        Column("ends_on", _("结束日期")),
        Column("state", _("状态"), value=Designation.get_state_display, sort="state"),
        Column("source", _("来源")),
        Column("synthetic", _("演示数据")),
    )


@dataclass(frozen=True, slots=True)
class CityRow:
    """A city's stage with what is due next."""

    stage: CityStage
    duty: lifecycle.Duty | None
    today: date

    @property
    def code(self) -> str:
        return self.stage.region_id

    @property
    def name(self) -> str:
        return self.stage.region.name

    @property
    def stage_words(self) -> str:
        return self.stage.get_stage_display()

    @property
    def due_words(self) -> str:
        return str(lifecycle.DUTIES[self.duty.code]) if self.duty else ""

    @property
    def due_on(self) -> date | None:
        return self.duty.due_on if self.duty else None


def stage_chip(row: CityRow) -> tuple[str, Any]:
    return (STAGE_KINDS[Stage(row.stage.stage)], row.stage_words)


def limit_chip(row: CityRow) -> tuple[str, Any] | None:
    """How urgent the next limit is; none where nothing is due."""
    return due_chip(row.duty, row.today) if row.duty else None


def due_chip(duty: lifecycle.Duty, today: date) -> tuple[str, Any]:
    """A limit in words: done, done late, over, today, or days left."""
    if duty.done_on is not None:
        return ("warn", _("逾期完成")) if duty.is_overdue(today) else ("ok", _("按期完成"))
    days = (duty.due_on - today).days
    if days < 0:
        return ("bad", _text("超期 %(days)d 天") % {"days": -days})
    if days == 0:
        return ("warn", _("今天到期"))
    return ("line" if days > 30 else "warn", _text("还剩 %(days)d 天") % {"days": days})


def due_text(row: CityRow) -> str:
    chip = limit_chip(row)
    return str(chip[1]) if chip else ""


class CityTable(Table):
    """Cities by stage, each with the next limit."""

    code = "cities"
    caption = _("试点示范城市的阶段")
    columns = (
        Column("name", _("城市"), row_header=True, link=lambda row: reverse("cultivation:city", args=[row.code])),
        Column("code", _("区划代码"), optional=True),
        Column("stage_words", _("阶段"), chip=stage_chip),
        Column("stage__starts_on", _("开始日期")),
        Column("stage__ends_on", _("届满日期")),
        Column("due_words", _("下一步")),
        Column("due_on", _("期限")),
        Column("limit", _("期限状态"), chip=limit_chip, value=due_text, sortable=False),
        Column("stage__ban_until", _("不得申报至"), optional=True),
    )
    filters = (Filter("stage", _("阶段"), Stage.choices, lookup="stage__stage"),)
    search_fields = ("name", "code")
    search_label = _("城市名称或代码")
    default_sort = "due_on"
    cards = True
    empty_text = _("还没有登记城市阶段。国家局登记试点以后，这里按期限列出各市要办的事。")


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a score sheet with its origin; `url` leads to the form that fills it, empty for those who only read."""

    scored: Scored
    filled: Filled
    url: str = ""

    @property
    def no(self) -> int:
        return self.scored.line.no

    @property
    def label(self) -> str:
        return self.scored.line.label

    @property
    def value(self) -> str:
        """The number with its unit; a flag as yes or no."""
        line, value = self.scored.line, self.scored.value
        if value is None:
            return ""
        if line.kind == "flag":
            return _text("是") if value else _text("否")
        return f"{formats.number(value)} {line.unit}".replace(" %", "%")

    @property
    def full_at(self) -> str:
        line = self.scored.line
        return f"{formats.number(line.full_at)} {line.unit}".replace(" %", "%") if line.full_at is not None else ""

    @property
    def origin(self) -> str:
        return str(ORIGINS[self.filled.origin][1])

    @property
    def proof(self) -> str:
        """What proves the number: the sentence of the records, or the file that was handed in."""
        if self.filled.entry:
            return self.filled.entry.evidence.name
        return self.filled.evidence.text if self.filled.evidence else ""


ORIGINS = {
    Origin.RECORDS: ("ok", _("平台记录")),
    Origin.ENTERED: ("info", _("单位填报")),
    Origin.NOWHERE: ("warn", _("未填")),
}


class ScoreTable(Table):
    """The lines of a score sheet in the order of the official table."""

    code = "score"
    caption = _("评价表")
    columns = (
        Column("no", _("序号"), numeric=True, sorts_down=False),
        Column("label", _("评分项"), row_header=True, link=lambda row: row.url or None),
        Column("scored__line__points", _("分值"), numeric=True, digits=0),
        Column("value", _("数值"), numeric=True, sortable=False),
        Column("full_at", _("得满分的数值（设定值）"), numeric=True, sortable=False, optional=True),
        Column("scored__points", _("本项得分"), numeric=True, digits=1, optional=True),
        Column("scored__counted", _("计入"), numeric=True, digits=1),
        Column("origin", _("来历"), chip=lambda row: ORIGINS[row.filled.origin], sortable=False),
        Column("proof", _("依据"), sortable=False, optional=True),
    )
    default_sort = "no"
    per_page = 0

    def sums(self) -> dict[str, Any]:
        """What is known at most, and what is reached."""
        known = {row.scored.line.highest_of or row.scored.line.code: row.scored.line.points for row in self.source}
        return {
            "label": _text("已知分值合计"),
            "scored__line__points": sum(known.values()),
            "scored__counted": sum(row.scored.counted for row in self.source),
        }


def city_rows(stages: Iterable[CityStage], rules: LifeCycle, calendar: Calendar, today: date) -> list[CityRow]:
    """Each stage with the first duty that is not done."""
    return [CityRow(stage, next_duty(stage, rules, calendar), today) for stage in stages]


def next_duty(stage: CityStage, rules: LifeCycle, calendar: Calendar) -> lifecycle.Duty | None:
    return next((duty for duty in lifecycle.duties(stage, rules, calendar) if duty.done_on is None), None)
