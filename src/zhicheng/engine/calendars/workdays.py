"""What a working day is, and counting with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

SATURDAY = 5
ONE_DAY = timedelta(days=1)
LONGEST_COUNT = 10_000  # working days: forty years


@dataclass(frozen=True)
class YearPlan:
    """One year's arrangement: the days off that it names, and the days of weekends that are worked instead."""

    year: int
    days_off: frozenset[date]
    days_worked: frozenset[date]


@dataclass(frozen=True)
class Calendar:
    """The arrangements of several years. A year without one has its weekends off and nothing else."""

    plans: tuple[YearPlan, ...]

    @cached_property
    def by_year(self) -> dict[int, YearPlan]:
        """Year → arrangement."""
        return {plan.year: plan for plan in self.plans}

    @property
    def years(self) -> frozenset[int]:
        """The years that are known for certain."""
        return frozenset(self.by_year)

    def plan(self, year: int) -> YearPlan:
        """A year's arrangement; an empty one when none is known."""
        return self.by_year.get(year) or YearPlan(year, frozenset(), frozenset())

    def uncertain(self, first: date, last: date) -> tuple[int, ...]:
        """The years from ``first`` to ``last`` for which only weekends are known."""
        return tuple(year for year in range(first.year, last.year + 1) if year not in self.years)

    def with_years(self, plans: Iterable[YearPlan]) -> "Calendar":
        """The calendar with other years added; a year that is here already is replaced."""
        merged = {plan.year: plan for plan in (*self.plans, *plans)}
        return Calendar(tuple(merged[year] for year in sorted(merged)))


def is_workday(day: date, calendar: Calendar) -> bool:
    """Whether offices work on a day."""
    plan = calendar.plan(day.year)
    if day in plan.days_worked:
        return True
    return day.weekday() < SATURDAY and day not in plan.days_off


def add_workdays(start: date, count: int, calendar: Calendar) -> date:
    """The last day of a time limit of ``count`` working days (at least 1); the day on which it begins is not counted.

    Raises ValueError for a count that is no time limit.
    """
    if not 1 <= count <= LONGEST_COUNT:
        raise ValueError(f"a time limit has 1 to {LONGEST_COUNT} working days, not {count}")
    day = start
    for _each in range(count):
        day += ONE_DAY
        while not is_workday(day, calendar):
            day += ONE_DAY
    return day


def workdays_between(start: date, end: date, calendar: Calendar) -> int:
    """Working days after ``start`` up to and with ``end``; 0 when ``end`` is not later."""
    days = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
    return sum(is_workday(day, calendar) for day in days)
