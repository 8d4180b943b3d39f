"""Experts, score sheets and batches for tests of reviewing."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.people import SHENZHEN, person
from tests.services.hall.samples import REVIEWED, case, office, publish_item
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import actions, clock
from zhicheng.services.hall.actions import calls, reviewing
from zhicheng.services.hall.models import Application, Call, Review, State

SCORED_CALL = {"ranking": "score"}
FIRST_COME = {"ranking": "first_come"}


def code_of(act: Callable[..., object], **arguments: object) -> str:
    """The code with which a verb refuses, empty when it does not."""
    try:
        act(**arguments)
    except Refused as refusal:
        return refusal.code
    return ""


def reviewed_item(**changes: Any) -> Definition:
    """The sample item with two reviewers."""
    return publish_item(**({"steps": REVIEWED} | changes))


def expert(name: str = "专家", **changes: Any) -> User:
    return person(name, Role.EXPERT, **changes)


def experts(count: int) -> list[User]:
    return [expert(f"专家{number}") for number in range(1, count + 1)]


def under_review(definition: Definition | None = None, **more: Any) -> Application:
    """A case that waits for two reviewers."""
    return case(State.ACCEPTED, definition=definition or reviewed_item(), **more)


def assigned(application: Application, people: Sequence[User]) -> list[Review]:
    by = office().handler
    return reviewing.assign_reviewers(application=application, reviewers=people, by=by)


def points(plan: str, team: str) -> dict[str, Decimal]:
    return {"plan": Decimal(plan), "team": Decimal(team)}


def scored(review: Review, plan: str = "50", team: str = "30", comment: str = "") -> Review:
    return reviewing.submit_review(review=review, scores=points(plan, team), comment=comment, by=review.reviewer)


def after(call: Call) -> Any:
    """Acts inside happen on the day after a batch's last."""
    return clock.told(clock.moment_of(call.closes_on + timedelta(days=1)))


def examined(totals: Sequence[tuple[str, str]], definition: Definition) -> list[Application]:
    """Cases of an open batch whose two experts gave these totals each, in the order of submission."""
    people = experts(2)
    cases = []
    for pair in totals:
        made = case(State.ACCEPTED, definition=definition)
        for review, total in zip(assigned(made, people), pair, strict=True):
            scored(review, plan=str(min(Decimal(total), 60)), team=str(max(Decimal(total) - 60, 0)), comment="意见")
        cases.append(actions.pass_examination(application=made, by=office().handler))
    return cases


def ranked(call: Call, **changes: Any) -> list[Application]:
    with after(call):
        return calls.rank_call(call=call, by=office(SHENZHEN).head, **changes)


def decided(application: Application, *, approved: bool) -> Application:
    return actions.decide(
        application=application, by=office().head, approved=approved, reason="" if approved else "未进入名额"
    )
