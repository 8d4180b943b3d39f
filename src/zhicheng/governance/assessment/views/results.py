"""The results of a round, and one city's result: for everybody once published, for the cities concerned before."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicheng.base.ui.exports import respond
from zhicheng.governance.assessment import charts, findings
from zhicheng.governance.assessment.queries import city_results, standings
from zhicheng.governance.assessment.queries.standings import Standing, StrengthYear
from zhicheng.governance.assessment.rules import reading
from zhicheng.governance.assessment.rules.outcomes import can_object
from zhicheng.governance.assessment.tables.results import (
    CriteriaFile,
    CriteriaTable,
    ResultsFile,
    ResultsTable,
)
from zhicheng.governance.assessment.views.entries import must_items
from zhicheng.governance.assessment.views.shown import Shown, shown_round


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """The newest published results; before the first a page that says so."""
    years = standings.published_rounds()
    if not years:
        crumbs = [(_("首页"), reverse("home")), (_("年度考核"), None)]
        return render(request, "assessment/nothing_published.html", {"crumbs": crumbs})
    return redirect("assessment:year", year=max(years))


@require_safe
def year(request: HttpRequest, year: int, as_format: str) -> HttpResponse:
    """The published results of a year, at the address that one can say."""
    found = standings.published_rounds().get(year)
    if found is None:
        raise Http404(_("没有发布 %(year)d 年的考核结果") % {"year": year})
    return results(request, found.pk, as_format)


@require_safe
def results(request: HttpRequest, pk: int, as_format: str) -> HttpResponse:
    """All results that the reader may see."""
    page = shown_round(request, pk, may=reading.can_read_results)
    rows, beside = rows_of(page)
    facts: dict[str, Any] = {
        "round_pk": pk,
        "scheme": page.scheme,
        "beside": beside,
        "followed": page.followed,
    }
    if as_format != "html":
        name = _("年度考核结果-%(year)d") % {"year": page.round.year}
        return respond(ResultsFile(rows, request.GET, **facts), as_format, name, extra=page.facts())
    context = {
        "heading": heading_of(page, rows),
        "lead": findings.results_lead(rows),
        "must": findings.must_words(rows, page.scheme) if rows else "",
        "table": ResultsTable(rows, request.GET, **facts),
        "distribution": charts.distribution(rows, page.round.year),
        "beside_chart": charts.beside_chart(rows, beside, page.round.year, page.followed),
        "beside_note": findings.beside_note(beside, page.round.year) if beside else "",
        "years": [
            (str(one), reverse("assessment:year", args=[one]), one == page.round.year) for one in published_years()
        ],
        "may_read_agreement": bool(reading.can_read_agreement(page.reader, page.round)),
        "grades": page.scheme.grades,
        "crumbs": page.crumbs(),
    }
    return render(request, "assessment/results.html", page.context() | context)


def published_years() -> list[int]:
    return list(standings.published_rounds())


def rows_of(page: Shown) -> tuple[list[Standing], StrengthYear | None]:
    """The results that the reader may see, and the strength beside them."""
    beside = standings.strength_beside(page.round.year)
    found = standings.results_for(page.reader, page.round)
    return standings.standings(page.round, page.scheme, found, beside), beside


def heading_of(page: Shown, rows: Sequence[Standing]) -> str:
    """Who is excellent; to a city before publication its own result."""
    if not page.is_published and len(rows) == 1:
        return findings.own_heading(rows[0])
    return findings.results_heading(rows, best_grade(page))


def best_grade(page: Shown) -> str:
    grade = page.scheme.grade(page.scheme.excellent)
    return grade.label if grade else ""


@require_safe
def city(request: HttpRequest, pk: int, region: str, as_format: str) -> HttpResponse:
    """One city's result: how it came about, criterion by criterion, open to figures, papers and reasons."""
    page = shown_round(request, pk, may=lambda user, round_: reading.can_read_result(user, round_, region))
    entry = city_results.entry_at(pk, region)
    rows, beside = rows_of(page)
    own = next((one for one in rows if one.code == region), None)
    if entry is None or own is None:
        raise Http404(_("这一轮考核里没有这座城市的结果"))
    criteria = city_results.criteria_of(entry, page.scheme, own.points)
    if as_format != "html":
        name = _("%(city)s年度考核得分-%(year)d") % {"city": own.name, "year": page.round.year}
        return respond(CriteriaFile(criteria, request.GET), as_format, name, extra=page.facts())
    may_read_material = bool(reading.can_read_material(page.reader, region))
    context = {
        "entry": entry,
        "own": own,
        "beside": beside,
        "heading": findings.own_heading(own),
        "lead": findings.city_lead(own, page.scheme),
        "table": CriteriaTable(criteria, request.GET),
        "opened": [one for one in criteria if one.applies and (may_read_material or one.figures or one.decided)],
        "chart": charts.criteria_chart(own.name, criteria, findings.best_and_worst(own, page.scheme), page.round.year),
        "must": must_items(entry.must),
        "incidents": city_results.incidents_of(entry),
        "objections": city_results.objections_of_city(entry) if may_read_material else [],
        "may_read_material": may_read_material,
        "may_object": page.reader is not None and bool(can_object(page.reader, entry, today=timezone.localdate())),
        "opinion": getattr(entry, "opinion", None) if may_read_material else None,
        "crumbs": page.crumbs((own.name, None)),
    }
    return render(request, "assessment/city.html", page.context() | context)
