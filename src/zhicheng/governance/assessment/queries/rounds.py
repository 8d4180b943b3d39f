"""Reads of rounds: which there are, who may know of them, whom they wait for."""

from collections.abc import Collection, Iterable
from typing import cast

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.accounts.queries import able_to_sign_in
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import all_current, model_of
from zhicheng.base.regions.models import Region
from zhicheng.engine.places import prefix
from zhicheng.governance.assessment.definition_kinds import ASSESSMENT, AssessmentDefinition
from zhicheng.governance.assessment.models import (
    ENDED,
    Entry,
    EntryState,
    Objection,
    ObjectionState,
    Panelist,
    Round,
    SeatState,
    State,
)
from zhicheng.governance.plans import queries as plans

# Enough to say that a name is not enough.
MOST_NAMESAKES = 10
PEOPLE = ("opened_by", "completed_by", "drawn_by", "met_by", "sent_by", "finalised_by", "published_by", "cancelled_by")


def scheme_of(round_: Round) -> AssessmentDefinition:
    """The scheme of a round, as it was when the round began."""
    return scheme_in(round_.definition)


def scheme_in(definition: Definition) -> AssessmentDefinition:
    """The scheme that a stored version says."""
    return cast("AssessmentDefinition", model_of(definition))


def schemes_offered() -> dict[str, Definition]:
    """The schemes in force, by code, the newest year first."""
    found = all_current(ASSESSMENT)
    return {code: found[code] for code in sorted(found, reverse=True)}


def cities_offered(user: User) -> list[Region]:
    """The demonstration cities that can be called to an assessment, in order of code."""
    return plans.regions_under(user)


def open_round(year: int) -> Round | None:
    """The round in hand for a year."""
    return Round.objects.filter(year=year).exclude(state__in=ENDED).first()


def visible_to(user: User) -> QuerySet[Round]:
    """The rounds that a person may know of, newest first: the nation all, provinces and cities those that call cities of theirs."""
    counts = {
        "cities": Count("entries", distinct=True),
        "complete": Count("entries", filter=Q(entries__state=EntryState.COMPLETE), distinct=True),
    }
    rounds = Round.objects.select_related("definition").annotate(**counts).order_by("-pk")
    if user.role == Role.NATIONAL:
        return rounds
    if user.role not in {Role.PROVINCIAL, *CITY_OFFICERS}:
        return rounds.none()
    own = Entry.objects.filter(round=OuterRef("pk"), region__code__startswith=reach_of(user))
    return rounds.filter(Exists(own))


def reach_of(user: User) -> str:
    """What an officer's rounds and cities lie in: a city's own code, a province's prefix."""
    return prefix(user.region_id or "") if user.role == Role.PROVINCIAL else user.region_id or ""


def waiting_rounds(user: User) -> QuerySet[Round]:
    """The rounds whose next step is the nation's: all open ones, to others none."""
    return visible_to(user).exclude(state__in=ENDED) if user.role == Role.NATIONAL else Round.objects.none()


def round_of(user: User, pk: int) -> Round | None:
    """A round with the people of its steps, when the person may know of it."""
    return visible_to(user).select_related(*PEOPLE).filter(pk=pk).first()


def published_round(year: int) -> Round | None:
    """The newest published round of a year."""
    found = Round.objects.filter(year=year, state=State.PUBLISHED).select_related("definition")
    return found.order_by("-number").first()


def has_colleague(user: User) -> bool:
    """Whether the national office has another officer who can sign in."""
    return able_to_sign_in().filter(role=Role.NATIONAL).exclude(pk=user.pk).exists()


def national_officers() -> QuerySet[User]:
    """Those who run the assessment."""
    return User.objects.filter(role=Role.NATIONAL, is_active=True).order_by("pk")


def officers_of(regions: Iterable[str]) -> QuerySet[User]:
    """The officers of cities."""
    return User.objects.filter(role__in=CITY_OFFICERS, is_active=True, region__in=list(regions)).order_by("pk")


def heads_of(region: str) -> QuerySet[User]:
    """The heads of a city's office."""
    return User.objects.filter(role=Role.CITY_HEAD, is_active=True, region=region).order_by("pk")


def provincial_officers(region: str) -> QuerySet[User]:
    """The officers of the province in which a city lies."""
    return User.objects.filter(role=Role.PROVINCIAL, is_active=True, region=f"{region[:2]}0000").order_by("pk")


def without_opinion(round_: Round) -> list[Entry]:
    """The cities whose province can give its opinion and has not; a province without an officer is not waited for."""
    provinces = set(
        User.objects.filter(role=Role.PROVINCIAL, is_active=True).values_list("region_id", flat=True).distinct()
    )
    rows = Entry.objects.filter(round=round_, opinion=None).select_related("region")
    return [one for one in rows if f"{one.region_id[:2]}0000" in provinces]


def count_sheets(round_: Round) -> dict[str, int]:
    """How many score sheets are in which state; every state is named."""
    rows = Panelist.objects.filter(round=round_).order_by().values_list("state")
    counts = dict(rows.annotate(count=Count("pk")))
    return {str(state.value): counts.get(state, 0) for state in SeatState}


def count_entries(round_: Round) -> dict[str, int]:
    """How many cities are in which state; every state is named."""
    counts = dict(Entry.objects.filter(round=round_).order_by().values_list("state").annotate(count=Count("pk")))
    return {str(state.value): counts.get(state, 0) for state in EntryState}


def count_objections(round_: Round) -> dict[str, int]:
    """How many objections ended how; every state is named."""
    rows = Objection.objects.filter(entry__round=round_).order_by().values_list("state")
    counts = dict(rows.annotate(count=Count("pk")))
    return {str(state.value): counts.get(state, 0) for state in ObjectionState}


def count_waiting(round_: Round) -> int:
    """Objections without an answer."""
    return Objection.objects.filter(entry__round=round_, state=ObjectionState.FILED).count()


def regions_in(round_: Round, states: Collection[EntryState] = tuple(EntryState)) -> list[str]:
    """The cities of a round."""
    return list(Entry.objects.filter(round=round_, state__in=states).values_list("region_id", flat=True))


def places_called(text: str) -> list[Region]:
    """Divisions with this code, name or short name."""
    named = Q(code=text) | Q(name=text) | Q(short_name=text)
    return list(Region.objects.filter(named).order_by("code")[:MOST_NAMESAKES])
