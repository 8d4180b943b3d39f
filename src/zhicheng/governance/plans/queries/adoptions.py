"""Reads of adoptions: which there are, who may see them, what waits for whom."""

from datetime import date

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.accounts.queries import able_to_sign_in
from zhicheng.base.regions.models import Region
from zhicheng.base.regions.queries import outermost_units
from zhicheng.engine.places import prefix
from zhicheng.governance.indicators.compute import MUNICIPALITIES
from zhicheng.governance.plans.definition_kinds import PlanDefinition
from zhicheng.governance.plans.models import (
    WRITABLE,
    Adoption,
    Evidence,
    EvidenceUse,
    Level,
    Measure,
    Milestone,
    Progress,
    State,
    TaskChoice,
    Version,
)
from zhicheng.governance.plans.queries.definitions import plan_of

PEOPLE = (
    "begun_by", "edited_by", "submitted_by", "approved_by", "filed_by", "forwarded_by", "received_by", "returned_by",
)  # fmt: skip
WRITERS = CITY_OFFICERS | {Role.PROVINCIAL}


def level_of(region_code: str) -> Level:
    """A province's own plan, or a city's; the four municipalities do a city's work."""
    is_province = region_code.endswith("0000") and region_code not in MUNICIPALITIES
    return Level.PROVINCE if is_province else Level.CITY


def adoption_of(year: int, region_code: str) -> Adoption | None:
    """A region's plan of a year, whatever its state. For pages ask `adoption_for`."""
    return Adoption.objects.select_related("definition", "region").filter(plan_year=year, region=region_code).first()


def visible_to(user: User) -> QuerySet[Adoption]:
    """The plans that an officer may read: his own region's, those below it, and his province's; others none."""
    rows = Adoption.objects.select_related("definition", "region")
    if user.role == Role.NATIONAL:
        return rows
    if user.role not in WRITERS | {Role.COUNTY}:
        return rows.none()
    above = f"{(user.region_id or '')[:2]}0000"
    return rows.filter(Q(region__code__startswith=reach_of(user)) | Q(region=above, version__gt=0))


def reach_of(user: User) -> str:
    """A county's officer follows the plan of the city above."""
    code = user.region_id or ""
    return prefix(f"{code[:4]}00") if user.role == Role.COUNTY else user.reach


def adoption_for(user: User, year: int, region_code: str) -> Adoption | None:
    """A region's plan with the people of its steps, when the person may read it."""
    rows = visible_to(user).select_related("definition", "region", *PEOPLE)
    return rows.filter(plan_year=year, region=region_code).first()


def waiting_for(user: User) -> QuerySet[Adoption]:
    """The plans whose next step this person takes."""
    return visible_to(user).filter(waits_for(user))


def waits_for(user: User) -> Q:
    """The condition that a plan's next step is this person's."""
    own, below = Q(region=user.region_id), Q(state=State.FILED, level=Level.CITY)
    writing = [*WRITABLE, State.APPROVED]
    if user.role == Role.NATIONAL:
        return Q(state=State.FORWARDED) | Q(state=State.FILED, level=Level.PROVINCE)
    if user.role == Role.PROVINCIAL:
        return below | own & Q(state__in=[*writing, State.SUBMITTED], level=Level.PROVINCE)
    if user.role == Role.CITY_HEAD:
        return own & Q(state__in=[State.SUBMITTED, State.APPROVED])
    return own & Q(state__in=writing) if user.role == Role.CITY_HANDLER else Q(pk__in=[])


def on_the_desk(user: User, today: date) -> tuple[list[Adoption], Adoption | None, int]:
    """The plans whose next step this person takes; the own region's plan of the year, when it is in force; how many of its measures are
    late. One query.
    """
    year = today.year
    own = Q(region=user.region_id, plan_year=year, version__gt=0)
    rows = list(
        visible_to(user)
        .filter(waits_for(user) | own)
        .annotate(waits=Case(When(waits_for(user), then=True), default=False), zc_late=late_measures(today))
    )
    waiting: list[Adoption] = [each for each in rows if each.waits]
    own_ones = (each for each in rows if each.region_id == user.region_id and each.plan_year == year)
    running = next((each for each in own_ones if each.is_in_force), None)
    return waiting, running, running.zc_late if running else 0


def late_measures(on: date) -> Coalesce:
    """How many measures of a plan are late on a day, as `lights.lateness` says of each: for pages that name only their number."""
    is_open = Q(done_on=None) | Q(done_on__gt=on)
    steps = Milestone.objects.filter(is_open, measure=OuterRef("pk"), due_on__lt=on)
    late = Measure.objects.filter(is_open, Q(ends_on__lt=on) | Exists(steps), adoption=OuterRef("pk"))
    number = late.order_by().values("adoption").values(number=Count("pk"))
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def taken_by_province(adoption: Adoption) -> frozenset[str]:
    """The tasks that the province of a city took up in its own approved plan."""
    if adoption.level == Level.PROVINCE:
        return frozenset()
    rows = TaskChoice.objects.filter(
        adoption__plan_year=adoption.plan_year, adoption__region=f"{adoption.region_id[:2]}0000",
        adoption__level=Level.PROVINCE, adoption__version__gt=0, taken=True,
    )  # fmt: skip
    return frozenset(rows.values_list("task_ref", flat=True))


def plan_for(adoption: Adoption) -> PlanDefinition:
    """The plan as it was when the region took it up."""
    return plan_of(adoption.definition)


def evidence_of(year: int, region_code: str) -> QuerySet[Evidence]:
    """All papers of a region's year, newest first, with document and what they prove."""
    uses = Prefetch("uses", EvidenceUse.objects.select_related("measure", "milestone"))
    rows = Evidence.objects.filter(adoption__plan_year=year, adoption__region=region_code)
    return rows.select_related("document", "added_by", "adoption").prefetch_related(uses)


def measures_of(adoption: Adoption) -> QuerySet[Measure]:
    """The measures with their milestones, notes and papers, in the order entered."""
    notes = Prefetch("notes", Progress.objects.select_related("written_by"))
    uses = Prefetch("evidence_uses", EvidenceUse.objects.select_related("evidence__document", "milestone"))
    rows = Measure.objects.filter(adoption=adoption).select_related("adoption__region")
    return rows.prefetch_related("milestones", notes, uses)


def measure_for(user: User, pk: int) -> Measure | None:
    """One measure, when the person may read its plan."""
    allowed = visible_to(user).values("pk")
    return (
        Measure.objects.filter(pk=pk, adoption__in=allowed)
        .select_related("adoption__region", "adoption__definition")
        .first()
    )


def milestone_for(user: User, pk: int) -> Milestone | None:
    """One milestone, when the person may read its plan."""
    allowed = visible_to(user).values("pk")
    rows = Milestone.objects.filter(pk=pk, measure__adoption__in=allowed)
    return rows.select_related("measure__adoption__region", "measure__adoption__definition").first()


def paper_for(user: User, pk: int) -> Evidence | None:
    """One paper with what it proves, when the person may read its plan."""
    allowed = visible_to(user).values("pk")
    uses = Prefetch("uses", EvidenceUse.objects.select_related("measure", "milestone", "evidence__adoption"))
    rows = Evidence.objects.filter(pk=pk, adoption__in=allowed).prefetch_related(uses)
    return rows.select_related("document", "added_by", "adoption__region", "adoption__definition").first()


def versions_of(adoption: Adoption) -> list[Version]:
    """What was approved, newest first."""
    return list(adoption.versions.select_related("approved_by"))


def city_years(region: str) -> list[int]:
    """The years for which a region has a plan, newest first."""
    return list(Adoption.objects.filter(region=region).order_by("-plan_year").values_list("plan_year", flat=True))


def regions_under(user: User) -> list[Region]:
    """The cities that an upper office looks at: demonstration cities in its reach at the level where figures are counted."""
    units = [unit.region for unit in outermost_units() if unit.region_id.endswith("00")]
    found = {region.code: region for region in units if user.reaches(region.code)}
    return [found[code] for code in sorted(found)]


def officers_of(region_code: str) -> QuerySet[User]:
    """Those who write a region's plan."""
    role = {Role.PROVINCIAL} if level_of(region_code) == Level.PROVINCE else CITY_OFFICERS
    return able_to_sign_in().filter(role__in=role, region=region_code).order_by("pk")


def heads_of(region_code: str) -> QuerySet[User]:
    """Those who may approve a region's plan."""
    role = Role.PROVINCIAL if level_of(region_code) == Level.PROVINCE else Role.CITY_HEAD
    return able_to_sign_in().filter(role=role, region=region_code).order_by("pk")


def officers_above(adoption: Adoption) -> QuerySet[User]:
    """Those who receive a filed plan: the province's officers, or the nation's."""
    people = able_to_sign_in().order_by("pk")
    if adoption.level == Level.PROVINCE or adoption.state == State.FORWARDED:
        return people.filter(role=Role.NATIONAL)
    return people.filter(role=Role.PROVINCIAL, region=f"{adoption.region_id[:2]}0000")
