"""Whose work is done by whom for some days."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhicheng.base.accounts.access import PersonRequest, officers_only
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.accounts.sent_forms import acts_once
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import actions
from zhicheng.services.hall.clock import today
from zhicheng.services.hall.models import Delegation
from zhicheng.services.hall.office_forms import DelegateForm
from zhicheng.services.hall.queries.cases import acting_as
from zhicheng.services.hall.queries.desk import delegations_of
from zhicheng.services.hall.tables.desk import DelegationTable


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
@acts_once
def delegations(request: PersonRequest) -> HttpResponse:
    """What a person gave and took, and a new one."""
    on = today()
    form = DelegateForm(sent_or_kept(request) or None, by=request.user, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.delegate(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.because)
        else:
            messages.success(request, _("已委托%(name)s代办。") % {"name": made.taker.name})
            return redirect("hall:delegations")
    facts = {
        "form": form,
        "heading": heading(request),
        "table": DelegationTable(delegations_of(request.user), request.GET, on=on, user_pk=request.user.pk),
        "crumbs": [(_("办件"), reverse("hall:desk")), (_("委托代办"), None)],
    }
    return render(request, "hall/office/delegations.html", facts)


def heading(request: PersonRequest) -> str:
    """For whom this person acts now."""
    givers = "、".join(dict.fromkeys(giver.name for giver in acting_as(request.user, today())))
    return _("您正在代%(names)s办理") % {"names": givers} if givers else _("您现在没有代别人办理")


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def end_delegation(request: PersonRequest, pk: int) -> HttpResponse:
    """End it before its last day, after one more look."""
    delegation: Delegation = get_object_or_404(delegations_of(request.user), pk=pk)
    if request.method == "POST":
        actions.end_delegation(delegation=delegation, by=request.user)
        messages.success(request, _("已结束对%(name)s的委托。") % {"name": delegation.taker.name})
        return redirect("hall:delegations")
    crumbs = [(_("委托代办"), reverse("hall:delegations")), (_("提前结束"), None)]
    return render(request, "hall/office/end_delegation.html", {"delegation": delegation, "crumbs": crumbs})
