"""From a record set to numbers by division and year: all questions to a set are answered by one grouped query.

A record counts once in its own division and once in each one above it, so a nested unit is never counted twice. The database groups rows by
division and years; divisions are added up to those above them as arrays.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
from django.db.models import CharField, Count, F, FloatField, ForeignKey, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone

from zhicheng.base.records import blocks
from zhicheng.base.records.asking import Question, countable, with_years
from zhicheng.base.records.registry import RecordSet
from zhicheng.engine.arrays import BoolArray, FloatArray, IntArray

KEYS = ("zc_region", "zc_first", "zc_last")
CODED = "SELECT {columns} FROM (SELECT *{told_apart} FROM ({found}) AS found) AS coded"
Cell = tuple[str, int]
"""A division's code and a year."""


@dataclass(frozen=True, slots=True)
class Divisions:
    """The divisions that may have numbers, in order of code. Arrays of numbers have one row for each."""

    codes: IntArray

    @classmethod
    def of(cls, codes: Iterable[str]) -> "Divisions":
        return cls(np.array(sorted(int(code) for code in set(codes)), dtype=np.int64))

    def places(self, codes: IntArray) -> IntArray:
        """The row of each code; -1 for one that is not among them."""
        if not len(self.codes):
            return np.full(len(codes), -1)
        at = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        return np.where(self.codes[at] == codes, at, -1)

    def above(self, codes: IntArray) -> list[IntArray]:
        """Rows of each code's own division, of its city and of its province; -1 where that is the same as the one before."""
        city, province = codes // 100 * 100, codes // 10000 * 10000
        return [
            self.places(codes),
            self.places(np.where(city == codes, -1, city)),
            self.places(np.where((province == city), -1, province)),
        ]

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True)
class Grid:
    """The answer to a question: arrays of shape (divisions, years). `values` is NaN and `records` -1 where nothing is known."""

    first_year: int
    values: FloatArray
    records: IntArray

    @property
    def last_year(self) -> int:
        """The last year in which anybody has a record; 0 when nobody has any."""
        years = np.flatnonzero((self.records > 0).any(axis=0))
        return self.first_year + int(years[-1]) if len(years) else 0


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows that agree in division and years (and measured value), as columns: numbers of records, and totals of what is summed."""

    region: IntArray
    first: IntArray
    last: IntArray
    value: IntArray
    records: IntArray
    total: FloatArray

    def only(self, chosen: BoolArray | IntArray) -> "Groups":
        return Groups(
            self.region[chosen], self.first[chosen], self.last[chosen],
            self.value[chosen], self.records[chosen], self.total[chosen],
        )  # fmt: skip


def answer(
    questions: Sequence[Question],
    divisions: Divisions,
    *,
    today: date | None = None,
    within: Sequence[str] = (),
    kept_until: Sequence[int] = (),
) -> list[Grid]:
    """The numbers of all divisions for each question, in the order of the questions.

    `within` limits the rows to provinces, by the first two digits of their codes; `kept_until` says for each question the last year in
    which any other division has a record.
    """
    day = today or timezone.localdate()
    found: dict[int, Grid] = {}
    for asked in together(questions):
        for place, groups in grouped([questions[place] for place in asked], day, within):
            at = asked[place]
            until = kept_until[at] if kept_until else 0
            found[at] = grid_of(groups, questions[at], divisions, until)
    return [found[place] for place in range(len(questions))]


def together(questions: Sequence[Question]) -> list[list[int]]:
    """Which questions one query can answer: those to one record set that tell the same values apart.

    Counts and totals of a set go along with the first of those: its groups are finer, and another scan costs more than adding them up.
    """
    found: dict[str, dict[str, list[int]]] = {}
    for place, one in enumerate(questions):
        measured = one.measured if one.kind == "distinct" else ""
        found.setdefault(one.record_set.code, {}).setdefault(measured, []).append(place)
    for by_value in found.values():
        others = [measured for measured in by_value if measured]
        if others and "" in by_value:
            by_value[others[0]] += by_value.pop("")
    return [places for by_value in found.values() for places in by_value.values()]


def grouped(questions: Sequence[Question], today: date, within: Sequence[str]) -> Iterable[tuple[int, Groups]]:
    """The groups of each question of one query."""
    offered = questions[0].record_set
    if offered.tally is not None:
        yield from ((place, tallied(one, within)) for place, one in enumerate(questions))
        return
    asked = placed(questions, offered, today, within)
    kinds = dict.fromkeys(KEYS, "i4")
    keys = list(KEYS)
    told_apart = ""
    apart = next((one for one in questions if one.kind == "distinct"), None)
    if apart is not None:
        asked = asked.annotate(zc_measured=F(apart.measured))
        keys.append("zc_measured")
        kinds["zc_value"], told_apart = "i8", f", {code_of(asked)} AS zc_value"
    numbers = dict(pair for place, one in enumerate(questions) for pair in aggregates(place, one))
    kinds |= {name: "f8" if name.startswith("zc_t") else "i4" for name in numbers}
    statement, parameters = asked.values(*keys).annotate(**numbers).query.sql_with_params()
    answered = CODED.format(columns=", ".join(kinds), told_apart=told_apart, found=statement)
    columns = blocks.read(answered, parameters, kinds)
    yield from ((place, groups_of(columns, place)) for place in range(len(questions)))


def code_of(rows: QuerySet[Any]) -> str:
    """A number for what is told apart, the same for equal values: itself when it is one, else its place among all."""
    field = rows.query.annotations["zc_measured"].output_field
    is_whole = isinstance(field.target_field if isinstance(field, ForeignKey) else field, IntegerField)
    return "COALESCE(zc_measured::bigint, -1)" if is_whole else "dense_rank() OVER (ORDER BY zc_measured)"


def placed(questions: Sequence[Question], offered: RecordSet, today: date, within: Sequence[str]) -> QuerySet[Any]:
    """The rows that any of the questions asks for, each with its division's code as a number."""
    rows = countable(offered)
    if all(one.where for one in questions):
        rows = rows.filter(reduce(or_, [one.condition for one in questions]))
    if within:
        rows = rows.annotate(zc_place=Cast(offered.region, CharField()))
        rows = rows.filter(reduce(or_, [Q(zc_place__startswith=each) for each in within]))
    code = Cast(NullIf(offered.region, Value(""), output_field=CharField()), IntegerField())
    dated: QuerySet[Any] = with_years(rows, offered, today).annotate(zc_region=code).filter(zc_region__isnull=False)
    return dated


def aggregates(place: int, question: Question) -> list[tuple[str, Any]]:
    """What is computed of each group for a question: the number of its records, and their total where one is asked for."""
    only = question.condition if question.where else None
    found: list[tuple[str, Any]] = [(f"zc_n{place}", Cast(Count("pk", filter=only), IntegerField()))]
    if question.kind == "sum":
        total = Cast(Sum(question.measured, filter=only), FloatField())
        found.append((f"zc_t{place}", Coalesce(total, Value(0.0))))
    return found


def groups_of(columns: Mapping[str, Any], place: int) -> Groups:
    """The groups in which a question has records, out of the columns of the query's answer."""
    records = columns[f"zc_n{place}"]
    value = columns.get("zc_value", np.zeros(len(records), dtype=np.int64))
    total = columns.get(f"zc_t{place}", records.astype(float))
    region, first, last = (columns[name] for name in KEYS)
    return Groups(region, first, last, value, records, total).only(records > 0)


def whole(numbers: Iterable[int]) -> IntArray:
    return np.fromiter(numbers, dtype=np.int64)


def tallied(question: Question, within: Sequence[str]) -> Groups:
    """What an app has counted by itself."""
    tally = question.record_set.tally
    rows = [
        row for row in (tally(question.where) if tally else ()) if row[0] and row[0].startswith(tuple(within) or "")
    ]
    region, year, records = (
        whole(int(row[0]) for row in rows),
        whole(row[1] for row in rows),
        whole(row[2] for row in rows),
    )
    return Groups(region, year, year, np.full(len(rows), -1), records, records.astype(float))


def grid_of(groups: Groups, question: Question, divisions: Divisions, kept_until: int) -> Grid:
    """Groups added up to divisions and years."""
    if not len(groups.region):
        return Grid(0, np.empty((len(divisions), 0)), np.empty((len(divisions), 0), dtype=np.int64))
    first, last = int(groups.first.min()), max(int(groups.last.max()), kept_until)
    records = np.zeros((len(divisions), last - first + 1), dtype=np.int64)
    values = np.zeros(records.shape)
    for year in range(first, last + 1):
        at, here = lifted(groups.only((groups.first <= year) & (year <= groups.last)), divisions)
        records[:, year - first] = added(at, here.records, len(divisions)).astype(np.int64)
        values[:, year - first] = measured(at, here, question, len(divisions))
    return with_silent_years(Grid(first, values, records), kept_until)


def lifted(groups: Groups, divisions: Divisions) -> tuple[IntArray, Groups]:
    """Each group once for every division that it lies in, with the row of that division."""
    levels = divisions.above(groups.region)
    rows = np.concatenate(levels)
    which = np.tile(np.arange(len(groups.region)), len(levels))
    return rows[rows >= 0], groups.only(which[rows >= 0])


def added(at: IntArray, amounts: Any, size: int) -> FloatArray:
    return np.bincount(at, weights=amounts, minlength=size).astype(float)


def measured(at: IntArray, groups: Groups, question: Question, size: int) -> FloatArray:
    """The value of each division in one year."""
    if question.kind != "distinct":
        return added(at, groups.total, size)
    # Values are numbers from -1 (none) on.
    span = int(groups.value.max(initial=-1)) + 2
    keys = np.sort(at * span + groups.value + 1)
    is_first = np.diff(keys, prepend=-1) != 0
    return np.bincount(keys[is_first] // span, minlength=size).astype(float)


def with_silent_years(grid: Grid, kept_until: int) -> Grid:
    """Zero in a year without records, from the first year in which a division has any to the last in which anybody has.

    Before its first record nobody knows whether the register was kept there, after the last whether it still is: those stay missing.
    """
    has_begun = np.maximum.accumulate(grid.records > 0, axis=1)
    years = grid.first_year + np.arange(grid.records.shape[1])
    is_known = has_begun & (years <= max(grid.last_year, kept_until))
    return Grid(
        grid.first_year, np.where(is_known, grid.values, np.nan), np.where(is_known, grid.records, -1)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """Values, and the number of records behind each."""

    values: dict[Cell, float]
    records: dict[Cell, int]


def count(question: Question, known: Collection[str], *, today: date | None = None) -> Counted:
    """The numbers of every known division whose subtree holds records."""
    divisions = Divisions.of(known)
    [grid] = answer([question], divisions, today=today)
    cells = [(str(divisions.codes[i]), grid.first_year + int(j)) for i, j in np.argwhere(grid.records >= 0)]
    kept = grid.records >= 0
    return Counted(
        dict(zip(cells, grid.values[kept].tolist(), strict=True)), dict(zip(cells, grid.records[kept].tolist(), strict=True))
    )  # fmt: skip
