"""All questions to a record set in one query give what each gives alone, and what counting by hand gives."""

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django_scopes import scopes_disabled

from tests.people import division, numbers
from zhicheng.base.parties.models import Kind, Party, Size
from zhicheng.base.records.asking import Question
from zhicheng.base.records.counting import Cell, Counted, Divisions, Grid, answer, count
from zhicheng.base.records.registry import RecordSet

pytestmark = pytest.mark.django_db

MEASURES = {"kind": "kind", "size": "size", "id": "pk", "region": "region_id"}
FILTERS = {"kind": "kind", "size": "size"}
FOUNDED = RecordSet(
    "random_founded", "成立", Party.objects.all, "region_id", "founded_on", filters=FILTERS, measures=MEASURES
)
KEPT = RecordSet(
    "random_kept", "在册", Party.objects.all, "region_id", "founded_on", until="confirmed_on", filters=FILTERS, measures=MEASURES
)  # fmt: skip
PLACES = ("440305", "440306", "440104", "440300", "440000", "340104", "429004", "110105")
TODAY = date(2019, 5, 5)
QUESTIONS = [
    Question(record_set, where, kind, name)
    for record_set in (FOUNDED, KEPT)
    for where in ({}, {"kind": "maker"}, {"kind": ("maker", "enterprise"), "size": "small"})
    for kind, name in (("count", ""), ("sum", "id"), ("distinct", "size"), ("distinct", "region"), ("distinct", "kind"))
]


def made_up(seed: int) -> list[Party]:
    """Organisations with days and places at random; some end before the year does, some on its last day, some today."""
    chance = random.Random(seed)
    for code in PLACES:
        division(code)
    rows = []
    for _number in range(chance.randint(0, 60)):
        began = date(2014, 1, 1) + timedelta(days=chance.randint(0, 2200))
        ends = chance.choice([None, TODAY, date(began.year, 12, 31), began + timedelta(days=chance.randint(0, 1500))])
        kind, size = (
            chance.choice([Kind.MAKER, Kind.ENTERPRISE, Kind.BANK]),
            chance.choice([Size.SMALL, Size.LARGE, ""]),
        )
        name, place = f"甲{next(numbers)}", chance.choice(PLACES)
        rows.append(Party(name=name, region_id=place, founded_on=began, confirmed_on=ends, kind=kind, size=size))
    with scopes_disabled():
        return Party.objects.bulk_create(rows)


def by_hand(question: Question, rows: Iterable[Party]) -> Counted:
    """The definition, word for word."""
    sets: dict[Cell, list[Party]] = defaultdict(list)
    for row in rows:
        if all(
            getattr(row, key) in (value if isinstance(value, tuple) else (value,))
            for key, value in question.where.items()
        ):
            for year in years_of(row, bool(question.record_set.until)):
                for code in {row.region_id[:2] + "0000", row.region_id[:4] + "00", row.region_id} & set(known()):
                    sets[code, year].append(row)
    last = max((year for _code, year in sets), default=0)
    for code in {code for code, _year in sets}:
        for year in range(min(when for place, when in sets if place == code), last + 1):
            sets.setdefault((code, year), [])
    return Counted(
        {cell: value_of(question, here) for cell, here in sets.items()},
        {cell: len(here) for cell, here in sets.items()},
    )


def years_of(row: Party, is_stock: bool) -> list[int]:
    began = row.founded_on
    assert began is not None
    if not is_stock:
        return [began.year]
    days = [TODAY if year == TODAY.year else date(year, 12, 31) for year in range(began.year, TODAY.year + 1)]
    return [day.year for day in days if row.confirmed_on is None or row.confirmed_on >= day]


def value_of(question: Question, rows: list[Party]) -> float:
    if question.kind == "count":
        return len(rows)
    path = question.measured
    return sum(row.pk for row in rows) if question.kind == "sum" else len({getattr(row, path) for row in rows})


def known() -> set[str]:
    codes = {code for place in PLACES for code in (place, place[:4] + "00", place[:2] + "0000")}
    return codes - {"429000", "110100"}


@pytest.mark.parametrize("seed", range(6))
def test_one_query_for_all_gives_what_counting_by_hand_gives(seed: int) -> None:
    rows = made_up(seed)
    divisions = Divisions.of(known())
    with scopes_disabled():
        grids = answer(QUESTIONS, divisions, today=TODAY)
        alone = [count(question, known(), today=TODAY) for question in QUESTIONS]
    expected = [by_hand(question, rows) for question in QUESTIONS]
    assert [one.values for one in alone] == [one.values for one in expected]
    assert [one.records for one in alone] == [one.records for one in expected]
    assert [int((grid.records >= 0).sum()) for grid in grids] == [len(one.records) for one in expected]


@pytest.mark.parametrize("seed", range(6))
def test_a_province_alone_gives_the_same_numbers(seed: int) -> None:
    made_up(seed)
    divisions = Divisions.of(known())
    with scopes_disabled():
        whole = answer(QUESTIONS, divisions, today=TODAY)
        part = answer(QUESTIONS, divisions, today=TODAY, within=("44",), kept_until=[grid.last_year for grid in whole])
    inside = [i for i, code in enumerate(divisions.codes) if str(code).startswith("44")]
    assert [cells(grid, inside) for grid in part] == [cells(grid, inside) for grid in whole]


def cells(grid: Grid, rows: list[int]) -> dict[tuple[int, int], float]:
    return {
        (i, grid.first_year + j): float(grid.values[i, j])
        for i in rows
        for j in range(grid.values.shape[1])
        if grid.records[i, j] >= 0
    }


def test_nested_units_are_counted_once() -> None:
    """What lies in a county, a city and a province stands once in each: the provinces together hold every record once."""
    rows = made_up(3)
    divisions = Divisions.of(known())
    with scopes_disabled():
        [grid] = answer([Question(FOUNDED, {})], divisions, today=TODAY)
    provinces = [i for i, code in enumerate(divisions.codes) if code % 10000 == 0]
    assert sum(int(grid.records[i][grid.records[i] > 0].sum()) for i in provinces) == len(rows)
