"""How a year was computed, and asking for it to be computed anew."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.ui.exports import respond
from zhicheng.governance.strength import actions, coverage, queries, worked
from zhicheng.governance.strength.rules import can_ask_for_evaluation
from zhicheng.governance.strength.tables.method import MethodFile, method_lines, method_rows
from zhicheng.governance.strength.views.pages import published


def method(request: HttpRequest, year: int, as_format: str, scheme: str = "") -> HttpResponse:
    """How the year was computed, step by step, with its numbers."""
    page = published(year, scheme)
    scores = queries.sheet(page.evaluation)
    rows = method_rows(scores, page.names)
    if as_format != "html":
        name = _("专利实力评价方法-%(year)d") % {"year": year}
        return respond(MethodFile(rows, request.GET, names=page.names), as_format, name, extra=page.facts())
    context = {
        "crumbs": page.crumbs(_("计算方法")),
        "rows": rows,
        "gaps": coverage.gaps(page.scheme, page.names),
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


def in_eights(digest: str) -> str:
    """A digest that can be read and breaks on a phone."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
