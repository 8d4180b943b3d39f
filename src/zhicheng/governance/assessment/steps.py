"""The steps that the national office takes with a round: what each is called, what it brings, whether it may be taken now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.calendars.queries import calendar, doubt
from zhicheng.base.ui.columns import Text
from zhicheng.base.ui.formats import date_iso, date_zh
from zhicheng.base.verdicts import Verdict
from zhicheng.engine.calendars import Calendar, add_workdays, workdays_between
from zhicheng.governance.assessment import actions, queries
from zhicheng.governance.assessment.computing import Spread
from zhicheng.governance.assessment.models import ORDER, Entry, Round, State
from zhicheng.governance.assessment.rules import rounds as rules

Rows = list[tuple[str, str]]
CANCEL, DRAW = "cancel", "draw"


@dataclass(frozen=True)
class Step:
    """`take` is the verb, `may` its rule, `brings` what happens then: (label, words) rows of the page that asks for confirmation."""

    code: str
    button: Text
    done: Text
    take: Callable[..., Any]
    may: Callable[[User, Round], Verdict]
    brings: Callable[[Round], Rows]


@dataclass(frozen=True)
class Work:
    """What is counted of a round, read once for its page: cities, sheets and objections by state, and the spreads to decide."""

    entries: dict[str, int]
    sheets: dict[str, int]
    objections: dict[str, int]
    undecided: list[Spread]
    seats: int

    @property
    def sheets_waiting(self) -> int:
        """Score sheets that are not in, seats that nobody has among them."""
        return self.seats - self.sheets["submitted"]

    @property
    def seats_empty(self) -> int:
        """Seats that nobody has."""
        return self.seats - self.sheets["submitted"] - self.sheets["assigned"]


def work_of(round_: Round) -> Work:
    """Count it; at most eight queries."""
    entries = queries.count_entries(round_)
    undecided = queries.undecided_in(round_) if round_.state == State.PANEL else []
    seats = sum(entries.values()) * round_.experts if round_.drawn_at else 0
    return Work(entries, queries.count_sheets(round_), queries.count_objections(round_), undecided, seats)


def verdict_on(step: Step, user: User, round_: Round, work: Work) -> Verdict:
    """Whether the step may be taken, without counting again what was counted."""
    if step.take is actions.send_results:
        return rules.can_send_results(user, round_, undecided=work.undecided)
    if step.take is actions.close_scoring:
        return rules.can_close_scoring(user, round_, waiting=work.sheets_waiting)
    return step.may(user, round_)


def may_close_collection(user: User, round_: Round) -> Verdict:
    entries = list(Entry.objects.filter(round=round_).select_related("region").order_by("region"))
    return rules.can_close_collection(user, round_, entries=entries, without_opinion=queries.without_opinion(round_))


def may_close_scoring(user: User, round_: Round) -> Verdict:
    return rules.can_close_scoring(user, round_, waiting=work_of(round_).sheets_waiting)


def may_send(user: User, round_: Round) -> Verdict:
    undecided = queries.undecided_in(round_) if round_.state == State.PANEL else []
    return rules.can_send_results(user, round_, undecided=undecided)


def may_finalise(user: User, round_: Round) -> Verdict:
    waiting, today = queries.count_waiting(round_), timezone.localdate()
    return rules.can_finalise(user, round_, waiting=waiting, today=today)


def may_publish(user: User, round_: Round) -> Verdict:
    return rules.can_publish(user, round_, has_colleague=queries.has_colleague(user))


def of_collection(round_: Round) -> Rows:
    counts = queries.count_entries(round_)
    return [
        (_("材料齐备的城市"), _("%(count)d 个") % {"count": counts["complete"]}),
        (_("然后"), _("自评不能再改，可以抽取专家")),
    ]


def of_drawing(round_: Round) -> Rows:
    pool = queries.suitable(round_)
    fewest = min((len(experts) for experts in pool.values()), default=0)
    return [
        (_("城市"), _("%(count)d 个，每个城市 %(experts)d 位专家") % {"count": len(pool), "experts": round_.experts}),
        (_("专家"), _("%(count)d 位在册") % {"count": queries.experts().count()}),
        (
            _("回避"),
            _("同省、本人单位在该省、申报了利益关系的不抽；可抽专家最少的城市有 %(count)d 位") % {"count": fewest},
        ),
        (
            _("方法"),
            _(
                "按种子定出参加的专家，可抽人数少的城市先抽，优先抽任务少的专家，同样多的按种子决定；编号名单和种子公布，可以重抽核对"
            ),
        ),
    ]


def of_meeting(round_: Round) -> Rows:
    wide = len(queries.undecided_in(round_))
    return [
        (_("评分表"), _("%(count)d 份，全部提交") % {"count": queries.count_sheets(round_)["submitted"]}),
        (_("评分差距过大的"), _("%(count)d 项，须逐项裁定") % {"count": wide}),
    ]


def of_sending(round_: Round) -> Rows:
    """The last day, reckoned as the verb will."""
    days, today = calendar(), timezone.localdate()
    closes_on = add_workdays(today, round_.objection_workdays, days)
    rows = [
        (_("送往"), _("%(count)d 个城市；各市只看到本市的结果") % {"count": len(queries.regions_in(round_))}),
        (_("异议期限"), _("%(count)d 个工作日") % {"count": round_.objection_workdays}),
        (_("截止日期"), _("%(day)s（含当日）") % {"day": date_zh(closes_on)}),
        (_("期限的依据"), queries.scheme_of(round_).objections.why),
    ]
    unsure = doubt(days, today, closes_on)
    return [*rows, (_("注意"), unsure)] if unsure else rows


def of_finalising(round_: Round) -> Rows:
    counts = queries.count_objections(round_)
    words = _("采纳 %(accepted)d 份，未采纳 %(rejected)d 份，撤回 %(withdrawn)d 份") % counts
    return [(_("异议"), words), (_("定稿以后"), _("结果不再改变，只能发布或取消"))]


def of_publishing(_round: Round) -> Rows:
    return [
        (_("公布"), _("名次、总分和等级向所有人公开；专家只以编号出现，自评说明不公开")),
        (_("以后"), _("不能修改；有变化须另开一轮")),
    ]


def of_cancelling(_round: Round) -> Rows:
    return [(_("已有的自评、评分和异议"), _("保留，不公开")), (_("告知"), _("各市会收到取消的通知和原因"))]


STEPS: dict[str, Step] = {
    step.code: step
    for step in (
        Step("complete", gettext_lazy("结束受理"), gettext_lazy("已结束受理，可以抽取专家。"), actions.close_collection, may_close_collection, of_collection),
        Step(DRAW, gettext_lazy("抽取专家"), gettext_lazy("已抽取专家，评分表已送出。"), actions.draw_panels, rules.can_draw, of_drawing),
        Step("meet", gettext_lazy("转入专家会商"), gettext_lazy("已转入会商。"), actions.close_scoring, may_close_scoring, of_meeting),
        Step("send", gettext_lazy("送各市征求意见"), gettext_lazy("已送各市。"), actions.send_results, may_send, of_sending),
        Step("finalise", gettext_lazy("定稿"), gettext_lazy("已定稿。"), actions.finalise, may_finalise, of_finalising),
        Step("publish", gettext_lazy("正式发布"), gettext_lazy("已正式发布。"), actions.publish, may_publish, of_publishing),
        Step(CANCEL, gettext_lazy("取消这一轮"), gettext_lazy("已取消。"), actions.cancel, rules.can_cancel, of_cancelling),
    )
}  # fmt: skip
NEXT = {
    State.OPENED: "complete",
    State.COMPLETE: DRAW,
    State.SCORING: "meet",
    State.PANEL: "send",
    State.RESULTS: "finalise",
    State.FINAL: "publish",
}


def next_step(round_: Round) -> Step | None:
    """The step that leads on; none when the round has ended."""
    code = NEXT.get(State(round_.state))
    return STEPS[code] if code else None


def path_of(round_: Round, *, names: bool) -> list[dict[str, Any]]:
    """The states as the component `c-task-list` takes them, with when they were reached; `names` says by whom."""
    reached: dict[State, tuple[Any, Any]] = {
        State.OPENED: (round_.opened_at, round_.opened_by),
        State.COMPLETE: (round_.completed_at, round_.completed_by),
        State.SCORING: (round_.drawn_at, round_.drawn_by),
        State.PANEL: (round_.met_at, round_.met_by),
        State.RESULTS: (round_.sent_at, round_.sent_by),
        State.FINAL: (round_.finalised_at, round_.finalised_by),
        State.PUBLISHED: (round_.published_at, round_.published_by),
    }
    return [
        {
            "label": state.label,
            "current": round_.state == state,
            "hint": f"{date_iso(at)} {by.name if by and names else ''}".strip() if at else "",
            "kind": "done" if at and round_.state != state else "info" if round_.state == state else "line",
            "state": _("现在") if round_.state == state else _("已过") if at else _("未到"),
        }
        for state, (at, by) in ((state, reached[state]) for state in ORDER)
    ]


def days_left(round_: Round, days: Calendar | None = None) -> str:
    """`还剩 3 个工作日`, `今天到期`, `已截止`; empty while no time limit runs. `days` where the page has read the calendar."""
    limits = {State.OPENED: round_.self_assessment_until, State.RESULTS: round_.closes_on}
    last, today = limits.get(State(round_.state)), timezone.localdate()
    if last is None:
        return ""
    if today > last:
        return _("已截止")
    left = workdays_between(today, last, calendar() if days is None else days)
    return _("还剩 %(count)d 个工作日") % {"count": left} if left else _("今天到期")


def standing(round_: Round, work: Work) -> str:
    """The finding: the state, and what is still to do in it."""
    state = State(round_.state)
    if state == State.OPENED:
        facts = {"complete": work.entries["complete"], "all": sum(work.entries.values())}
        return _("%(all)d 个城市中 %(complete)d 个材料齐备") % facts
    if state == State.SCORING:
        waiting = work.sheets_waiting
        return _("还有 %(count)d 份评分表没有提交") % {"count": waiting} if waiting else _("评分表已全部提交")
    if state == State.PANEL:
        wide = len(work.undecided)
        return _("%(count)d 项评分差距过大，待裁定") % {"count": wide} if wide else _("没有待裁定的评分，可以送各市")
    if state == State.RESULTS:
        waiting = work.objections["filed"]
        left = days_left(round_)
        return (
            _("正在征求意见，%(count)d 份异议待答复") % {"count": waiting}
            if waiting
            else _("正在征求意见，%(left)s") % {"left": left}
        )
    words = {
        State.COMPLETE: _("材料齐备，可以抽取专家"),
        State.FINAL: _("已定稿，可以发布"),
        State.PUBLISHED: _("%(count)d 个城市的考核结果已正式发布") % {"count": sum(work.entries.values())},
        State.CANCELLED: _("这一轮已取消"),
    }
    return words[state]


def in_brief(round_: Any, days: Calendar) -> str:
    """How far a round is, for the workbench of the national office: from its own row with the counts of `queries.visible_to`."""
    if round_.state == State.OPENED:
        facts = {"complete": round_.complete, "all": round_.cities, "left": days_left(round_, days)}
        return _("%(all)d 个城市中 %(complete)d 个材料齐备，自评%(left)s") % facts
    if round_.state == State.RESULTS:
        return _("正在征求意见，%(left)s") % {"left": days_left(round_, days)}
    return str(round_.get_state_display())


def asks_city(round_: Round, days: Calendar) -> str:
    """What a round asks of a city whose result is out, in words; empty when the time is over."""
    left = days_left(round_, days)
    if round_.state != State.RESULTS or left == _("已截止"):
        return ""
    return _("请核对本市的考核结果，%(left)s") % {"left": left}
