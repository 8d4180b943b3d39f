"""Reported figures of the divisions above those that report: the sum of what is approved below, each number once.

A city's number holds those of its counties already, so of nested divisions only the outermost counts. A division above the reporting levels has
no report of its own; its total is a figure like any other, and grows as reports are approved.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from zhicheng.base.records.counting import Cell
from zhicheng.base.regions.models import Level, Region
from zhicheng.engine.places import prefix
from zhicheng.governance.indicators.definition_kinds import Reported
from zhicheng.governance.indicators.models import Report, ReportState


def approved() -> QuerySet[Report]:
    """The reports that count: invented ones in a demonstration only."""
    rows = Report.objects.filter(state=ReportState.APPROVED)
    return rows if settings.DEMONSTRATION else rows.filter(synthetic=False)


def totals(known: Mapping[Cell, float], asked: Reported, cities: Collection[str]) -> dict[Cell, float]:
    """The sums for the divisions above the reporting levels. `cities` are the codes of all cities: a county may lie in none."""
    if asked.above == "none":
        return {}
    found: dict[Cell, float] = defaultdict(float)
    for region, period in outermost(known):
        for above in divisions_above(region, asked, cities):
            if (above, period) not in known:
                found[above, period] += known[region, period]
    return dict(found)


def outermost(cells: Iterable[Cell]) -> list[Cell]:
    """Of the divisions of each year those that lie in no other one."""
    known = set(cells)
    return sorted(cell for cell in known if not any((above, cell[1]) in known for above in enclosing(cell[0])))


def enclosing(region: str) -> list[str]:
    """The codes of the city and the province around a division, itself left out."""
    return [code for code in (f"{region[:4]}00", f"{region[:2]}0000") if code != region]


def divisions_above(region: str, asked: Reported, cities: Collection[str]) -> list[str]:
    """Which divisions above get a sum with this one in it: those of levels that do not report.

    A county whose city reports is left to the city, whether it has reported yet or not.
    """
    city, province = f"{region[:4]}00", f"{region[:2]}0000"
    lies_in_city = region != city and city in cities
    if Level.PROVINCE in asked.levels or (lies_in_city and Level.CITY in asked.levels):
        return []
    return [city, province] if lies_in_city else [province] if region != province else []


def parts_of(code: str, region: Region, period: int) -> list[Report]:
    """The approved reports that a division's total is the sum of, in order of code; none when it reports itself. One query."""
    rows = approved().filter(indicator=code, period=period, region__code__startswith=prefix(region.code))
    found = {(one.region_id, period): one for one in rows.select_related("region")}
    if (region.code, period) in found:
        return []
    return [found[cell] for cell in outermost(found)]


@dataclass(frozen=True, slots=True)
class Nation:
    """What all approved reports of a year come to, and of how many divisions they are."""

    total: float
    regions: int


def nation(codes: Iterable[str]) -> dict[str, dict[int, Nation]]:
    """Indicator → year → the sum of the country, which is no division and has no figure of its own. One query."""
    known: dict[str, dict[Cell, float]] = defaultdict(dict)
    rows = approved().filter(indicator__in=list(codes))
    for code, region, period, value in rows.values_list("indicator", "region_id", "period", "value"):
        known[code][region, period] = value
    return {code: nation_of(cells) for code, cells in known.items()}


def nation_of(known: Mapping[Cell, float]) -> dict[int, Nation]:
    """The sums of one indicator, each number once."""
    values: dict[int, list[float]] = defaultdict(list)
    for region, period in outermost(known):
        values[period].append(known[region, period])
    return {period: Nation(sum(found), len(found)) for period, found in sorted(values.items())}
