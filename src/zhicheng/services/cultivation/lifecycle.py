"""The life of pilot and demonstration cities as dates and marks: no database, no clock of its own.

Articles are those of 《国家知识产权试点、示范城市管理办法》(revised); the numbers stand in the programme's definition. A limit whose last
day is a day of rest ends with the next working day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext_lazy

from zhicheng.engine.calendars import Calendar, is_workday
from zhicheng.engine.calendars.periods import add_months
from zhicheng.engine.marks import Marks, Place
from zhicheng.services.cultivation.definition_kinds import LifeCycle

ONE_DAY = timedelta(days=1)
DUTIES: Mapping[str, Any] = {
    "acceptance": gettext_lazy("考核验收"),
    "result": gettext_lazy("上报验收结果"),
    "plan": gettext_lazy("印发后续计划"),
    "review": gettext_lazy("三年复核"),
}
"""What a duty is called."""
MONTHS_A_YEAR = 12


class StageFacts(Protocol):
    """What the limits of a stage are computed from (`models.CityStage` has it)."""

    stage: str
    starts_on: date
    ends_on: date | None
    accepted_on: date | None
    decision: str
    reported_on: date | None
    applied_on: date | None
    ban_until: date | None


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that has to happen: `code` names it, `office` is who does it; `due_on` the last day, `done_on` when it was done."""

    code: str
    office: str
    due_on: date
    done_on: date | None = None

    def is_overdue(self, today: date) -> bool:
        """Not done and the last day is over, or done too late."""
        return (self.done_on or today) > self.due_on


def term_end(starts_on: date, years: int) -> date:
    """The last day of a term: 2013-09-01 and three years give 2016-08-31."""
    return add_months(starts_on, years * MONTHS_A_YEAR) - ONE_DAY


def last_day(day: date, calendar: Calendar) -> date:
    """The day on which a limit ends: the day itself, or the next working day."""
    while not is_workday(day, calendar):
        day += ONE_DAY
    return day


def acceptance_due(ends_on: date, rules: LifeCycle, calendar: Calendar) -> date:
    """Art. 13: the provincial office accepts a pilot so many months after its term."""
    return last_day(add_months(ends_on, rules.acceptance_months), calendar)


def result_due(accepted_on: date, rules: LifeCycle, calendar: Calendar) -> date:
    """Art. 13: it reports the result so many weeks after the acceptance."""
    return last_day(accepted_on + timedelta(weeks=rules.result_weeks), calendar)


def plan_due(ends_on: date, rules: LifeCycle, calendar: Calendar) -> date:
    """Art. 15 and 16: the city government issues the plan of what follows so many months after the pilot's term."""
    return last_day(add_months(ends_on, rules.plan_months), calendar)


OUTCOMES = {Place.BELOW: "cancelled", Place.BETWEEN: "new_round", Place.ABOVE: "cultivation"}


def marks_of(rules: LifeCycle) -> Marks:
    """The two marks of art. 14, each with the side to which it belongs."""
    sides = {outcome: place for place, outcome in OUTCOMES.items()}
    lower, upper = Decimal(str(rules.cancel_mark)), Decimal(str(rules.cultivation_mark))
    return Marks(lower, upper, sides[rules.at_cancel_mark], sides[rules.at_cultivation_mark])


def decide(score: Decimal, rules: LifeCycle) -> str:
    """Art. 14: "cancelled", "new_round" or "cultivation". The two marks themselves go where the definition says."""
    return OUTCOMES[marks_of(rules).place(score)]


def ban_after_cancelling(decided_on: date, rules: LifeCycle) -> date:
    """Art. 14: the last day on which a cancelled city may not apply."""
    return term_end(decided_on + ONE_DAY, rules.ban_after_cancel_years)


def ban_after_silence(plan_was_due: date, rules: LifeCycle) -> date:
    """Art. 17: the last day on which a city that filed nothing may not apply."""
    return term_end(plan_was_due + ONE_DAY, rules.ban_after_silence_years)


def may_apply_from(cultivated_from: date, rules: LifeCycle) -> date:
    """Art. 18 (一): the first day on which a city in cultivation may apply for demonstration."""
    return add_months(cultivated_from, rules.cultivated_months_before_applying)


def duties(stage: StageFacts, rules: LifeCycle, calendar: Calendar) -> Sequence[Duty]:
    """What is due in a stage, in order of time; a city that is out has no duties."""
    if stage.ends_on is None:
        return ()
    if stage.stage == "pilot":
        return pilot_duties(stage, stage.ends_on, rules, calendar)
    if stage.stage == "demonstration":
        return (Duty("review", "nation", last_day(stage.ends_on, calendar)),)
    return ()


def pilot_duties(stage: StageFacts, ends_on: date, rules: LifeCycle, calendar: Calendar) -> Sequence[Duty]:
    """Acceptance, the report of its result, and the plan that follows unless the title is cancelled."""
    found = [Duty("acceptance", "province", acceptance_due(ends_on, rules, calendar), stage.accepted_on)]
    if stage.accepted_on:
        found.append(Duty("result", "province", result_due(stage.accepted_on, rules, calendar), stage.reported_on))
    if stage.decision != "cancelled":
        found.append(Duty("plan", "city", plan_due(ends_on, rules, calendar)))
    return tuple(found)
