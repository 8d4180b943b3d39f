"""How far the experts of a round agree; experts are numbers on every page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicheng.base.ui.exports import respond
from zhicheng.governance.assessment import charts, findings, queries
from zhicheng.governance.assessment.agreement import agreement_of
from zhicheng.governance.assessment.queries import standings
from zhicheng.governance.assessment.rules import reading
from zhicheng.governance.assessment.tables.results import AgreementTable, OutlierTable, RaterTable, SpreadTable
from zhicheng.governance.assessment.views.shown import shown_round


@require_safe
def agreement(request: HttpRequest, pk: int, as_format: str) -> HttpResponse:
    """Reliability, severity, points that stand apart, what was arbitrated."""
    page = shown_round(request, pk, may=reading.can_read_agreement)
    material = queries.material_of(page.round)
    found = agreement_of(material)
    raters = RaterTable(found.raters, request.GET)
    if as_format != "html":
        return respond(raters, as_format, _("专家宽严-%(year)d") % {"year": page.round.year}, extra=page.facts())
    names = standings.names_in(page.round)
    context = {
        "found": found,
        "heading": findings.agreement_heading(found),
        "lead": findings.agreement_lead(found),
        "raters": raters,
        "chart": charts.severity_chart(found, page.round.year),
        "criteria": AgreementTable(found.criteria, request.GET),
        "outliers": OutlierTable(found.outliers, request.GET, names=names),
        "spreads": SpreadTable(found.beyond, request.GET, names=names, scheme=page.scheme, decided=material.set_points),
        "correlations": [
            (_("单个专家"), found.icc.one_way, found.icc.agreement, found.icc.consistency),
            (_("专家组平均"), found.icc.one_way_mean, found.icc.agreement_mean, found.icc.consistency_mean),
        ],
        "crumbs": page.crumbs((_("专家评分一致性"), None)),
    }
    return render(request, "assessment/agreement.html", page.context() | context)
