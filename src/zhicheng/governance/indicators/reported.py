"""Reads of reports: whose turn it is, what is below, what is above."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from zhicheng.base.accounts.models import User
from zhicheng.base.regions.models import Region
from zhicheng.engine.places import prefix
from zhicheng.governance.indicators import queries, rules
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition, Reported
from zhicheng.governance.indicators.models import Report, ReportState

OPEN_YEARS = 2
"""How many years back an office is asked for what it has not reported."""


@dataclass(frozen=True, slots=True)
class Due:
    """What an office has to report: the indicator, the year, the last day, and what there is of it."""

    code: str
    indicator: IndicatorDefinition
    region: Region
    period: int
    due_on: date
    report: Report | None

    @property
    def is_overdue(self) -> bool:
        waits = self.report is None or self.report.submitted_at is None
        return waits and self.due_on < timezone.localdate()


def reported_models() -> dict[str, IndicatorDefinition]:
    """The indicators whose figures are reported, by code."""
    return {code: one for code, one in queries.indicator_models().items() if one.reported}


def report(code: str, region: str, period: int) -> Report | None:
    """What was reported; None when nothing was."""
    found = Report.objects.select_related("region__parent", "document", "filed_by", "judged_by")
    return found.filter(indicator=code, region_id=region, period=period).first()


def in_reach(user: User) -> QuerySet[Report]:
    """The reports that an officer may see: of the divisions in reach, without drafts of others."""
    rows = Report.objects.select_related("region", "filed_by").filter(region_id__in=regions_in(user.reach))
    return rows.exclude(~own(user), state=ReportState.DRAFT)


def own(user: User) -> Q:
    return Q(region_id=user.region_id)


def regions_in(reach: str) -> QuerySet[Region]:
    return Region.objects.filter(code__startswith=reach)


def waiting_for(user: User) -> list[Report]:
    """The submitted reports that an officer may judge: those just below the own level."""
    rows = in_reach(user).filter(state=ReportState.SUBMITTED).order_by("submitted_at")
    return [each for each in rows if rules.can_judge(user, each)]


def due_for(user: User, *, today: date | None = None) -> list[Due]:
    """What an officer's own division has to report of the last years and has not handed in. Two queries."""
    day = today or timezone.localdate()
    region = Region.objects.filter(code=user.region_id).first() if user.region_id else None
    if region is None:
        return []
    known = {(each.indicator, each.period): each for each in Report.objects.filter(region=region)}
    found = []
    for code, one in reported_models().items():
        reported = one.reported
        for period in range(day.year - OPEN_YEARS, day.year):
            there = known.get((code, period))
            waits = there is None or there.state in {ReportState.DRAFT, ReportState.RETURNED}
            if reported and waits and rules.can_fill(user, reported, region, period, today=day):
                found.append(Due(code, one, region, period, reported.due_on(period), there))
    return sorted(found, key=lambda each: (each.due_on, each.code))


def parts_of(reported: Reported, region: Region) -> list[str]:
    """Codes of the divisions whose reports are below a division's: of the next level that reports, within it."""
    lower = [level for level in reported.levels if rules.HEIGHTS[level] < rules.HEIGHTS[region.level]]
    if not lower:
        return []
    inside = Region.objects.filter(code__startswith=prefix(region.code), level__in=lower).exclude(code=region.code)
    above = dict(inside.values_list("code", "parent_id"))
    return sorted(code for code, parent in above.items() if parent not in above)


def approved_below(code: str, period: int, parts: list[str]) -> dict[str, float]:
    """Division → its approved number, of the parts that have one."""
    rows = Report.objects.filter(indicator=code, period=period, region_id__in=parts, state=ReportState.APPROVED)
    return dict(rows.values_list("region_id", "value"))


def above_of(report: Report, reported: Reported) -> Report | None:
    """The report of the next division above that reports, when there is one."""
    region: Region | None = report.region.parent
    while region is not None and region.level not in reported.levels:
        region = region.parent
    if region is None:
        return None
    return Report.objects.filter(indicator=report.indicator, region=region, period=report.period).first()
