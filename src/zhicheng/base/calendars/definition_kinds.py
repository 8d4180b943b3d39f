"""The kind `calendar`: one year's holidays, for years that the platform does not bring."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, ValidationInfo, field_validator

from zhicheng.base.definitions.kinds import DefinitionModel, Kind, register
from zhicheng.engine.calendars import YearPlan


class CalendarDefinition(DefinitionModel):
    """A year as the State Council's office announced it: days off, and days of weekends that are worked instead."""

    title: Annotated[str, Field(min_length=1, max_length=60)]
    source: Annotated[str, Field(min_length=1, max_length=400)]
    year: Annotated[int, Field(ge=2004, le=2100)]
    days_off: Annotated[tuple[date, ...], Field(min_length=1)]
    days_worked: tuple[date, ...] = ()

    @field_validator("days_off", "days_worked")
    @classmethod
    def lie_in_the_year(cls, days: tuple[date, ...], given: ValidationInfo) -> tuple[date, ...]:
        year = given.data.get("year")
        if outside := [day.isoformat() for day in days if year is not None and day.year != year]:
            raise ValueError(_("这些日期不在 %(year)d 年：%(days)s") % {"year": year, "days": "、".join(outside)})
        return days

    @field_validator("days_worked")
    @classmethod
    def are_not_off(cls, days: tuple[date, ...], given: ValidationInfo) -> tuple[date, ...]:
        if both := sorted(set(days) & set(given.data.get("days_off", ()))):
            raise ValueError(_("既写了放假又写了上班：%(days)s") % {"days": "、".join(map(str, both))})
        return days

    @property
    def plan(self) -> YearPlan:
        return YearPlan(self.year, frozenset(self.days_off), frozenset(self.days_worked))


def one_a_year(calendars: Mapping[str, DefinitionModel]) -> Iterator[tuple[str, str, str]]:
    """Each year is said once."""
    found = cast("Mapping[str, CalendarDefinition]", calendars)
    for code, other in twice({code: one.year for code, one in found.items()}):
        yield code, "year", _("这一年已写在 %(other)s 中") % {"other": other}


def twice(years: Mapping[str, int]) -> Iterable[tuple[str, str]]:
    """(code, earlier code) of those that name the same year."""
    first: dict[int, str] = {}
    return [(code, first[year]) for code, year in years.items() if first.setdefault(year, code) != code]


CALENDAR = register(
    Kind(
        code="calendar",
        label=gettext_lazy("节假日安排"),
        folder="calendars",
        model=CalendarDefinition,
        check=one_a_year,
    )
)
