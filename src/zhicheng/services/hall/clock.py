"""Time in the hall: now, and the working days of a step's limit.

A step's limit begins when the office gets the case, that day not counted; it stands still while the applicant corrects.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from zhicheng.base.calendars.queries import calendar, doubt
from zhicheng.engine.calendars import Calendar, add_workdays, workdays_between
from zhicheng.services.hall.definition_kinds import Step
from zhicheng.services.hall.models import Application

WARNED_AT = 0.8
"""The share of a limit after which the office is warned."""

_told: ContextVar[datetime | None] = ContextVar("hall_now", default=None)


def now() -> datetime:
    """The moment that acts are dated with."""
    return _told.get() or timezone.now()


def today() -> date:
    """The day of `now`, here."""
    return timezone.localdate(now())


def moment_of(day: date) -> datetime:
    """Now when `day` is today, else noon of that day."""
    if day == today():
        return now()
    return timezone.make_aware(datetime.combine(day, time(12)))


def is_told() -> bool:
    """Whether the time is one that somebody set."""
    return _told.get() is not None


@contextmanager
def told(moment: datetime | None) -> Iterator[None]:
    """Let acts inside be dated with another moment: for demonstrations and tests; None changes nothing. The log keeps its own time."""
    token = _told.set(moment or _told.get())
    try:
        yield
    finally:
        _told.reset(token)


def last_day(start: date, workdays: int) -> date:
    """The last day of so many working days after `start`; `start` itself when none is left."""
    return add_workdays(start, workdays, calendar()) if workdays > 0 else start


def start(application: Application, step: Step, on: date) -> None:
    """Begin a step's limit."""
    application.limit_workdays, application.spent_workdays = step.limit_workdays, 0
    application.warned_at = application.escalated_at = None
    run_on(application, on)


def run_on(application: Application, on: date) -> None:
    """Let the limit go on from a day with what is left of it."""
    application.clock_from = on
    application.due_on = last_day(on, application.limit_workdays - application.spent_workdays)


def stand(application: Application, on: date) -> None:
    """Stop the limit; the day on which it stops is spent. A limit that was exceeded stays noted."""
    if application.clock_from is None or application.due_on is None:
        return
    application.was_overdue = application.was_overdue or on > application.due_on
    application.spent_workdays = spent(application, on)
    application.clock_from = application.due_on = None


def spent(application: Application, on: date, days: Calendar | None = None) -> int:
    """Working days of the current step's limit that are used up on a day; for a list read the calendar once and give it as `days`."""
    if application.clock_from is None:
        return application.spent_workdays
    return application.spent_workdays + workdays_between(application.clock_from, on, days or calendar())


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands with its limit: used and allowed working days, what is left (negative = over), and whether the clock runs."""

    spent: int
    limit: int
    runs: bool

    @property
    def left(self) -> int:
        return self.limit - self.spent

    @property
    def is_over(self) -> bool:
        return self.left < 0

    @property
    def is_near(self) -> bool:
        """From 80 % of the limit on."""
        return self.spent >= WARNED_AT * self.limit


def standing(application: Application, on: date, days: Calendar | None = None) -> Standing:
    """How a case stands with the limit of its current step; `days` as in `spent`."""
    return Standing(spent(application, on, days), application.limit_workdays, application.clock_from is not None)


def is_near(application: Application, on: date, days: Calendar) -> bool:
    """Whether 80 % of a running limit are used up on a day."""
    return standing(application, on, days).is_near


def doubt_of(application: Application, days: Calendar | None = None) -> str:
    """What a page says beside a limit that reaches into a year without announced holidays; empty when there is no doubt."""
    if application.clock_from is None or application.due_on is None:
        return ""
    return doubt(days or calendar(), application.clock_from, application.due_on)
