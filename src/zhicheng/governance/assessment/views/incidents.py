"""What happened in cities and costs them points."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.ui.exports import respond
from zhicheng.base.verdicts import Refused
from zhicheng.governance.assessment import actions, queries
from zhicheng.governance.assessment.forms import IncidentForm, WithdrawForm
from zhicheng.governance.assessment.rules import outcomes as rules
from zhicheng.governance.assessment.tables.work import IncidentTable
from zhicheng.governance.assessment.views.pages import path_to

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])
ABOUT_FIELDS = {"in_the_future": "on", "year_judged": "on", "not_your_reach": "region"}


@require_safe
@requires(rules.can_enter_incidents)
def incidents(request: PersonRequest, as_format: str) -> HttpResponse:
    """What is entered in one's reach."""
    table = IncidentTable(queries.incidents(request.user), request.GET, labels=dict(queries.incident_kinds()))
    if as_format != "html":
        return respond(table, as_format, _("扣分事项"))
    facts = {"table": table, "crumbs": path_to(None, (_("扣分事项"), None))}
    return render(request, "assessment/incidents.html", facts)


@show_or_submit
@requires(rules.can_enter_incidents)
def new(request: PersonRequest) -> HttpResponse:
    """Enter one."""
    form = IncidentForm(request.POST or None, kinds=queries.incident_kinds())
    if request.method == "POST" and form.is_valid():
        try:
            actions.enter_incident(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(ABOUT_FIELDS.get(refusal.code), refusal.because)
        else:
            messages.success(request, _("已登记，市局会收到通知。"))
            return redirect("assessment:incidents")
    up = (_("扣分事项"), reverse("assessment:incidents"))
    facts = {"form": form, "crumbs": path_to(None, up, (_("登记"), None))}
    return render(request, "assessment/incident_new.html", facts)


@show_or_submit
@requires(rules.can_enter_incidents)
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take one back."""
    found = queries.incident(request.user, pk)
    if found is None:
        raise Http404(_("没有这一事项，或者不在您的辖区"))
    rules.can_withdraw_incident(request.user, found.region_id, is_withdrawn=bool(found.why_withdrawn)).or_refuse()
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_incident(incident=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("已撤销。"))
        return redirect("assessment:incidents")
    up = (_("扣分事项"), reverse("assessment:incidents"))
    facts = {"incident": found, "form": form, "crumbs": path_to(None, up, (_("撤销"), None))}
    return render(request, "assessment/incident_withdraw.html", facts)
