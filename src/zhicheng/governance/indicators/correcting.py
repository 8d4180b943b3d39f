"""One value corrected: as a table of one row in the layout's own form, so that it comes in by the same door as any other file."""

from decimal import Decimal

from django.utils.translation import gettext as _

from zhicheng.base.regions.models import Region
from zhicheng.engine.tables import write_csv
from zhicheng.governance.indicators import mapping as columns
from zhicheng.governance.indicators.definition_kinds import LayoutColumn, LayoutDefinition
from zhicheng.governance.indicators.reading import bound_fault


def fault_of(each: LayoutColumn, value: float) -> str:
    """Why a column cannot hold a value; empty when it can."""
    if value == 0 and each.zero_is_missing:
        return _("这一列的 0 表示没有数据，不能作为数值")
    return bound_fault(value, each)


def table_of(layout: LayoutDefinition, each: LayoutColumn, region: Region, period: int, value: float) -> bytes:
    """A CSV of one row: the region, the year and the one value."""
    level_words: dict[str, str] = {level: word for word, level in layout.region.levels.items()}
    is_code = layout.region.by == "code"
    words = {
        columns.REGION: region.code if is_code else region.name,
        columns.REGION_NAME: region.name,
        columns.LEVEL: level_words.get(region.level, region.level),
        columns.PERIOD: str(period),
        columns.INDICATOR: each.column,
        columns.VALUE: exact(value),
    }
    cells = {head: words[target] for target, head in columns.own_columns(layout).items()}
    if layout.shape == "wide":
        cells[each.column] = exact(value)
    return write_csv(list(cells), [list(cells.values())])


def exact(value: float) -> str:
    """All digits of a number, without an exponent."""
    return format(Decimal(repr(value)), "f").removesuffix(".0")
