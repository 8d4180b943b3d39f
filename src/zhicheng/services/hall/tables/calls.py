"""Lists of batches and of the cases in them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.services.hall import clock
from zhicheng.services.hall.models import Application, Call, CallState, Decision
from zhicheng.services.hall.queries import calls as queries

CHIPS = {CallState.RANKED: "warn", CallState.CLOSED: "line"}
PREPARED_CHIPS = {Decision.APPROVED: "ok", Decision.RESERVED: "warn", Decision.REFUSED: "line"}
SCORE_DIGITS = 3


def call_chip(call: Call) -> tuple[str, str]:
    """The state of a batch; one that is announced waits, takes applications, or waits for its ranking."""
    if call.state != CallState.ANNOUNCED:
        return CHIPS[CallState(call.state)], call.get_state_display()
    on = clock.today()
    if on < call.opens_on:
        return "", _text("未开始")
    return ("ok", _text("接收申请")) if on <= call.closes_on else ("info", _text("已截止"))


class CallTable(Table):
    """All batches; everybody may know when what can be applied for."""

    code = "calls"
    caption = _("申请批次")
    filters = (
        Filter("item", _("事项"), lambda: queries.titles_of_items().items()),
        Filter("state", _("状态"), CallState.choices),
    )
    cards = True
    empty_text = _("还没有公布批次。分批办理的事项，公布后才能申请。")

    def __init__(self, rows: Any, query: Any) -> None:
        titles = queries.titles_of_items()
        self.columns = (
            Column("title", _("批次"), row_header=True, link=lambda one: one.get_absolute_url()),
            Column("item", _("事项"), shows=lambda code: titles.get(code, code)),
            Column("office__name", _("办理机关所在地"), shows=lambda name: name or _text("全国")),
            Column("opens_on", _("开始日"), sorts_down=True),
            Column("closes_on", _("截止日"), sorts_down=True),
            Column("quota", _("名额"), numeric=True),
            Column("reserve", _("候补名额"), numeric=True, optional=True),
            Column("cases", _("已申请"), numeric=True, optional=True),
            Column("state", _("状态"), chip=call_chip, value=lambda one: call_chip(one)[1], sort="state"),
        )
        super().__init__(rows, query)


class RankedRow:
    """A case of a batch with its place: `score` is exact, `prepared` what the place says, `is_tied` equal to another at a limit,
    `preferred` why it comes before all others, empty when nothing puts it there.
    """

    def __init__(
        self,
        case: Application,
        score: Fraction | None,
        prepared: Decision | None,
        *,
        is_tied: bool,
        preferred: str = "",
    ) -> None:
        self.case = case
        self.score = float(score) if score is not None else None
        self.prepared = prepared
        self.is_tied = is_tied
        self.preferred = preferred

    @property
    def place(self) -> int | None:
        return self.case.place

    @property
    def outlook(self) -> str:
        """What was decided, or what the place says."""
        if self.case.decision:
            return self.case.get_decision_display()
        return str(self.prepared.label) if self.prepared else ""

    @property
    def chip(self) -> tuple[str, str] | None:
        decision = self.case.decision or self.prepared
        if not decision:
            return None
        words = self.outlook if self.case.decision else _text("拟%(words)s") % {"words": self.outlook}
        return PREPARED_CHIPS.get(Decision(decision), "line"), words


class RankedTable(Table):
    """The cases of a batch by place. Unranked ones follow in the order of submission."""

    code = "ranked"
    caption = _("批次内的办件")
    note = _("名次按未四舍五入的得分排列，有优先依据的在前；得分相同的，先提交的在前，处在名额边上的由办理机关排定。")
    columns = (
        Column("place", _("名次"), numeric=True, sorts_down=False),
        Column("applicant", _("申请人"), row_header=True, value=lambda one: one.case.applicant_name),
        Column(
            "number", _("办件编号"), value=lambda one: one.case.number, link=lambda one: one.case.get_absolute_url()
        ),
        Column("score", _("得分"), numeric=True, digits=SCORE_DIGITS),
        Column(
            "preferred",
            _("优先"),
            chip=lambda one: ("info", one.preferred) if one.preferred else None,
            optional=True,
        ),
        Column(
            "tied",
            _("并列"),
            value=lambda one: one.is_tied,
            chip=lambda one: ("warn", _text("同分")) if one.is_tied else None,
        ),
        Column(
            "submitted", _("提交时间"), value=lambda one: one.case.submitted_at, shows=formats.date_iso, optional=True
        ),
        Column("state", _("状态"), value=lambda one: one.case.get_state_display()),
        Column("outlook", _("决定"), chip=lambda one: one.chip),
    )
    cards = True
    per_page = 100
    empty_text = _("还没有人申请。")


def ranked_rows(call: Call, cases: Sequence[Application], scores: Mapping[int, Fraction]) -> list[RankedRow]:
    """The rows of a batch; cases that are equal at a limit are marked."""
    prepared = queries.prepared_decisions(call, cases)
    scored = [case for case in cases if case.pk in scores or case.score is not None]
    tied = {case.pk for group in queries.ties_at_edges(call, scored) for case in group}
    first = queries.preferred_in(cases)
    return [
        RankedRow(
            case,
            score_shown(case, scores),
            prepared.get(case.pk),
            is_tied=case.pk in tied,
            preferred=first.get(case.pk, ""),
        )
        for case in cases
    ]


def score_shown(case: Application, scores: Mapping[int, Fraction]) -> Fraction | None:
    if case.pk in scores:
        return scores[case.pk]
    return Fraction(case.score) if case.score is not None else None
