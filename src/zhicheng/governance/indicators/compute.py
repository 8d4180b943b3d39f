"""From values, records and formulas to arrays of figures: nothing is read or written region by region.

Arrays have the shape (regions, periods), float64, NaN = missing; the periods are consecutive years.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from django.db.models.functions import Left

from zhicheng.base.records.asking import Kind, Question
from zhicheng.base.records.counting import Cell, Divisions, Grid, answer
from zhicheng.base.records.registry import RecordSet, find
from zhicheng.base.regions.models import Region
from zhicheng.engine.arrays import FloatArray, IntArray
from zhicheng.engine.formulas import dependencies, evaluate
from zhicheng.engine.places import prefix
from zhicheng.governance.indicators import totalling
from zhicheng.governance.indicators.definition_kinds import Counted, IndicatorDefinition, LayoutDefinition
from zhicheng.governance.indicators.models import State, Value


@dataclass(frozen=True, slots=True)
class Computed:
    """Figures of many indicators over the same regions and periods. `records` counts the records behind counted figures, -1 = unknown."""

    regions: tuple[str, ...]
    periods: tuple[int, ...]
    values: Mapping[str, FloatArray]
    records: Mapping[str, IntArray]


@dataclass(frozen=True, slots=True)
class Part:
    """Some provinces of the country, by the first two digits of their codes, and how far the registers are kept elsewhere.

    `kept_until` gives for an indicator the last year in which a division outside has a record.
    """

    provinces: tuple[str, ...] = ()
    kept_until: Mapping[str, int] = field(default_factory=dict)


WHOLE = Part()


@dataclass(slots=True)
class Cells:
    """What is known before formulas: indicator → cell → value, and the grids of what was counted."""

    values: dict[str, dict[Cell, float]] = field(default_factory=lambda: defaultdict(dict))
    divisions: Divisions = field(default_factory=lambda: Divisions.of(()))
    counted: dict[str, Grid] = field(default_factory=dict)


def affected(models: Mapping[str, IndicatorDefinition], changed: Iterable[str]) -> frozenset[str]:
    """The changed indicators and all whose formulas reach them."""
    reached = set(changed) & models.keys()
    formulas = {code: formula for code, one in models.items() if (formula := one.parsed)}
    for code in dependencies(formulas):
        if formulas[code].names & reached:
            reached.add(code)
    return frozenset(reached)


def needed(models: Mapping[str, IndicatorDefinition], wanted: Iterable[str]) -> frozenset[str]:
    """The wanted indicators and all that their formulas read."""
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        code = waiting.pop()
        if code in found or code not in models:
            continue
        found.add(code)
        formula = models[code].parsed
        waiting += formula.names if formula else ()
    return frozenset(found)


def compute(
    models: Mapping[str, IndicatorDefinition],
    layouts: Mapping[str, LayoutDefinition],
    wanted: Iterable[str],
    part: Part = WHOLE,
) -> Computed:
    """The figures of the wanted indicators and of all that they read, from the datasets and records in force."""
    codes = needed(models, wanted)
    cells = Cells()
    read_statistics(cells, codes, part)
    fill_absent_rows(cells, models, layouts, codes)
    read_reports(cells, models, codes, part)
    count_records(cells, models, codes, part)
    regions, periods = axes(cells, part)
    values = {code: grid(cells.values.get(code, {}), regions, periods) for code in codes}
    records = {}
    for code, counted in cells.counted.items():
        values[code] = spread(counted.values, counted.first_year, cells.divisions, regions, periods)
        kept = spread(counted.records.astype(float), counted.first_year, cells.divisions, regions, periods)
        records[code] = np.nan_to_num(kept, nan=-1).astype(np.int64)
    formulas = {code: formula for code in codes if (formula := models[code].parsed)}
    for code in dependencies(formulas):
        if periods:
            values[code] = evaluate(formulas[code], values)
    return Computed(regions, periods, values, records)


def read_statistics(cells: Cells, codes: Iterable[str], part: Part) -> None:
    """One query for all: the values of the dataset versions in force."""
    rows = Value.objects.filter(version__state=State.CURRENT, indicator__in=codes)
    if part.provinces:
        rows = rows.annotate(province=Left("region_id", 2)).filter(province__in=part.provinces)
    for indicator, region, period, value in rows.values_list("indicator", "region_id", "period", "value"):
        if value is not None:
            cells.values[indicator][region, period] = value


def read_reports(cells: Cells, models: Mapping[str, IndicatorDefinition], codes: Iterable[str], part: Part) -> None:
    """The approved reports, and the sums of the divisions above. Two queries for all."""
    asked = {code: one for code in codes if (one := models[code].reported)}
    rows = totalling.approved().filter(indicator__in=list(asked))
    if part.provinces:
        rows = rows.annotate(province=Left("region_id", 2)).filter(province__in=part.provinces)
    for indicator, region, period, value in rows.values_list("indicator", "region_id", "period", "value"):
        cells.values[indicator][region, period] = value
    filed = {code: cells.values[code] for code in asked if code in cells.values}
    cities = set(Region.objects.filter(level="city").values_list("code", flat=True)) if filed else set()
    for code, known in filed.items():
        known.update(totalling.totals(known, asked[code], cities))


def fill_absent_rows(
    cells: Cells,
    models: Mapping[str, IndicatorDefinition],
    layouts: Mapping[str, LayoutDefinition],
    codes: Iterable[str],
) -> None:
    """Zero where a layout says that a region and year without a row stand for zero; a row with an empty cell stays missing."""
    for layout_code, layout in layouts.items():
        of_layout = [code for code in codes if (origin := models[code].statistic) and origin.layout == layout_code]
        if layout.absent_row_is_zero is None or not of_layout:
            continue
        present = cells_with_a_row(layout_code)
        if not present:
            continue
        years = [period for _region, period in present]
        regions = set(cities_and_municipalities()) - set(layout.absent_row_is_zero.unknown_regions)
        whole = {(region, year) for region in regions for year in range(min(years), max(years) + 1)}
        for code in of_layout:
            cells.values[code].update(dict.fromkeys(whole - present, 0.0))


def cells_with_a_row(layout: str) -> set[Cell]:
    """Regions and years for which the dataset in force has a row, whatever stands in it."""
    rows = Value.objects.filter(version__state=State.CURRENT, version__layout=layout)
    return set(rows.values_list("region_id", "period").distinct())


MUNICIPALITIES = ("110000", "120000", "310000", "500000")


def cities_and_municipalities() -> list[str]:
    """Codes of the prefecture-level cities and of the four municipalities, which statistics list beside them."""
    cities = Region.objects.filter(level="city") | Region.objects.filter(code__in=MUNICIPALITIES)
    return list(cities.values_list("code", flat=True))


def count_records(cells: Cells, models: Mapping[str, IndicatorDefinition], codes: Iterable[str], part: Part) -> None:
    """One query a record set; an indicator whose record set no app offers has no figures."""
    asked = {
        code: question_of(offered, counted)
        for code in sorted(codes)
        if (counted := models[code].counted) and (offered := find(counted.records))
    }
    if not asked:
        return
    cells.divisions = Divisions.of(Region.objects.values_list("code", flat=True))
    until = [part.kept_until.get(code, 0) for code in asked]
    grids = answer(list(asked.values()), cells.divisions, within=part.provinces, kept_until=until)
    cells.counted = dict(zip(asked, grids, strict=True))


def question_of(offered: RecordSet, counted: Counted) -> Question:
    """What an indicator asks of a record set."""
    kind, _space, name = counted.measure.partition(" ")
    return Question(offered, counted.where, cast("Kind", kind), name)


def axes(cells: Cells, part: Part) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """All regions with a value, in order of code, and the consecutive years that hold all values."""
    found = {cell for of_indicator in cells.values.values() for cell in of_indicator}
    years = [period for _region, period in found]
    regions = {region for region, _period in found}
    for counted in cells.counted.values():
        years += known_years(counted)
        has_any = np.isfinite(counted.values).any(axis=1)
        regions |= {str(code) for code in cells.divisions.codes[has_any]}
    if part.provinces:
        regions = {region for region in regions if region.startswith(part.provinces)}
    periods = tuple(range(min(years), max(years) + 1)) if years else ()
    return tuple(sorted(regions)), periods


def known_years(counted: Grid) -> list[int]:
    """The first and the last year in which anything is known; empty when nothing is."""
    known = np.flatnonzero(np.isfinite(counted.values).any(axis=0))
    return [counted.first_year + int(known[0]), counted.first_year + int(known[-1])] if len(known) else []


def spread(
    array: FloatArray, first_year: int, divisions: Divisions, regions: tuple[str, ...], periods: tuple[int, ...]
) -> FloatArray:
    """Numbers by division and year, over these regions and periods; missing where there are none."""
    wide = np.full((len(regions), len(periods)), np.nan)
    if not periods or not array.shape[1]:
        return wide
    first = max(first_year, periods[0])
    last = min(first_year + array.shape[1] - 1, periods[-1])
    rows = divisions.places(np.array([int(region) for region in regions], dtype=np.int64))
    if first <= last:
        there = array[rows[rows >= 0], first - first_year : last - first_year + 1]
        wide[rows >= 0, first - periods[0] : last - periods[0] + 1] = there
    return wide


def grid(cells: Mapping[Cell, float], regions: tuple[str, ...], periods: tuple[int, ...]) -> FloatArray:
    """Cells as an array; missing where there is none."""
    array = np.full((len(regions), len(periods)), np.nan)
    if not cells:
        return array
    rows = {region: i for i, region in enumerate(regions)}
    inside = [(rows[region], period - periods[0], value) for (region, period), value in cells.items()
              if region in rows and periods and periods[0] <= period <= periods[-1]]  # fmt: skip
    if inside:
        at, when, what = zip(*inside, strict=True)
        array[np.array(at), np.array(when)] = what
    return array


def provisional_from(
    models: Mapping[str, IndicatorDefinition], layouts: Mapping[str, LayoutDefinition]
) -> dict[str, int]:
    """Indicator → first year whose figures are provisional, handed on through formulas."""
    years: dict[str, int] = {}
    for code, one in models.items():
        layout = layouts.get(one.statistic.layout) if one.statistic else None
        if layout and layout.provisional_from:
            years[code] = layout.provisional_from.year
    formulas = {code: formula for code, one in models.items() if (formula := one.parsed)}
    for code in dependencies(formulas):
        inherited = [years[name] for name in formulas[code].names if name in years]
        if inherited:
            years[code] = min(inherited)
    return years


def lies_in(region: str, division: str) -> bool:
    """Whether a region is a division or lies in it; everything lies in the empty division."""
    return region.startswith(prefix(division)) if division else True
