"""Pages on which officers put applicants' names in order, and the verb by which an organisation claims one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicheng.base.accounts.access import PersonRequest, requires, signed_in
from zhicheng.base.ui.exports import respond
from zhicheng.base.verdicts import Refused
from zhicheng.services.patentinfo.actions import applicants as actions
from zhicheng.services.patentinfo.applicant_forms import CONFIRM, DecideForm, JudgeForm
from zhicheng.services.patentinfo.queries import applicants as queries
from zhicheng.services.patentinfo.rules.applicants import can_decide, can_judge
from zhicheng.services.patentinfo.tables.applicants import (
    ClaimTable,
    JudgementPage,
    JudgementTable,
    ProposalTable,
    reasons_of,
)
from zhicheng.services.patentinfo.views.pages import path_to

Crumbs = list[tuple[str, str | None]]


def steps(*here: tuple[str, str | None]) -> Crumbs:
    return path_to((_("申请人名称"), reverse("patentinfo:applicants")), *here)


@requires(can_judge)
def applicants(request: PersonRequest, as_format: str) -> HttpResponse:
    """What organisations claim, and which names may be one."""
    table = ProposalTable(queries.proposals(), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("申请人名称"))
    claims = queries.claims(request.user)
    facts = {
        "table": table,
        "claims": ClaimTable(claims, request.GET) if claims.exists() else None,
        "heading": _("%d 对名称可能是同一主体") % queries.proposals().count(),
        "crumbs": path_to((_("申请人名称"), None)),
    }
    return render(request, "patentinfo/applicants.html", facts)


@requires(can_judge)
def pair(request: PersonRequest, pk: int) -> HttpResponse:
    """Two names side by side, and the decision; then the next pair."""
    proposal = get_object_or_404(queries.proposals(), pk=pk)
    form = JudgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.judge(first=proposal.first, second=proposal.second, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.because)
        else:
            messages.success(request, _("已记下对“%s”的判断。") % proposal)
            following = queries.proposals().first()
            return (
                redirect("patentinfo:applicant_pair", following.pk) if following else redirect("patentinfo:applicants")
            )
    facts = {"form": form, "pair": proposal, "reasons": reasons_of(proposal), "crumbs": steps((_("判断"), None))}
    return render(request, "patentinfo/applicant_pair.html", facts)


@requires(can_judge)
def judged(request: PersonRequest, as_format: str) -> HttpResponse:
    """What was decided."""
    if as_format != "html":
        return respond(JudgementTable(queries.judgements(), request.GET), as_format, _("申请人名称的判断"))
    table = JudgementPage(queries.judgements(), request.GET)
    return render(request, "patentinfo/applicants_judged.html", {"table": table, "crumbs": steps((_("已判断"), None))})


@requires(can_judge)
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a judgement back, after one more look."""
    judgement = get_object_or_404(queries.judgements(), pk=pk)
    if request.method == "POST":
        actions.withdraw(judgement=judgement, by=request.user)
        messages.success(request, _("已撤销，下次载入后会重新提出。"))
        return redirect("patentinfo:applicants_judged")
    crumbs = steps((_("已判断"), reverse("patentinfo:applicants_judged")), (_("撤销"), None))
    return render(request, "patentinfo/applicant_withdraw.html", {"judgement": judgement, "crumbs": crumbs})


@requires(can_judge)
def claim(request: PersonRequest, pk: int) -> HttpResponse:
    """What an organisation claims, and the decision."""
    row = get_object_or_404(queries.claims(request.user), pk=pk)
    may_decide = can_decide(request.user, row)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if given["decision"] == CONFIRM:
                actions.confirm_claim(claim=row, by=request.user)
            else:
                actions.refuse_claim(claim=row, why=given["why"], by=request.user)
        except Refused as refusal:
            form.add_error(None, refusal.because)
        else:
            messages.success(request, _("已办理“%s”的认领。") % row)
            return redirect("patentinfo:applicants")
    documents = queries.documents_of(row.name_key)
    facts = {
        "form": form,
        "claim": row,
        "documents": documents,
        "may_decide": may_decide,
        "crumbs": steps((_("认领"), None)),
    }
    return render(request, "patentinfo/applicant_claim.html", facts)


@require_POST
@signed_in
def claim_name(request: PersonRequest) -> HttpResponse:
    """An organisation says that a name is its own."""
    row = actions.claim_name(name_key=request.POST.get("name_key", "")[:300], by=request.user)
    messages.success(request, _("已提出认领“%s”，等待所在地知识产权管理部门确认。") % row)
    return redirect("patentinfo:annuities")
