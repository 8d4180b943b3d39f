"""Reads of cases: who sees them, who has to act on them."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import MAY_HAVE_PARTY, OFFICERS, Role, User
from zhicheng.engine.places import parent_of
from zhicheng.services.hall import clock
from zhicheng.services.hall.definition_kinds import ItemDefinition
from zhicheng.services.hall.models import Application, Decision, Delegation, Objection, Review, State
from zhicheng.services.hall.models.applications import ENDED

LONG_TEXTS = ("answers", "corrections", "reason")
"""What lists of cases do not show."""
SHOWN_WITH = ("definition", "party", "region", "office", "handler", "call")
PAGE_SHOWS = ("definition", "party", "region", "handler", "call", "letter", "handover", "rating")


def all_cases() -> QuerySet[Application]:
    """Every case, whatever the reach: for reads that state their own condition."""
    with scopes_disabled():
        return Application.objects.select_related(*SHOWN_WITH)


def visible_to(user: User) -> QuerySet[Application]:
    """The cases a person may see. Officers: of their reach, without what applicants have not handed in; organisations' people their own;
    experts and others those that they filed or review; administrators none.
    """
    if user.is_administrator:
        return all_cases().none()
    own = Q(filed_by=user)
    if user.party_id is not None and user.role in MAY_HAVE_PARTY:
        own |= Q(party=user.party_id)
    if user.is_officer:
        return all_cases().filter(own | seen_by_officer(user))
    reviews = Review.objects.filter(reviewer=user).exclude(state="declined")
    return all_cases().filter(own | Q(pk__in=reviews.values("application")))


def seen_by_officer(user: User) -> Q:
    """What was handed in inside the reach, and what the office itself drafts for its region."""
    handed_in = Q(number__isnull=False)
    reach = Q(region__code__startswith=user.reach) if user.reach else Q()
    drafts = Q(party=None, region=user.region_id, filed_by__role__in=sorted(OFFICERS)) if user.region_id else Q(pk=None)
    return (reach & handed_in) | drafts


def case(user: User, pk: int) -> Application | None:
    """One case that a person may see with what its page shows of it, None when there is none."""
    return visible_to(user).select_related(None).select_related(*PAGE_SHOWS).filter(pk=pk).first()


def acting_as(user: User, on: date | None = None) -> list[User]:
    """The people whose work is this person's on a day by delegation, themself not among them."""
    day = on or clock.today()
    running = Delegation.objects.filter(taker=user, starts_on__lte=day, ends_on__gte=day, ended_at=None)
    return [one.giver for one in running.select_related("giver").order_by("pk") if one.giver.is_active]


def waiting_for(user: User, on: date | None = None) -> QuerySet[Application]:
    """What this person must act on, soonest due first.

    For officers: cases whose step is theirs by role and reach (their own, or of one who delegated it to them) and that no colleague has
    taken. For organisations: what was returned to them. For experts: what they have to review.
    """
    if user.is_officer:
        hats = [user, *acting_as(user, on)]
        mine = Q()
        for hat in hats:
            mine |= is_turn(hat)
        free = Q(handler=None) | Q(handler__in=hats)
        return all_cases().filter(mine, free, has_something_to_do()).order_by(F("due_on").asc(nulls_last=True), "pk")
    if user.role == Role.EXPERT:
        assigned = Review.objects.filter(reviewer=user, state="assigned")
        return all_cases().filter(pk__in=assigned.values("application"), state=State.ACCEPTED).order_by("due_on", "pk")
    own = Q(party=user.party_id) if user.party_id else Q(filed_by=user)
    return all_cases().filter(own, state=State.RETURNED).order_by("expires_on", "pk")


def of_office(user: User) -> QuerySet[Application]:
    """What waits for this person's role at this place, whoever took it: the office's list."""
    if not user.is_officer:
        return all_cases().none()
    return all_cases().filter(is_turn(user), has_something_to_do()).order_by(F("due_on").asc(nulls_last=True), "pk")


def is_turn(user: User) -> Q:
    """The step that is due is of this person's role, and the applicant's place in their reach."""
    turn = Q(awaited_role=user.role)
    return turn & Q(region__code__startswith=user.reach) if user.reach else turn


def has_something_to_do() -> Q:
    """While a case is publicised there is nothing to do, unless somebody objects or the time is over."""
    objected = Q(Exists(Objection.objects.filter(application=OuterRef("pk"), upheld=None)))
    return ~Q(state=State.PUBLICISED) | Q(due_on__isnull=False) | objected


def officers_for(application: Application, role: str) -> QuerySet[User]:
    """The active officers of a role in whose reach a case lies."""
    places = places_above(application.region_id)
    return User.objects.filter(Q(region__in=places) | Q(region=None), role=role, is_active=True).order_by("pk")


def places_above(code: str) -> list[str]:
    """A division and those in which it lies."""
    above = parent_of(code)
    return [code, *(places_above(above) if above else [])]


def people_of(application: Application) -> QuerySet[User]:
    """Who is told what happens to a case: the organisation's people, or who filed it."""
    active = User.objects.filter(is_active=True).order_by("pk")
    if application.party_id is not None:
        return active.filter(party=application.party_id)
    return active.filter(pk=application.filed_by_id) if application.filed_by_id is not None else active.none()


def has_colleague(user: User, application: Application) -> bool:
    """Whether somebody else could decide: of the awaited role, there, who neither filed nor accepted nor examined it."""
    busy = [user.pk, application.filed_by_id, application.accepted_by_id, application.examined_by_id]
    others = officers_for(application, application.awaited_role)
    return others.exclude(pk__in=[pk for pk in busy if pk is not None]).exists()


def standing_beside(
    models: Mapping[str, ItemDefinition], *, party: int | None, region: str, on: date
) -> dict[str, Application]:
    """The applicant's own cases, by item, beside which there is no room for a second on a day: of what is granted on confirmation one that
    runs, of what is applied for once a year one of that year. What was taken back or not accepted leaves room. Without `party` the region applies.
    """
    automatic = [code for code, model in models.items() if model.automatic]
    yearly = [code for code, model in models.items() if model.once_a_year]
    runs = Q(item__in=automatic, submitted_at__isnull=False) & ~Q(state__in=ENDED)
    who = Q(party=party) if party else Q(party=None, region=region)
    asked = all_cases().select_related(None).only("item", "number", "state")
    found = asked.filter(who, runs | Q(item__in=yearly, submitted_at__year=on.year)).order_by("pk")
    left = found.exclude(state__in=[State.WITHDRAWN, State.EXPIRED]).exclude(decision=Decision.NOT_ACCEPTED)
    return {one.item: one for one in left}


def missing_reviews(application: Application) -> int:
    """How many score sheets the round that is due still lacks."""
    step = application.current_step
    if step.kind != "examine" or not step.reviewers:
        return 0
    sheets = Review.objects.filter(application=application, step=application.step).exclude(state="declined")
    return missing_of(step.reviewers, list(sheets.values_list("state", flat=True)))


def missing_of(wanted: int, states: Sequence[str]) -> int:
    """How many sheets of a round are out, of those asked for and those given out beyond that."""
    return max(wanted, len(states)) - states.count("submitted")


def open_objections(application: Application) -> int:
    """Objections without an answer; to what was never publicised there are none."""
    if application.publicised_until is None:
        return 0
    return Objection.objects.filter(application=application, upheld=None).count()


def digest_of_code(code: str) -> str:
    """What is kept of a lookup code; spaces, hyphens and case do not matter."""
    return hashlib.sha256("".join(code.split()).replace("-", "").upper().encode()).hexdigest()


def tracked(number: str, code: str) -> Application | None:
    """The case of a citizen without account, by its number and lookup code; None when one of them is wrong."""
    found = all_cases().filter(number=number.strip()).first()
    kept = found.code_digest if found and found.code_digest else "0" * 64
    fits = hmac.compare_digest(kept, digest_of_code(code))
    return found if fits else None


def by_filing_key(key: UUID) -> Application | None:
    """The draft made from a form, None when there is none."""
    with scopes_disabled():
        return Application.objects.select_related("definition").filter(filing_key=key).first()


def drafts_of(user: User, item: str) -> QuerySet[Application]:
    """What a person or their organisation began and did not hand in."""
    own = Q(party=user.party_id) if user.party_id else Q(filed_by=user)
    return all_cases().filter(own, item=item, state=State.DRAFT)


def published(on: date | None = None) -> QuerySet[Application]:
    """The cases that are open for objections on a day 公示, the first to end first. For everybody."""
    day = on or clock.today()
    return all_cases().filter(state=State.PUBLICISED, publicised_until__gte=day).order_by("publicised_until", "pk")
