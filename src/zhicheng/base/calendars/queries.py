"""Reads of the calendar in force."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from django.utils.translation import gettext as _

from zhicheng.base.calendars.definition_kinds import CALENDAR, CalendarDefinition
from zhicheng.base.definitions.kinds import DefinitionModel
from zhicheng.base.definitions.queries import current_models
from zhicheng.engine.calendars import Calendar, state_council


def calendar() -> Calendar:
    """The years that the platform brings, and those loaded as definitions, which win. One query."""
    return calendar_with(current_models(CALENDAR.code))


def calendar_with(loaded: Mapping[str, DefinitionModel]) -> Calendar:
    """The calendar of a page that has read the definitions in force already."""
    return state_council().with_years(cast("CalendarDefinition", one).plan for one in loaded.values())


def doubt(calendar: Calendar, first: date, last: date) -> str:
    """What a page has to say beside a time limit that reaches into years without an announced calendar; else empty."""
    years = calendar.uncertain(first, last)
    if not years:
        return ""
    return _("%(years)s 年的节假日安排尚未录入，工作日暂按周一至周五计算；请在“定义”中录入“节假日安排”。") % {
        "years": "、".join(map(str, years))
    }
