"""From values, records and formulas to arrays of figures: nothing is read or written region by region.

Arrays have the shape (regions, periods), float64, NaN = missing; the periods are consecutive years.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from zhicheng.base.records.counting import Cell, Kind, Question, count
from zhicheng.base.records.registry import RecordSet, find
from zhicheng.base.regions.models import Region
from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.formulas import dependencies, evaluate
from zhicheng.engine.places import prefix
from zhicheng.governance.indicators.definition_kinds import Counted, IndicatorDefinition, LayoutDefinition
from zhicheng.governance.indicators.models import State, Value


@dataclass(frozen=True, slots=True)
class Computed:
    """Figures of many indicators over the same regions and periods. `records` counts the records behind counted figures."""

    regions: tuple[str, ...]
    periods: tuple[int, ...]
    values: Mapping[str, FloatArray]
    records: Mapping[str, Mapping[Cell, int]]


@dataclass(slots=True)
class Cells:
    """What is known before formulas: indicator → cell → value."""

    values: dict[str, dict[Cell, float]] = field(default_factory=lambda: defaultdict(dict))
    records: dict[str, dict[Cell, int]] = field(default_factory=dict)


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
    models: Mapping[str, IndicatorDefinition], layouts: Mapping[str, LayoutDefinition], wanted: Iterable[str]
) -> Computed:
    """The figures of the wanted indicators and of all that they read, from the datasets and records in force."""
    codes = needed(models, wanted)
    cells = Cells()
    read_statistics(cells, codes)
    fill_absent_rows(cells, models, layouts, codes)
    count_records(cells, models, codes)
    regions, periods = axes(cells)
    values = {code: grid(cells.values.get(code, {}), regions, periods) for code in codes}
    formulas = {code: formula for code in codes if (formula := models[code].parsed)}
    for code in dependencies(formulas):
        if periods:
            values[code] = evaluate(formulas[code], values)
    return Computed(regions, periods, values, cells.records)


def read_statistics(cells: Cells, codes: Iterable[str]) -> None:
    """One query for all: the values of the dataset versions in force."""
    rows = Value.objects.filter(version__state=State.CURRENT, indicator__in=codes)
    for indicator, region, period, value in rows.values_list("indicator", "region_id", "period", "value"):
        if value is not None:
            cells.values[indicator][region, period] = value


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


def count_records(cells: Cells, models: Mapping[str, IndicatorDefinition], codes: Iterable[str]) -> None:
    """One grouped query an indicator; an indicator whose record set no app offers has no figures."""
    known = frozenset(Region.objects.values_list("code", flat=True))
    for code in codes:
        counted = models[code].counted
        offered = find(counted.records) if counted else None
        if counted is not None and offered is not None:
            found = count(question_of(offered, counted), known)
            cells.values[code], cells.records[code] = found.values, found.records


def question_of(offered: RecordSet, counted: Counted) -> Question:
    """What an indicator asks of a record set."""
    kind, _space, name = counted.measure.partition(" ")
    return Question(offered, counted.where, cast("Kind", kind), name)


def axes(cells: Cells) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """All regions with a value, in order of code, and the consecutive years that hold all values."""
    found = {cell for of_indicator in cells.values.values() for cell in of_indicator}
    years = [period for _region, period in found]
    periods = tuple(range(min(years), max(years) + 1)) if years else ()
    return tuple(sorted({region for region, _period in found})), periods


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
