"""Questions to record sets: which rows, what of them, and in which years each row counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.conf import settings
from django.db.models import Case, CharField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, ExtractYear
from django.utils import timezone

from zhicheng.base.records.registry import RecordSet
from zhicheng.engine.places import prefix

Kind = Literal["count", "sum", "distinct"]


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows of a record set, and what of them: `name` is the measure's, empty for a count."""

    record_set: RecordSet
    where: Mapping[str, Any]
    kind: Kind = "count"
    name: str = ""

    @property
    def measured(self) -> str:
        """The lookup path of what is summed or told apart."""
        return self.record_set.measures[self.name]

    @property
    def condition(self) -> Q:
        """The conditions as a filter; empty when every row counts."""
        filters = self.record_set.filters
        return Q(**dict(compared(filters[key], value) for key, value in self.where.items()))


def compared(path: str, value: Any) -> tuple[str, Any]:
    """A filter's lookup: one value, or any of several."""
    return (f"{path}__in", list(value)) if isinstance(value, list | tuple) else (path, value)


def countable(offered: RecordSet) -> QuerySet[Any]:
    """The dated rows, without invented ones where the installation is none for demonstration."""
    if offered.rows is None:
        raise ValueError(f"record set {offered.code!r} has no rows")
    rows: QuerySet[Any] = offered.rows().filter(**{f"{offered.date}__isnull": False})
    if offered.synthetic and not settings.DEMONSTRATION:
        rows = rows.filter(**{offered.synthetic: False})
    return rows.order_by()


def with_years(rows: QuerySet[Any], offered: RecordSet, today: date) -> QuerySet[Any]:
    """Annotates the first and the last year in which each row counts."""
    first = year_of(offered.date)
    if not offered.until:
        dated: QuerySet[Any] = rows.annotate(zc_first=first, zc_last=first)
        return dated
    # It counts at the end of a year, and today in the current one: the last such day on which it is there.
    goes_on = Q(**{f"{offered.until}__isnull": True}) | Q(**{f"{offered.until}__gte": today})
    last = Case(
        When(goes_on, then=Value(today.year)),
        When(**{f"{offered.until}__month": 12, f"{offered.until}__day": 31}, then=year_of(offered.until)),
        default=year_of(offered.until) - 1,
        output_field=IntegerField(),
    )
    lasting: QuerySet[Any] = rows.annotate(zc_first=first, zc_last=last)
    counting: QuerySet[Any] = lasting.filter(zc_last__gte=F("zc_first"), zc_first__lte=today.year)
    return counting


def year_of(path: str) -> Any:
    """The year of a day, as a whole number: PostgreSQL groups those faster than the decimals that EXTRACT gives."""
    return Cast(ExtractYear(path), IntegerField())


def behind(question: Question, region: str, year: int, *, today: date | None = None) -> QuerySet[Any]:
    """The rows that a number of a division and a year was counted from, newest first."""
    offered = question.record_set
    chosen = countable(offered).filter(question.condition)
    rows = with_years(chosen, offered, today or timezone.localdate())
    placed: QuerySet[Any] = rows.annotate(zc_region=Cast(offered.region, CharField()))
    within: QuerySet[Any] = placed.filter(zc_first__lte=year, zc_last__gte=year, zc_region__startswith=prefix(region))
    return within.order_by(f"-{offered.date}", "pk")
