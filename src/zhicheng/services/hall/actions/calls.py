"""Batches: announced, ranked, their places taken and given back, closed."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.definitions.models import Definition
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import clock
from zhicheng.services.hall.actions.moving import enter, log, move, tell_applicant
from zhicheng.services.hall.items import model_of_item
from zhicheng.services.hall.models import Application, Call, CallState, Decision, State
from zhicheng.services.hall.queries import calls as queries
from zhicheng.services.hall.queries.reviewing import exact_scores
from zhicheng.services.hall.rules import calls as rules

NAMES = verbs.register(
    {
        "call.announced": gettext_lazy("公布申请批次"),
        "call.ranked": gettext_lazy("对批次排序"),
        "call.moved_up": gettext_lazy("候补递补"),
        "call.closed": gettext_lazy("结束批次"),
    }
)


@transaction.atomic
def announce_call(
    *, definition: Definition, title: str, opens_on: date, closes_on: date, quota: int, reserve: int, by: User,
    synthetic: bool = False,
) -> Call:  # fmt: skip
    """Open a batch of an item by the officer's own office, with its window, quota and reserve."""
    # Race: two officers announce windows that overlap; the item's row decides who is first.
    definition = Definition.objects.select_for_update(no_key=True).get(pk=definition.pk)
    model = model_of_item(definition)
    rules.can_announce_call(by, model).or_refuse()
    others = queries.calls_of(definition.code, by.region_id)
    rules.is_window(opens_on=opens_on, closes_on=closes_on, today=clock.today(), others=others).or_refuse()
    made = Call.objects.create(
        item=definition.code, office_id=by.region_id, title=title, opens_on=opens_on, closes_on=closes_on, quota=quota,
        reserve=reserve, ranking=model.call.ranking if model.call else "score", announced_by=by, synthetic=synthetic,
    )  # fmt: skip
    record("call.announced", on=made, by=by, region_code=by.region_id or "", item=definition.code, quota=quota)
    return made


@transaction.atomic
def take_place(*, call: Call) -> None:
    """Use one place of the quota, inside the transaction of the approval; `Refused("quota_spent")` when none is left.

    One guarded UPDATE: of many at once exactly as many get through as there are places.
    """
    free = Call.objects.filter(pk=call.pk, taken__lt=F("quota")).exclude(state=CallState.CLOSED)
    if not free.update(taken=F("taken") + 1):
        raise Refused("quota_spent", _("“%(call)s”的名额已经用完") % {"call": call})


@transaction.atomic
def give_back_place(*, call: Call) -> None:
    """Free one place of the quota, inside the transaction of the act that takes an approval back."""
    Call.objects.filter(pk=call.pk, taken__gt=0).update(taken=F("taken") - 1)


@transaction.atomic
def rank_call(*, call: Call, by: User, order: Mapping[int, int] | None = None, why: str = "") -> list[Application]:
    """Give every case of a batch its place: preferred ones first, then by unrounded score, equal ones by submission.

    Where equal scores lie across a limit the officer decides: `order` is case → its number within the equal ones, `why`
    the reason; without them `Refused("tie_at_edge")`. Returns the cases, best first.
    """
    cases = queries.held_cases_of(call)
    call = queries.held_call(call)
    rules.can_rank(by, call, cases, today=clock.today()).or_refuse()
    tied = queries.ties_at_edges(call, cases)
    rules.ties_are_decided(tied, order or {}, why).or_refuse()
    ordered = with_ties(queries.in_order(cases, exact_scores(cases)), tied, order or {})
    for place, case in enumerate(ordered, 1):
        case.place = place
    with scopes_disabled():
        Application.objects.bulk_update(ordered, ["place"])
    call.state, call.ranked_at = CallState.RANKED, clock.now()
    call.save(update_fields=["state", "ranked_at"])
    places = {str(case): case.place for case in ordered}
    first = queries.preferred_in(ordered)
    record(
        "call.ranked", on=call, by=by, why=why if tied else "", region_code=call.office_id or "", places=places,
        preferred={str(case): first[case.pk] for case in ordered if case.pk in first},
    )  # fmt: skip
    return ordered


def with_ties(
    ordered: Sequence[Application], tied: Sequence[Sequence[Application]], order: Mapping[int, int]
) -> list[Application]:
    """The cases with each group of equals at a limit in the officer's order, where the group stands."""
    found = list(ordered)
    for group in tied:
        first = found.index(group[0])
        found[first : first + len(group)] = sorted(group, key=lambda case: order[case.pk])
    return found


def decision_in_call(case: Application, *, approved: bool) -> Decision:
    """What an answer becomes in the case's batch, inside the transaction of the decision.

    An approval takes a place, `Refused` when the ranking or the quota does not give one. Who is not approved but stands on
    the reserve list waits there.
    """
    plain = Decision.APPROVED if approved else Decision.REFUSED
    if case.call is None:
        return plain
    prepared = queries.prepared(case)
    rules.fits_ranking(case, prepared, approved=approved).or_refuse()
    if approved:
        take_place(call=case.call)
    return Decision.RESERVED if prepared == Decision.RESERVED else plain


@transaction.atomic
def move_up(*, call: Call, by: User | None) -> list[Application]:
    """Approve those of the reserve list whom the quota reaches now that others left; called by each act that lets one leave."""
    call = queries.held_call(call)
    cases = queries.cases_of(call)
    prepared = queries.prepared_decisions(call, cases)
    reserved = [case for case in cases if case.decision == Decision.RESERVED and case.state == State.DECIDED]
    moved = [case for case in reserved if prepared[case.pk] == Decision.APPROVED]
    for case in moved:
        take_place(call=call)
        enter(case, step_of_decision(case) + 1, decision=Decision.APPROVED)
        tell_applicant(case, _("候补递补：%(case)s 已同意") % {"case": case})
        log("call.moved_up", case, by, place=case.place)
    return moved


def step_of_decision(case: Application) -> int:
    """Which of the item's steps is the decision."""
    return [step.kind for step in case.model.steps].index("decide")


@transaction.atomic
def close_call(*, call: Call, by: User) -> Call:
    """End a batch; who is still on the reserve list is refused with it."""
    cases = queries.held_cases_of(call)
    call = queries.held_call(call)
    rules.can_close(by, call, cases, today=clock.today()).or_refuse()
    for case in cases:
        if case.decision == Decision.RESERVED and case.state == State.DECIDED:
            move(case, to=State.DECIDED, decision=Decision.REFUSED, reason=_("候补，批次结束时没有空出名额"))
    call.state = CallState.CLOSED
    call.save(update_fields=["state"])
    record("call.closed", on=call, by=by, region_code=call.office_id or "", taken=call.taken, quota=call.quota)
    return call
