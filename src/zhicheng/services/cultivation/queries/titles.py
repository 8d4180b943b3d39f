"""Reads of titles. The register is public: a holder's name and place are told, nothing else of it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import cast

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import all_current, current, current_models, model_of
from zhicheng.base.parties.models import Party
from zhicheng.base.regions.models import Region
from zhicheng.services.cultivation.definition_kinds import ProgrammeDefinition, TitleLevel
from zhicheng.services.cultivation.models import HELD, CityStage, Designation, Event, State

KIND = "programme"


def programmes() -> dict[str, ProgrammeDefinition]:
    """Every programme in force, by code."""
    return cast("dict[str, ProgrammeDefinition]", current_models(KIND))


def programme(code: str) -> ProgrammeDefinition | None:
    """The programme in force of a code, None when there is none."""
    found = definition(code)
    return cast("ProgrammeDefinition", model_of(found)) if found else None


def definition(code: str) -> Definition | None:
    """The stored version in force of a programme."""
    try:
        return current(KIND, code)
    except Definition.DoesNotExist:
        return None


def versions_in_force() -> dict[str, Definition]:
    """The stored versions in force, by code."""
    return all_current(KIND)


def level_titles() -> dict[str, tuple[str, TitleLevel]]:
    """The title that a holder may call itself → its programme's code and its level."""
    return {level.title: (code, level) for code, model in programmes().items() for level in model.levels}


def register() -> QuerySet[Designation]:
    """All titles ever recorded, with their places."""
    return Designation.objects.select_related("region__parent", "party")


def of_region(programme: str, region_code: str) -> QuerySet[Designation]:
    """The titles of a programme that a region itself holds or held, newest first."""
    return register().filter(programme=programme, region=region_code, party=None)


def title(pk: int) -> Designation | None:
    return register().select_related("definition", "follows").filter(pk=pk).first()


def by_code(code: str) -> Designation | None:
    """What a stranger asks for: the title of a verification code."""
    return register().filter(code=code).first()


def events_of(designation: Designation) -> list[Event]:
    """The history of a title, newest first."""
    return list(designation.acts.select_related("by"))


def held_by(*, party: Party | None, region: Region) -> QuerySet[Designation]:
    """The titles that a holder has now: those of the party, or of the region itself."""
    return Designation.objects.filter(state__in=HELD, party=party, region=region) if party is None else (
        Designation.objects.filter(state__in=HELD, party=party)
    )  # fmt: skip


def in_force(on: date) -> QuerySet[Designation]:
    """The titles that are valid on a day, as far as their states of today tell."""
    return Designation.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), state=State.IN_FORCE, starts_on__lte=on)


def overdue(today: date) -> QuerySet[Designation]:
    """Titles that are held though their term is over, without those of cities in a stage."""
    leads = CityStage.objects.filter(designation=OuterRef("pk"), closed_on=None)
    return Designation.objects.filter(~Exists(leads), state__in=HELD, ends_on__lt=today)


def counts_by_city(rows: QuerySet[Designation]) -> dict[str, int]:
    """Four digits of a division code → titles held in that city."""
    held = rows.filter(state__in=HELD).order_by()
    counted = held.annotate(city=Substr("region_id", 1, 4)).values_list("city").annotate(number=Count("pk"))
    return dict(counted)


def counts_by_state(rows: QuerySet[Designation]) -> Counter[str]:
    """State → how many titles."""
    return Counter(dict(rows.order_by().values_list("state").annotate(number=Count("pk"))))


def due_for_review(user: User, on: date) -> QuerySet[Designation]:
    """Titles in the officer's area whose review is due."""
    return register().filter(state__in=HELD, review_due_on__lte=on, region__code__startswith=user.reach)


def known(titles: Iterable[tuple[str, str]]) -> dict[tuple[str, str, int | None, str, date], Designation]:
    """Recorded titles of some programmes and levels, by programme, level, party, region and first day."""
    wanted = Q()
    for code, level in set(titles):
        wanted |= Q(programme=code, level=level)
    rows = Designation.objects.filter(wanted) if wanted else Designation.objects.none()
    return {(row.programme, row.level, row.party_id, row.region_id, row.starts_on): row for row in rows}
