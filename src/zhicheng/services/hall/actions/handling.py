"""What the office does with a case, from acceptance to delivery; each verb one transition."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Avg
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import clock, rules
from zhicheng.services.hall.actions.calls import decision_in_call, move_up
from zhicheng.services.hall.actions.handing_over import prepare_outcome
from zhicheng.services.hall.actions.moving import (
    date_as_told,
    enter,
    hats,
    held,
    is_as_seen,
    is_done,
    leave,
    log,
    move,
    tell_applicant,
    tell_office,
)
from zhicheng.services.hall.actions.writing import issue_letter
from zhicheng.services.hall.models import Application, CallState, Decision, Letter, Message, Review, State
from zhicheng.services.hall.queries.cases import has_colleague, missing_reviews, open_objections

NAMES = verbs.register(
    {
        "case.returned": gettext_lazy("退回补正"),
        "case.accepted": gettext_lazy("受理"),
        "case.not_accepted": gettext_lazy("不予受理"),
        "case.examined": gettext_lazy("审查通过本环节"),
        "case.sent_back": gettext_lazy("退回重新审查"),
        "case.decided": gettext_lazy("作出决定"),
        "case.publicised": gettext_lazy("开始公示"),
        "case.delivered": gettext_lazy("办结"),
        "letter.revoked": gettext_lazy("撤销决定书"),
    }
)

THOUSANDTH = Decimal("0.001")
LONGEST_REASON = 400


@transaction.atomic
def return_for_correction(
    *, application: Application, by: User, reasons: Sequence[tuple[str, str]], key: UUID | None = None
) -> Application:
    """Ask the applicant to mend: (code of the field or material, what to mend). The clock stands until it comes back."""
    case = held(application)
    if is_done(case, "return_for_correction", key):
        return case
    is_as_seen(case, application)
    rules.can_return(by, case, givers=hats(case, by)).or_refuse()
    corrections = [{"field": field, "words": words.strip()} for field, words in reasons if words.strip()]
    if not corrections:
        raise Refused("reason_missing", _("请逐项写明需要补正的内容"))
    until = clock.last_day(clock.today(), case.model.correction_workdays)
    leave(case, to=State.RETURNED, corrections=corrections, expires_on=until)
    words = "；".join(each["words"].rstrip("。") for each in corrections)
    tell_applicant(case, _("请补正：%(case)s") % {"case": case}, words)
    log("case.returned", case, by, why=words, corrections=corrections, until=until.isoformat())
    return case


@transaction.atomic
def accept(*, application: Application, by: User, key: UUID | None = None) -> Application:
    """Accept a case 受理: its first examination, or its decision, begins."""
    case = held(application)
    if is_done(case, "accept", key):
        return case
    is_as_seen(case, application)
    rules.can_accept(by, case, givers=hats(case, by)).or_refuse()
    # Who acts for another by delegation does not become the handler of that one's case.
    case.handler = case.handler or (by if by.role == case.awaited_role else None)
    enter(case, 1, accepted_by=by, accepted_at=clock.now())
    tell_applicant(case, _("已受理：%(case)s") % {"case": case})
    log("case.accepted", case, by)
    return case


@transaction.atomic
def refuse_acceptance(*, application: Application, by: User, reason: str, key: UUID | None = None) -> Application:
    """Refuse to accept 不予受理, with the reason: the case is decided and delivered at once."""
    case = held(application)
    if is_done(case, "refuse_acceptance", key):
        return case
    is_as_seen(case, application)
    rules.can_refuse_acceptance(by, case, givers=hats(case, by)).or_refuse()
    needs_reason(reason)
    last = len(case.model.steps) - 1
    enter(case, last, **decided(by, Decision.NOT_ACCEPTED, reason))
    letter = issue_letter(case, by)
    leave(case, to=State.DELIVERED, delivered_on=clock.today())
    tell_applicant(case, _("不予受理：%(case)s") % {"case": case}, reason)
    log("case.not_accepted", case, by, why=reason, letter=letter.number if letter else "")
    return case


@transaction.atomic
def pass_examination(*, application: Application, by: User, note: str = "", key: UUID | None = None) -> Application:
    """End the round of examination that is due; after the last one the case waits to be decided. `note` is read by officers only.

    A round with reviewers needs all their score sheets; the case's score is their mean.
    """
    case = held(application)
    if is_done(case, "pass_examination", key):
        return case
    is_as_seen(case, application)
    rules.can_examine(by, case, missing_reviews=missing_reviews(case), givers=hats(case, by)).or_refuse()
    if note.strip():
        date_as_told(Message.objects.create(application=case, by=by, text=note.strip(), internal=True), "at")
    step, score = case.current_step, score_of(case)
    enter(case, case.step + 1, examined_by=by, score=case.score if score is None else score)
    tell_office(case, _("待办：%(case)s（%(step)s）") % {"case": case, "step": case.current_step.title})
    log("case.examined", case, by, step=step.title, score=str(score or ""))
    return case


def score_of(case: Application) -> Decimal | None:
    """The mean of the totals of this round's score sheets, None when nobody scores."""
    sheets = Review.objects.filter(application=case, step=case.step, state="submitted")
    mean: Decimal | None = sheets.aggregate(mean=Avg("total"))["mean"]
    return None if mean is None else mean.quantize(THOUSANDTH)


@transaction.atomic
def send_back(*, application: Application, by: User, reason: str, key: UUID | None = None) -> Application:
    """Send a case from the decision back to its last examination, with the reason."""
    case = held(application)
    if is_done(case, "send_back", key):
        return case
    is_as_seen(case, application)
    rules.can_send_back(by, case, givers=hats(case, by)).or_refuse()
    needs_reason(reason)
    enter(case, case.step - 1)
    tell_office(case, _("退回重新审查：%(case)s") % {"case": case}, reason)
    log("case.sent_back", case, by, why=reason)
    return case


@transaction.atomic
def decide(
    *, application: Application, by: User, approved: bool, reason: str = "", key: UUID | None = None
) -> Application:
    """Decide a case; a refusal says why. An approval of an item with a publicity step waits to be publicised, others to be delivered.

    In a batch an approval takes one of its places: `Refused("quota_spent")` when none is left.
    """
    case = held(application)
    if is_done(case, "decide", key):
        return case
    is_as_seen(case, application)
    others = has_colleague(by, case)
    rules.can_decide(by, case, approved=approved, has_colleague=others, givers=hats(case, by)).or_refuse()
    if not approved:
        needs_reason(reason)
    decision = decision_in_call(case, approved=approved)
    enter(case, step_after_decision(case, approved), **decided(by, decision, reason))
    if case.call is not None and case.call.state == CallState.RANKED and not approved:
        move_up(call=case.call, by=by)
    tell_office(case, _("待办：%(case)s（%(step)s）") % {"case": case, "step": case.current_step.title})
    log("case.decided", case, by, why=reason, decision=case.decision)
    return case


def decided(by: User, decision: Decision, reason: str) -> dict[str, Any]:
    """The fields that a decision fills."""
    return {
        "decision": decision,
        "reason": reason.strip(),
        "decided_by": by,
        "decided_at": clock.now(),
        "to": State.DECIDED,
    }


def step_after_decision(case: Application, approved: bool) -> int:
    """The next step; only approvals are publicised."""
    return case.step + 1 if approved else len(case.model.steps) - 1


def needs_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("reason_missing", _("请写明理由，申请人会看到"))


@transaction.atomic
def publicise(*, application: Application, by: User, key: UUID | None = None) -> Application:
    """Publish an approval for objections: for the working days of the step, in which the office's clock stands."""
    case = held(application)
    if is_done(case, "publicise", key):
        return case
    is_as_seen(case, application)
    rules.can_publicise(by, case, givers=hats(case, by)).or_refuse()
    until = clock.last_day(clock.today(), case.current_step.limit_workdays)
    clock.stand(case, clock.today())
    move(case, to=State.PUBLICISED, publicised_until=until)
    tell_applicant(case, _("开始公示：%(case)s") % {"case": case})
    log("case.publicised", case, by, until=until.isoformat())
    return case


@transaction.atomic
def deliver(*, application: Application, by: User, key: UUID | None = None) -> Application:
    """End a case 办结: its letter is issued, and what an approval leads to is queued in the same transaction."""
    case = held(application)
    if is_done(case, "deliver", key):
        return case
    is_as_seen(case, application)
    objections = open_objections(case)
    rules.can_deliver(by, case, on=clock.today(), open_objections=objections, givers=hats(case, by)).or_refuse()
    letter = issue_letter(case, by)
    leave(case, to=State.DELIVERED, step=len(case.model.steps) - 1, delivered_on=clock.today())
    tell_applicant(
        case,
        _("已办结：%(case)s（%(decision)s）") % {"case": case, "decision": case.get_decision_display()},
        case.reason,
    )
    prepare_outcome(case, by)
    log("case.delivered", case, by, decision=case.decision, letter=letter.number if letter else "")
    return case


@transaction.atomic
def revoke_letter(*, application: Application, by: User, reason: str, key: UUID | None = None) -> Application:
    """Take a decision letter back, with the reason: its verification page says so from now on. What the decision led to (a title, a
    certificate) is withdrawn by its own verb.
    """
    case = held(application)
    if is_done(case, "revoke_letter", key):
        return case
    letter = Letter.objects.select_for_update().filter(application=case).first()
    rules.can_revoke_letter(by, case, letter).or_refuse()
    needs_reason(reason)
    Letter.objects.filter(application=case).update(
        revoked_on=clock.today(), revoked_by=by, revoked_why=reason.strip()[:LONGEST_REASON]
    )
    facts = {"number": letter.number if letter else ""}
    tell_applicant(case, _("决定书已撤销：%(number)s") % facts, reason)
    log("letter.revoked", case, by, why=reason, **facts)
    return case
