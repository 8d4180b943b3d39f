"""The years that come with the platform: the State Council's yearly notices since 2004, as ``chinesecalendar`` keeps them."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from chinese_calendar.constants import holidays, workdays

from zhicheng.engine.calendars.workdays import Calendar, YearPlan


@cache
def state_council() -> Calendar:
    """The published years. The package ends with the newest notice that it knows; later years have to be loaded."""
    years = sorted({day.year for day in holidays})
    return Calendar(tuple(YearPlan(year, _of_year(year, holidays), _of_year(year, workdays)) for year in years))


def _of_year(year: int, days: Iterable[date]) -> frozenset[date]:
    return frozenset(day for day in days if day.year == year)
