"""A year's ranking as a list and as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui import drawing, formats
from zhicheng.base.ui.tables import Column, Table
from zhicheng.base.ui.templatetags.zhicheng import rank_change
from zhicheng.governance.strength.groups import LABELS
from zhicheng.governance.strength.naming import Names, figure_url, places_words
from zhicheng.governance.strength.queries import RankingRow

WHISKER = (
    '<svg class="zc-whisk" viewBox="0 0 100 22" preserveAspectRatio="none" aria-hidden="true">'
    '<path class="grid" d="M0 0V22M33.33 0V22M66.67 0V22M100 0V22"/><path class="rng" d="M{} 11H{}"/>'
    '<path class="halo" d="M{} 11h.01"/><path class="dot" d="M{} 11h.01"/></svg>'
)
UNBROKEN = '<span class="zc-nowrap">{}</span>'


class RankingTable(Table):
    """A year's ranking. The aspects' columns are the scheme's."""

    code = "ranking"
    default_sort = "rank"
    per_page = 0
    exportable = False  # the page's own filter row carries the files
    empty_text = gettext_lazy("这个范围内没有城市入评。可以改看全部城市。")

    def __init__(
        self,
        rows: Sequence[RankingRow],
        query: QueryDict,
        *,
        year: int,
        names: Names,
        followed: str,
        grouped: bool,
        units: int,
    ) -> None:
        self.units = units
        self.caption = _("%(year)d 年%(noun)s排名") % {"year": year, "noun": names.unit_noun}
        weights = "、".join(f"{aspect.label} {aspect.weight:g}%" for aspect in names.scheme.aspects)
        assumed = _("，为设定值") if names.scheme.basis == "assumed" else ""
        self.note = _("各方面均换算为 %(span)s；权重为%(weights)s%(assumed)s。点%(noun)s看得分构成，点数字看来源。") % {
            "weights": weights,
            "span": names.span,
            "assumed": assumed,
            "noun": names.unit_noun,
        }
        self.columns = ranking_columns(year, names, grouped=grouped, spread=self.spread_columns(names))
        super().__init__(rows, query, mine=lambda row: row.code == followed)

    def spread_columns(self, names: Names) -> tuple[Column, ...]:
        """The interval as a drawing and in numbers; nothing when the scheme has no doubts."""
        if names.scheme.uncertainty is None:
            return ()
        return (
            WhiskerColumn(
                "interval",
                whisker_head(self.units),
                sortable=False,
                value=lambda row: row,
                shows=lambda row: whisker(row, self.units),
            ),
            Column(
                "rank_low",
                _("区间"),
                unit=_("九成"),
                numeric=True,
                optional=True,
                sorts_down=False,
                value=lambda row: row.interval,
                shows=places_words,
                sort="rank_low",
            ),
        )


@dataclass(frozen=True)
class WhiskerColumn(Column):
    """A wide column for a drawing."""

    @property
    def css(self) -> str:
        return "zc-whisk-col"


def whisker_head(units: int) -> SafeString:
    """The label, and the axis from the first place to the last, with the grid's thirds."""
    ticks = [1 + round((units - 1) * third / 3) for third in range(4)]
    axis = format_html_join("", "<i>{}</i>", ((tick,) for tick in ticks))
    return format_html('{}<span class="zc-whisk-axis" aria-hidden="true">{}</span>', _("名次区间"), axis)


def whisker(row: RankingRow, units: int) -> SafeString | str:
    """A city's interval as a line, its place as a dot; hundreds are quicker made here than by a component."""
    if row.interval is None:
        return formats.MISSING
    drawn = drawing.whisker(row.rank, row.interval.rank_low, row.interval.rank_high, units)
    return format_html(WHISKER, drawn["low"], drawn["high"], drawn["rank"], drawn["rank"])


def ranking_columns(year: int, names: Names, *, grouped: bool, spread: tuple[Column, ...] = ()) -> tuple[Column, ...]:
    """Place, city, score, interval of places, aspects, key figure, change."""
    key = names.scheme.key
    graded = Column("grade", _("等级"), sortable=False, shows=lambda grade: format_html(UNBROKEN, grade))
    in_group = Column("group_rank", _("组内名次"), numeric=True, sorts_down=False, optional=True)
    return (
        Column("rank", _("名次"), numeric=True, sorts_down=False, shows=lambda rank: format_html("<b>{}</b>", rank)),
        *((in_group,) if grouped else ()),
        Column(
            "name",
            names.unit_noun,
            row_header=True,
            sort="code",
            sorts_down=False,
            link=lambda row: names.score_url(year, row.code),
        ),
        Column("score", _("得分"), numeric=True, digits=names.digits, link=lambda row: names.score_url(year, row.code)),
        *((graded,) if names.scheme.grades else ()),
        *spread,
        *(aspect_column(year, names, aspect.code, aspect.label) for aspect in names.scheme.aspects),
        Column(
            "key",
            names.short(key),
            unit=names.unit(key),
            numeric=True,
            optional=True,
            link=lambda row: figure_url(key, row.code, year),
        ),
        Column("change", _("比上年"), numeric=True, optional=bool(spread), shows=rank_change),
    )


def aspect_column(year: int, names: Names, code: str, label: str) -> Column:
    return Column(
        f"aspect_{code}",
        label,
        numeric=True,
        digits=names.digits,
        optional=True,
        value=lambda row: row.aspects.get(code),
        link=lambda row: f"{names.score_url(year, row.code)}#{code}",
    )


class RankingFile(RankingTable):
    """The ranking as a file: with codes, and the share of each score that other indicators had to carry."""

    def __init__(self, rows: Sequence[RankingRow], query: QueryDict, **facts: Any) -> None:
        super().__init__(rows, query, **facts)
        self.columns = (
            Column("code", _("行政区划代码")),
            *self.columns,
            Column("region", _("区域"), value=lambda row: LABELS.get(row.region, "")),
            Column("region_rank", _("区域内名次"), numeric=True),
            Column("missing_share", _("缺项比例"), numeric=True),
        )

    def spread_columns(self, names: Names) -> tuple[Column, ...]:
        """The interval and the chance to be among the first, as numbers."""
        doubts = names.scheme.uncertainty
        if doubts is None:
            return ()
        return (
            Column("rank_low", _("名次区间下限"), numeric=True),
            Column("rank_high", _("名次区间上限"), numeric=True),
            Column("top_share", _("进入前 %(top)d 名的机会") % {"top": doubts.top}, numeric=True),
        )
