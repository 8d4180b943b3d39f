"""Pages of experts: what waits for them, one score sheet, giving up a seat; and the ties that keep people from judging."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.accounts.models import Role
from zhicheng.base.ui.exports import respond
from zhicheng.governance.assessment import actions, queries
from zhicheng.governance.assessment.forms import ConnectionForm, DeclineForm, SheetForm
from zhicheng.governance.assessment.models import Panelist, SeatState
from zhicheng.governance.assessment.rules import panels as rules
from zhicheng.governance.assessment.tables.work import ConnectionTable, OwnConnectionTable, SheetTable, seat_chip
from zhicheng.governance.assessment.views.entries import must_items, sections_of
from zhicheng.governance.assessment.views.pages import Crumbs, caution, kicker

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])
SUBMIT = "submit"


@require_safe
@requires(rules.is_expert)
def sheets(request: PersonRequest, as_format: str) -> HttpResponse:
    """An expert's own sheets, those that wait first."""
    table = SheetTable(queries.sheets_for(request.user), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("我的评分表"))
    facts = {"table": table, "waiting": queries.waiting_sheets(request.user).count(), "crumbs": path_to()}
    return render(request, "assessment/sheets.html", facts)


def path_to(*further: tuple[str, str | None]) -> Crumbs:
    """Home, my sheets, and what follows."""
    own = reverse("assessment:sheets") if further else None
    return [(_("首页"), reverse("home")), (_("我的评分表"), own), *further]


def known_sheet(request: PersonRequest, pk: int) -> Panelist:
    """One's own sheet; anybody else's does not exist."""
    found = queries.sheet_of(request.user, pk)
    if found is None:
        raise Http404(_("没有这份评分表，或者不是分给您的"))
    return found


@show_or_submit
@requires(rules.is_expert)
def score(request: PersonRequest, pk: int) -> HttpResponse:
    """One city's material with the score sheet beside it."""
    found = known_sheet(request, pk)
    may = rules.can_submit(request.user, found, queries.judge_of(request.user))
    form = sheet_form(request, found)
    if request.method == "POST" and form.is_valid():
        return keep(request, found, form)
    return render(request, "assessment/score.html", sheet_facts(found, form) | {"form": form, "may": may})


def sheet_form(request: PersonRequest, found: Panelist) -> SheetForm:
    scheme, asked = queries.scheme_of(found.round), queries.asked_of(found.entry)
    return SheetForm.made_for(scheme, asked)(
        request.POST or None, scheme=scheme, asked=asked, marks=queries.marks_of(found),
        complete=request.POST.get("act") == SUBMIT,
    )  # fmt: skip


def keep(request: PersonRequest, found: Panelist, form: SheetForm) -> HttpResponse:
    """Submit, or keep for later, as the button says."""
    if form.complete:
        actions.submit_sheet(panelist=found, marks=form.marks, by=request.user)
        messages.success(request, _("已提交，不能再改。"))
        return redirect("assessment:sheets")
    actions.save_sheet(panelist=found, marks=form.marks, by=request.user)
    messages.success(request, _("已暂存，还没有提交。"))
    return redirect(found)


def sheet_facts(found: Panelist, form: SheetForm) -> dict[str, Any]:
    """The city's material and the fields beside each criterion. A seat that was given up shows no material any more."""
    entry, scheme = found.entry, queries.scheme_of(found.round)
    is_given_up = found.state == SeatState.DECLINED
    sections = [] if is_given_up else sections_of(entry, scheme)
    marks = queries.marks_of(found)
    for _section, parts in sections:
        for part in parts:
            add_fields(part, form, marks)
    return {
        "sheet": found,
        "entry": entry,
        "scheme": scheme,
        "kicker": kicker(found.round),
        "chip": seat_chip(found),
        "sections": sections,
        "total": sum(mark.points for mark in marks.values()),
        "must": [] if is_given_up else must_items(entry.must),
        "opinion": getattr(entry, "opinion", None),
        "demonstration": caution(found.round),
        "crumbs": path_to((entry.region.name, None)),
    }


def add_fields(part: dict[str, Any], form: SheetForm, marks: dict[str, rules.Mark]) -> None:
    """The two fields of a criterion, and what was given."""
    code = part["criterion"].code
    if f"points_{code}" in form.fields:
        part["points"], part["note"] = form[f"points_{code}"], form[f"note_{code}"]
    part["mark"] = marks.get(code)


@show_or_submit
@requires(rules.is_expert)
def decline(request: PersonRequest, pk: int) -> HttpResponse:
    """Give up a seat."""
    found = known_sheet(request, pk)
    rules.can_score(request.user, found).or_refuse()
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.decline(panelist=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("已回避，将由其他专家评分。"))
        return redirect("assessment:sheets")
    facts = {
        "sheet": found,
        "form": form,
        "kicker": kicker(found.round),
        "crumbs": path_to((found.entry.region.name, found.get_absolute_url()), (_("回避"), None)),
    }
    return render(request, "assessment/decline.html", facts)


@show_or_submit
@requires(rules.may_declare)
def connections(request: PersonRequest, as_format: str = "html") -> HttpResponse:
    """The ties that keep people from judging: one's own, to the national office all."""
    is_national = request.user.role == Role.NATIONAL
    rows = queries.connections() if is_national else queries.connections_of(request.user)
    table = (ConnectionTable if is_national else OwnConnectionTable)(rows, request.GET)
    if as_format != "html":
        return respond(table, as_format, _("利益关系"))
    form = ConnectionForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.declare_connection(person=form.whose, region=data["region"], why=data["why"], by=request.user)
        messages.success(request, _("已登记。"))
        return redirect("assessment:connections")
    up = (_("年度考核"), reverse("assessment:list")) if is_national else (_("我的评分表"), reverse("assessment:sheets"))
    crumbs = [(_("首页"), reverse("home")), up, (_("利益关系"), None)]
    facts = {"table": table, "form": form, "is_national": is_national, "crumbs": crumbs}
    return render(request, "assessment/connections.html", facts)
