"""What somebody can have, and who can have something."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhicheng.base.parties.models import Party
from zhicheng.base.ui.addresses import address
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.services.hall.conditions import Look, Verdicts, judged
from zhicheng.services.hall.definition_kinds import ItemDefinition
from zhicheng.services.hall.models import Application, Call
from zhicheng.services.hall.tables.items import in_one_line

ORDER = ("eligible", "near", "unknown", "no")
WORDS = {"eligible": _("符合"), "near": _("差一步"), "unknown": _("待核实"), "no": _("不符合")}
COLOURS = {"eligible": "ok", "near": "warn", "unknown": "info", "no": ""}


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One item for one applicant."""

    code: str
    model: ItemDefinition
    verdicts: Verdicts
    window: Call | None = None
    other: Application | None = None

    @property
    def state(self) -> str:
        return self.verdicts.state

    @property
    def order(self) -> int:
        return ORDER.index(self.state)

    @property
    def title(self) -> str:
        return self.model.title

    @property
    def reason(self) -> str:
        return self.verdicts.reason

    @property
    def mend(self) -> tuple[str, str] | None:
        """(words, address) of the first thing that can be mended; of an item that one may have the form, or without form the confirmation.
        Where no second application may stand beside the one that there is, that one.
        """
        if self.other is not None:
            return str(_("看办件 %s") % self.other.number), self.other.get_absolute_url()
        if self.state == "eligible" and self.model.automatic:
            return str(_("确认领取")), address("hall:confirm", self.code)
        if self.state == "eligible" and (self.model.call is None or self.window):
            return str(_("填写申请")), address("hall:apply", self.code)
        links = [result.mend for result in self.verdicts.missing if result.mend and result.mend.url]
        return (links[0].text, links[0].url) if links and self.state != "no" else None

    @property
    def taken(self) -> str:
        """Until when one can apply."""
        if self.model.call is None:
            until = self.model.open_until
        elif self.window is None:
            return str(_("等待批次"))
        else:
            until = self.window.closes_on
        return str(_("%s 截止") % until) if until else str(_("常年受理"))


def rows_for(
    models: Mapping[str, ItemDefinition],
    look: Look,
    windows: Mapping[str, Call],
    others: Mapping[str, Application] | None = None,
    **how: Any,
) -> list[MatchRow]:
    """Every item judged, the best first; equal ones by title. `windows` are the batches in which one can apply now, `others` the applicant's
    cases beside which there may be no second.
    """
    own = others or {}
    rows = [
        MatchRow(code, model, judged(model, look, code=code, **how), windows.get(code), own.get(code))
        for code, model in models.items()
    ]
    return sorted(rows, key=lambda row: (row.order, row.title))


def state_chip(row: MatchRow) -> tuple[str, Any]:
    return COLOURS[row.state], WORDS[row.state]


def offered_states() -> list[tuple[str, Any]]:
    return [(state, WORDS[state]) for state in ORDER]


def item_page(row: MatchRow) -> str:
    return address("hall:item", row.code)


STATE = Column("state", _("结果"), chip=state_chip, sort="order", sorts_down=False)
TITLE = Column("title", _("事项"), row_header=True, link=item_page)
REASON = Column("reason", _("理由"), sortable=False)
NEXT = Column(
    "mend",
    _("下一步"),
    sortable=False,
    value=lambda row: row.mend[0] if row.mend else "",
    link=lambda row: row.mend[1] if row.mend else None,
    shows=str,
)
TAKEN = Column("taken", _("受理"), optional=True, shows=in_one_line)


class MatchTable(Table):
    """Items by result."""

    code = "matches"
    caption = _("政策匹配结果")
    columns = (STATE, TITLE, REASON, NEXT, TAKEN)
    filters = (Filter("state", _("结果"), offered_states),)
    search_fields = ("title", "reason")
    search_label = _("事项或理由")
    cards = True
    per_page = 100
    empty_text = _("目前没有面向单位受理的事项。")


class PlainMatchTable(Table):
    """The same for a person who is not signed in: what can be mended is told in words."""

    code = "checked"
    caption = _("预核对结果")
    columns = (STATE, TITLE, REASON, TAKEN)
    cards = True
    per_page = 0
    exportable = False


class CandidateTable(Table):
    """Organisations that may have an item; the query says in which state."""

    code = "candidates"
    caption = _("按记录核对的单位")
    columns = (
        Column("name", _("单位"), row_header=True, link=Party.get_absolute_url),
        Column("kind", _("类型"), value=Party.get_kind_display, sort="kind"),
        Column("uscc", _("统一社会信用代码"), optional=True),
        Column("region__name", _("所在地")),
        Column("standing__matched_at", _("结果自"), optional=True),
    )
    search_fields = ("name", "uscc")
    search_label = _("名称或代码")
    default_sort = "name"
    cards = True
    empty_text = _("本辖区没有这样的单位。记录变化后一分钟内会重新核对。")
