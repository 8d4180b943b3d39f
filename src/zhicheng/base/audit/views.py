"""The log page and one entry."""

import json

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.audit import queries, verbs
from zhicheng.base.audit.rules import can_read_log
from zhicheng.base.audit.tables import LogTable, kind_name
from zhicheng.base.ui.exports import respond


@requires(can_read_log)
@require_safe
def log(request: PersonRequest, as_format: str) -> HttpResponse:
    """Who did what on which, when and why."""
    table = LogTable(queries.visible_to(request.user), request.GET)
    if as_format != "html":
        return respond(table, as_format, "操作日志")
    return render(request, "audit/list.html", {"table": table})


@requires(can_read_log)
@require_safe
def entry(request: PersonRequest, number: int) -> HttpResponse:
    """One entry with its facts and digest."""
    found = get_object_or_404(queries.visible_to(request.user), number=number)
    context = {
        "crumbs": [(_("操作日志"), reverse("audit:list")), (number, None)],
        "entry": found,
        "verb": verbs.name(found.verb),
        "kind": kind_name(found.on_kind),
        "facts": json.dumps(found.facts, ensure_ascii=False, indent=2, sort_keys=True) if found.facts else "",
    }
    return render(request, "audit/entry.html", context)
