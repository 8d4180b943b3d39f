"""What one person may do with one case now, and why not what they may not: for the buttons of its page."""

from collections.abc import Sequence

from zhicheng.base.accounts.models import User
from zhicheng.base.verdicts import Verdict
from zhicheng.services.hall import clock, rules
from zhicheng.services.hall.models import Application, Rating, State
from zhicheng.services.hall.queries.cases import acting_as, has_colleague, missing_reviews, open_objections
from zhicheng.services.hall.queries.papers import letter_of
from zhicheng.services.hall.rules.stages import has_role_for, is_turn_of


def acts_of_office(
    user: User, application: Application, *, objections: int | None = None, missing: int | None = None
) -> dict[str, Verdict]:
    """Verb of `hall.actions` → whether this person may do it now, delegations counted; at most three queries.

    `objections` is how many wait for an answer and `missing` how many score sheets are out, where the page knows it. The verb asks again
    inside its transaction.
    """
    givers = givers_to(user, application)
    waiting = open_objections(application) if objections is None else objections
    out = missing_reviews(application) if missing is None else missing
    return {
        "return_for_correction": rules.can_return(user, application, givers=givers),
        "accept": rules.can_accept(user, application, givers=givers),
        "refuse_acceptance": rules.can_refuse_acceptance(user, application, givers=givers),
        "pass_examination": rules.can_examine(user, application, missing_reviews=out, givers=givers),
        "send_back": rules.can_send_back(user, application, givers=givers),
        "decide": rules.can_decide(
            user, application, has_colleague=is_others_turn(user, application, givers), givers=givers
        ),
        "publicise": rules.can_publicise(user, application, givers=givers),
        "deliver": rules.can_deliver(user, application, on=clock.today(), open_objections=waiting, givers=givers),
        "take": rules.can_take(user, application, givers=givers),
        "hand_over": rules.can_hand_over(user, application, givers=givers),
        "revoke_letter": rules.can_revoke_letter(user, application, letter_of(application)),
        "note": rules.can_write_note(user, application),
        "say": rules.can_write_message(user, application),
    }


def givers_to(user: User, application: Application) -> list[User]:
    """Who delegated their work to this person, asked only where a step is due that is not their own."""
    is_others = bool(application.awaited_role) and not has_role_for(user, application)
    return acting_as(user) if is_others else []


def is_others_turn(user: User, application: Application, givers: Sequence[User]) -> bool:
    """Whether a colleague could decide, asked only where somebody might who accepted or examined the case."""
    handled = user.pk in {application.accepted_by_id, application.examined_by_id}
    might = application.state == State.EXAMINED and handled and is_turn_of(user, application, givers)
    return bool(might) and has_colleague(user, application)


def acts_of_applicant(user: User | None, application: Application) -> dict[str, Verdict]:
    """Verb of `hall.actions` → whether the applicant may do it now; `user` None is a citizen who proved the lookup code."""
    is_rated = Rating.objects.filter(application=application).exists()
    return {
        "save": rules.can_save(user, application),
        "withdraw": rules.can_withdraw(user, application),
        "say": rules.can_write_message(user, application),
        "rate": rules.can_rate(user, application, is_rated=is_rated),
    }
