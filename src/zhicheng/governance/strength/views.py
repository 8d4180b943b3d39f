"""Pages of the patent strength evaluation, open to everyone; only asking for a new computation needs a right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.regions.queries import demonstration_units
from zhicheng.base.ui import formats
from zhicheng.base.ui.exports import respond
from zhicheng.governance.indicators.queries import indicator_models
from zhicheng.governance.strength import actions, charts, findings, groups, queries, worked
from zhicheng.governance.strength.definition_kinds import ROOT, SchemeDefinition
from zhicheng.governance.strength.models import Evaluation
from zhicheng.governance.strength.naming import SCALES, Names, places_words
from zhicheng.governance.strength.rules import can_ask_for_evaluation
from zhicheng.governance.strength.tables import (
    CompareFile,
    FewTable,
    LeftOutTable,
    MethodFile,
    RankingFile,
    RankingTable,
    TreeFile,
    compare_lines,
    method_lines,
    method_rows,
    tree_lines,
    worth_showing,
)

CHOSEN, OFFERED = '<option value="{}" selected>{}</option>', '<option value="{}">{}</option>'
PLACES_ON_LINE = (1, 4, 7, 10)
"""The cities whose places over the years are drawn: far enough apart to be told from each other."""


@dataclass(frozen=True)
class Published:
    """One year's published run and what every page of it needs."""

    evaluation: Evaluation
    evaluations: list[Evaluation]
    scheme: SchemeDefinition
    names: Names

    @property
    def year(self) -> int:
        return self.evaluation.year

    @property
    def kicker(self) -> str:
        """What, which year, which run, by which version of the scheme."""
        return _("城市专利实力评价 · %(year)d 年 · 第 %(run)d 次发布（%(day)s） · %(scheme)s第 %(version)d 版") % {
            "year": self.year,
            "run": self.evaluation.run,
            "day": formats.date_iso(self.evaluation.published_at and localtime(self.evaluation.published_at).date()),
            "scheme": self.scheme.short,
            "version": self.evaluation.definition.version,
        }

    @property
    def context(self) -> dict[str, Any]:
        """What the templates of all pages read."""
        scheme = self.scheme
        return {
            "evaluation": self.evaluation,
            "scheme": scheme,
            "year": self.year,
            "years": [one.year for one in self.evaluations],
            "kicker": self.kicker,
            "is_complete": scheme.is_complete(self.year),
            "demonstration": scheme.note if scheme.basis == "assumed" else "",
            "doubts": scheme.uncertainty,
            "scales": [str(SCALES[one]) for one in scheme.uncertainty.normalise] if scheme.uncertainty else [],
        }

    def facts(self) -> dict[str, Any]:
        """What stands beside the rows of a JSON file."""
        return {
            "year": self.year,
            "scheme": self.evaluation.scheme,
            "scheme_version": self.evaluation.definition.version,
            "run": self.evaluation.run,
            "published_at": self.evaluation.published_at and self.evaluation.published_at.isoformat(),
            "inputs_sha256": self.evaluation.inputs_sha256,
            "outputs_sha256": self.evaluation.outputs_sha256,
            "uncertainty": self.scheme.uncertainty and self.scheme.uncertainty.model_dump(mode="json"),
            "note": self.scheme.note,
            "basis": self.scheme.basis,
        }


def latest(request: HttpRequest) -> HttpResponse:
    """The newest complete year's ranking; before the first publication a page that says so."""
    found = queries.latest(queries.shown())
    if found is None:
        return render(request, "strength/none.html", {"crumbs": path_to()})
    return redirect("strength:ranking", year=found.year)


def ranking(request: HttpRequest, year: int, as_format: str) -> HttpResponse:
    """A year's ranking, of all cities or of a group."""
    if (other := request.GET.get("year", str(year))) != str(year) and as_format == "html":
        return to_year(request, other)
    page = published(year)
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
        "crumbs": [*path_to(), (year_words(year), None)],
        "heading": findings.ranking_heading(rows, "" if group == "all" else str(groups.LABELS[group])),
        "lead": findings.ranking_lead(page.evaluation, page.scheme, everyone),
        "followed_place": findings.followed_place(everyone, left_out, followed, page.scheme.uncertainty),
        "table": RankingTable(rows, request.GET, **facts),
        "few_table": FewTable(few, request.GET, year=year, names=page.names, followed=followed),
        "without": len(left_out) - len(few),
        "groups": groups.LABELS.items(),
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
        "trend": charts.trend_chart(ranks, counts, cities, followed),
    }


def to_compare(page: Published, first: list[queries.City], followed: queries.City | None) -> dict[str, str]:
    """The first three cities and the followed one, ready to be compared; nothing when there is nothing to compare."""
    cities = first if followed is None or followed in first else [*first, followed]
    if len(cities) < 2:
        return {"compared": "", "compare_url": ""}
    query = urlencode([("city", city.code) for city in cities])
    return {
        "compared": findings.listed([city.short_name for city in cities]),
        "compare_url": f"{reverse('strength:compare', args=[page.year])}?{query}",
    }


def left_out(request: HttpRequest, year: int, as_format: str) -> HttpResponse:
    """All cities without a place in a year, and why."""
    page = published(year)
    table = LeftOutTable(
        queries.left_out(page.evaluation), request.GET, year=year, names=page.names, followed=followed_city(request)
    )
    if as_format != "html":
        return respond(table, as_format, _("未入评城市-%(year)d") % {"year": year}, extra=page.facts())
    context = {"crumbs": [*path_to(), year_crumb(year), (_("未入评的城市"), None)], "table": table}
    return render(request, "strength/left_out.html", page.context | context)


def score(request: HttpRequest, year: int, region: str, as_format: str) -> HttpResponse:
    """A city's score as a tree; for a city that was not evaluated, why."""
    page = published(year)
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
        "crumbs": [*path_to(), year_crumb(year), (city.name, None)],
        "city": city,
        "heading": findings.score_heading(city.short_name, tree),
        "lead": findings.score_lead(tree, page.evaluation.units, page.names),
        "tree": tree_lines(tree, page.names),
        "bar_max": max(aspect.weight for aspect in page.scheme.aspects),
        "total": total,
        "median": scores.median(ROOT),
        "before": next((row for row in history if row.year == year - 1), None),
        "sum_check": findings.sum_check(tree, page.names),
        "radar": charts.radar_chart(
            scores,
            [region, other] if other else [region],
            page.names,
            findings.shape_finding(scores, region, other, page.names),
            with_median=True,
        ),
        "history": charts.history_chart(city.short_name, region, history),
        "neighbours": [
            (each, values, places_words(intervals.get(each.code))) for each, values in neighbours(scores, region)
        ],
        **spread_of(page, city, scores, intervals),
        "other_options": options(
            sorted((each.code, each.name) for each in scores.leaders if each.code != region), other
        ),
    }
    return render(request, "strength/score.html", page.context | context)


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
        "crumbs": [*path_to(), year_crumb(page.year), (found.region.name, None)],
        "left_out": found,
        "city": found.region,
        "key": key,
        "history": charts.history_chart(found.region.short_name, region, history) if history else None,
    }
    return render(request, "strength/without_score.html", page.context | context)


def compare(request: HttpRequest, year: int, as_format: str) -> HttpResponse:
    """Up to five cities side by side; further ones and unknown ones are left aside."""
    page = published(year)
    scores = queries.sheet(page.evaluation)
    asked = list(dict.fromkeys(code for code in request.GET.getlist("city") if code in scores.cities))
    codes = asked[: charts.MOST_COMPARED]
    if as_format != "html":
        name = _("城市专利实力比较-%(year)d") % {"year": year}
        return respond(CompareFile(scores, codes, request.GET, names=page.names), as_format, name, extra=page.facts())
    first = min(codes, key=lambda code: scores.of(code).rank or 0, default="")
    heading = findings.compare_heading(
        [scores.cities[code].short_name for code in codes], scores.cities[first].short_name if first else ""
    )
    known = [(code, scores.cities[code].name) for code in sorted(scores.cities)]
    context = {
        "crumbs": [*path_to(), year_crumb(year), (_("比较城市"), None)],
        "heading": heading,
        "choices": [options(known, code) for code in [*codes, *[""] * (charts.MOST_COMPARED - len(codes))]],
        "too_many": len(asked) > charts.MOST_COMPARED,
        "cities": [scores.cities[code] for code in codes],
        "trees": compare_lines(scores, codes, page.names),
        "radar": charts.radar_chart(
            scores, codes, page.names, _("%(count)d 座城市各方面的得分") % {"count": len(codes)}, with_median=False
        )
        if codes
        else None,
    }
    return render(request, "strength/compare.html", page.context | context)


def method(request: HttpRequest, year: int, as_format: str) -> HttpResponse:
    """How the year was computed, step by step, with its numbers."""
    page = published(year)
    scores = queries.sheet(page.evaluation)
    rows = method_rows(scores, page.names)
    if as_format != "html":
        name = _("专利实力评价方法-%(year)d") % {"year": year}
        return respond(MethodFile(rows, request.GET, names=page.names), as_format, name, extra=page.facts())
    context = {
        "crumbs": [*path_to(), year_crumb(year), (_("计算方法"), None)],
        "rows": rows,
        "lines": method_lines(rows, page.names),
        "least": page.names.figure(page.scheme.screen.indicator, page.scheme.screen.at_least),
        "digests": [
            (_("输入摘要"), in_eights(page.evaluation.inputs_sha256)),
            (_("结果摘要"), in_eights(page.evaluation.outputs_sha256)),
        ],
        "example": worked.example(scores, rows, page.names),
        "runs": queries.runs(page.evaluation),
        "may_ask": request.user.is_authenticated and bool(can_ask_for_evaluation(request.user)),
    }
    return render(request, "strength/method.html", page.context | context)


@require_POST
@requires(can_ask_for_evaluation)
def evaluate(request: PersonRequest) -> HttpResponse:
    """Have the main scheme computed anew."""
    scheme = queries.main_scheme()
    if scheme is None:
        raise Http404(_("没有现行的主方案"))
    job = actions.ask_for_evaluation(scheme=scheme.code, by=request.user)
    messages.success(request, _("已开始计算。结果与现行的不同时才会发布新的一次。"))
    return redirect("jobs:detail", job.pk)


def published(year: int) -> Published:
    """The published run of a year; 404 when there is none."""
    evaluations = queries.shown()
    evaluation = next((one for one in evaluations if one.year == year), None)
    if evaluation is None:
        raise Http404(_("没有发布 %(year)d 年的专利实力评价") % {"year": year})
    scheme = queries.scheme_of(evaluation.definition)
    return Published(evaluation, evaluations, scheme, Names(scheme, indicator_models()))


def to_year(request: HttpRequest, year: str) -> HttpResponse:
    """The same ranking of another year, for the year's select without script."""
    if not (year.isascii() and year.isdecimal()):
        raise Http404(_("年份应为四位数字"))
    query = request.GET.copy()
    del query["year"]
    address = reverse("strength:ranking", args=[int(year)])
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


def followed_city(request: HttpRequest) -> str:
    """The city that the reader follows: the one asked for, else that of a city's officer."""
    asked = request.GET.get("city")
    if asked is not None or not request.user.is_authenticated:
        return asked or ""
    return request.user.region_id or ""


def neighbours(scores: queries.Sheet, code: str) -> list[tuple[queries.City, queries.NodeValues]]:
    """Two cities before and two after, with the city itself between them."""
    codes = list(scores.values)
    at = codes.index(code)
    return [(scores.cities[each], scores.of(each)) for each in codes[max(0, at - 2) : at + 3]]


def spread_of(
    page: Published, city: queries.City, scores: queries.Sheet, intervals: Mapping[str, queries.Interval]
) -> dict[str, Any]:
    """How surely a city holds its place; nothing when the scheme has no doubts."""
    doubts, own = page.scheme.uncertainty, intervals.get(city.code)
    if doubts is None or own is None:
        return {}
    held = queries.places_held(page.evaluation, city.code)
    others = [
        (each.short_name, intervals[each.code])
        for each, _values in neighbours(scores, city.code)
        if each.code != city.code and each.code in intervals
    ]
    return {
        "interval": own,
        "interval_words": places_words(own),
        "spread": charts.spread_chart(city.short_name, scores.of(city.code).rank, own, held, doubts.draws),
        "closeness": findings.neighbours_finding(city.short_name, own, others) if others else "",
    }


def options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a select; hundreds of them are quicker made here than in a template."""
    rows = (format_html(CHOSEN if value == chosen else OFFERED, value, words) for value, words in choices)
    return format_html_join("", "{}", ((row,) for row in rows))


def in_eights(digest: str) -> str:
    """A digest that can be read and breaks on a phone."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def path_to() -> list[tuple[str, str | None]]:
    return [(_("首页"), reverse("home")), (_("专利实力"), reverse("strength:latest"))]


def year_crumb(year: int) -> tuple[str, str]:
    return year_words(year), reverse("strength:ranking", args=[year])


def year_words(year: int) -> str:
    return _("%(year)d 年") % {"year": year}
