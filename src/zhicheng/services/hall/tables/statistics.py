"""Tables of how the hall works."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.addresses import address
from zhicheng.base.ui.columns import Column
from zhicheng.base.ui.formats import percent
from zhicheng.base.ui.paging import Rows
from zhicheng.base.ui.tables import Filter, Table
from zhicheng.services.hall.models import Rating
from zhicheng.services.hall.queries.desk import titles_of_items
from zhicheng.services.hall.queries.statistics import SATISFIED_FROM, Line

STARS = {
    5: gettext_lazy("非常满意"),
    4: gettext_lazy("满意"),
    3: gettext_lazy("基本满意"),
    2: gettext_lazy("不满意"),
    1: gettext_lazy("非常不满意"),
}
NUMBERS = (
    Column("received", gettext_lazy("收件"), unit=gettext_lazy("件"), numeric=True),
    Column("running", gettext_lazy("在办"), unit=gettext_lazy("件"), numeric=True),
    Column("overdue", gettext_lazy("其中超期"), unit=gettext_lazy("件"), numeric=True),
    Column("returned", gettext_lazy("补正中"), unit=gettext_lazy("件"), numeric=True, optional=True),
    Column("delivered", gettext_lazy("办结"), unit=gettext_lazy("件"), numeric=True),
    Column("approved", gettext_lazy("其中同意"), unit=gettext_lazy("件"), numeric=True, optional=True),
    Column("in_time_share", gettext_lazy("按时办结"), numeric=True, shows=percent),
    Column("median_days", gettext_lazy("一半在"), unit=gettext_lazy("天内"), numeric=True, digits=0, optional=True),
    Column("p90_days", gettext_lazy("九成在"), unit=gettext_lazy("天内"), numeric=True, digits=0, optional=True),
    Column("ratings", gettext_lazy("评价"), unit=gettext_lazy("条"), numeric=True, optional=True),
    Column("good_share", gettext_lazy("好评"), numeric=True, shows=percent, optional=True),
    Column("bad", gettext_lazy("差评"), unit=gettext_lazy("条"), numeric=True, optional=True),
)


class ItemTable(Table):
    """The work by item."""

    caption = gettext_lazy("按事项")
    note = gettext_lazy("收件、办结、评价按所选期间；在办、补正按此刻。天数为自然日，从提交到办结。")
    columns = (
        Column(
            "title",
            gettext_lazy("事项"),
            row_header=True,
            link=lambda row: address("hall:item", row.code) if row.code else None,
        ),
        *NUMBERS,
    )
    default_sort = "-received"
    per_page = 0
    empty_text = gettext_lazy("这段时间没有办件。")

    def __init__(self, rows: Rows, query: Any, *, total: Line) -> None:
        super().__init__(rows, query)
        self.total_line = total

    def sums(self) -> Mapping[str, Any]:
        values = {column.key: column.of(self.total_line) for column in NUMBERS}
        return {"title": _("合计"), **values}


class PlaceTable(Table):
    """The work by place."""

    caption = gettext_lazy("按地区")
    note = gettext_lazy("按申请人所在地，只计到下一级。")
    prefix = "place-"
    exportable = False
    columns = (Column("title", gettext_lazy("地区"), row_header=True), *NUMBERS)
    default_sort = "-received"
    per_page = 0
    empty_text = gettext_lazy("这段时间没有办件。")


def stars_of(row: Rating) -> str:
    return str(STARS[row.stars])


def chip_of(row: Rating) -> tuple[str, str]:
    return ("ok" if row.stars >= SATISFIED_FROM else "bad"), stars_of(row)


def reply_of(row: Rating) -> str:
    return row.reply or _("答复")


class RatingTable(Table):
    """What applicants say of the service, and what the office answered."""

    caption = gettext_lazy("好差评")
    cards = True
    per_page = 25
    columns = (
        Column(
            "application",
            gettext_lazy("办件"),
            row_header=True,
            value=lambda row: row.application.number,
            link=lambda row: row.application.get_absolute_url(),
            sort="application__number",
        ),
        Column("item", gettext_lazy("事项"), value=lambda row: row.application.definition.title, sort="item"),
        Column("stars", gettext_lazy("评价"), chip=chip_of, value=stars_of, sort="stars"),
        Column("text", gettext_lazy("意见"), sortable=False),
        Column("at", gettext_lazy("时间"), sorts_down=True),
        Column(
            "reply",
            gettext_lazy("答复"),
            value=reply_of,
            link=lambda row: None if row.reply else address("hall:reply", row.pk),
            sortable=False,
            shows=str,
        ),
    )
    filters = (
        Filter("item", gettext_lazy("事项"), titles_of_items),
        Filter("stars", gettext_lazy("评价"), tuple((stars, words) for stars, words in STARS.items())),
        Filter(
            "answered",
            gettext_lazy("答复"),
            (("yes", gettext_lazy("已答复")), ("no", gettext_lazy("未答复"))),
            apply=lambda rows, value: rows.filter(replied_at__isnull=value == "no"),
        ),
    )
    default_sort = "-at"
    empty_text = gettext_lazy("还没有评价。")
