"""Where a case stands, and whose turn it is."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.hall.models import Application, State

STATE_OF_STEP = {
    "accept": State.SUBMITTED,
    "examine": State.ACCEPTED,
    "decide": State.EXAMINED,
    "publicise": State.DECIDED,
    "deliver": State.DECIDED,
}
"""The state in which a case waits for a step of this kind. While it is publicised, and until it is delivered then, it is PUBLICISED."""


def is_in(application: Application, *states: State) -> Verdict:
    """Whether a case has just one of these states."""
    if application.state in states:
        return YES
    facts = {"now": application.get_state_display(), "needed": _("”或“").join(str(each.label) for each in states)}
    return no("wrong_state", _("办件现在是“%(now)s”，只有“%(needed)s”时才能这样办理") % facts)


def is_at(application: Application, kind: str) -> Verdict:
    """Whether the step that is due is of a kind."""
    step = application.current_step
    if step.kind == kind:
        return YES
    return no("other_step", _("办件现在的环节是“%(step)s”，还不能这样办理") % {"step": step.title})


def is_turn_of(user: User, application: Application, givers: Sequence[User] = ()) -> Verdict:
    """Whether the step that is due is this person's: the role is theirs and the applicant's place in their reach, or it is so for one who
    delegated their work to them (`givers`).
    """
    if not application.awaited_role:
        return no("nothing_awaited", _("这件办件现在没有等待机关办理的环节"))
    if any(has_role_for(each, application) for each in (user, *givers)):
        return YES
    facts = {"step": application.current_step.title, "role": Role(application.awaited_role).label}
    return no("not_your_turn", _("“%(step)s”由所在地的%(role)s办理") % facts)


def has_role_for(user: User, application: Application) -> bool:
    """Whether the role that is awaited is this person's, there."""
    return user.role == application.awaited_role and user.reaches(application.region_id)


def works_on(user: User, application: Application) -> Verdict:
    """Whether a person's role has a step in this item, at this place: they read notes and write them."""
    roles = {step.role for step in application.model.steps}
    if user.role in roles and user.reaches(application.region_id):
        return YES
    return no("not_the_office", _("由办理这件办件的机关办理"))
