"""What an approval leads to: queued with the delivery in one transaction, performed exactly once by a job."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.jobs.actions import start as start_job
from zhicheng.services.hall import clock, leading
from zhicheng.services.hall.actions.moving import held, log, tell_applicant
from zhicheng.services.hall.models import Application, Decision, Handover, HandoverState

HAND_OVER = "hall.hand_over"
NAMES = verbs.register(
    {"case.handed_over": gettext_lazy("办理结果已落实"), "case.awaits_service": gettext_lazy("等待服务上线")}
)


def prepare_outcome(case: Application, by: User | None) -> Handover | None:
    """Note what the approval leads to, and queue the job that does it; None when it leads to nothing more than the letter."""
    if case.decision != Decision.APPROVED or not case.model.outcome:
        return None
    made = Handover.objects.create(application=case, outcome=case.model.outcome, parameters=case.model.outcome_with)
    queue(made, by)
    return made


def queue(handover: Handover, by: User | None) -> None:
    start_job(
        task=HAND_OVER, title=_("落实办理结果：%(case)s") % {"case": handover.application}, by=by,
        arguments={"handover": handover.pk}, once=f"{HAND_OVER}:{handover.pk}",
    )  # fmt: skip


@transaction.atomic
def perform(*, handover_id: int) -> Handover:
    """Do what an approval leads to, and note it done in the same transaction: a process that dies between has done neither.

    Nothing happens when it is done already; without a service that offers the outcome it waits for one.
    """
    row = Handover.objects.select_for_update(no_key=True).get(pk=handover_id)
    if row.state == HandoverState.DONE:
        return row
    outcome = leading.find(row.outcome)
    case = held(row.application)
    if outcome is None:
        return waits(row, case)
    delivered = leading.perform(outcome, case, row.parameters)
    row.state, row.text, row.url, row.done_at = HandoverState.DONE, delivered.text[:400], delivered.url, clock.now()
    row.save()
    tell_applicant(case, _("办理结果：%(text)s") % {"text": delivered.text}, str(case))
    log("case.handed_over", case, None, outcome=row.outcome, text=row.text)
    return row


def waits(row: Handover, case: Application) -> Handover:
    """Note that no service offers the outcome yet."""
    if row.state != HandoverState.AWAITS_SERVICE:
        row.state, row.text = HandoverState.AWAITS_SERVICE, _("相应的服务还没有上线，上线后自动办理")
        row.save()
        log("case.awaits_service", case, None, outcome=row.outcome)
    return row


@transaction.atomic
def fail(*, handover_id: int, words: str) -> None:
    """Note why it did not work; running the job again tries again."""
    Handover.objects.filter(pk=handover_id).exclude(state=HandoverState.DONE).update(
        state=HandoverState.FAILED, text=words[:400]
    )


@transaction.atomic
def take_up_waiting() -> int:
    """Queue what waited for a service that is there now; returns how many."""
    waiting = Handover.objects.select_for_update(no_key=True).filter(state=HandoverState.AWAITS_SERVICE)
    ready = [row for row in waiting.order_by("pk") if leading.find(row.outcome)]
    for row in ready:
        queue(row, None)
    return len(ready)
