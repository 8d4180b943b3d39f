"""The traffic light of a measure and of a whole plan: pure functions, each light with its reason in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

from zhicheng.base.ui.formats import date_iso, percent
from zhicheng.governance.plans.models import Risk

Kind = Literal["ok", "warn", "bad", "mute"]
WORST_FIRST: tuple[Kind, ...] = ("bad", "warn", "ok", "mute")


@dataclass(frozen=True, slots=True)
class Light:
    """`kind` is the chip's; `why` one short sentence without a full stop."""

    kind: Kind
    why: str


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """What the light of a measure is judged by, as it was on the day asked for.

    `overdue` are the due dates of milestones that are late; `noted_on` the day of the newest note, `risk` what it says,
    `reached_on` the day on which a milestone was reached last.
    """

    starts_on: date
    ends_on: date
    done_on: date | None = None
    overdue: tuple[date, ...] = ()
    noted_on: date | None = None
    reached_on: date | None = None
    risk: str = Risk.NONE
    budget_fen: int = 0
    spent_fen: int = 0


def light_of(facts: MeasureFacts, on: date, stale_days: int) -> Light:
    """The first of these that holds: done, late, in danger, at risk, overspent, silent, not begun; else as planned."""
    if facts.done_on is not None:
        return Light("ok", _("%(day)s 完成") % {"day": date_iso(facts.done_on)})
    for judged in (lateness(facts, on), danger(facts), silence(facts, on, stale_days)):
        if judged is not None:
            return judged
    if facts.starts_on > on:
        return Light("mute", _("%(day)s 开始") % {"day": date_iso(facts.starts_on)})
    return Light("ok", _("按计划进行"))


def lateness(facts: MeasureFacts, on: date) -> Light | None:
    """Milestones or the whole measure past their day."""
    if facts.overdue:
        first = min(facts.overdue)
        words = _("%(count)d 个里程碑超期，最早的应于 %(day)s 完成")
        return Light("bad", words % {"count": len(facts.overdue), "day": date_iso(first)})
    if on > facts.ends_on:
        return Light("bad", _("超期 %(days)d 天，应于 %(day)s 完成") % {
            "days": (on - facts.ends_on).days, "day": date_iso(facts.ends_on)})  # fmt: skip
    return None


def danger(facts: MeasureFacts) -> Light | None:
    """What the newest note warns of, and more spent than planned."""
    if facts.risk == Risk.SERIOUS:
        return Light("bad", _("%(day)s 的记录称难以按期完成") % {"day": date_iso(facts.noted_on)})
    if facts.risk == Risk.SOME:
        return Light("warn", _("%(day)s 的记录称有风险") % {"day": date_iso(facts.noted_on)})
    if facts.spent_fen > facts.budget_fen:
        over = (facts.spent_fen - facts.budget_fen) / facts.budget_fen if facts.budget_fen else None
        return Light(
            "warn",
            _("支出超过预算 %(share)s") % {"share": percent(over)} if over is not None else _("有支出，没有预算"),
        )
    return None


def silence(facts: MeasureFacts, on: date, stale_days: int) -> Light | None:
    """Neither a note nor a milestone for longer than allowed."""
    days = (on - quiet_since(facts)).days
    return Light("warn", _("%(days)d 天没有进展") % {"days": days}) if days > stale_days else None


def quiet_since(facts: MeasureFacts) -> date:
    """The last sign of life: the beginning, a note, a milestone."""
    return max(day for day in (facts.starts_on, facts.noted_on, facts.reached_on) if day is not None)


def whole(lights: Sequence[Light]) -> Light:
    """The light of a plan from those of its measures: the worst, and of how many."""
    if not lights:
        return Light("mute", _("还没有措施"))
    worst = min((each.kind for each in lights), key=WORST_FIRST.index)
    count = sum(each.kind == worst for each in lights)
    words = {
        "bad": _("%(count)d 项措施超期或难以按期完成"),
        "warn": _("%(count)d 项措施需要提醒"),
        "ok": _("%(count)d 项措施按计划进行或已完成"),
        "mute": _("%(count)d 项措施尚未开始"),
    }
    return Light(worst, words[worst] % {"count": count})
