"""The schemes by which patent strength is evaluated: what each is, and how much of it can be computed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhicheng.base.ui.exports import respond
from zhicheng.governance.indicators.queries import indicator_models
from zhicheng.governance.strength import coverage, queries
from zhicheng.governance.strength.naming import Names, page_url
from zhicheng.governance.strength.tables.schemes import SchemeRow, SchemesFile, SchemesTable
from zhicheng.governance.strength.views.pages import path_to


def schemes(request: HttpRequest, as_format: str) -> HttpResponse:
    """All schemes in force, the main one first."""
    rows = scheme_rows()
    table = SchemesTable(rows, request.GET)
    if as_format != "html":
        return respond(SchemesFile(rows, request.GET), as_format, _("专利实力评价方案"))
    partial = [row.scheme.short for row in rows if row.covered_share < 1]
    context = {"crumbs": [*path_to(), (_("评价方案"), None)], "table": table, "count": len(rows), "partial": partial}
    return render(request, "strength/schemes.html", context)


def scheme_rows() -> list[SchemeRow]:
    """Every scheme in force with what is published of it."""
    published = queries.years_published()
    rows = []
    for definition in queries.schemes_in_force():
        runs = published.get(definition.code, [])
        newest = queries.latest(runs)
        model = queries.scheme_as_run(newest) if newest else queries.scheme_of(definition)
        share = model.covered_share if newest else 0.0
        years = tuple(one.year for one in runs)
        rows.append(SchemeRow(definition.code, model, newest, years, share, queries.address_of(definition)))
    return rows


def scheme(request: HttpRequest, scheme: str) -> HttpResponse:
    """A scheme's newest complete year; while nothing can be computed, which figures are missing and who could supply them."""
    definition = next((one for one in queries.schemes_in_force() if one.code == scheme), None)
    if definition is None:
        raise Http404(_("没有专利实力方案“%(code)s”") % {"code": scheme})
    model = queries.scheme_of(definition)
    if model.main:
        return redirect("strength:latest")
    newest = queries.latest(queries.shown(scheme))
    if newest is not None:
        return redirect(page_url("ranking", newest.year, scheme))
    names = Names(model, indicator_models(), scheme)
    context = {
        "crumbs": [*path_to(), (model.short, None)],
        "scheme": model,
        "code": scheme,
        "wanted": [(one.code, names.label(one.code), coverage.supplier(one.code, names)) for one in model.measured],
        "gaps": coverage.gaps(model, names),
    }
    return render(request, "strength/nothing.html", context)
