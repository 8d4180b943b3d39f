"""One division's year month by month: what has come together by the end of each month."""

from calendar import monthrange
from collections import Counter
from datetime import date
from itertools import accumulate
from typing import Any

from django.db.models import CharField, Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Cast, ExtractMonth

from zhicheng.base.records.asking import Question, countable
from zhicheng.engine.places import prefix

MONTHS = 12


def by_month(question: Question, region: str, year: int, until: date) -> list[float]:
    """The value at the end of each month of a year, up to the month of `until`; a stock is as it stood on that day.

    Empty when the year has not begun, and for records that are tallied elsewhere by the year.
    """
    months = MONTHS if until.year > year else until.month if until.year == year else 0
    if question.record_set.rows is None or not months:
        return []
    rows: QuerySet[Any] = countable(question.record_set).filter(question.condition)
    rows = rows.annotate(zc_place=Cast(question.record_set.region, CharField()))
    rows = rows.filter(zc_place__startswith=prefix(region))
    if question.record_set.until:
        return stock(rows, question, [last_day(year, month, until) for month in range(1, months + 1)])
    return flow(rows, question, year)[:months]


def last_day(year: int, month: int, until: date) -> date:
    return min(date(year, month, monthrange(year, month)[1]), until)


def stock(rows: QuerySet[Any], question: Question, days: list[date]) -> list[float]:
    """What was there on each of the days."""
    begins, ends = question.record_set.date, question.record_set.until
    found = rows.aggregate(
        **{
            f"day{place}": measured(
                question, Q(**{f"{begins}__lte": day}) & (Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": day}))
            )
            for place, day in enumerate(days)
        }
    )
    return [float(found[f"day{place}"] or 0) for place in range(len(days))]


def measured(question: Question, only: Q) -> Any:
    if question.kind == "count":
        return Count("pk", filter=only)
    if question.kind == "sum":
        return Sum(question.measured, filter=only)
    return Count(question.measured, distinct=True, filter=only)


def flow(rows: QuerySet[Any], question: Question, year: int) -> list[float]:
    """What came in the twelve months, added up from the year's beginning."""
    dated = rows.filter(**{f"{question.record_set.date}__year": year})
    dated = dated.annotate(zc_month=ExtractMonth(question.record_set.date))
    amounts: Counter[int] = Counter()
    if question.kind == "distinct":
        firsts = dated.values(question.measured).annotate(zc_first=Min("zc_month")).values_list("zc_first", flat=True)
        amounts.update(firsts)
    else:
        total = Count("pk") if question.kind == "count" else Sum(question.measured)
        amounts.update(dict(dated.values("zc_month").annotate(zc_total=total).values_list("zc_month", "zc_total")))
    return list(accumulate(float(amounts[month] or 0) for month in range(1, MONTHS + 1)))
