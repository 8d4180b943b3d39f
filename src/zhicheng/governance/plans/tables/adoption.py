"""Lists of a region's plan: measures, steps by date, targets, papers, peers, and all regions beside each other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.governance.indicators.words import Amount, written
from zhicheng.governance.plans.models import Evidence, EvidenceKind, Measure, Milestone, State
from zhicheng.governance.plans.queries import MeasureStanding, PeerStanding, Standing

FEN_A_10K_YUAN = 1_000_000
LIGHTS = {"ok": _("正常"), "warn": _("提醒"), "bad": _("须办理"), "mute": _("未开始")}
URGENCY = ("bad", "warn", "ok", "mute")
LIGHT_CHOICES = tuple(LIGHTS.items())
STATE_CHIPS = {
    State.DRAFT: "line",
    State.SUBMITTED: "info",
    State.RETURNED: "warn",
    State.APPROVED: "info",
    State.FILED: "info",
    State.FORWARDED: "info",
    State.RECEIVED: "ok",
}


def light_chip(kind: str) -> tuple[str, Any]:
    """A light as a chip: colour and word."""
    return ("" if kind == "mute" else kind, LIGHTS[kind])


def in_10k_yuan(amount_fen: int) -> float:
    return amount_fen / FEN_A_10K_YUAN


def narrowed(key: str) -> Callable[[Any, str], Any]:
    """A filter over rows in memory, by a dotted path."""

    def narrow(rows: Any, value: str) -> Any:
        return [row for row in rows if getattr(row.light, key) == value]

    return narrow


class MeasureTable(Table):
    """The measures of a region's plan on a day; rows are `MeasureStanding`s."""

    code = "measures"
    caption = _("措施")
    columns = (
        Column("measure__title", _("措施"), row_header=True, link=lambda row: row.measure.get_absolute_url()),
        Column("measure__task_ref", _("任务"), shows=lambda ref: f"（{ref}）", sortable=False),
        Column("light", _("状态"), value=lambda row: LIGHTS[row.light.kind], chip=lambda row: light_chip(row.light.kind), sort="light__kind"),
        Column("why", _("原因"), value=lambda row: row.light.why, sortable=False),
        Column("steps", _("里程碑"), numeric=True, sortable=False),
        Column("measure__ends_on", _("完成期限")),
        Column("measure__department", _("牵头处室"), optional=True),
        Column("measure__owner", _("责任人"), optional=True),
        Column(
            "budget", _("预算"), value=lambda row: in_10k_yuan(row.measure.budget_fen), unit=_("万元"), numeric=True,
            digits=2, optional=True,
        ),
        Column(
            "spent", _("已支出"), value=lambda row: in_10k_yuan(row.spent_fen), unit=_("万元"), numeric=True, digits=2,
            optional=True,
        ),
    )  # fmt: skip
    filters = (Filter("light", _("状态"), LIGHT_CHOICES, apply=narrowed("kind")),)
    search_fields = ("measure__title", "measure__owner", "measure__department")
    search_label = _("措施、处室或责任人")
    per_page = 0
    cards = True
    empty_text = _("还没有措施。")


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone on the time line, with the measure it belongs to and whether it is late on the day looked at."""

    milestone: Milestone
    measure: Measure
    is_done: bool
    is_late: bool

    @property
    def state(self) -> tuple[str, str]:
        if self.is_done:
            return "ok", _text("已完成")
        return ("bad", _text("超期")) if self.is_late else ("line", _text("未到期"))


class StepTable(Table):
    """Milestones by date."""

    code = "steps"
    caption = _("里程碑")
    columns = (
        Column("milestone__due_on", _("应完成日期")),
        Column("milestone__title", _("里程碑"), row_header=True, link=lambda row: row.measure.get_absolute_url()),
        Column("measure__title", _("措施")),
        Column("measure__task_ref", _("任务"), shows=lambda ref: f"（{ref}）", optional=True),
        Column("measure__owner", _("责任人"), optional=True),
        Column("state", _("状态"), value=lambda row: row.state[1], chip=lambda row: row.state),
        Column("milestone__done_on", _("完成日期"), optional=True),
    )
    default_sort = "milestone__due_on"
    per_page = 0
    cards = True
    empty_text = _("没有里程碑。")


def target_number(key: str, label: Any) -> Column:
    """One number of a judged target."""
    return Column(
        key,
        label,
        value=lambda row: Amount.of(getattr(row, key), row.model),
        shows=written,
        numeric=True,
        optional=True,
        sortable=False,
    )


class JudgedTable(Table):
    """Targets judged for a region; each sentence opens to the figure and on to its records."""

    code = "targets"
    caption = _("目标")
    note = _("按此刻的记录判断；点开数字可以看到公式和逐条记录。没有承担的任务，目标不列。")
    columns: tuple[Column, ...] = (
        Column("target__label", _("目标"), row_header=True, sortable=False),
        Column("words", _("现在的情况"), link=lambda row: row.url, sortable=False),
        Column("state", _("判断"), value=lambda row: row.chip[1], chip=lambda row: row.chip, sortable=False),
        target_number("value", _("本年")),
        target_number("last", _("上年")),
        target_number("expected", _("预期")),
        Column("unit", _("单位"), sortable=False, optional=True),
        Column(
            "outlook",
            _("年末预计和方法"),
            shows=lambda outlook: outlook or formats.MISSING,
            optional=True,
            sortable=False,
        ),
        Column("target__clause", _("条款"), optional=True, sortable=False),
    )
    per_page = 0
    cards = True
    empty_text = _("这份计划没有可以计算的目标。")


class EndedTable(JudgedTable):
    """The targets of a year that is over: nothing is left to be forecast."""

    columns = tuple(column for column in JudgedTable.columns if column.key != "outlook")


def uses_words(evidence: Evidence) -> str:
    """`强县培育、网点建设/挂牌`; says so where a paper proves nothing yet."""
    words = [
        f"{use.measure.title}/{use.milestone.title}" if use.milestone else use.measure.title
        for use in evidence.uses.all()
    ]
    return "、".join(words) or _text("未引用")


class EvidenceTable(Table):
    """The papers of a region's year."""

    code = "evidence"
    caption = _("证明材料")
    columns = (
        Column("caption", _("说明"), row_header=True, link=lambda row: reverse("plans:paper", args=[row.pk])),
        Column("kind", _("类别"), value=Evidence.get_kind_display, sort="kind"),
        Column("document__name", _("文件"), link=lambda row: row.document.get_absolute_url()),
        Column("uses", _("用于"), value=uses_words, sortable=False),
        Column("added_at", _("上传时间"), sorts_down=True, optional=True),
        Column("added_by__name", _("上传人"), optional=True),
    )
    filters = (Filter("kind", _("类别"), EvidenceKind.choices),)
    search_fields = ("caption", "document__name")
    cards = True
    empty_text = _("还没有证明材料。")


def peer_number(
    key: str, label: Any, read: Callable[[PeerStanding], float | None], *, optional: bool = False
) -> Column:
    """One number of a comparison."""
    return Column(
        key,
        label,
        value=lambda row: Amount.of(read(row), row.judged.model),
        shows=written,
        numeric=True,
        optional=optional,
        sortable=False,
    )


def place_words(row: PeerStanding) -> str | None:
    if row.place is None:
        return None
    return _text("%(place)d / %(of)d") % {"place": row.place, "of": row.of}


class PeerTable(Table):
    """A region beside its peers and beside its own last year."""

    code = "peers"
    caption = _("与上年和同类城市比较")
    columns = (
        Column("title", _("指标"), row_header=True, link=lambda row: row.judged.url, sortable=False),
        Column("judged__unit", _("单位"), optional=True, sortable=False),
        peer_number("value", _("本年"), lambda row: row.judged.value),
        peer_number("last", _("上年"), lambda row: row.judged.last),
        peer_number("median", _("同类中位数"), lambda row: row.median),
        peer_number("best", _("同类最高"), lambda row: row.best, optional=True),
        Column("place", _("位次"), value=place_words, numeric=True, sortable=False),
        Column("met", _("同类达标"), value=lambda row: row.met if row.of else None, unit=_("个"), numeric=True, optional=True, sortable=False),
        Column(
            "state", _("判断"), value=lambda row: row.judged.chip[1], chip=lambda row: row.judged.chip, sortable=False
        ),
    )  # fmt: skip
    per_page = 0
    cards = True
    empty_text = _("这份计划没有可以计算的目标。")


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A region on the board of the office above; without a plan the state is None. `met` and `missed` are None where nothing is judged."""

    region_code: str
    name: str
    year: int
    state: str | None
    standing: Standing
    met: int | None
    missed: int | None

    @property
    def urgency(self) -> int:
        """0 for what needs help first; last those without a plan."""
        return len(URGENCY) if self.state is None else URGENCY.index(self.standing.light)

    @property
    def light_words(self) -> Any:
        return LIGHTS[self.standing.light] if self.state else None

    @property
    def light_chip(self) -> tuple[str, Any] | None:
        return light_chip(self.standing.light) if self.state else None

    @property
    def url(self) -> str:
        return reverse("plans:adoption", args=[self.year, self.region_code])

    @property
    def state_chip(self) -> tuple[str, Any]:
        if self.state is None:
            return "", _text("未编制")
        return STATE_CHIPS[State(self.state)], State(self.state).label


def counted(row: BoardRow, count: int) -> int | None:
    """A count of measures; missing where there is no plan."""
    return count if row.state else None


class BoardTable(Table):
    """All regions below an office."""

    code = "board"
    caption = _("各地计划")
    columns = (
        Column("name", _("地区"), row_header=True, link=lambda row: row.url, sort="region_code"),
        Column("state", _("计划"), value=lambda row: row.state_chip[1], chip=lambda row: row.state_chip),
        Column(
            "light", _("执行"), value=lambda row: row.light_words, chip=lambda row: row.light_chip, sort="urgency"
        ),
        Column("why", _("原因"), value=lambda row: row.standing.why, optional=True, sortable=False),
        Column("met", _("达标"), numeric=True, unit=_("个")),
        Column("missed", _("未达标"), numeric=True, unit=_("个")),
        Column("measures", _("措施完成"), value=lambda row: done_words(row.standing), numeric=True, sortable=False),
        Column("overdue", _("超期"), value=lambda row: counted(row, row.standing.overdue), numeric=True, unit=_("项")),
        Column("stale", _("无进展"), value=lambda row: counted(row, row.standing.stale), numeric=True, unit=_("项"), optional=True),
        Column("spent", _("支出占预算"), value=lambda row: row.standing.spent_share, numeric=True, shows=formats.percent),
    )  # fmt: skip
    filters = (
        Filter("state", _("计划"), State.choices),
        Filter(
            "light", _("执行"), LIGHT_CHOICES, apply=lambda rows, value: [one for one in rows if one.standing.light == value]
        ),
    )  # fmt: skip
    search_fields = ("name", "region_code")
    default_sort = "light"
    cards = True
    per_page = 20
    empty_text = _("辖区内没有示范城市。")


def done_words(standing: Standing) -> str | None:
    return f"{standing.measures_done}/{standing.measures_total}" if standing.measures_total else None


class VersionTable(Table):
    """What was approved."""

    code = "versions"
    caption = _("历次批准的版本")
    columns = (
        Column(
            "number", _("版次"), row_header=True, link=lambda row: row.get_absolute_url(), numeric=True, sortable=False
        ),
        Column("approved_at", _("批准时间"), sortable=False),
        Column("approved_by__name", _("批准人"), sortable=False),
        Column("why", _("调整原因"), shows=lambda why: why or formats.MISSING, sortable=False),
    )
    exportable = False
    per_page = 0
    empty_text = _("还没有批准过。")


def steps_of(standings: list[MeasureStanding], on: date) -> list[Step]:
    """All milestones of the measures, as they are on a day."""
    return [
        Step(
            milestone=each,
            measure=standing.measure,
            is_done=each.done_on is not None and each.done_on <= on,
            is_late=each in standing.late,
        )
        for standing in standings
        for each in standing.measure.milestones.all()
    ]
