"""What one person may do with one case now, and why not what they may not: for the buttons of its page."""

from zhicheng.base.accounts.models import User
from zhicheng.base.verdicts import Verdict
from zhicheng.services.hall import clock, rules
from zhicheng.services.hall.models import Application, Letter, Rating, State
from zhicheng.services.hall.queries.cases import acting_as, has_colleague, missing_reviews, open_objections


def acts_of_office(user: User, application: Application, *, objections: int | None = None) -> dict[str, Verdict]:
    """Verb of `hall.actions` → whether this person may do it now, delegations counted; at most five queries.

    `objections` is how many wait for an answer, where the page knows it. The verb asks again inside its transaction.
    """
    givers = acting_as(user)
    waiting = open_objections(application) if objections is None else objections
    return {
        "return_for_correction": rules.can_return(user, application, givers=givers),
        "accept": rules.can_accept(user, application, givers=givers),
        "refuse_acceptance": rules.can_refuse_acceptance(user, application, givers=givers),
        "pass_examination": rules.can_examine(
            user, application, missing_reviews=missing_reviews(application), givers=givers
        ),
        "send_back": rules.can_send_back(user, application, givers=givers),
        "decide": rules.can_decide(user, application, has_colleague=is_others_turn(user, application), givers=givers),
        "publicise": rules.can_publicise(user, application, givers=givers),
        "deliver": rules.can_deliver(user, application, on=clock.today(), open_objections=waiting, givers=givers),
        "take": rules.can_take(user, application, givers=givers),
        "hand_over": rules.can_hand_over(user, application, givers=givers),
        "revoke_letter": rules.can_revoke_letter(user, application, letter_if_any(application)),
        "note": rules.can_write_note(user, application),
        "say": rules.can_write_message(user, application),
    }


def letter_if_any(application: Application) -> Letter | None:
    """The decision letter; there is none before a case is delivered."""
    return Letter.objects.filter(application=application).first() if application.state == State.DELIVERED else None


def is_others_turn(user: User, application: Application) -> bool:
    """Whether a colleague could decide, asked only where a decision is due."""
    return application.state == State.EXAMINED and has_colleague(user, application)


def acts_of_applicant(user: User | None, application: Application) -> dict[str, Verdict]:
    """Verb of `hall.actions` → whether the applicant may do it now; `user` None is a citizen who proved the lookup code."""
    is_rated = Rating.objects.filter(application=application).exists()
    return {
        "save": rules.can_save(user, application),
        "withdraw": rules.can_withdraw(user, application),
        "say": rules.can_write_message(user, application),
        "rate": rules.can_rate(user, application, is_rated=is_rated),
    }
