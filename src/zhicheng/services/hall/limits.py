"""How a case stands with its time limit, in the words and the colour that lists and pages use."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.engine.calendars import Calendar, workdays_between
from zhicheng.services.hall.clock import WARNED_AT
from zhicheng.services.hall.models import Application, State
from zhicheng.services.hall.models.applications import ENDED


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit of the current step: `left` working days (negative = over, None while the clock stands), `kind` the colour of the bar."""

    words: str
    kind: str
    spent: int
    limit: int
    left: int | None

    @property
    def bar(self) -> int:
        """Length of the bar: never more than the limit."""
        return min(self.spent, self.limit)


def limit_of(application: Application, on: date, calendar: Calendar) -> Limit:
    """The limit of a case on a day; the calendar is read once for a whole list."""
    if application.due_on is None:
        return standing_still(application)
    left = days_left(application.due_on, on, calendar)
    spent = application.limit_workdays - left
    return Limit(words_of(left), colour_of(left, application.limit_workdays), spent, application.limit_workdays, left)


def standing_still(application: Application) -> Limit:
    """The clock of a case that does not wait for the office."""
    words: Any = _("已结束") if application.state in ENDED else _("停表")
    if application.state == State.RETURNED:
        words = _("补正，停表")
    if application.state == State.DRAFT:
        words = _("未提交")
    return Limit(words, "", application.spent_workdays, application.limit_workdays, None)


def days_left(due_on: date, on: date, calendar: Calendar) -> int:
    """Working days until the last day of a limit; negative when it is over."""
    if on <= due_on:
        return workdays_between(on, due_on, calendar)
    # A limit that ended before a weekend is over from the next day on, not from the next working day.
    return -max(1, workdays_between(due_on, on, calendar))


def words_of(left: int) -> str:
    """`还剩 7 个工作日`, `今天到期`, `超期 1 天`."""
    if left < 0:
        return _("超期 %(days)d 天") % {"days": -left}
    return _("还剩 %(days)d 个工作日") % {"days": left} if left else _("今天到期")


def colour_of(left: int, limit: int) -> str:
    """Red when over or ending today, amber from 80 % on."""
    if left <= 0:
        return "bad"
    return "warn" if limit - left >= WARNED_AT * limit else ""
