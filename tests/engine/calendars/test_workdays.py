"""Working days: holidays that everybody remembers, limits that begin before them, years that nobody knows yet."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.engine.calendars import (
    Calendar,
    YearPlan,
    add_workdays,
    is_workday,
    state_council,
    workdays_between,
)

DAYS = state_council()


def test_the_national_holiday_of_2018_and_the_weekends_worked_for_it() -> None:
    days = [date(2018, 9, 29) + timedelta(days=step) for step in range(10)]
    assert [day.isoformat() for day in days if is_workday(day, DAYS)] == ["2018-09-29", "2018-09-30", "2018-10-08"]


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2020, 1, 31), False),  # the holiday that was made longer
        (date(2016, 2, 6), True),  # a Saturday worked before the Spring Festival
        (date(2015, 9, 3), False),  # the commemoration, once only
        (date(2014, 9, 3), True),
        (date(2018, 10, 13), False),  # an ordinary Saturday
    ],
)
def test_known_days(day: date, worked: bool) -> None:
    assert is_workday(day, DAYS) is worked


def test_a_limit_begins_on_the_next_working_day() -> None:
    assert add_workdays(date(2018, 9, 30), 1, DAYS) == date(2018, 10, 8)
    assert add_workdays(date(2018, 9, 21), 7, DAYS) == date(2018, 10, 8)
    assert add_workdays(date(2018, 10, 5), 1, DAYS) == date(2018, 10, 8)


def test_working_days_are_counted_without_the_first_and_with_the_last() -> None:
    assert workdays_between(date(2018, 9, 30), date(2018, 10, 8), DAYS) == 1
    assert workdays_between(date(2018, 10, 8), date(2018, 10, 8), DAYS) == 0
    assert workdays_between(date(2018, 10, 9), date(2018, 10, 8), DAYS) == 0


@given(st.dates(date(2005, 1, 1), date(2025, 12, 31)), st.integers(1, 60))
def test_counting_undoes_adding(start: date, count: int) -> None:
    end = add_workdays(start, count, DAYS)
    assert (workdays_between(start, end, DAYS), is_workday(end, DAYS)) == (count, True)


def test_the_published_years_are_certain_and_later_ones_are_not() -> None:
    assert DAYS.years == frozenset(range(2004, 2027))
    assert DAYS.uncertain(date(2026, 1, 1), date(2026, 12, 31)) == ()
    assert DAYS.uncertain(date(2026, 12, 28), date(2028, 1, 4)) == (2027, 2028)


def test_an_unknown_year_has_its_weekends_off() -> None:
    assert [is_workday(date(2027, 1, day), DAYS) for day in (1, 2, 3, 4)] == [True, False, False, True]


def test_a_loaded_year_is_certain_and_replaces_what_was_known() -> None:
    new_year = YearPlan(2027, frozenset({date(2027, 1, 1)}), frozenset({date(2027, 1, 2)}))
    loaded = DAYS.with_years([new_year])
    assert [is_workday(date(2027, 1, day), loaded) for day in (1, 2, 3, 4)] == [False, True, False, True]
    assert loaded.uncertain(date(2026, 12, 28), date(2028, 1, 4)) == (2028,)
    again = loaded.with_years([YearPlan(2027, frozenset(), frozenset())])
    assert is_workday(date(2027, 1, 1), again)
    assert len(again.plans) == len(loaded.plans)


@pytest.mark.parametrize("count", [0, -3, 10_001])
def test_a_count_that_is_no_limit_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="a time limit has 1 to 10000 working days"):
        add_workdays(date(2018, 1, 1), count, Calendar(()))
