"""The lists of the strength pages: ranking, cities left out, a score's tree, the method's indicators."""

from collections.abc import Callable, Iterable, Sequence
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
from zhicheng.governance.strength.definition_kinds import Measured
from zhicheng.governance.strength.models import Reason, ScreenedOut
from zhicheng.governance.strength.naming import TRANSFORMS, Names, figure_url, places_words, score_url
from zhicheng.governance.strength.queries import City, NodeValues, RankingRow, Sheet, TreeRow, tree

WHISKER = (
    '<svg class="zc-whisk" viewBox="0 0 100 22" preserveAspectRatio="none" aria-hidden="true">'
    '<path class="grid" d="M0 0V22M33.33 0V22M66.67 0V22M100 0V22"/><path class="rng" d="M{} 11H{}"/>'
    '<path class="halo" d="M{} 11h.01"/><path class="dot" d="M{} 11h.01"/></svg>'
)
LEAF = 2
"""Level of an indicator in a score's tree."""


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
        self.caption = _("%(year)d 年城市排名") % {"year": year}
        weights = "、".join(f"{aspect.label} {aspect.weight:g}%" for aspect in names.scheme.aspects)
        self.note = _("各方面均换算为 0 至 100 分；权重为%(weights)s，为设定值。点城市看得分构成，点数字看来源。") % {
            "weights": weights
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
    key = names.scheme.screen.indicator
    in_group = Column("group_rank", _("组内名次"), numeric=True, sorts_down=False, optional=True)
    return (
        Column("rank", _("名次"), numeric=True, sorts_down=False, shows=lambda rank: format_html("<b>{}</b>", rank)),
        *((in_group,) if grouped else ()),
        Column(
            "name",
            _("城市"),
            row_header=True,
            sort="code",
            sorts_down=False,
            link=lambda row: score_url(year, row.code),
        ),
        Column("score", _("得分"), numeric=True, digits=1, link=lambda row: score_url(year, row.code)),
        *spread,
        *(aspect_column(year, aspect.code, aspect.label) for aspect in names.scheme.aspects),
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


def aspect_column(year: int, code: str, label: str) -> Column:
    return Column(
        f"aspect_{code}",
        label,
        numeric=True,
        digits=1,
        optional=True,
        value=lambda row: row.aspects.get(code),
        link=lambda row: f"{score_url(year, row.code)}#{code}",
    )


class RankingFile(RankingTable):
    """The ranking as a file: with codes, and the share of each score that other indicators had to carry."""

    def __init__(self, rows: Sequence[RankingRow], query: QueryDict, **facts: Any) -> None:
        super().__init__(rows, query, **facts)
        self.columns = (
            Column("code", _("行政区划代码")),
            *self.columns,
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


class LeftOutTable(Table):
    """The cities without a place, and why."""

    code = "left-out"
    caption = gettext_lazy("未入评的城市")
    default_sort = ""
    search_fields: tuple[str, ...] = ("region__name",)
    search_label = gettext_lazy("城市名称")
    empty_text = gettext_lazy("所有城市都入评了。")

    def __init__(self, rows: Any, query: QueryDict, *, year: int, names: Names, followed: str = "") -> None:
        key = names.scheme.screen.indicator
        self.note = names.scheme.screen.why
        self.columns = (
            Column("region_id", _("代码"), optional=True, sorts_down=False),
            Column(
                "region__name",
                _("城市"),
                row_header=True,
                sort="region_id",
                link=lambda row: score_url(year, row.region_id),
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


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A node of a score as the page writes it; `figure` and `unit` are empty for groups."""

    node: str
    level: int
    name: str
    figure: str
    unit: str
    values: NodeValues
    median: float | None


def tree_lines(rows: Sequence[TreeRow], names: Names) -> list[TreeLine]:
    """A city's tree in words."""
    return [
        TreeLine(
            node=row.node,
            level=row.level,
            name=names.label(row.node),
            figure=names.figure(row.node, row.values.raw) if row.level == LEAF else "",
            unit=names.unit(row.node),
            values=row.values,
            median=row.median,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class CompareCell:
    """One city's values of a node; `figure` and `url` only for an indicator that has a figure."""

    score: float | None
    rank: int | None
    figure: str
    url: str


@dataclass(frozen=True, slots=True)
class CompareLine:
    """One node over the cities compared."""

    node: str
    level: int
    name: str
    unit: str
    cells: list[CompareCell]


def compare_lines(scores: Sheet, codes: Sequence[str], names: Names) -> list[CompareLine]:
    """The nodes with each city's values, parents before children."""
    trees = [tree(scores, code) for code in codes]
    return [
        CompareLine(
            node=rows[0].node,
            level=rows[0].level,
            name=names.short(rows[0].node),
            unit=names.unit(rows[0].node),
            cells=[
                compare_cell(row, code, scores.evaluation.year, names) for code, row in zip(codes, rows, strict=True)
            ],
        )
        for rows in zip(*trees, strict=True)
    ]


def compare_cell(row: TreeRow, code: str, year: int, names: Names) -> CompareCell:
    raw = row.values.raw
    return CompareCell(
        score=row.values.score,
        rank=row.values.rank,
        figure=names.figure(row.node, raw),
        url="" if raw is None else figure_url(row.node, code, year),
    )


class TreeFile(Table):
    """A city's score as a file, one node a row."""

    code = "tree"
    caption = gettext_lazy("得分构成")
    per_page = 0

    def __init__(self, rows: Sequence[TreeRow], query: QueryDict, *, names: Names) -> None:
        self.columns = (
            Column("node", _("代码")),
            Column("label", _("名称"), value=lambda row: names.label(row.node)),
            Column("level", _("层级"), numeric=True),
            Column("raw", _("原值"), numeric=True, value=lambda row: row.values.raw),
            Column("unit", _("单位"), value=lambda row: names.unit(row.node)),
            Column("score", _("换算分"), numeric=True, value=lambda row: row.values.score),
            Column("weight", _("权重"), numeric=True, value=lambda row: row.values.weight),
            Column("contribution", _("贡献"), numeric=True, value=lambda row: row.values.contribution),
            Column("rank", _("名次"), numeric=True, value=lambda row: row.values.rank),
            Column("median", _("中位城市换算分"), numeric=True),
            Column("missing_share", _("缺项比例"), numeric=True, value=lambda row: row.values.missing_share),
        )
        super().__init__(rows, query)


class CompareFile(Table):
    """Several cities side by side as a file, one node a row."""

    code = "compare"
    caption = gettext_lazy("城市比较")
    per_page = 0

    def __init__(self, scores: Sheet, codes: Sequence[str], query: QueryDict, *, names: Names) -> None:
        nodes = [{"node": "strength"}, *({"node": node.code} for node in names.scheme.nodes)]
        columns = [Column("node", _("代码")), Column("label", _("名称"), value=lambda row: names.label(row["node"]))]
        for code in codes:
            columns += city_columns(scores, scores.cities[code])
        self.columns = tuple(columns)
        super().__init__(nodes, query)


def city_columns(scores: Sheet, city: City) -> list[Column]:
    """The raw value, score and place of one city."""

    def part_of(part: str) -> Callable[[dict[str, str]], float | None]:
        return lambda row: getattr(scores.of(city.code, row["node"]), part)

    parts = {"raw": _("%(city)s原值"), "score": _("%(city)s换算分"), "rank": _("%(city)s名次")}
    return [
        Column(f"{city.code}_{part}", words % {"city": city.name}, numeric=True, value=part_of(part))
        for part, words in parts.items()
    ]


@dataclass(frozen=True, slots=True)
class MethodRow:
    """An indicator as the method used it in one year: weight in the whole (0–1), and between which figures it was stretched."""

    node: str
    aspect: str
    label: str
    direction: str
    transform: str
    weight: float
    low: float | None
    low_city: City | None
    high: float | None
    high_city: City | None
    cities: int


def method_rows(scores: Sheet, names: Names) -> list[MethodRow]:
    """One row an indicator, in the scheme's order."""
    return [
        method_row(scores, names, aspect.label, one, aspect.weight / 100)
        for aspect in names.scheme.aspects
        for one in aspect.indicators
    ]


def method_row(scores: Sheet, names: Names, aspect: str, one: Measured, share: float) -> MethodRow:
    figures = {code: raw for code in scores.values if (raw := scores.of(code, one.code).raw) is not None}
    in_order = sorted(figures, key=lambda code: figures[code])
    low, high = (in_order[0], in_order[-1]) if in_order else ("", "")
    return MethodRow(
        node=one.code,
        aspect=aspect,
        label=names.label(one.code),
        direction=_("越大越好") if one.direction == "+" else _("越小越好"),
        transform=TRANSFORMS[one.transform],
        weight=share * one.weight / 100,
        low=figures.get(low),
        low_city=scores.cities.get(low),
        high=figures.get(high),
        high_city=scores.cities.get(high),
        cities=len(figures),
    )


@dataclass(frozen=True, slots=True)
class MethodLine:
    """A row of the method as the page writes it."""

    row: MethodRow
    unit: str
    low: str
    high: str


def method_lines(rows: Sequence[MethodRow], names: Names) -> list[MethodLine]:
    """The method's rows in words."""
    return [
        MethodLine(row, names.unit(row.node), names.figure(row.node, row.low), names.figure(row.node, row.high))
        for row in rows
    ]


class MethodFile(Table):
    """The method's indicators as a file."""

    code = "method"
    caption = gettext_lazy("指标、权重与换算范围")
    per_page = 0

    def __init__(self, rows: Sequence[MethodRow], query: QueryDict, *, names: Names) -> None:
        self.columns = (
            Column("aspect", _("方面")),
            Column("node", _("指标代码")),
            Column("label", _("指标")),
            Column("unit", _("单位"), value=lambda row: names.unit(row.node)),
            Column("direction", _("方向")),
            Column("transform", _("变换")),
            Column("weight", _("权重"), numeric=True),
            Column("low", _("最小值"), numeric=True),
            Column("low_city", _("最小值城市"), value=lambda row: row.low_city and row.low_city.name),
            Column("high", _("最大值"), numeric=True),
            Column("high_city", _("最大值城市"), value=lambda row: row.high_city and row.high_city.name),
            Column("cities", _("有数据的城市"), numeric=True),
        )
        super().__init__(rows, query)
