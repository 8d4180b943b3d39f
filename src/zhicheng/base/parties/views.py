from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires, signed_in
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.accounts.models import User
from zhicheng.base.accounts.sent_forms import acts_once
from zhicheng.base.audit.queries import history_of
from zhicheng.base.documents.actions import open_for, store
from zhicheng.base.documents.models import Document
from zhicheng.base.importing.pages import NOTHING_NEW, TABLES, refuse_no_table
from zhicheng.base.importing.turns import in_turn
from zhicheng.base.parties import actions, queries, rules
from zhicheng.base.parties.forms import CorrectForm, ImportForm, PartyForm, initial_of
from zhicheng.base.parties.importing import Report, read_list
from zhicheng.base.parties.links import links_of
from zhicheng.base.parties.models import CreditGrade, Kind, Party, Size
from zhicheng.base.parties.places import full_name
from zhicheng.base.parties.tables import PartyTable
from zhicheng.base.ui import exports
from zhicheng.base.verdicts import Refused
from zhicheng.engine.places import division

IMPORTED = "parties.import"
MOST_FAULTS_SHOWN = 200
show_or_submit = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(rules.can_list)
def party_list(request: PersonRequest, as_format: str = "html") -> HttpResponse:
    """The parties in an officer's reach."""
    table = PartyTable(queries.visible_to(request.user), request.GET)
    if as_format != "html":
        return exports.respond(table, as_format, _("主体名录"))
    has_synthetic = any(party.synthetic for party in table.rows)
    context = {"table": table, "demonstration": demonstration_words() if has_synthetic else ""}
    return render(request, "parties/list.html", context)


@require_safe
@requires(rules.has_party)
def own(request: PersonRequest) -> HttpResponse:
    """One's own organisation, whatever its number."""
    return redirect("parties:detail", pk=request.user.party_id)


@require_POST
@signed_in
def confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """An organisation says that what is registered of it is right."""
    party = get_object_or_404(queries.visible_to(request.user).filter(pk=request.user.party_id or 0), pk=pk)
    actions.confirm(party=party, by=request.user)
    messages.success(request, _("已确认单位信息，有效期从今天起算"))
    return redirect(party)


@require_safe
@signed_in
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    """What is registered of a party, and what was done with it."""
    party = party_for(request, pk)
    context = {
        "party": party,
        "may_correct": rules.can_correct(request.user, party),
        "may_confirm": rules.can_confirm(request.user, party),
        "links": list(links_of(request.user, party)),
        "history": history_of(party),
        "crumbs": crumbs(request, party.name),
        "demonstration": demonstration_words() if party.synthetic else "",
    }
    return render(request, "parties/detail.html", context)


@show_or_submit
@requires(rules.can_list)
@acts_once
def register(request: PersonRequest) -> HttpResponse:
    """Fill in → check answers → register → confirmation."""
    step = request.POST.get("step", "")
    form = PartyForm(request.POST if step else None, initial=request.GET.dict(), by=request.user)
    context: dict[str, Any] = {"form": form, "crumbs": crumbs(request, _("登记主体"))}
    if not step or not form.is_valid():
        return render(request, "parties/register.html", context)
    if step == "register":
        party = actions.register(facts=form.facts, by=request.user)
        return redirect("parties:registered", pk=party.pk)
    return render(request, "parties/check.html", context | {"answers": answers_of(form), "typed": typed_in(form)})


@require_safe
@signed_in
def registered(request: PersonRequest, pk: int) -> HttpResponse:
    """The confirmation; a bookmark to it still works."""
    party = party_for(request, pk)
    return render(request, "parties/registered.html", {"party": party, "crumbs": crumbs(request, _("登记完成"))})


@show_or_submit
@signed_in
def correct(request: PersonRequest, pk: int) -> HttpResponse:
    party = party_for(request, pk)
    rules.can_correct(request.user, party).or_refuse()
    form = CorrectForm(sent_or_kept(request) or None, initial=initial_of(party), by=request.user, party=party)
    if request.method == "POST" and form.is_valid():
        actions.correct(party=party, facts=form.facts, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, _("已保存更正"))
        return redirect(party)
    return render(
        request, "parties/correct.html", {"party": party, "form": form, "crumbs": crumbs(request, party.name)}
    )


@show_or_submit
@requires(rules.can_list)
def import_list(request: PersonRequest) -> HttpResponse:
    """Upload a list and see what it would do; nothing is written yet."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            refuse_no_table(upload)
            document = store(upload=upload, purpose=IMPORTED, by=request.user, forms=TABLES)
            return redirect("parties:import-preview", pk=document.pk)
        except Refused as refused:
            form.add_error("file", refused.because)
    return render(request, "parties/import.html", {"form": form, "crumbs": crumbs(request, _("导入名录"))})


@require_safe
@requires(rules.can_list)
def import_preview(request: PersonRequest, pk: UUID) -> HttpResponse:
    """What the uploaded list would do, row by row where something is wrong."""
    document = get_object_or_404(Document, pk=pk, purpose=IMPORTED)
    report = report_on(document, request)
    context = {
        "document": document,
        "report": report,
        "shown_faults": report.faults[:MOST_FAULTS_SHOWN],
        "crumbs": crumbs(request, _("核对名录")),
    }
    return render(request, "parties/import_preview.html", context)


@require_POST
@requires(rules.can_list)
def import_confirm(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Import the list as it was previewed; read again, for the database may have changed meanwhile."""
    document = get_object_or_404(Document, pk=pk, purpose=IMPORTED)
    with in_turn(IMPORTED):
        report = report_on(document, request)
        if not report.is_clean:
            return redirect("parties:import-preview", pk=pk)
        messages.success(request, imported(report, document, request.user))
    return redirect("parties:list")


def imported(report: Report, document: Document, by: User) -> str:
    """Write what a list says; what was done, in words."""
    if not report.changes:
        return str(NOTHING_NEW)
    new, changed = actions.import_list(changes=report.changes, document=document, by=by)
    return _("已登记 %(new)d 家，更正 %(changed)d 家") % {"new": new, "changed": changed}


def report_on(document: Document, request: PersonRequest) -> Report:
    with open_for(document=document, by=request.user) as content:
        return read_list(content, document.name, by=request.user)


def party_for(request: PersonRequest, pk: int) -> Party:
    """The party, if the person may see it; parties beyond one's reach are not found."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def crumbs(request: PersonRequest, here: str) -> list[tuple[str, str | None]]:
    above = [(_("主体名录"), reverse("parties:list"))] if rules.can_list(request.user) else []
    return [*above, (here, None)]


def demonstration_words() -> str:
    return _("本页有演示数据：标有“演示”的单位是虚构的，不计入任何正式结果。")


def typed_in(form: PartyForm) -> list[tuple[str, str]]:
    """What was typed, to be sent again with the next step; the region as it was understood."""
    names = ("kind", "name", "uscc", "address", "size", "founded_on", "credit_grade")
    typed = [(name, str(form.cleaned_data[name] or "")) for name in names]
    return [*typed, ("region", form.facts.region_code)]


def answers_of(form: PartyForm) -> list[dict[str, str]]:
    """The rows of the check page; 修改 leads back to the form with everything filled in."""
    facts = form.facts
    back = f"{reverse('parties:register')}?{urlencode(typed_in(form))}"
    region = f"{full_name(division(facts.region_code))}（{facts.region_code}）"
    shown: dict[str, Any] = {
        "kind": Kind(facts.kind).label,
        "name": facts.name,
        "uscc": facts.uscc,
        "address": facts.address,
        "region": region + (_("，按地址判断") if form.region_by_address else ""),
    }
    details = facts.details or actions.Details()
    shown |= {
        "size": str(Size(details.size).label) if details.size else "",
        "founded_on": details.founded_on or "",
        "credit_grade": str(CreditGrade(details.credit_grade).label) if details.credit_grade else "",
    }
    return [
        {"label": str(form.fields[name].label), "value": str(value), "url": f"{back}#id_{name}"}
        for name, value in shown.items()
    ]
