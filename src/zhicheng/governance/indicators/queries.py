"""Reads of indicators, figures, datasets and checks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import QuerySet, Subquery
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import all_current, current, current_models, model_of
from zhicheng.base.records.counting import Cell
from zhicheng.base.records.months import totals
from zhicheng.base.records.registry import find
from zhicheng.base.regions.models import Region
from zhicheng.engine.arrays import FloatArray
from zhicheng.governance.indicators.compute import MUNICIPALITIES, grid, question_of
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition, LayoutDefinition
from zhicheng.governance.indicators.models import (
    CheckResult,
    CheckRun,
    Computation,
    Draft,
    DraftState,
    Figure,
    Import,
    State,
    Value,
)


@dataclass(frozen=True, slots=True)
class Panel:
    """Figures as arrays of shape (regions, periods), float64, NaN = missing. Regions in order of code, consecutive years."""

    regions: tuple[str, ...]
    periods: tuple[int, ...]
    values: dict[str, FloatArray]


def indicator_models() -> dict[str, IndicatorDefinition]:
    """All indicators in force, by code."""
    return cast("dict[str, IndicatorDefinition]", current_models("indicator"))


def layout_models() -> dict[str, LayoutDefinition]:
    """All layouts in force, by code."""
    return cast("dict[str, LayoutDefinition]", current_models("layout"))


def indicator_definitions() -> dict[str, Definition]:
    """The versions of indicators in force, by code."""
    return all_current("indicator")


def layout_of(definition: Definition) -> LayoutDefinition:
    """The layout that a stored version says."""
    return cast("LayoutDefinition", model_of(definition))


def indicator_of(definition: Definition) -> IndicatorDefinition:
    """The indicator that a stored version says."""
    return cast("IndicatorDefinition", model_of(definition))


def regions_of(level: str) -> QuerySet[Region]:
    """Divisions of a level. "city" holds the municipalities too, as city statistics do; "any" holds all."""
    if level == "any":
        return Region.objects.all()
    if level == "city":
        return Region.objects.filter(level="city") | Region.objects.filter(code__in=MUNICIPALITIES)
    return Region.objects.filter(level=level)


def panel(codes: Iterable[str], *, level: str = "city") -> Panel:
    """The figures of indicators for all regions of a level ("city", "province", "county" or "any") that have one.

    Every code asked for has an array; it is all missing when nothing is known. One query.
    """
    wanted = sorted(set(codes))
    rows = Figure.objects.filter(indicator__in=wanted, region__in=regions_of(level))
    cells: dict[str, dict[Cell, float]] = {code: {} for code in wanted}
    for code, region, period, value in rows.values_list("indicator", "region_id", "period", "value"):
        cells[code][region, period] = value
    found = {cell for of_code in cells.values() for cell in of_code}
    years = [period for _region, period in found]
    regions = tuple(sorted({region for region, _period in found}))
    periods = tuple(range(min(years), max(years) + 1)) if years else ()
    return Panel(regions, periods, {code: grid(cells[code], regions, periods) for code in wanted})


def figure(code: str, region: str, period: int) -> Figure | None:
    """One figure; None when it is missing."""
    return Figure.objects.select_related("definition").filter(indicator=code, region_id=region, period=period).first()


def figures_of(region: str, codes: Iterable[str], *, period: int | None = None) -> dict[str, Figure]:
    """Indicator → the figure of a region, of the year or of the latest year that has one."""
    rows = Figure.objects.filter(region_id=region, indicator__in=list(codes))
    if period is not None:
        rows = rows.filter(period=period)
    return {one.indicator: one for one in rows.order_by("period")}


def figures_in(region: str, codes: Iterable[str], periods: Iterable[int]) -> dict[tuple[str, int], Figure]:
    """(indicator, year) → figure, of one region and some years. One query."""
    rows = Figure.objects.filter(region_id=region, indicator__in=list(codes), period__in=list(periods))
    return {(one.indicator, one.period): one for one in rows}


def values_of(region: str, codes: Iterable[str]) -> dict[tuple[str, int], float]:
    """(indicator, year) → figure, of one region and all years. One query."""
    rows = Figure.objects.filter(region_id=region, indicator__in=list(codes))
    return {(code, period): value for code, period, value in rows.values_list("indicator", "period", "value")}


def periods_of(code: str) -> list[int]:
    """The years in which an indicator has figures, in order."""
    return list(Figure.objects.filter(indicator=code).order_by("period").values_list("period", flat=True).distinct())


def current_import(layout: str) -> Import | None:
    """The version of a dataset in force."""
    return Import.objects.select_related("definition", "made_by").filter(layout=layout, state=State.CURRENT).first()


def versions_of(layout: str) -> QuerySet[Import]:
    """All versions of a dataset, newest first."""
    return Import.objects.filter(layout=layout).select_related("made_by", "definition").order_by("-version")


def values_in_force(layout: str) -> QuerySet[Value]:
    """The values of a dataset's version in force."""
    return Value.objects.filter(version__layout=layout, version__state=State.CURRENT)


def last_computation() -> Computation | None:
    """When figures were computed last."""
    return Computation.objects.select_related("by").first()


def figure_codes() -> set[str]:
    """Codes of all indicators that have figures."""
    return set(Figure.objects.order_by().values_list("indicator", flat=True).distinct())


def last_check_run() -> CheckRun | None:
    """The newest run of the integrity checks, with its results."""
    return CheckRun.objects.select_related("by").prefetch_related("results").first()


def failing_checks() -> list[CheckResult]:
    """What the newest run found, as results with at least one place, in the order of the checks."""
    newest = CheckRun.objects.order_by("-pk").values("pk")[:1]
    return list(CheckResult.objects.filter(run=Subquery(newest), count__gt=0).order_by("pk"))


def draft(pk: int) -> Draft | None:
    """A file on its way in."""
    return Draft.objects.select_related("document", "imported", "made_by").filter(pk=pk).first()


def open_drafts(user: User) -> QuerySet[Draft]:
    """A person's files that wait to be confirmed, newest first."""
    return Draft.objects.select_related("document").filter(made_by=user, state=DraftState.OPEN)


def layout_definition(code: str) -> Definition:
    """The version of a layout in force; `Definition.DoesNotExist` when there is none."""
    return current("layout", code)


def values_in(code: str, period: int, regions: Iterable[str]) -> dict[str, float]:
    """Region → an indicator's figure of one year, of the named regions that have one. One query."""
    rows = Figure.objects.filter(indicator=code, period=period, region__in=list(regions))
    return dict(rows.values_list("region_id", "value"))


def counting_on(models: Mapping[str, IndicatorDefinition]) -> dict[str, set[str]]:
    """Record set → the indicators that count it, of sets that some app offers."""
    found: dict[str, set[str]] = {}
    for code, one in models.items():
        if one.counted and find(one.counted.records):
            found.setdefault(one.counted.records, set()).add(code)
    return found


def figures_by_month(
    models: Mapping[str, IndicatorDefinition], region: str, days: Sequence[date]
) -> dict[str, list[float]]:
    """Counted indicators of a division on each of some days: a stock as it stood, else what had come since the year began. One query.

    Indicators that are not counted from records are left out.
    """
    counted = {code: one for code, model in models.items() if (one := model.counted)}
    asked = {code: question_of(offered, one) for code, one in counted.items() if (offered := find(one.records))}
    with scopes_disabled():  # a figure counts everybody's records
        return totals(asked, region, days)
