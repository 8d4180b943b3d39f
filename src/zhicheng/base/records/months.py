"""A division's year month by month: what has come together by the end of each month, for several questions and days with one query."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import CharField, DateField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast, TruncDate

from zhicheng.base.records.asking import Question, countable
from zhicheng.engine.places import prefix

MONTHS = 12
AMOUNTS = {"count": "count(*)", "sum": "sum(zc_value)", "distinct": "count(DISTINCT zc_value)"}
STATEMENT = "SELECT * FROM (WITH days (place, first, day) AS (VALUES {days}) {parts}) AS told"
PART = """
SELECT {at}, days.place, ({amount})::float8 FROM ({rows}) AS found
JOIN days ON zc_begin <= days.day AND {still} GROUP BY days.place
"""
COUNTS = {True: "(zc_end IS NULL OR zc_end >= days.day)", False: "zc_begin >= days.first"}
"""A stock counts while it is there, what comes in counts in its year."""


def month_ends(year: int, until: date) -> list[date]:
    """The last day of each month of a year up to the month of `until`, and that day itself in place of the last."""
    months = MONTHS if until.year > year else until.month if until.year == year else 0
    return [min(date(year, month, monthrange(year, month)[1]), until) for month in range(1, months + 1)]


def totals(asked: Mapping[str, Question], region: str, days: Sequence[date]) -> dict[str, list[float]]:
    """Of each question's records in a division: on each day a stock as it stood, else what had come since the year began. One query.

    Questions to sets that are tallied elsewhere by the year are left out.
    """
    known = {code: one for code, one in asked.items() if one.record_set.rows is not None}
    if not known or not days:
        return {code: [] for code in known}
    parts: list[str] = []
    parameters: list[Any] = []
    for at, question in enumerate(known.values()):
        rows, of_rows = rows_of(question, region, max(days)).query.sql_with_params()
        is_stock = bool(question.record_set.until)
        parts.append(PART.format(at=at, amount=AMOUNTS[question.kind], rows=rows, still=COUNTS[is_stock]))
        parameters += of_rows
    of_days = [part for place, day in enumerate(days) for part in (place, date(day.year, 1, 1), day)]
    statement = STATEMENT.format(days=", ".join(["(%s, %s, %s)"] * len(days)), parts="UNION ALL".join(parts))
    found = [[0.0] * len(days) for _question in known]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*of_days, *parameters])
        for at, place, amount in cursor.fetchall():
            found[at][place] = amount or 0.0
    return dict(zip(known, found, strict=True))


def rows_of(question: Question, region: str, until: date) -> QuerySet[Any]:
    """The question's rows in a division, as the day each begins to count, the last one, and what is counted of it."""
    offered = question.record_set
    rows = countable(offered).filter(question.condition).annotate(zc_place=Cast(offered.region, CharField()))
    rows = rows.filter(zc_place__startswith=prefix(region))
    value = F(question.measured) if question.kind != "count" else Value(1)
    rows = rows.annotate(zc_begin=day_of(rows, offered.date), zc_value=value)
    end = day_of(rows, offered.until) if offered.until else Cast(Value(None), DateField())
    dated: QuerySet[Any] = rows.annotate(zc_end=end).filter(zc_begin__lte=until)
    return dated.values("zc_begin", "zc_end", "zc_value")


def day_of(rows: QuerySet[Any], path: str) -> Any:
    """The day at a path, which may hold a moment."""
    held = rows.annotate(zc_held=F(path)).query.annotations["zc_held"].output_field
    return TruncDate(path) if isinstance(held, DateTimeField) else F(path)
