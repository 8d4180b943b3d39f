"""Decisions open to objections: the public list, an objection, and the office's answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, officers_only
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.accounts.models import User
from zhicheng.base.accounts.sent_forms import acts_once
from zhicheng.base.ui.exports import respond
from zhicheng.base.ui.formats import date_iso
from zhicheng.services.hall import clock
from zhicheng.services.hall.actions import reviewing as actions
from zhicheng.services.hall.models import Objection
from zhicheng.services.hall.queries import reviewing as queries
from zhicheng.services.hall.queries.cases import published
from zhicheng.services.hall.reviewing_forms import UPHELD, ObjectionAnswerForm, PublicObjectionForm
from zhicheng.services.hall.rules import reviewing as rules
from zhicheng.services.hall.tables.reviewing import ObjectionTable, PublicisedPage, PublicisedTable, objection_chip

Crumbs = list[tuple[str, str | None]]
show_or_submit = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def publicised(request: HttpRequest, as_format: str = "html") -> HttpResponse:
    """Every decision to which anybody may object today."""
    found = published(clock.today())
    if as_format != "html":
        return respond(PublicisedTable(found, request.GET), as_format, _("公示"))
    facts = {"table": PublicisedPage(found, request.GET), "count": found.count(), "crumbs": path_to()}
    return render(request, "hall/reviewing/publicised.html", facts)


def path_to(*further: tuple[str, str | None]) -> Crumbs:
    """Home, publicised decisions, and what follows."""
    own = reverse("hall:publicised") if further else None
    return [(_("首页"), reverse("home")), (_("公示"), own), *further]


@show_or_submit
@acts_once
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to a decision, signed in or not."""
    case = queries.publicised_case(pk)
    if case is None:
        raise Http404(_("这件申请不在公示期"))
    rules.can_object(case, clock.today()).or_refuse()
    by = request.user if isinstance(request.user, User) else None
    form = PublicObjectionForm(request.POST or None, initial={"name": by.name if by else ""})
    if request.method == "POST" and form.is_valid():
        actions.object_to(application=case, by=by, **form.cleaned_data)
        messages.success(request, _("已收到您的异议，办理机关核实后会按您留的联系方式答复。"))
        return redirect("hall:publicised")
    crumbs = path_to((_("提出异议"), None))
    return render(request, "hall/reviewing/object.html", {"form": form, "case": case, "crumbs": crumbs})


@require_safe
@officers_only
def objections(request: PersonRequest, as_format: str = "html") -> HttpResponse:
    """The objections to decisions of one's own office."""
    found = queries.objections_to(request.user)
    table = ObjectionTable(found, request.GET)
    if as_format != "html":
        return respond(table, as_format, _("公示异议"))
    facts = {"table": table, "waiting": found.filter(upheld=None).count(), "crumbs": path_to((_("异议"), None))}
    return render(request, "hall/reviewing/objections.html", facts)


@show_or_submit
@officers_only
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """One objection, and the answer to it."""
    found = queries.objection(pk)
    if found is None:
        raise Http404(_("没有这份异议"))
    rules.serves(request.user, found.application.office_id).or_refuse()
    may = rules.can_answer_objection(request.user, found)
    form = ObjectionAnswerForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.answer_objection(
            objection=found, upheld=data["decision"] == UPHELD, answer=data["answer"], by=request.user
        )
        messages.success(request, _("已答复。"))
        return redirect("hall:objections")
    return render(
        request, "hall/reviewing/objection.html", facts_of(found) | {"form": form if may else None, "may": may}
    )


def facts_of(found: Objection) -> dict[str, Any]:
    case = found.application
    rows = [
        (_("办件"), str(case), case.get_absolute_url()),
        (_("事项"), case.definition.title, ""),
        (_("申请人"), case.applicant_name, ""),
        (_("异议人"), found.name, ""),
        (_("联系方式"), found.contact, ""),
        (_("提出时间"), date_iso(found.at), ""),
        (_("异议内容"), found.text, ""),
    ]
    if found.answered_by:
        rows += [
            (_("答复"), found.answer, ""),
            (_("答复人"), f"{found.answered_by.name} {date_iso(found.answered_at)}", ""),
        ]
    crumbs = path_to((_("异议"), reverse("hall:objections")), (_("第 %(pk)d 份") % {"pk": found.pk}, None))
    return {"objection": found, "case": case, "rows": rows, "chip": objection_chip(found), "crumbs": crumbs}
