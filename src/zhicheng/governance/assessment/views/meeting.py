"""The panel meeting, on the wall or on a table: one city at a time, experts as numbers, what lies too far apart marked."""

import math
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.governance.assessment import findings, queries
from zhicheng.governance.assessment.computing import Material, results_of, undecided
from zhicheng.governance.assessment.models import State
from zhicheng.governance.assessment.queries import city_results, standings
from zhicheng.governance.assessment.queries.city_results import CriterionResult
from zhicheng.governance.assessment.rules import reading
from zhicheng.governance.assessment.rules.rounds import is_national
from zhicheng.governance.assessment.views.entries import must_items
from zhicheng.governance.assessment.views.shown import Shown, shown_round


@require_safe
@requires(is_national)
def meeting(request: PersonRequest, pk: int) -> HttpResponse:
    """The first city on which something is left to decide, else the first of all."""
    page = shown_round(request, pk, may=reading.can_hold_meeting)
    waiting = sorted(one.region for one in undecided(queries.material_of(page.round)))
    regions = waiting or sorted(standings.names_in(page.round))
    if not regions:
        raise Http404(_("这一轮没有参加考核的城市"))
    return redirect("assessment:meeting_city", pk=pk, region=regions[0])


@require_safe
@requires(is_national)
def meeting_city(request: PersonRequest, pk: int, region: str) -> HttpResponse:
    """One city: every expert's points by number, what they noted, the province's opinion, what the points come to."""
    page = shown_round(request, pk, may=reading.can_hold_meeting)
    entry = city_results.entry_at(pk, region)
    if entry is None:
        raise Http404(_("这座城市没有参加这一轮考核"))
    material = queries.material_of(page.round)
    found = next(one for one in results_of(material) if one.region == region)
    criteria = [one for one in city_results.criteria_of(entry, page.scheme, found.criteria) if one.applies]
    left = [one for one in undecided(material) if one.region == region]
    context = {
        "entry": entry,
        "found": found,
        "grade": page.scheme.grade(found.grade),
        "criteria": criteria,
        "raters": sorted({each.rater for one in criteria for each in one.given}),
        "undecided": {one.criterion for one in left},
        "heading": heading(entry.region.name, len(left)),
        "wide": [(one, each) for one in criteria for each in one.notes if is_wide(one, page)],
        "others": [(one, each) for one in criteria for each in one.notes if not is_wide(one, page)],
        "is_provisional": page.round.state == State.PANEL,
        "must": must_items(entry.must),
        "severity": severity_of(material, region),
        "opinion": getattr(entry, "opinion", None),
        **around(page, region),
    }
    return render(request, "assessment/meeting.html", page.context() | context)


def is_wide(one: CriterionResult, page: Shown) -> bool:
    """Whether the experts lie further apart than the scheme allows."""
    return (one.spread_percent or 0.0) > page.scheme.arbitration_percent


def heading(city: str, left: int) -> str:
    """What the meeting has to do with this city."""
    if left:
        return _("%(city)s：%(count)d 项评分差距超过界限，待裁定") % {"city": city, "count": left}
    return _("%(city)s：评分差距都在界限之内或者已经裁定") % {"city": city}


def severity_of(material: Material, region: str) -> list[tuple[int, float, str]]:
    """(number, points of 100, severity in words) of each expert of a city's panel."""
    row = material.table[material.regions.index(region)]
    return [
        (rater, float(points), findings.severity_words(float(effect)))
        for rater, points, effect in zip(material.raters, row, material.effects, strict=True)
        if not math.isnan(points)
    ]


def around(page: Shown, region: str) -> dict[str, Any]:
    """Which city of how many, and the ones before and after."""
    names = standings.names_in(page.round)
    codes = list(names)
    at = codes.index(region)

    def link(place: int) -> tuple[str, str] | None:
        if not 0 <= place < len(codes):
            return None
        return names[codes[place]], reverse("assessment:meeting_city", args=[page.round.pk, codes[place]])

    return {"place": at + 1, "of": len(codes), "before": link(at - 1), "after": link(at + 1)}
