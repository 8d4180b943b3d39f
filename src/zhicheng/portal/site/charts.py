"""The charts of the site's own pages."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.regions.models import DemonstrationUnit, Region
from zhicheng.base.ui import formats
from zhicheng.base.ui.charts import Chart
from zhicheng.engine.places import contains
from zhicheng.governance.strength.queries import HistoryRow
from zhicheng.portal.site.queries import Part, Ranking

SCORE_CLASSES = (0, 10, 20, 30, 50)


def scores_of_cities(ranking: Ranking) -> Chart:
    """The map of all evaluated cities by score."""
    facts = {"first": ranking.rows[0].short_name if ranking.rows else "", "count": len(ranking.rows)}
    return Chart(
        kind="map",
        finding=_("%(count)d 个城市有得分，%(first)s最高") % facts,
        note=_("%(year)d 年专利实力得分，0–100 分，演示方案") % {"year": ranking.year},
        columns=[("code", _("代码")), ("name", _("城市")), ("value", _("得分")), (None, _("名次"))],
        rows=[
            [
                row.code,
                (row.short_name, row.name, score_page(ranking.year, row.code)),
                (row.score, formats.number(row.score, 1)),
                row.rank,
            ]
            for row in ranking.rows
        ],
        options={
            "map": "cn-city",
            "url": reverse("regions:map", args=["cn-city"]),
            "country": True,
            "classes": SCORE_CLASSES,
            "unit": _("分"),
            "digits": 1,
        },
        source=ranking.caution.rstrip("。"),
        csv_url=reverse("strength:ranking_file", args=[ranking.year, "csv"]),
        size="lg",
    )


def rank_history(shown: Region, rows: Sequence[HistoryRow]) -> Chart:
    """A city's place over the years."""
    best, worst = min(row.rank for row in rows), max(row.rank for row in rows)
    facts = {"start": rows[0].year, "end": rows[-1].year, "best": best, "worst": worst}
    finding = (
        _("%(start)d–%(end)d 年，名次在第 %(best)d 到第 %(worst)d 名之间")
        if best != worst
        else _("%(start)d–%(end)d 年一直是第 %(best)d 名")
    )
    return Chart(
        kind="trend",
        finding=finding % facts,
        note=_("专利实力名次，越靠上越靠前"),
        columns=[("x", _("年份")), ("rank", _("名次")), (None, _("得分")), (None, _("参评城市"))],
        rows=[
            [
                (row.year, str(row.year), score_page(row.year, shown.code)),
                row.rank,
                (row.score, formats.number(row.score, 1)),
                row.of,
            ]
            for row in rows
        ],
        options={"series": [{"key": "rank", "name": shown.short_name, "me": True}], "rank": True, "unit": _("名次")},
        source=_("演示方案，只计欧洲、美国专利申请"),
    )


def score_page(year: int, code: str) -> str:
    return reverse("strength:score", args=[year, code])


MOST_NAMES = 15  # more names than that cover each other on a small map


def divisions_of(shown: Region, children: Sequence[Part], units: Sequence[DemonstrationUnit]) -> Chart:
    """The map of a division's parts by the number of demonstration units in each."""
    counts = {child.code: sum(contains(child.code, unit.region_id) for unit in units) for child in children}
    return Chart(
        kind="map",
        finding=finding_of_parts(shown, children, sum(counts.values())),
        note=_("各区划内的示范单位数"),
        columns=[("code", _("代码")), ("name", _("名称")), ("value", _("示范单位"))],
        rows=[
            [child.code, (child.short_name, child.name, reverse("region", args=[child.code])), counts[child.code]]
            for child in children
        ],
        options={
            "map": shown.code,
            "url": reverse("regions:map", args=[shown.code]),
            "classes": [0, 1, 2] if max(counts.values()) > 1 else [0, 1],
            "unit": _("个示范单位"),
            "labels": len(children) <= MOST_NAMES,
        },
    )


def finding_of_parts(shown: Region, children: Sequence[Part], designated: int) -> str:
    facts = {"name": shown.name, "count": len(children), "designated": designated}
    if designated:
        return _("%(name)s下辖 %(count)d 个区划，其中有 %(designated)d 个示范单位") % facts
    return _("%(name)s下辖 %(count)d 个区划") % facts
