"""Reads of batches: which is open, who stands where, whom the quota reaches."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from zhicheng.base.accounts.models import User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import all_current, titles
from zhicheng.services.hall import preferring
from zhicheng.services.hall.definition_kinds import ItemDefinition
from zhicheng.services.hall.items import model_of_item
from zhicheng.services.hall.models import Application, Call, CallState, Decision, State
from zhicheng.services.hall.offices import office_of
from zhicheng.services.hall.queries.cases import all_cases
from zhicheng.services.hall.queries.reviewing import exact_scores
from zhicheng.services.hall.rules import calls as rules

OUT_OF_THE_RUNNING = (State.DRAFT, State.WITHDRAWN, State.EXPIRED)


def announced() -> QuerySet[Call]:
    """All batches with the number of cases, the latest first."""
    counted = Count("applications", filter=~Q(applications__state__in=OUT_OF_THE_RUNNING))
    return Call.objects.select_related("office").annotate(cases=counted).order_by("-opens_on", "-pk")


def count_open(on: date) -> int:
    """How many batches take applications on a day."""
    return Call.objects.filter(opens_on__lte=on, closes_on__gte=on, state=CallState.ANNOUNCED).count()


def windows_open(on: date) -> dict[str, list[Call]]:
    """Item → its batches that take applications on a day, whichever office's, the first to close first."""
    found: dict[str, list[Call]] = defaultdict(list)
    running = Call.objects.filter(opens_on__lte=on, closes_on__gte=on, state=CallState.ANNOUNCED)
    for one in running.select_related("office").order_by("closes_on", "pk"):
        found[one.item].append(one)
    return dict(found)


def windows_for(models: Mapping[str, ItemDefinition], place: str, on: date) -> dict[str, Call]:
    """Item → the batch in which an applicant of a place can apply on a day."""
    offices = {code: office_of(model.level, place) for code, model in models.items() if model.call}
    windows = windows_open(on) if offices else {}
    found: dict[str, Call] = {}
    for code, office in offices.items():
        found.update((code, one) for one in reversed(windows.get(code, [])) if one.office_id == office)
    return found


def call(pk: int) -> Call | None:
    """One batch."""
    return announced().filter(pk=pk).first()


def titles_of_items() -> dict[str, str]:
    """Code → title of the items in force."""
    return titles("item")


def items_to_announce(user: User) -> dict[str, Definition]:
    """The items in force that an officer's office may open a batch of."""
    found = all_current("item")
    return {code: one for code, one in found.items() if rules.can_announce_call(user, model_of_item(one))}


def calls_of(item: str, office: str | None) -> list[Call]:
    """The batches of an item by one office that are not over."""
    return list(Call.objects.filter(item=item, office_id=office).exclude(state=CallState.CLOSED))


def held_call(call: Call) -> Call:
    """The batch, locked until our commit."""
    return Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)


def in_the_running(call: Call) -> QuerySet[Application]:
    """The cases of a batch that were handed in, accepted and not taken back."""
    found = all_cases().filter(call=call).exclude(state__in=OUT_OF_THE_RUNNING)
    return found.exclude(decision=Decision.NOT_ACCEPTED)


def cases_of(call: Call) -> list[Application]:
    """The cases in the running, by place, then by submission."""
    return list(in_the_running(call).order_by("place", "submitted_at", "pk"))


def held_cases_of(call: Call) -> list[Application]:
    """The same, locked until our commit."""
    return list(in_the_running(call).select_for_update(of=("self",), no_key=True).order_by("pk"))


def in_order(cases: Sequence[Application], scores: dict[int, Fraction]) -> list[Application]:
    """Preferred ones first, then best first by the unrounded score; of equal ones the earlier submission."""
    first = preferred_in(cases)
    return sorted(cases, key=lambda case: (case.pk not in first, -score_of(case, scores), case.submitted_at, case.pk))


def preferred_in(cases: Sequence[Application]) -> Mapping[int, str]:
    """Case → why it comes before all others of its batch, whatever its score."""
    return preferring.preferred(cases[0].item, cases) if cases else {}


def score_of(case: Application, scores: dict[int, Fraction]) -> Fraction:
    """The exact score; that of a case scored without experts as it is kept."""
    return scores[case.pk] if case.pk in scores else Fraction(case.score or 0)


def ties_at_edges(call: Call, cases: Sequence[Application]) -> list[list[Application]]:
    """Groups of equal scores that a limit (of the quota, of the reserve) cuts through, best first."""
    scores, first = exact_scores(cases), preferred_in(cases)
    ordered = in_order(cases, scores)
    worth = [(case.pk in first, score_of(case, scores)) for case in ordered]
    groups = []
    for edge in sorted({call.quota, call.quota + call.reserve}):
        if 0 < edge < len(ordered) and worth[edge - 1] == worth[edge]:
            group = [case for case, value in zip(ordered, worth, strict=True) if value == worth[edge]]
            groups += [group] if group not in groups else []
    return groups


def prepared_decisions(call: Call, cases: Sequence[Application]) -> dict[int, Decision]:
    """Case → what its place says now. Places of those who left or were refused fall to the next, so the reserve moves up by itself."""
    running = [case for case in cases if case.place is not None and case.decision != Decision.REFUSED]
    decisions = {}
    for index, case in enumerate(sorted(running, key=lambda one: one.place or 0)):
        within = index < call.quota
        on_reserve = index < call.quota + call.reserve
        decisions[case.pk] = Decision.APPROVED if within else Decision.RESERVED if on_reserve else Decision.REFUSED
    return decisions


def prepared(application: Application) -> Decision | None:
    """What the ranking of its batch says of a case; None where there is no batch, or it is not ranked."""
    call = application.call
    if call is None or application.place is None:
        return None
    return prepared_decisions(call, cases_of(call)).get(application.pk)


def reason_of_order(call: Call) -> str:
    """Why the officer put equal ones at a limit in this order; empty when there were none."""
    entries = LogEntry.objects.filter(on_kind=call._meta.label_lower, on_id=str(call.pk), verb="call.ranked")
    return entries.order_by("-number").values_list("why", flat=True).first() or ""
