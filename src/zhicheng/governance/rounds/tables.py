"""Lists of the yearly evaluation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.rounds.models import Objection, ObjectionState, Round, State
from zhicheng.governance.rounds.queries import Input
from zhicheng.governance.strength.naming import figure_url

CHIPS = {
    State.DRAFT: "line",
    State.COMPUTED: "info",
    State.CHECKED: "info",
    State.OBJECTIONS: "warn",
    State.FINAL: "info",
    State.PUBLISHED: "ok",
    State.CANCELLED: "",
}
OBJECTION_CHIPS = {
    ObjectionState.FILED: "warn",
    ObjectionState.WITHDRAWN: "",
    ObjectionState.ACCEPTED: "ok",
    ObjectionState.REJECTED: "line",
}


def state_chip(round_: Round) -> tuple[str, str]:
    """A round's state as a chip's kind and words."""
    return CHIPS[State(round_.state)], round_.get_state_display()


def objection_chip(objection: Objection) -> tuple[str, str]:
    """An objection's state as a chip's kind and words."""
    return OBJECTION_CHIPS[ObjectionState(objection.state)], objection.get_state_display()


def page_of(round_: Round, user: User) -> str:
    """A round's page for the national office, the city's own part for its officers."""
    route = "rounds:round" if user.role == Role.NATIONAL else "rounds:own"
    return reverse(route, args=[round_.pk])


class RoundTable(Table):
    code = "rounds"
    caption = _("各轮年度评价")
    columns: tuple[Column, ...] = (
        Column("year", _("评价年份"), row_header=True, shows=str, sorts_down=True),
        Column("definition__title", _("方案")),
        Column("number", _("轮次"), numeric=True, optional=True),
        Column("state", _("状态"), chip=state_chip),
        Column("closes_on", _("异议截止日期"), sorts_down=True),
        Column("opened_at", _("开始时间"), shows=formats.date_iso, sorts_down=True, optional=True),
        Column("published_at", _("发布时间"), shows=formats.date_iso, sorts_down=True, optional=True),
    )
    filters = (Filter("state", _("状态"), State.choices),)
    cards = True
    empty_text = _("还没有年度评价。")

    def __init__(self, rows: Any, query: Any, *, user: User) -> None:
        self.columns = (
            Column(
                "year", _("评价年份"), row_header=True, shows=str, sorts_down=True, link=lambda one: page_of(one, user)
            ),
            *type(self).columns[1:],
        )
        super().__init__(rows, query)


class NationalRoundTable(RoundTable):
    columns = (*RoundTable.columns, Column("waiting", _("待答复的异议"), numeric=True))


def finding_url(finding: Mapping[str, Any]) -> str | None:
    """The figure that a finding speaks of, where it speaks of one."""
    if not (finding["region"] and finding["indicator"] and finding["period"]):
        return None
    return figure_url(finding["indicator"], finding["region"], finding["period"])


class FindingTable(Table):
    code = "findings"
    caption = _("发现")
    columns = (
        Column("name", _("城市"), row_header=True, shows=lambda name: name or _("全部城市")),
        Column("region", _("代码"), optional=True),
        Column("label", _("指标"), link=finding_url),
        Column("period", _("年份"), shows=lambda year: str(year) if year else formats.MISSING, optional=True),
        Column("words", _("发现"), sortable=False),
    )
    search_fields = ("name", "label", "words")
    cards = True
    empty_text = _("没有发现。")


def objection_words(objection: Objection) -> str:
    return _text("第 %(number)d 号") % {"number": objection.pk}


class ObjectionTable(Table):
    """Objections; `models` are the indicators, for their names and how their values are written."""

    code = "objections"
    caption = _("异议")
    filters: tuple[Filter, ...] = (Filter("state", _("状态"), ObjectionState.choices),)
    default_sort = "pk"
    cards = True
    empty_text = _("没有异议。")

    def __init__(self, rows: Any, query: Any, *, models: Mapping[str, IndicatorDefinition]) -> None:
        def title(code: str) -> str:
            return models[code].title if code in models else code

        self.columns = (
            Column(
                "pk", _("编号"), row_header=True, shows=lambda pk: _text("第 %(number)d 号") % {"number": pk},
                link=Objection.get_absolute_url,
            ),
            Column("region__name", _("城市")),
            Column("indicator", _("指标"), value=lambda row: title(row.indicator), sort="indicator"),
            Column("period", _("年份"), shows=str),
            Column("stated_value", _("现数值"), numeric=True),
            Column("proposed_value", _("主张的数值"), numeric=True),
            Column("filed_at", _("提出时间"), shows=formats.date_iso, optional=True),
            Column("state", _("状态"), chip=objection_chip),
        )  # fmt: skip
        super().__init__(rows, query)


class OwnObjectionTable(ObjectionTable):
    """A city's own, below its figures: the page's files are those of the figures."""

    filters = ()
    exportable = False


@dataclass(frozen=True, slots=True)
class InputRow:
    """A statistic behind a city's score, with where one may object to it (empty: no more, or already objected)."""

    input: Input
    indicator: IndicatorDefinition
    region: str
    object_url: str

    @property
    def words(self) -> str:
        return words.with_unit(self.input.value, self.indicator)

    @property
    def url(self) -> str:
        return figure_url(self.input.indicator, self.region, self.input.period)


class InputTable(Table):
    code = "inputs"
    caption = _("算出得分所用的本市数据")
    columns = (
        Column("indicator__title", _("指标"), row_header=True, link=lambda row: row.url),
        Column("input__period", _("年份"), shows=str),
        Column("input__value", _("数值"), numeric=True),
        Column("indicator__unit", _("单位"), optional=True),
        Column(
            "object", _("异议"), value=lambda row: _text("提出异议") if row.object_url else formats.MISSING,
            link=lambda row: row.object_url, sortable=False,
        ),
    )  # fmt: skip
    search_fields = ("indicator__title",)
    per_page = 0
    empty_text = _("这个方案没有用到统计数据。")


@dataclass(frozen=True, slots=True)
class OwnScore:
    """One line of a city's own score: what, its figure in words, and the points it brings."""

    label: str
    figure: str
    score: float | None
    contribution: float | None
    url: str = ""


class OwnScoreTable(Table):
    code = "own"
    caption = _("本市得分")
    exportable = False
    columns = (
        Column("label", _("方面和指标"), row_header=True, sortable=False, link=lambda row: row.url or None),
        Column("figure", _("原值"), numeric=True, sortable=False),
        Column("score", _("换算分"), numeric=True, digits=1, sortable=False),
        Column("contribution", _("贡献"), numeric=True, digits=1, sortable=False),
    )
    per_page = 0
    empty_text = _("本市未入评。")
