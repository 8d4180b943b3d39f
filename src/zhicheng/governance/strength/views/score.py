"""How a city's score is made up."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhicheng.base.ui.exports import respond
from zhicheng.governance.strength import charts, findings, queries
from zhicheng.governance.strength.definition_kinds import ROOT, SchemeDefinition
from zhicheng.governance.strength.naming import places_words
from zhicheng.governance.strength.profile_findings import ahead_words
from zhicheng.governance.strength.tables.score import TreeFile, tree_lines
from zhicheng.governance.strength.views.pages import (
    Published,
    options,
    published,
)


def score(request: HttpRequest, year: int, region: str, as_format: str, scheme: str = "") -> HttpResponse:
    """A city's score as a tree; for a city that was not evaluated, why."""
    page = published(year, scheme)
    scores = queries.sheet(page.evaluation)
    if region not in scores.cities:
        return without_score(request, page, region, as_format)
    tree = queries.tree(scores, region)
    city = scores.cities[region]
    if as_format != "html":
        name = _("%(city)s专利实力得分-%(year)d") % {"city": city.name, "year": year}
        return respond(TreeFile(tree, request.GET, names=page.names), as_format, name, extra=page.facts())
    history = queries.history_among(region, page.evaluations)
    intervals = queries.intervals(page.evaluation)
    other = asked if (asked := request.GET.get("with", "")) in scores.cities and asked != region else ""
    total = scores.of(region)
    context = {
        "crumbs": page.crumbs(city.name),
        "city": city,
        "heading": findings.score_heading(city.short_name, tree),
        "lead": findings.score_lead(tree, page.evaluation.units, page.names),
        "tree": tree_lines(tree, page.names),
        "bar_max": largest_contribution(page.scheme),
        "total": total,
        "median": scores.median(ROOT),
        "before": next((row for row in history if row.year == year - 1), None),
        "ahead_words": ahead_words(scores, region, page.names.digits),
        "sum_check": findings.sum_check(tree, page.names),
        "radar": charts.radar_chart(
            scores,
            [region, other] if other else [region],
            page.names,
            findings.shape_finding(scores, region, other, page.names),
            with_median=True,
        ),
        "shape": findings.shape_finding(scores, region, other, page.names),
        "history": charts.history_chart(city.short_name, region, history, page.code, digits=page.names.digits),
        "grade": queries.grade_of(page.scheme, total.score),
        "neighbours": [
            (each, values, chance_of(intervals.get(region), each.code)) for each, values in neighbours(scores, region)
        ],
        **spread_of(page, city, scores, intervals),
        "other_options": options(
            sorted((each.code, each.name) for each in scores.leaders if each.code != region), other
        ),
    }
    return render(request, "strength/score.html", page.context | context)


def largest_contribution(scheme: SchemeDefinition) -> float:
    """The points that the heaviest aspect can bring, for the length of the bars."""
    weights = [aspect.weight for aspect in scheme.aspects]
    return scheme.method.high * max(weights) / sum(weights)


def without_score(request: HttpRequest, page: Published, region: str, as_format: str) -> HttpResponse:
    """Why a city has no score in a year."""
    found = queries.left_out_region(page.evaluation, region)
    if found is None:
        raise Http404(_("%(year)d 年的评价里没有这个区划") % {"year": page.year})
    if as_format != "html":
        return respond(TreeFile((), request.GET, names=page.names), as_format, region, extra=page.facts())
    history = queries.history_among(region, page.evaluations)
    key = page.scheme.screen.indicator
    context = {
        "crumbs": page.crumbs(found.region.name),
        "left_out": found,
        "city": found.region,
        "key": key,
        "history": charts.history_chart(found.region.short_name, region, history, page.code, digits=page.names.digits)
        if history
        else None,
    }
    return render(request, "strength/without_score.html", page.context | context)


def neighbours(scores: queries.Sheet, code: str) -> list[tuple[queries.City, queries.NodeValues]]:
    """Two cities before and two after, with the city itself between them."""
    codes = list(scores.values)
    at = codes.index(code)
    return [(scores.cities[each], scores.of(each)) for each in codes[max(0, at - 2) : at + 3]]


def chance_of(own: queries.Interval | None, other: str) -> float | None:
    """The share of draws in which the city shown stood before another; None for itself and where nothing was drawn."""
    return None if own is None else own.ahead.get(other)


def spread_of(
    page: Published, city: queries.City, scores: queries.Sheet, intervals: Mapping[str, queries.Interval]
) -> dict[str, Any]:
    """How surely a city holds its place; nothing when the scheme has no doubts."""
    doubts, own = page.scheme.uncertainty, intervals.get(city.code)
    if doubts is None or own is None:
        return {}
    held = queries.places_held(page.evaluation, city.code)
    others = [
        (each.short_name, own.ahead[each.code])
        for each, _values in neighbours(scores, city.code)
        if each.code in own.ahead
    ]
    return {
        "interval": own,
        "interval_words": places_words(own),
        "spread": charts.spread_chart(city.short_name, scores.of(city.code).rank, own, held, doubts.draws, page.names),
        "closeness": findings.neighbours_finding(city.short_name, others) if others else "",
    }
