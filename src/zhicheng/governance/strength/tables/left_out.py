"""The cities without a place."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.tables import Column, Table
from zhicheng.governance.strength.models import Reason, ScreenedOut
from zhicheng.governance.strength.naming import Names, figure_url


class LeftOutTable(Table):
    """The cities without a place, and why."""

    code = "left-out"
    caption: str | Promise = gettext_lazy("未入评的城市")
    default_sort = ""
    search_fields: tuple[str, ...] = ("region__name",)
    search_label = gettext_lazy("城市名称")
    empty_text = gettext_lazy("所有城市都入评了。")

    def __init__(self, rows: Any, query: QueryDict, *, year: int, names: Names, followed: str = "") -> None:
        key = names.scheme.screen.indicator
        self.caption = _("未入评的%(noun)s") % {"noun": names.unit_noun}
        self.note = names.scheme.screen.why
        self.columns = (
            Column("region_id", _("代码"), optional=True, sorts_down=False),
            Column(
                "region__name",
                names.unit_noun,
                row_header=True,
                sort="region_id",
                link=lambda row: names.score_url(year, row.region_id),
            ),
            Column(
                "value",
                names.short(key),
                unit=names.unit(key),
                numeric=True,
                link=lambda row: None if row.value is None else figure_url(key, row.region_id, year),
            ),
            Column("words", _("原因")),
        )
        super().__init__(rows, query, mine=lambda row: row.region_id == followed)


class FewTable(LeftOutTable):
    """The short form under the ranking: only cities that have a figure, no search, no files."""

    search_fields = ()
    exportable = False
    per_page = 0
    prefix = "out-"


def worth_showing(left_out: Iterable[ScreenedOut]) -> list[ScreenedOut]:
    """Those left out although there is something to count."""
    return [one for one in left_out if one.reason != Reason.NONE]
