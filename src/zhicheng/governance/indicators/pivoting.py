"""Figures of many indicators, regions and years in one table: what the pivot page shows. A handful of queries, however much is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.regions.models import Level, Region
from zhicheng.governance.indicators import queries, totalling
from zhicheng.governance.indicators.definition_kinds import ASPECTS, IndicatorDefinition
from zhicheng.governance.indicators.models import Figure
from zhicheng.governance.indicators.pages import origin_words
from zhicheng.governance.indicators.words import Amount

YEARS = 5
"""How many years stand side by side."""


@dataclass(frozen=True, slots=True)
class PivotRow:
    """One indicator of one region, and its figures of the years shown. `region` None = the country, whose sums open to the provinces."""

    region: Region | None
    code: str
    indicator: IndicatorDefinition
    values: Mapping[int, Amount | None]

    @property
    def title(self) -> str:
        return self.indicator.title

    @property
    def name(self) -> str:
        return self.region.short_name if self.region else _("全国合计")

    @property
    def aspect(self) -> str:
        return self.indicator.aspect

    @property
    def origin(self) -> str:
        return origin_words(self.indicator)

    @property
    def unit(self) -> str:
        return self.indicator.shown_unit

    def figure_url(self, period: int) -> str | None:
        """The figure's page, which opens to its records; None where there is no figure."""
        if period not in self.values:
            return None
        if self.region is None:
            return f"{reverse('indicators:indicator', args=[self.code])}?year={period}&level=province"
        return reverse("indicators:figure", args=[self.code, self.region.code, period])

    @property
    def below_url(self) -> str | None:
        """The same of the divisions below; None for a county, and for the country, which stands above those on its page."""
        if self.region is None or self.region.level == Level.COUNTY:
            return None
        return f"{reverse('indicators:pivot')}?region={self.region.code}"


def span() -> tuple[int, int] | None:
    """The first and the last year that has a figure."""
    found = Figure.objects.aggregate(first=Min("period"), last=Max("period"))
    return (found["first"], found["last"]) if found["first"] is not None else None


def years_to(last: int, first: int) -> tuple[int, ...]:
    """The years that stand side by side, in order."""
    return tuple(range(max(first, last - YEARS + 1), last + 1))


def regions_shown(region: Region | None) -> list[Region]:
    """A division and those just below it; the provinces when none is chosen."""
    if region is None:
        return list(Region.objects.filter(level=Level.PROVINCE).order_by("code"))
    return [region, *Region.objects.filter(parent=region).order_by("code")]


def nation_rows(years: Sequence[int]) -> list[PivotRow]:
    """The country's sums of the reported indicators that can be added up, by aspect and code. Two queries."""
    models = {code: one for code, one in queries.indicator_models().items() if one.is_summed}
    made = []
    for code, found in totalling.nation(models).items():
        values = {year: Amount.of(one.total, models[code]) for year, one in found.items() if year in years}
        if values:
            made.append(PivotRow(None, code, models[code], values))
    return sorted(made, key=lambda row: (ASPECTS.index(row.indicator.aspect), row.code))


def rows(regions: Sequence[Region], years: Sequence[int]) -> list[PivotRow]:
    """Every indicator of every region that has a figure in the years, by region, aspect and code."""
    models = queries.indicator_models()
    found = Figure.objects.filter(region__in=[one.code for one in regions], period__in=years, indicator__in=models)
    cells: dict[tuple[str, str], dict[int, Amount | None]] = {}
    for code, region, period, value in found.values_list("indicator", "region_id", "period", "value"):
        cells.setdefault((region, code), {})[period] = Amount.of(value, models[code])
    places = {one.code: one for one in regions}
    ranks = {one.code: place for place, one in enumerate(regions)}
    order = {aspect: place for place, aspect in enumerate(ASPECTS)}
    made = [PivotRow(places[region], code, models[code], values) for (region, code), values in cells.items()]
    return sorted(
        made, key=lambda row: (ranks[row.region.code] if row.region else -1, order[row.indicator.aspect], row.code)
    )
