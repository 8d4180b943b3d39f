"""What the office may do with a case, and when."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.hall.models import Application, Delegation, Letter, Rating, State
from zhicheng.services.hall.rules.calls import reserve_is_settled
from zhicheng.services.hall.rules.filing import is_applicant
from zhicheng.services.hall.rules.stages import has_role_for, is_at, is_in, is_turn_of, works_on

HEADS = {
    Role.CITY_HANDLER: Role.CITY_HEAD,
    Role.CITY_HEAD: Role.PROVINCIAL,
    Role.COUNTY: Role.CITY_HEAD,
    Role.PROVINCIAL: Role.NATIONAL,
}
"""Who is told when a step of a role is over its limit."""


def can_return(user: User, application: Application, *, givers: Sequence[User] = ()) -> Verdict:
    """Ask the applicant to mend something, before the case is examined to its end."""
    return is_turn_of(user, application, givers) & is_in(application, State.SUBMITTED, State.ACCEPTED)


def can_accept(user: User, application: Application, *, givers: Sequence[User] = ()) -> Verdict:
    """Accept 受理 what was handed in."""
    return is_turn_of(user, application, givers) & is_in(application, State.SUBMITTED)


def can_refuse_acceptance(user: User, application: Application, *, givers: Sequence[User] = ()) -> Verdict:
    """Refuse to accept 不予受理: that is a decision, so not one's own filing."""
    return can_accept(user, application, givers=givers) & did_not_file(user, application)


def can_examine(
    user: User, application: Application, *, missing_reviews: int = 0, givers: Sequence[User] = ()
) -> Verdict:
    """End the round of examination that is due; `missing_reviews` score sheets are still out."""
    allowed = is_turn_of(user, application, givers) & is_in(application, State.ACCEPTED) & is_at(application, "examine")
    if allowed and missing_reviews:
        return no("reviews_missing", _("还差 %(count)d 份评审意见") % {"count": missing_reviews})
    return allowed


def can_send_back(user: User, application: Application, *, givers: Sequence[User] = ()) -> Verdict:
    """Send a case from the decision back to the last examination."""
    if not any(step.kind == "examine" for step in application.model.steps):
        return no("never_examined", _("这个事项没有审查环节，不能退回重新审查"))
    return is_turn_of(user, application, givers) & is_in(application, State.EXAMINED)


def can_decide(
    user: User,
    application: Application,
    *,
    has_colleague: bool = False,
    approved: bool | None = None,
    givers: Sequence[User] = (),
) -> Verdict:
    """Decide. Who filed it never does; who accepted or examined it does only where the office has nobody else who can.

    `approved` None asks whether the person may decide at all.
    """
    allowed = (
        is_turn_of(user, application, givers) & is_in(application, State.EXAMINED) & did_not_file(user, application)
    )
    if allowed and has_colleague and user.pk in {application.accepted_by_id, application.examined_by_id}:
        return no("handled_by_you", _("这件办件由您受理或审查，须由本机关另一位有权决定的人员决定"))
    return allowed & is_ranked(application) & (reaches_pass_mark(application) if approved else YES)


def did_not_file(user: User, application: Application) -> Verdict:
    """Nobody decides what they filed themself."""
    if application.filed_by_id == user.pk:
        return no("filed_by_you", _("这件办件由您填报，不能由您决定"))
    return YES


def is_ranked(application: Application) -> Verdict:
    """A case of a batch that is ranked by score waits for the ranking."""
    if application.call is not None and application.call.ranking == "score" and application.call.state == "announced":
        return no("not_ranked", _("“%(call)s”还没有排序，排序后才能决定") % {"call": application.call})
    return YES


def reaches_pass_mark(application: Application) -> Verdict:
    """What reviewers scored below the pass mark is not approved."""
    marks = [step.pass_mark for step in application.model.steps if step.pass_mark is not None]
    if marks and application.score is not None and application.score < marks[-1]:
        facts = {"score": f"{application.score:.2f}", "mark": f"{marks[-1]:g}"}
        return no("below_pass_mark", _("评审得分 %(score)s 分，低于合格线 %(mark)s 分，不能同意") % facts)
    return YES


def can_publicise(user: User, application: Application, *, givers: Sequence[User] = ()) -> Verdict:
    """Publish an approval for objections 公示."""
    return is_turn_of(user, application, givers) & is_in(application, State.DECIDED) & is_at(application, "publicise")


def can_deliver(
    user: User, application: Application, *, on: date, open_objections: int = 0, givers: Sequence[User] = ()
) -> Verdict:
    """End the case 办结: after the decision; where it was publicised, when the time is over and every objection answered."""
    allowed = is_turn_of(user, application, givers) & is_in(application, State.DECIDED, State.PUBLICISED)
    if not allowed:
        return allowed
    if not (settled := reserve_is_settled(application)):
        return settled
    if open_objections:
        return no("objections_open", _("还有 %(count)d 份异议没有答复") % {"count": open_objections})
    until = application.publicised_until
    if application.state == State.PUBLICISED and until is not None and on <= until:
        return no("publicised_still", _("公示到 %(day)s为止，期满后才能办结") % {"day": date_zh(until)})
    # What was publicised may be delivered even before the nightly watch has moved the step on.
    return YES if application.state == State.PUBLICISED else is_at(application, "deliver")


def can_revoke_letter(user: User, application: Application, letter: Letter | None) -> Verdict:
    """Take a decision letter back 撤销: who decides such cases in the office that issued it, with a reason, once."""
    if letter is None:
        return no("no_letter", _("这件办件没有决定书"))
    if letter.revoked_on is not None:
        return no("revoked_already", _("决定书已于 %(day)s撤销") % {"day": date_zh(letter.revoked_on)})
    deciding = next((step.role for step in application.model.steps if step.kind == "decide"), Role.CITY_HEAD)
    if user.role == deciding and user.region_id == application.office_id:
        return YES
    return no("not_the_deciding_office", _("决定书由签发机关有权决定的人员撤销"))


def can_take(user: User, application: Application, *, givers: Sequence[User] = ()) -> Verdict:
    """Become the one who is expected to act."""
    if application.handler_id == user.pk:
        return no("yours_already", _("这件办件已经由您经办"))
    if application.handler_id is not None:
        return no("taken", _("这件办件已由%(name)s经办，需要更换时请移交") % {"name": application.handler})
    return is_turn_of(user, application, givers)


def can_hand_over(
    user: User, application: Application, *, to: User | None = None, givers: Sequence[User] = ()
) -> Verdict:
    """Give a case to a colleague: who could act on it, and the head of the office. `to` None asks whether the person may at all."""
    is_head = user.role == HEADS.get(Role(application.awaited_role)) if application.awaited_role else False
    may = YES if is_head and user.reaches(application.region_id) else is_turn_of(user, application, givers)
    if may and to is not None and not (to.is_active and has_role_for(to, application)):
        return no("cannot_act", _("%(name)s不能办理这个环节，请选择同一机关、同一角色的人员") % {"name": to})
    return may


def can_delegate(
    user: User, to: User, *, starts_on: date, ends_on: date, on: date, other: Delegation | None = None
) -> Verdict:
    """Let a colleague do one's work for some days: an active officer of the same office. `other` runs between the same two meanwhile."""
    if not user.is_officer:
        return no("not_an_officer", _("委托代办供各级知识产权管理部门工作人员使用"))
    if to.pk == user.pk:
        return no("to_yourself", _("不能委托给自己"))
    if not (to.is_active and to.is_officer and is_same_office(user, to)):
        return no("other_office", _("只能委托给本机关的在职人员"))
    return days_are_right(starts_on, ends_on, on) & is_first_between(to, other)


def days_are_right(starts_on: date, ends_on: date, on: date) -> Verdict:
    """Whether a delegation runs forward and is not over."""
    if ends_on < starts_on:
        return no("ends_before_start", _("结束日不能早于开始日"))
    if ends_on < on:
        return no("over_already", _("结束日已经过去"))
    return YES


def is_first_between(to: User, other: Delegation | None) -> Verdict:
    """Whether none runs already between the two."""
    if other is None:
        return YES
    facts = {"who": to.name, "first": date_zh(other.starts_on), "last": date_zh(other.ends_on)}
    return no("delegated_already", _("%(first)s至 %(last)s已经委托%(who)s代办，需要改期的，请先结束那次委托") % facts)


def is_same_office(user: User, other: User) -> bool:
    """Officers of one division and level."""
    city = CITY_OFFICERS
    return user.region_id == other.region_id and (user.role == other.role or {user.role, other.role} <= city)


def can_end_delegation(user: User, delegation: Delegation, *, on: date) -> Verdict:
    """Take one's work back before the last day."""
    if delegation.giver_id != user.pk:
        return no("not_yours", _("只有委托人可以结束委托"))
    if delegation.ended_at is not None or delegation.ends_on < on:
        return no("over_already", _("这项委托已经结束"))
    return YES


def can_write_message(user: User | None, application: Application) -> Verdict:
    """Speak in the case: the applicant and the office, once it is handed in."""
    if application.state == State.DRAFT:
        return no("not_submitted", _("提交后才能留言"))
    if user is None:
        return (
            YES
            if application.filed_by_id is None and application.party_id is None
            else no("not_yours", _("请登录后办理"))
        )
    return YES if is_applicant(user, application) else works_on(user, application)


def can_write_note(user: User, application: Application) -> Verdict:
    """Write what only officers read, once it is handed in."""
    if application.state == State.DRAFT:
        return no("not_submitted", _("提交后才能写内部意见"))
    return works_on(user, application)


def can_read_notes(user: User, application: Application) -> Verdict:
    """Officers in whose reach the case lies, unless it is their own application."""
    if user.is_officer and user.reaches(application.region_id) and not is_applicant(user, application):
        return YES
    return no("internal", _("内部意见只供办理机关查看"))


def can_reply_to_rating(user: User, rating: Rating) -> Verdict:
    """Answer what an applicant said of the service, once."""
    if rating.replied_at is not None:
        return no("replied_already", _("已经答复过"))
    return works_on(user, rating.application)
