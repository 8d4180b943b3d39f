"""What the pages of indicators and figures show: rows, findings, charts. Each function is a handful of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from django.db.models import Aggregate, Count, FloatField, Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.records.registry import find
from zhicheng.base.regions.models import Region
from zhicheng.base.ui.charts import Chart
from zhicheng.base.ui.charts import Row as ChartRow
from zhicheng.governance.indicators import queries, totalling, words
from zhicheng.governance.indicators.compute import MUNICIPALITIES, lies_in
from zhicheng.governance.indicators.definition_kinds import ASPECTS, Aspect, IndicatorDefinition, LayoutDefinition
from zhicheng.governance.indicators.models import Figure

LEVEL_WORDS = {"province": "省级地区", "city": "城市", "county": "县（市、区）"}
MAP_CLASSES = 5
NEIGHBOURS = 12


class Median(Aggregate):
    """The median of a group, by PostgreSQL."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """An indicator in the catalogue; years and counts are None while it has no figures."""

    code: str
    title: str
    short: str
    aspect: Aspect
    unit: str
    origin: str
    model: IndicatorDefinition
    first: int | None
    last: int | None
    figures: int

    @property
    def definition(self) -> str:
        return self.model.definition

    @property
    def made_from(self) -> str:
        """The formula, or what is counted, read or reported, in one line."""
        model = self.model
        if model.counted:
            return f"{model.counted.records} {model.counted.measure}"
        if model.statistic:
            return f"{model.statistic.layout} {model.statistic.column}"
        return model.formula or (model.reported.form if model.reported else "")

    @property
    def url(self) -> str:
        return reverse("indicators:indicator", args=[self.code])

    @property
    def years(self) -> str | None:
        """`2000–2014`, None while there are no figures."""
        return f"{self.first}–{self.last}" if self.first else None


def origin_words(indicator: IndicatorDefinition) -> str:
    """How the figures of an indicator come about, in one word."""
    if indicator.statistic:
        return _("统计表")
    if indicator.formula is not None:
        return _("公式")
    return _("平台记录") if indicator.counted else _("填报")


def catalogue() -> list[CatalogueRow]:
    """All indicators in force with what figures they have; those with figures first, by aspect. Two queries."""
    numbers = Figure.objects.order_by().values("indicator").annotate(
        first=Min("period"), last=Max("period"), figures=Count("pk")
    )  # fmt: skip
    known = {row["indicator"]: (row["first"], row["last"], row["figures"]) for row in numbers}
    rows = [
        CatalogueRow(
            code, one.title, one.short, one.aspect, one.shown_unit, origin_words(one), one,
            *known.get(code, (None, None, 0)),
        )
        for code, one in queries.indicator_models().items()
    ]  # fmt: skip
    order = {aspect: i for i, aspect in enumerate(ASPECTS)}
    return sorted(rows, key=lambda row: (not row.figures, order[row.aspect], row.code))


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region's figure of a year among those of its level."""

    code: str
    name: str
    level: str
    value: float
    before: float | None
    rank: int
    state: str
    indicator: str
    period: int

    @property
    def url(self) -> str:
        return reverse("indicators:figure", args=[self.indicator, self.code, self.period])

    @property
    def change(self) -> float | None:
        """Relative to the year before, as a part of one; None when that cannot be said."""
        return self.value / self.before - 1 if self.before else None


def year_rows(code: str, indicator: IndicatorDefinition, period: int, level: str) -> list[RegionRow]:
    """The figures of a year of all regions of a level, best first; equal values share a rank. One query."""
    rows = Figure.objects.filter(indicator=code, period__in=(period - 1, period), region__in=queries.regions_of(level))
    fields = rows.values_list("region_id", "region__short_name", "region__level", "period", "value", "state")
    found = list(fields)
    before = {region: value for region, _name, _level, year, value, _state in found if year == period - 1}
    here = [row for row in found if row[3] == period]
    ranks = ranking([row[4] for row in here], rising=indicator.direction == "-")
    made = [
        RegionRow(region, name, of_level, value, before.get(region), ranks[value], state, code, period)
        for region, name, of_level, _year, value, state in here
    ]
    return sorted(made, key=lambda row: (row.rank, row.code))


@dataclass(frozen=True, slots=True)
class NationRow:
    """The country's sum of a year; `url` opens to the provinces that it is made of."""

    period: int
    value: float
    before: float | None
    regions: int
    url: str


def nation_rows(code: str, indicator: IndicatorDefinition) -> list[NationRow]:
    """The country's sums of a reported indicator, newest first; none where numbers cannot be added up. One query."""
    found = totalling.nation([code]).get(code, {}) if indicator.is_summed else {}
    page = reverse("indicators:indicator", args=[code])
    return [
        NationRow(
            period,
            one.total,
            found[period - 1].total if period - 1 in found else None,
            one.regions,
            f"{page}?year={period}&level=province",
        )
        for period, one in sorted(found.items(), reverse=True)
    ]


def ranking(values: Sequence[float], *, rising: bool) -> dict[float, int]:
    """Value → rank; equal values share the better one. `rising`: the smallest is first."""
    ranks: dict[float, int] = {}
    for place, value in enumerate(sorted(values, reverse=not rising), start=1):
        ranks.setdefault(value, place)
    return ranks


def levels_of(code: str, period: int) -> list[str]:
    """Levels at which an indicator has figures in a year; a municipality alone does not make a province's level."""
    found = Figure.objects.filter(indicator=code, period=period).order_by().values_list("region_id", "region__level")
    pairs = set(found)
    levels = {level for region, level in pairs if region not in MUNICIPALITIES}
    if not levels and pairs:
        levels = {"city"}
    return [level for level in LEVEL_WORDS if level in levels]


def level_of(region: Region, levels: Sequence[str]) -> str:
    """The level a region is compared at: a municipality among provinces where there are any, else among cities."""
    if region.code in MUNICIPALITIES:
        return "province" if "province" in levels else "city"
    return region.level


def map_of(indicator: IndicatorDefinition, rows: Sequence[RegionRow], level: str, period: int) -> Chart | None:
    """The map of a year's figures; None at levels that have no map of the whole country or with too few regions."""
    if level not in {"city", "province"} or len(rows) < 2:
        return None
    top = "、".join(row.name for row in rows[:3])
    name = f"cn-{level}"
    return Chart(
        "map",
        _("%(top)s居前") % {"top": top},
        _("%(title)s（%(unit)s），%(year)d 年")
        % {"title": indicator.title, "unit": indicator.shown_unit, "year": period},
        [("code", _("代码")), ("name", _("地区")), ("value", f"{indicator.short}（{indicator.shown_unit}）")],
        [
            [row.code, row.name, (row.value * indicator.scale, words.number(row.value, indicator), row.url)]
            for row in rows
        ],
        {
            "map": name,
            "url": reverse("regions:map", args=[name]),
            "country": True,
            "classes": classes([row.value * indicator.scale for row in rows]),
            "unit": indicator.shown_unit,
            "digits": indicator.digits,
        },
        source=indicator.caution or indicator.source,
        size="lg",
    )


def classes(values: Sequence[float]) -> list[float]:
    """Lower limits of at most five classes of about equally many regions, rounded to one digit; zeros are a class of their own."""
    others = sorted(value for value in values if value)
    wanted = MAP_CLASSES if len(others) == len(values) else MAP_CLASSES - 1
    limits = {float(f"{others[len(others) * i // wanted]:.1g}") for i in range(wanted)} if others else set()
    return sorted(limits if len(others) == len(values) else limits | {0.0})


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One year of a region: its figure and the median of those it is compared with that are not zero."""

    period: int
    value: float | None
    median: float | None
    regions: int
    state: str
    url: str


def history(code: str, region: Region, level: str) -> list[HistoryRow]:
    """Every year in which the region or others have a figure. Two queries."""
    own = {row.period: row for row in Figure.objects.filter(indicator=code, region=region)}
    # Most cities have no application at all: with the zeros the middle would be zero and compare with nothing.
    others = (
        Figure.objects.filter(indicator=code, region__in=queries.regions_of(level)).exclude(value=0).order_by("period")
    )
    medians = {
        row["period"]: row for row in others.values("period").annotate(middle=Median("value"), regions=Count("pk"))
    }
    return [
        HistoryRow(
            period=year,
            value=own[year].value if year in own else None,
            median=medians[year]["middle"] if year in medians else None,
            regions=medians[year]["regions"] if year in medians else 0,
            state=own[year].state if year in own else "",
            url=reverse("indicators:figure", args=[code, region.code, year]),
        )
        for year in sorted(own.keys() | medians.keys())
    ]


def trend(indicator: IndicatorDefinition, region: Region, rows: Sequence[HistoryRow], level: str) -> Chart | None:
    """The region's years against the median; None with less than two years."""
    if sum(row.value is not None for row in rows) < 2:
        return None
    middle = median_words(level)

    def cell(value: float | None, url: str = "") -> object:
        return None if value is None else (value * indicator.scale, words.number(value, indicator), url)

    return Chart(
        "trend",
        trend_finding(indicator, region, rows),
        _("%(title)s（%(unit)s）") % {"title": indicator.title, "unit": indicator.shown_unit},
        [("x", _("年份")), ("a", region.short_name), ("b", middle)],
        [ChartRow([str(row.period), cell(row.value, row.url), cell(row.median)]) for row in rows],
        {
            "unit": indicator.shown_unit,
            "digits": indicator.digits,
            "series": [
                {"key": "a", "name": region.short_name, "me": True},
                {"key": "b", "name": middle, "soft": True, "dash": True},
            ],
        },
        source=indicator.caution or indicator.source,
    )


def trend_finding(indicator: IndicatorDefinition, region: Region, rows: Sequence[HistoryRow]) -> str:
    """`2000 年到 2014 年，深圳从 23 件变为 1,520 件`."""
    known = [row for row in rows if row.value is not None]
    facts = {
        "name": region.short_name,
        "first": known[0].period,
        "last": known[-1].period,
        "before": words.with_unit(known[0].value, indicator),
        "after": words.with_unit(known[-1].value, indicator),
    }
    return _("%(first)d 年到 %(last)d 年，%(name)s从 %(before)s变为 %(after)s") % facts


@dataclass(frozen=True, slots=True)
class Standing:
    """A region's figure of a year among those it is compared with, and its years. `own` None = it has no figure."""

    level: str
    rows: list[RegionRow]
    own: RegionRow | None
    history: list[HistoryRow]

    @property
    def value(self) -> float | None:
        """The figure."""
        return self.own.value if self.own else None


def standing(code: str, indicator: IndicatorDefinition, region: Region, period: int) -> Standing:
    """Where a region stands. Four queries."""
    level = level_of(region, levels_of(code, period))
    rows = year_rows(code, indicator, period, level)
    own = next((row for row in rows if row.code == region.code), None)
    return Standing(level, rows, own, history(code, region, level))


def neighbours(region: Region, rows: Sequence[RegionRow]) -> list[RegionRow]:
    """The others of the same province in the order of their rank, twelve at most."""
    province = region.code[:2] + "0000"
    inside = [row for row in rows if lies_in(row.code, province) and row.code != region.code]
    return inside[:NEIGHBOURS]


def median_of(rows: Sequence[RegionRow]) -> float | None:
    """The median over regions whose figure is not zero; None when there are none."""
    values = [row.value for row in rows if row.value]
    return median(values) if values else None


def median_words(level: str) -> str:
    """What `median_of` is called."""
    return _("%(level)s中位数（不计零）") % {"level": LEVEL_WORDS[level]}


def zero_without_row(layout: LayoutDefinition | None, value: float | None) -> str:
    """Why a figure of an imported table is zero although the table has no such row; empty when it is not so."""
    rule = layout.absent_row_is_zero if layout else None
    return rule.why if rule and value == 0 else ""


def why_missing(indicator: IndicatorDefinition, layout: LayoutDefinition | None, region: str, raw: str | None) -> str:
    """Why there is no figure, in words. `raw` is the cell of the file, None when the file has no such row."""
    rule = layout.absent_row_is_zero if layout else None
    if rule and region in rule.unknown_regions:
        return rule.unknown_why
    if raw is not None and indicator.statistic:
        return _("文件中这一格为“%(raw)s”，表示没有数据") % {"raw": raw} if raw else _("文件中这一格是空的")
    if indicator.counted and find(indicator.counted.records) is None:
        return _("尚无记录：由“%(register)s”产生，该服务尚未开通") % {"register": indicator.counted.awaits}
    if indicator.formula is not None:
        return _("公式所用的指标缺少数据，或除数为零")
    if indicator.reported:
        return _("没有审核通过的填报")
    return _("没有导入这个地区这一年的数据")
