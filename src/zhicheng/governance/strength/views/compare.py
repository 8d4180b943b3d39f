"""Cities side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhicheng.base.ui.exports import respond
from zhicheng.governance.strength import charts, findings, queries
from zhicheng.governance.strength.tables.compare import CompareFile, compare_lines
from zhicheng.governance.strength.views.pages import options, published


def compare(request: HttpRequest, year: int, as_format: str, scheme: str = "") -> HttpResponse:
    """Up to five cities side by side; further ones and unknown ones are left aside."""
    page = published(year, scheme)
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
        "crumbs": page.crumbs(_("比较城市")),
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
