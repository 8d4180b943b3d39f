"""One page for each act of the office: what it will do, what it asks, and the button that does it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhicheng.base.accounts.access import PersonRequest, officers_only
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.accounts.sent_forms import acts_once
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall.forms_of_items import display
from zhicheng.services.hall.models import Application
from zhicheng.services.hall.office_acts import BY_CODE, Act
from zhicheng.services.hall.office_forms import ActForm
from zhicheng.services.hall.queries.cases import case
from zhicheng.services.hall.queries.possible import acts_of_office
from zhicheng.services.hall.views.desk import demonstration_of


def case_for(request: PersonRequest, pk: int) -> Application:
    """The case, if this officer may see it; whether it exists elsewhere is not told."""
    found = case(request.user, pk)
    if found is None:
        raise Http404(_("没有这件办件，或者它不在您的辖区"))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
@acts_once
def act(request: PersonRequest, pk: int, code: str) -> HttpResponse:
    """Show what an act asks, then do it; a refusal by the form's content stays on the page, with what was typed."""
    application, chosen = case_for(request, pk), BY_CODE[code]
    form = chosen.form(sent_or_kept(request), application=application, by=request.user)
    if request.method != "POST":
        acts_of_office(request.user, application)[chosen.verb].or_refuse()
        return act_page(request, chosen, form)
    if not form.is_valid():
        return act_page(request, chosen, form)
    return performed(request, chosen, form)


def performed(request: PersonRequest, chosen: Act, form: ActForm) -> HttpResponse:
    """Do it; the verb asks its rule. A form that was sent twice acts once and shows the same answer."""
    try:
        chosen.perform(form)
    except Refused as refusal:
        if not form.asks_something or not acts_of_office(request.user, form.application)[chosen.verb]:
            raise
        form.add_error(None, refusal.because)
        return act_page(request, chosen, form, status=409)
    messages.success(request, _("%(done)s：%(case)s。") % {"done": chosen.done, "case": form.application})
    return redirect(form.application)


def act_page(request: PersonRequest, chosen: Act, form: ActForm, *, status: int = 200) -> HttpResponse:
    application = form.application
    facts = {
        "act": chosen,
        "form": form,
        "application": application,
        "answers": display(application.model, application.answers) if chosen.code == "return" else [],
        "demonstration": demonstration_of([application]),
        "crumbs": [
            (_("办件"), reverse("hall:desk")),
            (str(application), application.get_absolute_url()),
            (str(chosen.label), None),
        ],
    }
    return render(request, "hall/office/act.html", facts, status=status)
