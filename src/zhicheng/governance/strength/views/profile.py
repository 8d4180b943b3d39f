"""A city among its peers, why its score changed, and what a better place would take."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhicheng.base.regions.queries import demonstration_units
from zhicheng.base.ui.exports import respond
from zhicheng.governance.indicators.queries import values_in
from zhicheng.governance.strength import charts, groups, peers, profile_charts, profiles, queries
from zhicheng.governance.strength import profile_findings as findings
from zhicheng.governance.strength.needs import best_values, limits, needs, next_place
from zhicheng.governance.strength.rebuilding import rebuilt
from zhicheng.governance.strength.tables.profile import NeedsFile, ProfileFile, need_lines, part_lines, profile_lines
from zhicheng.governance.strength.views.pages import Published, options, published

MOST_CHOSEN = 20


def profile(request: HttpRequest, year: int, region: str, as_format: str, scheme: str = "") -> HttpResponse:
    """A city beside a set of other cities, with its strengths, weaknesses and the change of its score."""
    page, scores, city = of_city(year, region, scheme)
    kinds = peers.kinds(page.scheme.unit_level)
    kind = asked if (asked := request.GET.get("peers", "")) in kinds else kinds[0]
    chosen = tuple(dict.fromkeys(code for code in request.GET.getlist("city") if code in scores.cities))[:MOST_CHOSEN]
    members = peers.peers(kind, region, known_to(kind, page, scores, chosen))
    rows = profiles.profile(scores, members, queries.tree(scores, region))
    if as_format != "html":
        extra = page.facts() | {"region": region, "peers": kind, "peer_codes": list(members)}
        name = _("%(city)s与同类城市比较-%(year)d") % {"city": city.name, "year": year}
        return respond(ProfileFile(rows, request.GET, names=page.names), as_format, name, extra=extra)
    context = {
        "crumbs": [*page.crumbs(city.name)[:-1], (city.name, page.address.url("score", region)), (_("与同类比较"), None)],
        "city": city,
        "heading": findings.heading(city.short_name, rows, len(members), page.names),
        "lead": findings.lead(rows, page.names),
        "kinds": [(one, peers.LABELS[one]) for one in kinds],
        "kind": kind,
        "meaning": peers.MEANINGS[kind],
        "members": [scores.cities[code] for code in members],
        "few": len(members) < peers.FEWEST,
        "city_options": [options(others(scores, region), code) for code in slots(chosen)] if kind == peers.CHOSEN else [],
        "lines": profile_lines(rows, page.names, region, year),
        "strengths": profile_lines(profiles.strengths(rows), page.names, region, year),
        "weaknesses": profile_lines(profiles.weaknesses(rows), page.names, region, year),
        "gaps": profile_charts.gaps_chart(rows, page.names, region, year) if members else None,
        **changed(request, page, scores, city),
        "history": charts.history_chart(
            city.short_name, region, queries.history_among(region, page.evaluations), page.code,
            digits=page.names.digits,
        ),
    }  # fmt: skip
    return render(request, "strength/profile.html", page.context | context)


def changed(request: HttpRequest, page: Published, scores: queries.Sheet, city: queries.City) -> dict[str, Any]:
    """The change of the city's score since the year asked for, three years back if nothing is asked."""
    years = profiles.earlier_years([one.year for one in page.evaluations], page.year)
    if not years:
        return {"since_years": []}
    asked = request.GET.get("since", "")
    since = (
        int(asked) if asked.isascii() and asked.isdecimal() and int(asked) in years else profiles.near(years, page.year)
    )
    earlier = next(one for one in page.evaluations if one.year == since)
    change = profiles.change(rebuilt(queries.sheet(earlier)), rebuilt(scores), city.code)
    facts: dict[str, Any] = {"since_years": years, "since": since, "change": change}
    if change is None:
        return facts
    return facts | {
        "change_words": findings.change_words(change, page.names),
        "parts": part_lines(change, page.names),
        "change_signed": findings.signed(change.points, page.names.digits),
        "own_signed": findings.signed(change.own, page.names.digits),
        "others_signed": findings.signed(change.others, page.names.digits),
        "change_chart": profile_charts.change_chart(city.short_name, change, page.names),
    }


def what_it_takes(request: HttpRequest, year: int, region: str, as_format: str, scheme: str = "") -> HttpResponse:
    """For each indicator alone the smallest change that brings a city to a place."""
    page, scores, city = of_city(year, region, scheme)
    own = scores.of(region).rank or 1
    ranks = sorted({values.rank for code in scores.values if (values := scores.of(code)).rank is not None})
    place = asked_place(request.GET.get("place", ""), [rank for rank in ranks if rank], own)
    run = rebuilt(scores)
    best = best_values(run)
    rows = needs(run, region, place, limits(best, page.names)) if place else ()
    if as_format != "html":
        name = _("%(city)s要到第 %(place)d 名-%(year)d") % {"city": city.name, "place": place, "year": year}
        extra = page.facts() | {"region": region, "rank": own, "place": place}
        table = NeedsFile(rows, request.GET, names=page.names, place=place, best=best)
        return respond(table, as_format, name, extra=extra)
    context = {
        "crumbs": [*page.crumbs(city.name)[:-1], (city.name, page.address.url("score", region)), (_("需要什么"), None)],
        "city": city,
        "own": own,
        "place": place,
        "places": [rank for rank in ranks if rank and rank < own],
        "heading": findings.needs_heading(city.short_name, place, rows) if place else "",
        "lead": findings.needs_lead(rows, page.names),
        "lines": need_lines(rows, page.names, best, region, year),
    }
    return render(request, "strength/needs.html", page.context | context)


def asked_place(asked: str, ranks: list[int], own: int) -> int:
    """The place asked for, else the next better one; 0 for the first city, which has none."""
    if asked.isascii() and asked.isdecimal() and len(asked) < 6 and 0 < int(asked) < own:
        return int(asked)
    return next_place(own, ranks) or 0


def of_city(year: int, region: str, scheme: str) -> tuple[Published, queries.Sheet, queries.City]:
    """The year's run, its scores, and the city; 404 when the city has no place in it."""
    page = published(year, scheme)
    scores = queries.sheet(page.evaluation)
    if region not in scores.cities:
        raise Http404(_("%(year)d 年的评价里没有这座城市，或它未入评") % {"year": year})
    return page, scores, scores.cities[region]


def known_to(kind: str, page: Published, scores: queries.Sheet, chosen: tuple[str, ...]) -> peers.Known:
    """What a set needs to be chosen; at most one query."""
    sizes, units = {}, frozenset[str]()
    if kind == "size":
        sizes = values_in(peers.SIZE_INDICATOR, page.year, scores.cities)
    if kind == groups.DEMONSTRATION:
        units = frozenset(unit.region_id for unit in demonstration_units())
    return peers.Known(scores.cities.keys(), sizes, units, chosen)


def others(scores: queries.Sheet, region: str) -> list[tuple[str, str]]:
    """All evaluated cities but one, for a select."""
    return [(code, scores.cities[code].name) for code in sorted(scores.cities) if code != region]


def slots(chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The cities chosen, and room for some more."""
    return (*chosen, *[""] * max(2, 5 - len(chosen)))
