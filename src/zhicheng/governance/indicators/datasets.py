"""A dataset's values in the columns of its layout."""

from collections.abc import Iterable

from zhicheng.base.regions.models import Region
from zhicheng.governance.indicators import queries
from zhicheng.governance.indicators.compute import MUNICIPALITIES
from zhicheng.governance.indicators.definition_kinds import LayoutDefinition

RegionFacts = tuple[str, str]
"""Name and level of a division."""


def heads_of(layout: LayoutDefinition) -> tuple[str, ...]:
    """The columns that the layout reads, in its own words."""
    region, period = layout.region, layout.period
    keys = [region.column, region.name_column, region.level_column, period.column]
    figures = (
        [each.column for each in layout.columns]
        if layout.shape == "wide"
        else [layout.indicator_column, layout.value_column]
    )
    return tuple(head for head in [*keys, *figures] if head)


def rows_in_force(code: str, layout: LayoutDefinition) -> list[list[str]]:
    """The version in force as the rows of a file that the layout reads, cell for cell what the files said. Two queries."""
    regions = {one: (name, level) for one, name, level in Region.objects.values_list("code", "name", "level")}
    values = queries.values_in_force(code).order_by("region_id", "period", "indicator")
    cells = list(values.values_list("region_id", "period", "indicator", "raw"))
    return list(wide(layout, cells, regions) if layout.shape == "wide" else long(layout, cells, regions))


Cells = list[tuple[str, int, str, str]]


def wide(layout: LayoutDefinition, cells: Cells, regions: dict[str, RegionFacts]) -> Iterable[list[str]]:
    """A row for each region and year."""
    by_row: dict[tuple[str, int], dict[str, str]] = {}
    for region, period, indicator, raw in cells:
        by_row.setdefault((region, period), {})[indicator] = raw
    for (region, period), said in by_row.items():
        yield [*keys(layout, region, period, regions), *(said.get(one, "") for one in layout.indicators)]


def long(layout: LayoutDefinition, cells: Cells, regions: dict[str, RegionFacts]) -> Iterable[list[str]]:
    """A row for each value."""
    words = {each.indicator: each.column for each in layout.columns}
    for region, period, indicator, raw in cells:
        yield [*keys(layout, region, period, regions), words.get(indicator, indicator), raw]


def keys(layout: LayoutDefinition, region: str, period: int, regions: dict[str, RegionFacts]) -> list[str]:
    """The cells that say which region and year a row is about."""
    name, level = regions[region]
    found = [region if layout.region.by == "code" else name]
    found += [name] if layout.region.name_column else []
    if layout.region.level_column:
        found.append(level_word(layout, region, level))
    return found + ([str(period)] if layout.period.column else [])


def level_word(layout: LayoutDefinition, region: str, level: str) -> str:
    """The layout's word for a division's level."""
    words: dict[str, str] = {ours: theirs for theirs, ours in layout.region.levels.items()}
    own = "city" if region in MUNICIPALITIES and level not in words else level
    return words.get(own, own)
