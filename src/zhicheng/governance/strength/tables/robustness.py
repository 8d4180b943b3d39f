"""The lists of the robustness page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui import drawing
from zhicheng.base.ui.tables import Column, Table
from zhicheng.governance.strength import robustness_findings as findings
from zhicheng.governance.strength.naming import Names, places_words
from zhicheng.governance.strength.queries import City, Interval, Sheet
from zhicheng.governance.strength.robustness import Choice
from zhicheng.governance.strength.tables.ranking import WHISKER, WhiskerColumn, whisker_head


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A choice in words. `mean_shift` and the rest are None where it could not be computed; `note` then says why."""

    kind: str
    words: str
    mean_shift: float | None
    largest_shift: float | None
    spearman: float | None
    kendall: float | None
    first: str
    note: str


def choice_rows(choices: Sequence[Choice], cities: Mapping[str, City], names: Names) -> list[ChoiceRow]:
    """The study's choices in its order."""
    return [choice_row(one, cities, names) for one in choices]


def choice_row(one: Choice, cities: Mapping[str, City], names: Names) -> ChoiceRow:
    kind, words = str(findings.KINDS.get(one.group, one.group)), findings.choice_words(one, names)
    if one.fault:
        return ChoiceRow(kind, words, None, None, None, None, "", _("算不出：%(fault)s") % {"fault": one.fault})
    first = cities[one.first].short_name if one.first in cities else one.first
    numbers = (one.mean_shift, one.largest_shift, one.spearman, one.kendall)
    return ChoiceRow(kind, words, *numbers, first, findings.movers_words(one, cities))


class ChoiceTable(Table):
    """Each choice tried alone."""

    code = "choices"
    caption = gettext_lazy("每次只换一种做法，名次怎样变")
    note = gettext_lazy("其余都照方案。两个相关系数比较前后两份名次：1 为完全相同，越小越不同。")
    default_sort = "-mean_shift"
    per_page = 0
    exportable = False  # the page's own row carries the files

    def __init__(self, rows: Sequence[ChoiceRow], query: QueryDict) -> None:
        self.columns = (
            Column("kind", _("种类"), optional=True),
            Column("words", _("做法"), row_header=True),
            Column("mean_shift", _("平均变动"), unit=_("名"), numeric=True, digits=1),
            Column("largest_shift", _("最大变动"), unit=_("名"), numeric=True, digits=0),
            Column("spearman", _("斯皮尔曼"), numeric=True, digits=2, optional=True),
            Column("kendall", _("肯德尔"), numeric=True, digits=2, optional=True),
            Column("first", _("居首"), optional=True),
            Column("note", _("变动最大的"), sortable=False, optional=True),
        )
        super().__init__(rows, query)


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """A city's place with its interval."""

    code: str
    name: str
    rank: int
    interval: Interval

    @property
    def width(self) -> int:
        return self.interval.rank_high - self.interval.rank_low


def interval_rows(scores: Sheet, intervals: Mapping[str, Interval]) -> list[IntervalRow]:
    """Every ranked city that has an interval."""
    return [
        IntervalRow(city.code, city.name, scores.of(city.code).rank or 0, intervals[city.code])
        for city in scores.leaders
        if city.code in intervals
    ]


class IntervalTable(Table):
    """All intervals of places."""

    code = "intervals"
    caption = gettext_lazy("各自的名次区间")
    default_sort = "rank"
    per_page = 0
    exportable = False
    prefix = "at-"

    def __init__(
        self, rows: Sequence[IntervalRow], query: QueryDict, *, units: int, names: Names, year: int, followed: str
    ) -> None:
        self.columns = (
            Column("rank", _("名次"), numeric=True, sorts_down=False),
            Column(
                "name", names.unit_noun, row_header=True, sort="code", sorts_down=False,
                link=lambda row: names.score_url(year, row.code),
            ),
            WhiskerColumn(
                "interval", whisker_head(units), sortable=False, value=lambda row: row, shows=lambda row: whisker(row, units)
            ),
            Column(
                "places", _("区间"), unit=_("九成"), numeric=True, sortable=False,
                value=lambda row: row.interval, shows=places_words,
            ),
            Column("width", _("相差"), unit=_("名"), numeric=True),
        )  # fmt: skip
        super().__init__(rows, query, mine=lambda row: row.code == followed)


def whisker(row: IntervalRow, units: int) -> SafeString:
    drawn = drawing.whisker(row.rank, row.interval.rank_low, row.interval.rank_high, units)
    return format_html(WHISKER, drawn["low"], drawn["high"], drawn["rank"], drawn["rank"])
