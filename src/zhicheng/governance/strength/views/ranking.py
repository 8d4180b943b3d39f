"""A year's ranking, and the cities that have no place in it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhicheng.base.regions.queries import demonstration_units
from zhicheng.base.ui.exports import respond
from zhicheng.governance.strength import charts, coverage, findings, groups, queries
from zhicheng.governance.strength.definition_kinds import ROOT
from zhicheng.governance.strength.naming import page_url
from zhicheng.governance.strength.tables.left_out import FewTable, LeftOutTable, worth_showing
from zhicheng.governance.strength.tables.ranking import RankingFile, RankingTable
from zhicheng.governance.strength.views.pages import (
    Published,
    followed_city,
    options,
    path_to,
    published,
)

PLACES_ON_LINE = (1, 4, 7, 10)
"""The cities whose places over the years are drawn: far enough apart to be told from each other."""


def latest(request: HttpRequest) -> HttpResponse:
    """The newest complete year's ranking; before the first publication a page that says so."""
    found = queries.latest(queries.shown())
    if found is None:
        return render(request, "strength/none.html", {"crumbs": path_to()})
    return redirect("strength:ranking", year=found.year)


def ranking(request: HttpRequest, year: int, as_format: str, scheme: str = "") -> HttpResponse:
    """A year's ranking, of all cities or of a group."""
    if (other := request.GET.get("year", str(year))) != str(year) and as_format == "html":
        return to_year(request, other, scheme)
    page = published(year, scheme)
    scores = queries.sheet(page.evaluation, queries.ranked_nodes(page.evaluation))
    ranks = queries.ranks_of({one.year: one.pk for one in page.evaluations})
    group, members = chosen_group(request, scores)
    intervals = queries.intervals(page.evaluation)
    rows = queries.ranking_rows(scores, ranks.get(year - 1, {}), members, intervals)
    followed = followed_city(request)
    facts: dict[str, Any] = {
        "year": year,
        "names": page.names,
        "followed": followed,
        "grouped": group != "all",
        "units": page.evaluation.units,
    }
    if as_format != "html":
        name = _("城市专利实力排名-%(year)d") % {"year": year}
        return respond(RankingFile(rows, request.GET, **facts), as_format, name, extra=page.facts())
    left_out = list(queries.left_out(page.evaluation))
    everyone = rows if group == "all" else queries.ranking_rows(scores, ranks.get(year - 1, {}), None, intervals)
    few = worth_showing(left_out)
    context = {
        "crumbs": page.crumbs(),
        "heading": coverage.said(page.scheme, heading_of(page, rows, group)),
        "lead": findings.ranking_lead(page.evaluation, page.names, everyone),
        "followed_place": findings.followed_place(everyone, left_out, followed, page.scheme.uncertainty),
        "table": RankingTable(rows, request.GET, **facts),
        "few_table": FewTable(few, request.GET, year=year, names=page.names, followed=followed),
        "without": len(left_out) - len(few),
        "groups": group_choices(page),
        "regions": first_of_regions(page, everyone),
        "schemes": scheme_choices(page.evaluation.scheme),
        "group": group,
        "followed": followed,
        "city_options": options(
            sorted([*((row.code, row.name) for row in everyone), *((one.region_id, one.region.name) for one in few)]),
            followed,
        ),
        "nodes": [(ROOT, page.names.label(ROOT)), *((one.code, one.label) for one in page.scheme.aspects)],
        **maps_and_lines(request, page, scores, ranks, rows, followed),
    }
    return render(request, "strength/ranking.html", page.context | context)


def maps_and_lines(
    request: HttpRequest,
    page: Published,
    scores: queries.Sheet,
    ranks: queries.Ranks,
    rows: tuple[queries.RankingRow, ...],
    followed: str,
) -> dict[str, Any]:
    """The map of the asked node, and the places of some leading cities and the followed one over the years."""
    aspects = {aspect.code for aspect in page.scheme.aspects}
    node = asked if (asked := request.GET.get("map", ROOT)) in aspects else ROOT
    cities = [scores.cities[row.code] for place, row in enumerate(rows, 1) if place in PLACES_ON_LINE]
    if followed in scores.cities and followed not in {city.code for city in cities}:
        cities.append(scores.cities[followed])
    counts = {one.year: one.units for one in page.evaluations}
    return {
        "node": node,
        **to_compare(page, [scores.cities[row.code] for row in rows[: findings.PODIUM]], scores.cities.get(followed)),
        "map": charts.map_chart(rows, scores, node, page.names, followed),
        "trend": charts.trend_chart(ranks, counts, cities, followed, page.names),
    }


def heading_of(page: Published, rows: Sequence[queries.RankingRow], group: str) -> str:
    """Who stands first, in the group chosen."""
    words = "" if group == "all" else str(groups.LABELS[group])
    return findings.ranking_heading(rows, words, are_cities=page.scheme.unit_level == "city")


def group_choices(page: Published) -> list[tuple[str, str]]:
    """The groups that the scheme's units fall into, as choices."""
    everyone = _("全部%(noun)s") % {"noun": page.names.unit_noun}
    offered = groups.offered(page.scheme.unit_level, page.scheme.unit_prefix)
    return [(one, everyone if one == "all" else str(groups.LABELS[one])) for one in offered]


def first_of_regions(
    page: Published, rows: Sequence[queries.RankingRow]
) -> list[tuple[str, str, int, list[queries.RankingRow]]]:
    """Each region's code, name, number of cities and first ones, as the national reports list them; none within a province."""
    if page.scheme.unit_prefix:
        return []
    members = {region: [row for row in rows if row.region == region] for region in groups.REGIONS}
    return [
        (
            region,
            str(groups.LABELS[region]),
            len(found),
            [row for row in found if (row.region_rank or 0) <= findings.PODIUM],
        )
        for region, found in members.items()
        if found
    ]


def scheme_choices(shown: str) -> list[tuple[str, str, bool]]:
    """The schemes in force as (name, address, whether it is the one shown)."""
    return [
        (queries.scheme_of(one).short, queries.address_of(one), one.code == shown) for one in queries.schemes_in_force()
    ]


def to_compare(page: Published, first: list[queries.City], followed: queries.City | None) -> dict[str, str]:
    """The first three cities and the followed one, ready to be compared; nothing when there is nothing to compare."""
    cities = first if followed is None or followed in first else [*first, followed]
    if len(cities) < 2:
        return {"compared": "", "compare_url": ""}
    query = urlencode([("city", city.code) for city in cities])
    return {
        "compared": findings.listed([city.short_name for city in cities]),
        "compare_url": f"{page.address.url('compare')}?{query}",
    }


def left_out(request: HttpRequest, year: int, as_format: str, scheme: str = "") -> HttpResponse:
    """All cities without a place in a year, and why."""
    page = published(year, scheme)
    table = LeftOutTable(
        queries.left_out(page.evaluation), request.GET, year=year, names=page.names, followed=followed_city(request)
    )
    if as_format != "html":
        return respond(table, as_format, _("未入评城市-%(year)d") % {"year": year}, extra=page.facts())
    context = {"crumbs": page.crumbs(_("未入评的城市")), "table": table}
    return render(request, "strength/left_out.html", page.context | context)


def to_year(request: HttpRequest, year: str, scheme: str) -> HttpResponse:
    """The same ranking of another year, for the year's select without script."""
    if not (year.isascii() and year.isdecimal()):
        raise Http404(_("年份应为四位数字"))
    query = request.GET.copy()
    del query["year"]
    address = page_url("ranking", int(year), scheme)
    return redirect(f"{address}?{query.urlencode()}" if query else address)


def chosen_group(request: HttpRequest, scores: queries.Sheet) -> tuple[str, frozenset[str] | None]:
    """The group asked for and its evaluated cities; None = all."""
    group = request.GET.get("group", "all")
    if group == "all" or group not in groups.LABELS:
        return "all", None
    units = frozenset[str]()
    if group == groups.DEMONSTRATION:
        units = frozenset(unit.region_id for unit in demonstration_units())
    return group, frozenset(code for code in scores.cities if groups.is_in(group, code, units))
