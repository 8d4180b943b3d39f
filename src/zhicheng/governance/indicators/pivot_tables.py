"""Lists of figures side by side and of changes."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.governance.indicators.definition_kinds import ASPECTS
from zhicheng.governance.indicators.pivoting import PivotRow
from zhicheng.governance.indicators.tables import ORIGINS, unbroken
from zhicheng.governance.indicators.words import Amount, written


class PivotTable(Table):
    """Regions and indicators down, years across; a region's name leads to the divisions below it, a figure to its page."""

    code = "pivot"
    caption: Any = gettext_lazy("指标透视")
    filters = (
        Filter("aspect", gettext_lazy("方面"), tuple((aspect, aspect) for aspect in ASPECTS)),
        Filter("origin", gettext_lazy("来源"), tuple((word, word) for word in ORIGINS)),
    )
    search_fields = ("title", "name", "code")
    search_label = gettext_lazy("指标或地区")
    per_page = 50
    empty_text: Any = gettext_lazy("没有符合条件的数值。可以换一个地区或年份。")

    def __init__(self, rows: list[PivotRow], query: QueryDict, *, years: Sequence[int]) -> None:
        self.columns = (
            Column("name", gettext_lazy("地区"), link=lambda row: row.below_url, shows=unbroken),
            Column("title", gettext_lazy("指标"), row_header=True),
            Column("aspect", gettext_lazy("方面"), optional=True),
            Column("unit", gettext_lazy("单位"), optional=True, sortable=False),
            *(year_column(year) for year in years),
        )
        super().__init__(rows, query)


def year_column(year: int) -> Column:
    return Column(
        f"y{year}",
        str(year),
        numeric=True,
        value=lambda row: row.values.get(year),
        shows=written,
        link=lambda row: row.figure_url(year),
    )


class ChangeTable(Table):
    """Records that changed, by record set."""

    code = "records"
    prefix = "r-"
    caption: Any = gettext_lazy("变动的记录")
    columns = (
        Column("label", gettext_lazy("记录"), row_header=True),
        Column("added", gettext_lazy("新增"), numeric=True),
        Column("corrected", gettext_lazy("更正"), numeric=True),
        Column("removed", gettext_lazy("删除"), numeric=True),
        Column("around", gettext_lazy("相关表的变动"), numeric=True, optional=True),
        Column("indicators", gettext_lazy("用它的指标"), value=lambda row: "、".join(row.indicators), sortable=False, optional=True),
    )  # fmt: skip
    per_page = 0
    exportable = False
    empty_text: Any = gettext_lazy("没有变动的记录。")


class MoveTable(Table):
    """Figures that changed, newest first."""

    code = "moves"
    caption: Any = gettext_lazy("改变的数值")
    columns = (
        Column("title", gettext_lazy("指标"), row_header=True, link=lambda row: row.url),
        Column("name", gettext_lazy("地区"), shows=unbroken),
        Column("period", gettext_lazy("年份"), shows=str),
        Column(
            "before",
            gettext_lazy("原值"),
            numeric=True,
            value=lambda row: Amount.of(row.before, row.indicator),
            shows=written,
        ),
        Column(
            "after",
            gettext_lazy("新值"),
            numeric=True,
            value=lambda row: Amount.of(row.after, row.indicator),
            shows=written,
        ),
        Column("unit", gettext_lazy("单位"), value=lambda row: row.indicator.shown_unit, sortable=False),
        Column("why", gettext_lazy("原因：取自"), optional=True, sortable=False),
        Column("at", gettext_lazy("计算时间"), optional=True),
    )
    search_fields = ("title", "name")
    search_label = gettext_lazy("指标或地区")
    per_page = 50
    empty_text: Any = gettext_lazy("没有数值改变。")
