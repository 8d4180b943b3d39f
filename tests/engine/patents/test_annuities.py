"""Annual fees by the calendar of the law."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.engine.patents.annuities import (
    Annuity,
    FeeBand,
    add_months,
    annuities,
    expires_on,
    fee_year,
    whole_months,
)
from zhicheng.engine.patents.record import Kind

BANDS = (
    FeeBand(frozenset({Kind.INVENTION}), 1, 3, 90_000),
    FeeBand(frozenset({Kind.INVENTION}), 4, 6, 120_000),
    FeeBand(frozenset({Kind.UTILITY_MODEL, Kind.DESIGN}), 1, 3, 60_000),
    FeeBand(frozenset({Kind.UTILITY_MODEL, Kind.DESIGN}), 4, 10, 90_000),
)
DAYS = st.dates(date(1985, 4, 1), date(2030, 12, 31))


def test_an_invention_granted_in_its_third_year_owes_from_the_fourth_to_the_twentieth() -> None:
    found = list(annuities(Kind.INVENTION, date(2016, 5, 20), date(2018, 8, 13), BANDS))
    assert found[0] == Annuity(4, date(2019, 5, 20), date(2019, 11, 20), 120_000)
    assert [one.year for one in found] == list(range(4, 21))
    assert found[-1].due_on == date(2035, 5, 20)
    assert found[-1].amount_fen is None  # the table ends before


def test_a_grant_on_the_anniversary_lies_in_the_new_year() -> None:
    assert fee_year(date(2016, 5, 20), date(2018, 5, 19)) == 2
    assert fee_year(date(2016, 5, 20), date(2018, 5, 20)) == 3


@pytest.mark.parametrize(
    ("kind", "filed", "end"),
    [
        (Kind.INVENTION, date(2004, 2, 29), date(2024, 2, 29)),
        (Kind.UTILITY_MODEL, date(2010, 1, 31), date(2020, 1, 31)),
        (Kind.DESIGN, date(2021, 5, 31), date(2031, 5, 31)),
        (Kind.DESIGN, date(2021, 6, 1), date(2036, 6, 1)),
        (Kind.OTHER, date(2021, 6, 1), None),
    ],
)
def test_terms(kind: Kind, filed: date, end: date | None) -> None:
    assert expires_on(kind, filed) == end


def test_a_day_that_a_month_has_not_falls_on_its_last() -> None:
    assert add_months(date(2016, 2, 29), 12) == date(2017, 2, 28)
    assert add_months(date(2019, 8, 31), 6) == date(2020, 2, 29)
    assert add_months(date(2019, 12, 31), 12) == date(2020, 12, 31)


def test_the_surcharge_counts_whole_months_of_the_full_fee() -> None:
    fee = Annuity(4, date(2019, 5, 20), date(2019, 11, 20), 120_000)
    days = [date(2019, 5, 20), date(2019, 6, 19), date(2019, 6, 20), date(2019, 11, 20)]
    assert [fee.surcharge_fen(day) for day in days] == [0, 0, 6_000, 36_000]
    assert Annuity(4, date(2019, 5, 20), date(2019, 11, 20), None).surcharge_fen(date(2019, 6, 20)) is None


def test_an_unknown_kind_owes_nothing() -> None:
    assert list(annuities(Kind.OTHER, date(2016, 5, 20), date(2018, 8, 13), BANDS)) == []


@given(DAYS, DAYS)
def test_every_fee_is_due_after_the_grant_and_before_the_term_ends(filed: date, granted: date) -> None:
    filed, granted = min(filed, granted), max(filed, granted)
    found = list(annuities(Kind.INVENTION, filed, granted, BANDS))
    assert all(granted < one.due_on < (expires_on(Kind.INVENTION, filed) or date.max) for one in found)
    assert [one.year for one in found] == sorted({one.year for one in found})


@given(DAYS, st.integers(0, 400))
def test_whole_months_undo_added_ones(day: date, months: int) -> None:
    later = add_months(day, months)
    assert whole_months(day, later) == months or later.day < day.day
    assert whole_months(day, later + timedelta(days=31)) > months
