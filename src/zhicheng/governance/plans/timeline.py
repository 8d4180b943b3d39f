"""A plan's year drawn: bars of measures over the months, the month page, and the iCalendar file."""

import calendar as months
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from zhicheng.governance.plans.models import Adoption
from zhicheng.governance.plans.queries import MeasureStanding
from zhicheng.governance.plans.tables.adoption import Step

CONTENT_TYPE = "text/calendar; charset=utf-8"
MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Bar:
    """A measure as a bar: days from the first of January (0), its milestones as marks (day, "ok" | "bad" | "line")."""

    standing: MeasureStanding
    start: int
    length: int
    marks: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Gantt:
    """Bars over a year of `days` days; `firsts` are the first days of the months, `today` the day looked at."""

    days: int
    firsts: tuple[int, ...]
    today: int
    bars: tuple[Bar, ...]


def gantt(standings: Iterable[MeasureStanding], steps: Iterable[Step], year: int, on: date) -> Gantt:
    """The geometry of the chart; what lies outside the year is cut at its ends."""
    days = days_in(year)
    marks: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for step in steps:
        marks[step.measure.pk].append((day_number(step.milestone.due_on, year), step.state[0]))
    bars = []
    for each in standings:
        first, last = (day_number(day, year) for day in (each.measure.starts_on, each.measure.ends_on))
        bars.append(Bar(each, first, last - first + 1, tuple(marks[each.measure.pk])))
    firsts = tuple(day_number(date(year, month, 1), year) for month in MONTHS)
    return Gantt(days, firsts, day_number(on, year), tuple(bars))


def days_in(year: int) -> int:
    return (date(year, 12, 31) - date(year, 1, 1)).days + 1


def day_number(day: date, year: int) -> int:
    """Days since the first of January, within the year."""
    return min(max((day - date(year, 1, 1)).days, 0), days_in(year) - 1)


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the month page; `is_in` = it belongs to the month shown."""

    day: date
    is_in: bool
    is_today: bool
    steps: tuple[Step, ...]


def weeks(year: int, month: int, steps: Sequence[Step], on: date) -> list[list[Cell]]:
    """The weeks of a month from Monday, with the milestones due on each day."""
    due: dict[date, list[Step]] = defaultdict(list)
    for step in steps:
        due[step.milestone.due_on].append(step)
    return [
        [Cell(day, day.month == month, day == on, tuple(due[day]) if day.month == month else ()) for day in week]
        for week in months.Calendar().monthdatescalendar(year, month)
    ]


def ical(adoption: Adoption, steps: Iterable[Step], *, host: str, now: datetime) -> bytes:
    """One whole-day entry for each milestone that is not reached (RFC 5545). `host` makes the entries' names unique."""
    file = Calendar()
    file.add("prodid", f"-//{host}//zhicheng plans//ZH")
    file.add("version", "2.0")
    file.add("x-wr-calname", str(adoption))
    for step in steps:
        if not step.is_done:
            file.add_component(entry(step, host, now))
    return bytes(file.to_ical())


def entry(step: Step, host: str, now: datetime) -> Event:
    made = Event()
    made.add("uid", f"milestone-{step.milestone.pk}@{host}")
    made.add("dtstamp", now)
    made.add("dtstart", step.milestone.due_on)
    made.add("dtend", step.milestone.due_on + timedelta(days=1))
    made.add("summary", step.milestone.title)
    facts = {"measure": step.measure.title, "department": step.measure.department, "owner": step.measure.owner}
    made.add("description", _("措施：%(measure)s；%(department)s，%(owner)s") % facts)
    made.add("transp", "TRANSPARENT")
    return made
