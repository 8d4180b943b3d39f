"""Reads of outlets. The register is public; coverage is counted by county."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, Q, QuerySet, Sum
from django_scopes import scope, scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.regions.models import Level, Region
from zhicheng.services.outlets.models import Outlet, OutletService


def register() -> QuerySet[Outlet]:
    """All outlets with their place."""
    with scopes_disabled():
        return Outlet.objects.select_related("region__parent", "party")


def services() -> QuerySet[OutletService]:
    """What outlets did."""
    with scopes_disabled():
        return OutletService.objects.select_related("outlet__region")


def serving(on: date) -> Q:
    """The condition that an outlet serves on a day."""
    return Q(opened_on__lte=on) & (Q(closed_on=None) | Q(closed_on__gte=on))


def in_reach(user: User) -> QuerySet[Outlet]:
    """Those an officer keeps; an organisation's user sees its own."""
    if not user.is_officer:
        return register().filter(party=user.party_id) if user.party_id else register().none()
    with scope(reach=user.reach):
        return Outlet.objects.select_related("region__parent", "party")


def named(names: Collection[str]) -> dict[tuple[str, str], Outlet]:
    """Serving outlets by name and county code, of the given names."""
    return {(one.name, one.region_id): one for one in register().filter(name__in=names, closed_on=None)}


@dataclass(frozen=True, slots=True)
class CountyCoverage:
    """A county of a city and how many outlets serve it."""

    code: str
    name: str
    outlets: int
    synthetic: bool = False

    @property
    def is_covered(self) -> bool:
        return self.outlets > 0


def coverage(city: Region, on: date) -> list[CountyCoverage]:
    """Every county of a city with its serving outlets, those without one first. Two queries."""
    below = Region.objects.filter(level=Level.COUNTY, parent=city).values_list("code", "name")
    serve = register().filter(serving(on), region__parent=city).order_by().values_list("region")
    counts = {code: facts for code, *facts in serve.annotate(count=Count("pk"), invented=BoolOr("synthetic"))}
    found = [CountyCoverage(code, name, *counts.get(code, (0, False))) for code, name in below]
    return sorted(found, key=lambda each: (each.is_covered, each.code))


def covered_share(rows: Sequence[CountyCoverage]) -> float | None:
    """The part of counties with at least one outlet; None without counties."""
    return sum(each.is_covered for each in rows) / len(rows) if rows else None


@dataclass(frozen=True, slots=True)
class CityCoverage:
    """A city with outlets: how many counties it has and how many are covered."""

    code: str
    name: str
    counties: int
    covered: int
    outlets: int

    @property
    def share(self) -> float:
        return self.covered / self.counties if self.counties else 0.0


def cities(on: date) -> list[CityCoverage]:
    """Cities that have an outlet, best covered first. Two queries."""
    rows = register().filter(serving(on)).order_by().values_list("region__parent").annotate(
        Count("region", distinct=True), Count("pk")
    )  # fmt: skip
    found = {city: (covered, outlets) for city, covered, outlets in rows}
    counties = Region.objects.filter(code__in=list(found)).annotate(
        counties=Count("children", filter=Q(children__level=Level.COUNTY))
    )
    made = [CityCoverage(one.code, one.short_name, one.counties, *found[one.code]) for one in counties]
    return sorted(made, key=lambda each: (-each.share, each.code))


def served(outlet: Outlet) -> dict[str, int]:
    """Kind of service → people served, of one outlet."""
    rows = OutletService.objects.filter(outlet=outlet).order_by().values_list("service").annotate(Sum("people"))
    return dict(rows)
