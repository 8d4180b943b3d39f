"""What time itself does to cases: warnings, escalation, lapse, the end of publicity. Each case in a transaction of its own."""

from collections.abc import Callable, Iterable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import Role
from zhicheng.base.audit import verbs
from zhicheng.base.calendars.queries import calendar
from zhicheng.base.jobs.registry import Progress
from zhicheng.engine.calendars import Calendar
from zhicheng.services.hall import clock
from zhicheng.services.hall.actions.handing_over import take_up_waiting
from zhicheng.services.hall.actions.moving import enter, held, leave, log, tell, tell_applicant, tell_office
from zhicheng.services.hall.models import Application, State
from zhicheng.services.hall.queries.cases import all_cases, officers_for
from zhicheng.services.hall.rules.handling import HEADS

NAMES = verbs.register(
    {
        "case.warned": gettext_lazy("时限将到提醒"),
        "case.escalated": gettext_lazy("超期上报"),
        "case.expired": gettext_lazy("逾期失效"),
        "case.publicity_ended": gettext_lazy("公示期满"),
    }
)
LONGEST_WARNING_DAYS = 120
"""A fifth of the longest limit (250 working days) is less than this in days, holidays included."""


def watch_all(progress: Progress) -> str:
    """Look at every case whose time has come; returns how many of which, in words."""
    on, days = clock.today(), calendar()
    counts = {
        "warned": each(progress, near_the_limit(on, days), lambda pk: warn(pk=pk, on=on)),
        "over": each(progress, over_the_limit(on), lambda pk: escalate(pk=pk, on=on)),
        "expired": each(progress, lapsed(on), lambda pk: expire(pk=pk, on=on)),
        "ended": each(progress, publicity_over(on), lambda pk: end_publicity(pk=pk, on=on)),
        "taken_up": take_up_waiting(),
    }
    return (
        _("提醒 %(warned)d 件，超期上报 %(over)d 件，失效 %(expired)d 件，公示期满 %(ended)d 件，续办 %(taken_up)d 件")
        % counts
    )


def each(progress: Progress, cases: Iterable[int], act: Callable[[int], bool]) -> int:
    """Act on each; returns how many were still in question."""
    pks = list(cases)
    done = 0
    for number, pk in enumerate(pks):
        progress(number, len(pks), "")
        done += act(pk)
    return done


def near_the_limit(on: date, days: Calendar) -> list[int]:
    """Cases that have used 80 % of their limit and whose office was not warned."""
    running = all_cases().filter(
        due_on__gte=on, warned_at=None, due_on__lt=date.fromordinal(on.toordinal() + LONGEST_WARNING_DAYS)
    )
    return [case.pk for case in running.select_related(None).order_by("pk") if clock.is_near(case, on, days)]


def over_the_limit(on: date) -> "QuerySet[Application, int]":
    """Cases whose limit is over and whose head was not told."""
    return all_cases().filter(due_on__lt=on, escalated_at=None).order_by("pk").values_list("pk", flat=True)


def lapsed(on: date) -> "QuerySet[Application, int]":
    """Drafts nobody handed in, corrections nobody made."""
    waiting = all_cases().filter(expires_on__lt=on, state__in=[State.DRAFT, State.RETURNED])
    return waiting.order_by("pk").values_list("pk", flat=True)


def publicity_over(on: date) -> "QuerySet[Application, int]":
    """Publicised cases whose time for objections is over and that wait for delivery now."""
    over = all_cases().filter(state=State.PUBLICISED, publicised_until__lt=on, due_on=None)
    return over.order_by("pk").values_list("pk", flat=True)


@transaction.atomic
def warn(*, pk: int, on: date) -> bool:
    """Tell who has to act that 80 % of the limit is used; False when that is no longer so."""
    case = held(Application(pk=pk))
    if case.warned_at is not None or case.due_on is None or case.due_on < on:
        return False
    mark(case, warned_at=clock.now())
    left = clock.standing(case, on).left
    facts = {"case": case, "step": case.current_step.title, "left": left}
    tell_office(case, _("时限将到：%(case)s（%(step)s）还剩 %(left)d 个工作日") % facts, case.applicant_name)
    log("case.warned", case, None, left_workdays=left, due_on=case.due_on.isoformat())
    return True


@transaction.atomic
def escalate(*, pk: int, on: date) -> bool:
    """Tell the head, or the office above, that a limit is over; the case stays marked."""
    case = held(Application(pk=pk))
    if case.escalated_at is not None or case.due_on is None or case.due_on >= on:
        return False
    mark(case, escalated_at=clock.now(), was_overdue=True)
    facts = {"case": case, "step": case.current_step.title, "over": -clock.standing(case, on).left}
    words = _("已超期 %(over)d 个工作日：%(case)s（%(step)s）") % facts
    tell_office(case, words, case.applicant_name)
    head = HEADS.get(Role(case.awaited_role)) if case.awaited_role else None
    tell(officers_for(case, head) if head else [], case, words, case.applicant_name)
    log("case.escalated", case, None, due_on=case.due_on.isoformat(), told=head or "")
    return True


def mark(case: Application, **values: object) -> None:
    """Note on the case without moving it."""
    all_cases().filter(pk=case.pk).update(**values)


@transaction.atomic
def expire(*, pk: int, on: date) -> bool:
    """Let a draft, or a correction that nobody made, lapse."""
    case = held(Application(pk=pk))
    if case.expires_on is None or case.expires_on >= on or case.state not in {State.DRAFT, State.RETURNED}:
        return False
    why = _("补正期限已过，没有提交补正") if case.state == State.RETURNED else _("草稿超过保留期限，没有提交")
    leave(case, to=State.EXPIRED)
    tell_applicant(case, _("已失效：%(item)s") % {"item": case.model.title}, why)
    log("case.expired", case, None, why=why)
    return True


@transaction.atomic
def end_publicity(*, pk: int, on: date) -> bool:
    """After the last day for objections the delivery is due; an objection without answer is answered first."""
    case = held(Application(pk=pk))
    if case.state != State.PUBLICISED or case.publicised_until is None or case.publicised_until >= on or case.due_on:
        return False
    enter(case, len(case.model.steps) - 1, to=State.PUBLICISED)
    tell_office(case, _("公示期满，请办结：%(case)s") % {"case": case}, case.applicant_name)
    log("case.publicity_ended", case, None, until=case.publicised_until.isoformat())
    return True
