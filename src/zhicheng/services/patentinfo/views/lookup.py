"""A list of numbers in any spelling: which there are, which cannot be numbers, which nobody knows here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhicheng.base.ui.exports import respond
from zhicheng.services.patentinfo.forms import LookupForm
from zhicheng.services.patentinfo.numbers import looked_up
from zhicheng.services.patentinfo.tables import LookupTable
from zhicheng.services.patentinfo.views.pages import path_to


def lookup(request: HttpRequest) -> HttpResponse:
    """The form, and below it what became of each number; `as` chooses a file instead of the page."""
    is_sent = request.method == "POST"
    form = LookupForm(request.POST, request.FILES) if is_sent else LookupForm()
    facts: dict[str, object] = {"form": form, "crumbs": path_to((_("批量查号码"), None))}
    if is_sent and form.is_valid():
        table = LookupTable(looked_up(form.numbers), request.GET)
        if (as_format := request.POST.get("as", "")) in {"csv", "xlsx"}:
            return respond(table, as_format, _("号码查询结果"))
        facts |= {"table": table, "heading": heading(table)}
    return render(request, "patentinfo/lookup.html", facts)


def heading(table: LookupTable) -> str:
    """The finding first: how many of the numbers there are."""
    rows = list(table.everything)
    counts = {"all": len(rows), "found": sum(row.outcome == "found" for row in rows)}
    return _("%(all)d 个号码，找到 %(found)d 个") % counts
