"""From a record set to numbers by division and year, and back to the rows behind one number: the same query both ways.

A record counts once in its own division and once in each one above it, so a nested unit is never counted twice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.conf import settings
from django.db.models import Case, CharField, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, ExtractYear
from django.utils import timezone

from zhicheng.base.records.registry import RecordSet
from zhicheng.engine.places import prefix

Cell = tuple[str, int]
"""A division's code and a year."""
Kind = Literal["count", "sum", "distinct"]


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows of a record set, and what of them: `name` is the measure's, empty for a count."""

    record_set: RecordSet
    where: Mapping[str, Any]
    kind: Kind = "count"
    name: str = ""


@dataclass(slots=True)
class Counted:
    """Values, and the number of records behind each."""

    values: dict[Cell, float] = field(default_factory=lambda: defaultdict(float))
    records: dict[Cell, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that agree in division, years and measured value."""

    region: str
    first: int
    last: int
    value: Any
    records: int
    total: float


def count(question: Question, known: Collection[str], *, today: date | None = None) -> Counted:
    """The numbers of every known division whose subtree holds records; one grouped query."""
    found = Counted()
    seen: set[tuple[str, int, object]] = set()
    for group in groups(question, today or timezone.localdate()):
        above = [code for code in divisions_of(group.region) if code in known]
        for cell in ((code, year) for code in above for year in range(group.first, group.last + 1)):
            found.records[cell] += group.records
            if question.kind != "distinct":
                found.values[cell] += group.total if question.kind == "sum" else group.records
            elif (*cell, group.value) not in seen:
                seen.add((*cell, group.value))
                found.values[cell] += 1
    fill_silent_years(found)
    return found


def fill_silent_years(found: Counted) -> None:
    """Zero in a year without records, from the first year in which a division has any to the last in which anybody has.

    Before its first record nobody knows whether the register was kept there, after the last whether it still is: those stay missing.
    """
    first: dict[str, int] = {}
    for region, year in found.records:
        first[region] = min(year, first.get(region, year))
    last = max((year for _region, year in found.records), default=0)
    for region, began in first.items():
        for year in range(began, last + 1):
            found.values.setdefault((region, year), 0.0)
            found.records.setdefault((region, year), 0)


def groups(question: Question, today: date) -> Iterable[Group]:
    """The rows asked for, grouped by the database."""
    offered = question.record_set
    if offered.tally is not None:
        for region, year, number in offered.tally(question.where):
            yield Group(region, year, year, None, number, float(number))
        return
    rows = with_years(chosen(question), offered, today)
    keys = [offered.region, "zc_first", "zc_last"]
    if question.kind == "distinct":
        keys.append(offered.measures[question.name])
    numbers: dict[str, Any] = {"zc_records": Count("pk")}
    if question.kind == "sum":
        numbers["zc_total"] = Sum(offered.measures[question.name])
    for region, first, last, *rest in rows.values(*keys).annotate(**numbers).values_list(*keys, *numbers):
        value = rest.pop(0) if question.kind == "distinct" else None
        total = float(rest[1] or 0) if question.kind == "sum" else float(rest[0])
        yield Group(region or "", first, last, value, rest[0], total)


def chosen(question: Question) -> QuerySet[Any]:
    """The rows that the conditions choose, without invented ones where the installation is none for demonstration."""
    offered = question.record_set
    if offered.rows is None:
        raise ValueError(f"record set {offered.code!r} has no rows")
    rows: QuerySet[Any] = offered.rows()
    rows = rows.filter(**dict(compared(offered.filters[key], value) for key, value in question.where.items()))
    rows = rows.filter(**{f"{offered.date}__isnull": False})
    if offered.synthetic and not settings.DEMONSTRATION:
        rows = rows.filter(**{offered.synthetic: False})
    return rows.order_by()


def compared(path: str, value: Any) -> tuple[str, Any]:
    """A filter's lookup: one value, or any of several."""
    return (f"{path}__in", list(value)) if isinstance(value, list | tuple) else (path, value)


def with_years(rows: QuerySet[Any], offered: RecordSet, today: date) -> QuerySet[Any]:
    """Annotates the first and the last year in which each row counts."""
    first = ExtractYear(offered.date)
    if not offered.until:
        dated: QuerySet[Any] = rows.annotate(zc_first=first, zc_last=first)
        return dated
    # It counts at the end of a year, and today in the current one: the last such day on which it is there.
    goes_on = Q(**{f"{offered.until}__isnull": True}) | Q(**{f"{offered.until}__gte": today})
    last = Case(
        When(goes_on, then=Value(today.year)),
        When(**{f"{offered.until}__month": 12, f"{offered.until}__day": 31}, then=ExtractYear(offered.until)),
        default=ExtractYear(offered.until) - 1,
        output_field=IntegerField(),
    )
    lasting: QuerySet[Any] = rows.annotate(zc_first=first, zc_last=last)
    counting: QuerySet[Any] = lasting.filter(zc_last__gte=F("zc_first"), zc_first__lte=today.year)
    return counting


def behind(question: Question, region: str, year: int, *, today: date | None = None) -> QuerySet[Any]:
    """The rows that a number of a division and a year was counted from, newest first."""
    offered = question.record_set
    rows = with_years(chosen(question), offered, today or timezone.localdate())
    placed: QuerySet[Any] = rows.annotate(zc_region=Cast(offered.region, CharField()))
    within: QuerySet[Any] = placed.filter(zc_first__lte=year, zc_last__gte=year, zc_region__startswith=prefix(region))
    return within.order_by(f"-{offered.date}", "pk")


def divisions_of(region: str) -> list[str]:
    """A division and those above it: 440305 → 440000, 440300, 440305."""
    return sorted({region[:2] + "0000", region[:4] + "00", region})
