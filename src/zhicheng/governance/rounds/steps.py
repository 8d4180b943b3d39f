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
from zhicheng.governance.rounds import actions, queries, rules
from zhicheng.governance.rounds.models import ORDER, CheckGroup, Round, State


@dataclass(frozen=True)
class Step:
    """`take` is the verb, `may` its rule, `brings` what happens then: (label, words) rows of the page that asks for confirmation."""

    code: str
    button: Text
    done: Text
    take: Callable[..., Any]
    may: Callable[[User, Round], Verdict]
    brings: Callable[[Round], list[tuple[str, str]]]


def may_compute(user: User, round_: Round) -> Verdict:
    return rules.can_compute(user, round_, figures_are_current=queries.figures_are_current())


def may_mark_checked(user: User, round_: Round) -> Verdict:
    return rules.can_mark_checked(user, round_, queries.groups_of(queries.newest_run(round_)))


def may_finalise(user: User, round_: Round) -> Verdict:
    waiting, today = queries.count_waiting(round_), timezone.localdate()
    return rules.can_finalise(user, round_, waiting=waiting, today=today)


def may_publish(user: User, round_: Round) -> Verdict:
    return rules.can_publish(user, round_, has_colleague=queries.has_colleague(user))


def of_computing(round_: Round) -> list[tuple[str, str]]:
    """Before the cities have seen it, a new run has to be checked again."""
    after = _("须重新核对") if round_.state != State.OBJECTIONS else _("仍在征求意见，各市看到新的结果")
    return [(_("使用的数据"), _("此刻的指标数据")), (_("此前各次计算"), _("保留")), (_("然后"), after)]


def of_checking(round_: Round) -> list[tuple[str, str]]:
    groups = queries.groups_of(queries.newest_run(round_))
    return [(str(group), group.remark or _("未确认")) for group in groups]


def of_sending(round_: Round) -> list[tuple[str, str]]:
    """The last day, reckoned as the verb will."""
    days, today = calendar(), timezone.localdate()
    closes_on = add_workdays(today, round_.objection_workdays, days)
    run = queries.newest_run(round_)
    cities = len(queries.cities_in(run.evaluation)) if run else 0
    rows = [
        (_("送往"), _("%(count)d 个城市；各市只看到本市的数据和得分") % {"count": cities}),
        (_("异议期限"), _("%(count)d 个工作日") % {"count": round_.objection_workdays}),
        (_("截止日期"), _("%(day)s（含当日）") % {"day": date_zh(closes_on)}),
        (_("期限的依据"), queries.scheme_of(round_).objections.why),
    ]
    unsure = doubt(days, today, closes_on)
    return [*rows, (_("注意"), unsure)] if unsure else rows


def of_finalising(round_: Round) -> list[tuple[str, str]]:
    counts = queries.count_by_state(round_)
    facts = {"accepted": counts["accepted"], "rejected": counts["rejected"], "withdrawn": counts["withdrawn"]}
    words = _("采纳 %(accepted)d 份，未采纳 %(rejected)d 份，撤回 %(withdrawn)d 份") % facts
    return [(_("异议"), words), (_("定稿以后"), _("结果不再改变，只能发布或取消"))]


def of_publishing(_round: Round) -> list[tuple[str, str]]:
    return [
        (_("公布"), _("排名、得分和名次区间向所有人公开，替换这一年现有的结果")),
        (_("发布包"), _("方案、全部数据、随机数种子、程序版本和结果，任何人可以下载重算")),
        (_("以后"), _("不能修改；有变化须另开一轮")),
    ]


def of_cancelling(_round: Round) -> list[tuple[str, str]]:
    return [(_("已有的计算和异议"), _("保留，不公开")), (_("这一年的公开结果"), _("不变"))]


STEPS: dict[str, Step] = {
    step.code: step
    for step in (
        Step("compute", gettext_lazy("计算"), gettext_lazy("已计算，请核对下面的清单。"), actions.compute, may_compute, of_computing),
        Step("check", gettext_lazy("完成核对"), gettext_lazy("核对已完成。"), actions.mark_checked, may_mark_checked, of_checking),
        Step("send", gettext_lazy("送各市征求意见"), gettext_lazy("已送各市。"), actions.send, rules.can_send, of_sending),
        Step("finalise", gettext_lazy("定稿"), gettext_lazy("已定稿。"), actions.finalise, may_finalise, of_finalising),
        Step("publish", gettext_lazy("正式发布"), gettext_lazy("已正式发布。"), actions.publish, may_publish, of_publishing),
        Step("cancel", gettext_lazy("取消这一轮"), gettext_lazy("已取消。"), actions.cancel, rules.can_cancel, of_cancelling),
    )
}  # fmt: skip
NEXT = {
    State.DRAFT: "compute",
    State.COMPUTED: "check",
    State.CHECKED: "send",
    State.OBJECTIONS: "finalise",
    State.FINAL: "publish",
}


def next_step(round_: Round) -> Step | None:
    """The step that leads on; none when the round has ended."""
    code = NEXT.get(State(round_.state))
    return STEPS[code] if code else None


def path_of(round_: Round) -> list[dict[str, Any]]:
    """The states as the component `c-task-list` takes them, with who reached them when."""
    reached: dict[State, tuple[Any, Any]] = {
        State.DRAFT: (round_.opened_at, round_.opened_by),
        State.COMPUTED: (round_.computed_at, None),
        State.CHECKED: (round_.checked_at, round_.checked_by),
        State.OBJECTIONS: (round_.sent_at, round_.sent_by),
        State.FINAL: (round_.finalised_at, round_.finalised_by),
        State.PUBLISHED: (round_.published_at, round_.published_by),
    }
    return [
        {
            "label": state.label,
            "current": round_.state == state,
            "hint": _("%(day)s %(who)s") % {"day": date_iso(at), "who": by.name if by else ""} if at else "",
            "kind": "done" if at and round_.state != state else "info" if round_.state == state else "line",
            "state": _("现在") if round_.state == state else _("已过") if at else _("未到"),
        }
        for state, (at, by) in ((state, reached[state]) for state in ORDER)
    ]


def days_left(round_: Round, days: Calendar | None = None) -> str:
    """`还剩 3 个工作日`, `今天到期`, `已截止`; empty while no time limit runs. `days` where the page has read the calendar."""
    today = timezone.localdate()
    if round_.closes_on is None or round_.state != State.OBJECTIONS:
        return ""
    if today > round_.closes_on:
        return _("已截止")
    left = workdays_between(today, round_.closes_on, calendar() if days is None else days)
    return _("还剩 %(count)d 个工作日") % {"count": left} if left else _("今天到期")


def standing(round_: Round, groups: list[CheckGroup]) -> str:
    """The finding: the state, and what is still to do in it."""
    waiting = sum(not group.is_confirmed for group in groups)
    if round_.state == State.COMPUTED and waiting:
        return _("已计算，核对清单还有 %(count)d 项未确认") % {"count": waiting}
    unanswered = queries.count_waiting(round_)
    if round_.state == State.OBJECTIONS and unanswered:
        return _("正在征求意见，%(count)d 份异议待答复") % {"count": unanswered}
    if round_.state == State.OBJECTIONS:
        return _("正在征求意见，%(left)s") % {"left": days_left(round_)}
    words = {
        State.DRAFT: _("尚未计算"),
        State.COMPUTED: _("已计算，核对清单全部确认"),
        State.CHECKED: _("已核对，可以送各市"),
        State.FINAL: _("已定稿，可以发布"),
        State.PUBLISHED: _("已正式发布"),
        State.CANCELLED: _("已取消"),
    }
    return words[State(round_.state)]


def waits_for(round_: Round, user: User, days: Calendar) -> str:
    """What a round waits for from this person, in words for the workbench; empty when nothing. Asks nothing beyond the round's own row
    with the count of `queries.visible_to`.
    """
    if rules.is_national(user):
        return in_brief(round_, days) if round_.is_open else ""
    may = rules.can_object(user, round_, region=user.region_id or "", today=timezone.localdate())
    return _("请核对本市数据，%(left)s") % {"left": days_left(round_, days)} if may else ""


def in_brief(round_: Any, days: Calendar) -> str:
    """How far a round of `queries.visible_to` is."""
    if round_.state != State.OBJECTIONS:
        return str(round_.get_state_display())
    if round_.waiting:
        return _("正在征求意见，%(count)d 份异议待答复") % {"count": round_.waiting}
    return _("正在征求意见，%(left)s") % {"left": days_left(round_, days)}
