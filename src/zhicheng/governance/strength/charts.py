"""The charts of the strength pages, each made from the rows that its table shows."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.charts import Chart, Row
from zhicheng.governance.strength import findings
from zhicheng.governance.strength.definition_kinds import ROOT
from zhicheng.governance.strength.naming import Names, score_url
from zhicheng.governance.strength.queries import City, HistoryRow, Interval, RankingRow, Ranks, Sheet

CLASSES = 5
MOST_COMPARED = 5


def source(names: Names | None = None) -> str:
    """Where the figures come from."""
    if names is None or names.scheme.main:
        return _("数据：欧洲、美国专利申请和城市统计年鉴")
    return _("数据：各项指标的来源见计算方法；%(scheme)s，部分试算") % {"scheme": names.scheme.short}


def map_chart(rows: Sequence[RankingRow], scores: Sheet, node: str, names: Names, followed: str) -> Chart:
    """The cities' scores in the total or in one aspect."""
    year, label = scores.evaluation.year, names.label(node)
    level, prefix = names.scheme.unit_level, names.scheme.unit_prefix
    area = prefix.ljust(6, "0") if prefix else f"cn-{level}"
    values = {row.code: value for row in rows if (value := scores.of(row.code, node).score) is not None}
    ordered = sorted((row for row in rows if row.code in values), key=lambda row: -values[row.code])
    return Chart(
        kind="map",
        finding=findings.map_finding(rows, values, label),
        note=_("%(year)d 年%(label)s，%(span)s；灰色为未入评") % {"year": year, "label": label, "span": names.span},
        columns=[("code", _("代码")), ("name", names.unit_noun), ("value", _("得分"))],
        rows=[
            Row(
                [
                    row.code,
                    (row.short_name, row.name, names.score_url(year, row.code)),
                    (values[row.code], formats.number(values[row.code], names.digits)),
                ],
                mine=row.code == followed,
            )
            for row in ordered
        ],
        options={
            "map": area,
            "url": reverse("regions:map", args=[area]),
            "country": not prefix,
            "labels": bool(prefix),
            "classes": map_limits(names, node, list(values.values())),
            "unit": _("分"),
            "digits": 1 if names.digits == 1 else 2,
            "none": _("未入评"),
        },
        source=source(names),
        size="lg",
    )


def map_limits(names: Names, node: str, values: Sequence[float]) -> list[float]:
    """The lower limits of the map's classes: those of the grades for the total, else round numbers of the scale."""
    grades = names.scheme.grades
    if grades is not None and node == ROOT:
        return [names.scheme.method.low, *sorted(grades.cuts)]
    scale = 1 if names.digits == 1 else 100
    return [limit / scale for limit in round_limits([value * scale for value in values])]


def round_limits(values: Sequence[float]) -> list[int]:
    """Five lower limits, 5 or 10 points apart, from the round number below the smallest value."""
    if not values:
        return []
    step = 5 if max(values) - min(values) < 5 * CLASSES else 10
    start = step * math.floor(min(values) / step)
    return [start + step * i for i in range(CLASSES)]


def trend_chart(
    ranks: Ranks, counts: Mapping[int, int], cities: Sequence[City], followed: str, names: Names
) -> Chart | None:
    """Places over the years of a few cities, the followed one among them; None when there is one year only."""
    if len(ranks) < 2:
        return None
    years = sorted(ranks)
    shown = {city.code: [ranks[year].get(city.code) for year in years] for city in cities}
    worst = max((rank for places in shown.values() for rank in places if rank is not None), default=1)
    me = next((city for city in cities if city.code == followed), None)
    return Chart(
        kind="trend",
        finding=trend_finding(me or cities[0], ranks) if cities else _("没有可以比较的年份"),
        note=_("当年居前的几%(counted)s各年的名次，越高越好；各年入评 %(least)d 至 %(most)d %(counted)s")
        % {"counted": names.counted, "least": min(counts.values(), default=0), "most": max(counts.values(), default=0)},
        columns=[("x", _("年份")), *((city.code, city.short_name) for city in cities), (None, _("入评城市"))],
        rows=[
            [(str(year), str(year)), *(places[i] for places in shown.values()), counts.get(year)]
            for i, year in enumerate(years)
        ],
        options={
            "rank": True,
            "min": 1,
            "max": worst,
            "series": [{"key": city.code, "name": city.short_name, "me": city.code == followed} for city in cities],
        },
        source=_("各年按同一方案计算；入评城市数不同，名次不宜直接相减"),
        size="lg",
    )


def trend_finding(city: City, ranks: Ranks) -> str:
    """The span of a city's places."""
    known = [places[city.code] for places in ranks.values() if city.code in places]
    if not known:
        return _("%(city)s在各年都未入评") % {"city": city.short_name}
    if min(known) == max(known):
        return _("%(city)s在入评的 %(count)d 年都列第 %(rank)d 名") % {
            "city": city.short_name,
            "count": len(known),
            "rank": known[0],
        }
    return _("%(city)s在入评的 %(count)d 年列第 %(best)d 至 %(worst)d 名") % {
        "city": city.short_name,
        "count": len(known),
        "best": min(known),
        "worst": max(known),
    }


def radar_chart(scores: Sheet, codes: Sequence[str], names: Names, finding: str, *, with_median: bool) -> Chart | None:
    """The shapes of some cities over the aspects, None for fewer than three aspects: those have no shape.

    The first city is the followed one when the middle city is drawn.
    """
    if len(names.scheme.aspects) < 3:
        return None
    columns: list[tuple[str | None, str]] = [(code, scores.cities[code].short_name) for code in codes]
    series = [{"key": code, "name": scores.cities[code].short_name, "me": i == 0} for i, code in enumerate(codes)]
    if with_median:
        columns.append(("median", _("中位城市")))
        series.append({"key": "median", "name": _("中位城市"), "me": False})
    rows: list[list[Any]] = []
    for aspect in names.scheme.aspects:
        values = [scores.of(code, aspect.code).score for code in codes]
        values += [scores.median(aspect.code)] if with_median else []
        rows.append([aspect.label, *((value, formats.number(value, names.digits)) for value in values)])
    return Chart(
        kind="radar",
        finding=finding,
        note=_("%(year)d 年各方面换算分，外圈为 %(high)g 分")
        % {"year": scores.evaluation.year, "high": names.scheme.method.high},
        columns=[("axis", _("方面")), *columns],
        rows=rows,
        options={"max": names.scheme.method.high, "series": series},
        source=source(names),
    )


def spread_chart(
    city: str, rank: int | None, interval: Interval, held: Mapping[int, int], draws: int, names: Names
) -> Chart:
    """How many draws put a city at each place; `held` is place → draws."""
    places = range(min(held), max(held) + 1)
    return Chart(
        kind="bars",
        finding=findings.spread_finding(city, interval),
        note=_("重算 %(draws)s 次，各名次出现的次数；朱红色为本次名次") % {"draws": formats.number(draws)},
        columns=[("name", _("名次")), ("value", _("次数")), (None, _("比例"))],
        rows=[
            Row(
                [str(place), held.get(place, 0), formats.percent(held.get(place, 0) / draws, 1)],
                mine=place == rank,
            )
            for place in places
        ],
        options={"vertical": True, "axis": _("名次")},
        source=source(names),
        size="sm",
    )


def history_chart(city: str, code: str, history: Sequence[HistoryRow], scheme: str = "", *, digits: int = 1) -> Chart:
    """One city's places and scores over the years; `scheme` as in addresses, `digits` those of a score."""
    return Chart(
        kind="trend",
        finding=findings.history_finding(city, history),
        note=_("各年名次，越高越好"),
        columns=[("x", _("年份")), ("rank", _("名次")), (None, _("得分")), (None, _("入评城市")), (None, _("说明"))],
        rows=[
            [
                (str(row.year), str(row.year), score_url(row.year, code, scheme)),
                row.rank,
                (row.score, formats.number(row.score, digits)),
                row.of,
                "" if row.is_complete else _("数据尚不完整"),
            ]
            for row in history
        ],
        options={"rank": True, "min": 1, "series": [{"key": "rank", "name": city, "me": True}]},
        source=_("各年按同一方案计算；入评城市数不同，名次不宜直接相减"),
    )
