"""Objections to results, as lists."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.governance.assessment.models import Objection, ObjectionState

CHIPS = {
    ObjectionState.FILED: "warn",
    ObjectionState.WITHDRAWN: "",
    ObjectionState.ACCEPTED: "ok",
    ObjectionState.REJECTED: "line",
}


def objection_chip(objection: Objection) -> tuple[str, str]:
    """An objection's state as a chip's kind and words."""
    return CHIPS[ObjectionState(objection.state)], objection.get_state_display()


class ObjectionTable(Table):
    """The objections of a round; `titles` is criterion → title."""

    code = "objections"
    caption = _("异议")
    filters = (Filter("state", _("状态"), ObjectionState.choices),)
    default_sort = "pk"
    cards = True
    empty_text = _("没有异议。")

    def __init__(self, rows: Any, query: Any, *, titles: Mapping[str, str]) -> None:
        self.columns = (
            Column(
                "pk",
                _("编号"),
                row_header=True,
                shows=lambda pk: _text("第 %(number)d 号") % {"number": pk},
                link=Objection.get_absolute_url,
            ),
            Column("entry__region__name", _("城市")),
            Column(
                "criterion", _("评分项"), value=lambda row: titles.get(row.criterion, row.criterion), sort="criterion"
            ),
            Column("stated_points", _("提出时得分"), numeric=True, digits=1),
            Column("filed_at", _("提出时间"), shows=formats.date_iso, optional=True),
            Column("ended_at", _("办结时间"), shows=formats.date_iso, optional=True),
            Column("state", _("状态"), chip=objection_chip),
        )
        super().__init__(rows, query)
