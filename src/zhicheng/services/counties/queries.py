"""Reads of strong counties."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django_scopes import scope, scopes_disabled

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.regions.models import Level, Region
from zhicheng.engine.calendars.periods import add_months
from zhicheng.services.counties.models import CountyCultivation, CountyReturn, GuidanceVisit, ReturnState

AHEAD = timedelta(days=10)
"""How long before the last day a county is reminded of its return."""


def register() -> QuerySet[CountyCultivation]:
    """All counties that are or were cultivated. Public."""
    with scopes_disabled():
        return CountyCultivation.objects.select_related("county__parent")


def current(on: date) -> Q:
    """The condition that a county is cultivated on a day."""
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))


def cultivation(county: str) -> CountyCultivation | None:
    """What a county is now."""
    return register().filter(county=county, ends_on=None).first()


def approved_returns() -> QuerySet[CountyReturn]:
    """Returns that count: approved by the level above."""
    with scopes_disabled():
        return CountyReturn.objects.select_related("county__parent").filter(state=ReturnState.APPROVED)


def all_visits() -> QuerySet[GuidanceVisit]:
    with scopes_disabled():
        return GuidanceVisit.objects.select_related("county__parent")


def returns_in_reach(user: User) -> QuerySet[CountyReturn]:
    with scope(reach=user.reach):
        return CountyReturn.objects.select_related("county__parent", "filed_by", "judged_by")


def visits_in_reach(user: User) -> QuerySet[GuidanceVisit]:
    with scope(reach=user.reach):
        return GuidanceVisit.objects.select_related("county__parent")


def counties_in_reach(user: User) -> QuerySet[Region]:
    return Region.objects.filter(level=Level.COUNTY, code__startswith=user.reach).select_related("parent")


def county_in_reach(user: User, code: str) -> Region | None:
    return counties_in_reach(user).filter(code=code).first()


def waiting_returns(user: User) -> QuerySet[CountyReturn]:
    """Returns that a person must act on: a county's own that were sent back, the submitted ones for those above."""
    rows = returns_in_reach(user)
    if user.role == Role.COUNTY:
        return rows.filter(state=ReturnState.RETURNED)
    return rows.filter(state=ReturnState.SUBMITTED)


def filed(county: Region, year: int, quarter: int) -> CountyReturn | None:
    with scopes_disabled():
        return CountyReturn.objects.filter(county=county, year=year, quarter=quarter).first()


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of the year, its return if there is one, and the last day on which one is in time."""

    year: int
    number: int
    due_on: date
    filed: CountyReturn | None

    @property
    def is_late(self) -> bool:
        return self.filed is not None and self.filed.was_late


def quarters(county: Region, today: date) -> list[Quarter]:
    """The four newest quarters that have begun, newest first, with what the county filed. One query."""
    at = today.year * 4 + (today.month - 1) // 3
    numbers = [(each // 4, each % 4 + 1) for each in range(at, at - 4, -1)]
    with scopes_disabled():
        known = {(one.year, one.quarter): one for one in CountyReturn.objects.filter(county=county)}
    return [Quarter(year, number, due_day(year, number), known.get((year, number))) for year, number in numbers]


@dataclass(frozen=True, slots=True)
class Owed:
    """A quarter whose return a county has not handed in, shortly before its last day or after it."""

    county: Region
    year: int
    quarter: int
    due_on: date
    is_over: bool


def owed(on: date, reach: str = "") -> list[Owed]:
    """What the cultivated counties of a reach owe on a day, the longest due first; a year back and no further. One query.

    A return that was sent back has been handed in: whose turn it is, its own page and notices say.
    """
    at = on.year * 4 + (on.month - 1) // 3
    ended = [(each // 4, each % 4 + 1) for each in range(at - 4, at)]
    found = (
        Owed(one.county, year, quarter, due_day(year, quarter), due_day(year, quarter) < on)
        for one in running_with_returns(on, reach)
        for year, quarter in ended
        if last_day(year, quarter) >= one.starts_on and number_of(year, quarter) not in one.filed_quarters
    )
    near = [one for one in found if on >= one.due_on - AHEAD]
    return sorted(near, key=lambda one: (one.due_on, one.county.code))


def running_with_returns(on: date, reach: str) -> QuerySet[Any]:
    """The cultivations that run on a day, each with the numbers of the quarters that its county has handed in (`filed_quarters`)."""
    with scopes_disabled():
        filed = CountyReturn.objects.filter(county=OuterRef("county")).exclude(state=ReturnState.DRAFT).order_by()
    numbers = filed.annotate(number=F("year") * 4 + F("quarter")).values("number")
    running = register().filter(current(on), county__code__startswith=reach).order_by("county")
    return running.annotate(filed_quarters=ArraySubquery(numbers))


def number_of(year: int, quarter: int) -> int:
    """Quarters in one row."""
    return year * 4 + quarter


def last_day(year: int, quarter: int) -> date:
    """The last day of a quarter."""
    return add_months(date(year, 1, 1), 3 * quarter) - timedelta(days=1)


def due_day(year: int, quarter: int) -> date:
    """The last day of the month that follows the quarter. Assumed: no source gives a limit."""
    return add_months(date(year, 1, 1), 3 * quarter + 1) - timedelta(days=1)


def sums(rows: Iterable[CountyReturn], fields: Iterable[str]) -> dict[str, int]:
    """Field → total over returns."""
    found = list(rows)
    return {name: sum(getattr(row, name) for row in found) for name in fields}
