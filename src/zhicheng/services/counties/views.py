"""Pages of strong counties: the register is public, the workbench is the officers'."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_scopes import scopes_disabled

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.accounts.models import User
from zhicheng.base.accounts.sent_forms import acts_once
from zhicheng.base.audit.queries import history_of
from zhicheng.base.regions.models import Region
from zhicheng.base.ui import entries, exports
from zhicheng.base.ui.entries import Entry
from zhicheng.base.ui.forms import Form
from zhicheng.base.verdicts import told_at
from zhicheng.services.counties import actions, queries, rules
from zhicheng.services.counties.forms import (
    BackForm,
    DeclareForm,
    EndForm,
    FinishForm,
    ReturnForm,
    VisitForm,
    initial_of,
)
from zhicheng.services.counties.models import CountyReturn
from zhicheng.services.counties.tables import CultivationTable, ReturnTable, VisitTable

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def register(request: HttpRequest, as_format: str) -> HttpResponse:
    """Counties that are or were cultivated."""
    with scopes_disabled():
        table = CultivationTable(queries.register(), request.GET)
        if as_format != "html":
            return exports.respond(table, as_format, _("强县工程"))
        now = queries.register().filter(queries.current(timezone.localdate())).count()
        user = request.user if isinstance(request.user, User) else None
        facts = {
            "heading": _("%(now)d 个县（市、区）正在强县工程培育期内") % {"now": now},
            "table": table,
            "may_declare": user is not None and bool(rules.can_declare_any(user)),
            "may_work": user is not None and bool(rules.can_work(user)),
            "own_county": user.region_id if user is not None and user.role == "county" else "",
            "demonstration": demonstration_words() if any(row.synthetic for row in table.rows) else "",
            "crumbs": [(_("首页"), reverse("home")), (_("强县工程"), None)],
        }
        return render(request, "counties/register.html", facts)


@require_safe
@requires(rules.can_work)
def returns(request: PersonRequest, as_format: str) -> HttpResponse:
    """Returns of all counties in reach."""
    with scopes_disabled():
        table = ReturnTable(queries.returns_in_reach(request.user), request.GET)
        if as_format != "html":
            return exports.respond(table, as_format, _("强县工程季报"))
        waiting = queries.waiting_returns(request.user).count()
        facts = {
            "heading": _("季报 %(all)d 份，%(waiting)d 份等您办理") % {"all": table.total, "waiting": waiting},
            "table": table,
        }
        return render(request, "counties/returns.html", {**facts, "crumbs": crumbs(_("季报"))})


@require_safe
@requires(rules.can_work)
def county(request: PersonRequest, region: str) -> HttpResponse:
    """The workbench of one county: what it is, its quarters, its guidance."""
    place = place_of(request, region)
    today = timezone.localdate()
    with scopes_disabled():
        running = queries.cultivation(region)
        quarters = queries.quarters(place, today)
        approved = [each.filed for each in quarters if each.filed is not None and each.filed.state == "approved"]
        facts = {
            "county": place,
            "running": running,
            "heading": heading_of(place, running is not None, quarters),
            "quarters": quarters,
            "totals": queries.sums(
                approved, ("enforcement_cases", "innovators_served", "inventions_granted", "navigation_projects")
            ),
            "visits": VisitTable(queries.visits_in_reach(request.user).filter(county=place), request.GET),
            "may_report": bool(rules.can_report(request.user, place, today.year, 1, today=today)),
            "may_declare": bool(rules.can_declare(request.user, place)),
            "demonstration": demonstration_words() if running and running.synthetic else "",
            "crumbs": crumbs(place.short_name),
        }
        return render(request, "counties/county.html", facts)


def heading_of(place: Region, is_running: bool, quarters: list[queries.Quarter]) -> str:
    """The finding: what of the quarters is still to be done."""
    today = timezone.localdate()
    missing = [
        each for each in quarters if each.due_on < today and (each.filed is None or each.filed.submitted_at is None)
    ]
    facts = {"county": place.short_name, "count": len(missing)}
    if not is_running:
        return _("%(county)s不在强县工程培育期内") % facts
    return (
        _("%(county)s有 %(count)d 个季度没有按时报送") % facts if missing else _("%(county)s的季报都已按时报送") % facts
    )


@show_or_submit
@requires(rules.can_report_any)
def fill(request: PersonRequest, region: str, year: int, quarter: int) -> HttpResponse:
    """Fill in a quarter's return; it is kept as a draft until it is submitted."""
    place = place_of(request, region)
    rules.can_report(request.user, place, year, quarter, today=timezone.localdate()).or_refuse()
    with scopes_disabled():
        filed = queries.filed(place, year, quarter)
    form = ReturnForm(sent_or_kept(request) or None, initial=initial_of(filed))
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            saved = actions.save_return(county=place, year=year, quarter=quarter, facts=form.facts, by=request.user)
            if "submit" in request.POST:
                actions.submit_return(filed=saved, by=request.user)
                messages.success(request, _("季报已提交市局审核"))
            else:
                messages.success(request, _("已保存，还没有提交"))
            return redirect(saved)
    words = _("%(county)s %(year)d 年第 %(quarter)d 季度季报") % {
        "county": place.short_name,
        "year": year,
        "quarter": quarter,
    }
    facts = {
        "form": form,
        "heading": words,
        "back": reverse("counties:county", args=[region]),
        "reason": filed.reason if filed else "",
    }
    return render(request, "counties/fill.html", {**facts, "crumbs": crumbs(place.short_name)})


@require_safe
@requires(rules.can_work)
def filed_return(request: PersonRequest, pk: int) -> HttpResponse:
    """One return, and what may be done with it."""
    shown = get_object_or_404(queries.returns_in_reach(request.user), pk=pk)
    with scopes_disabled():
        facts = {
            "filed": shown,
            "heading": _("%(county)s %(year)d 年第 %(quarter)d 季度：%(state)s")
            % {
                "county": shown.county.short_name,
                "year": shown.year,
                "quarter": shown.quarter,
                "state": shown.get_state_display(),
            },
            "rows": rows_of(shown),
            "may_edit": bool(rules.can_edit(request.user, shown)),
            "judging": rules.can_judge(request.user, shown),
            "history": history_of(shown),
            "demonstration": demonstration_words() if shown.synthetic else "",
            "crumbs": crumbs(shown.county.short_name),
        }
        return render(request, "counties/return.html", facts)


def rows_of(shown: CountyReturn) -> list[tuple[str, str]]:
    """(what, how much) of a return, as the form asks it."""
    form = ReturnForm(initial=initial_of(shown))
    return [(str(form[name].label), str(form[name].initial)) for name in form.fields if name != "text"]


@show_or_submit
@requires(rules.can_declare_any)
def approve(request: PersonRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(queries.returns_in_reach(request.user), pk=pk)
    if request.method == "POST":
        actions.approve_return(filed=shown, by=request.user)
        messages.success(request, _("季报已审核通过"))
        return redirect(shown)
    return entry(request, Form(), _("审核通过 %s 的季报") % shown.county.name, _("审核通过"), shown.get_absolute_url())


@show_or_submit
@requires(rules.can_declare_any)
def send_back(request: PersonRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(queries.returns_in_reach(request.user), pk=pk)
    form = BackForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            actions.return_back(filed=shown, reason=form.cleaned_data["reason"], by=request.user)
            return redirect(shown)
    return entry(request, form, _("退回 %s 的季报") % shown.county.name, _("退回修改"), shown.get_absolute_url())


@show_or_submit
@requires(rules.can_declare_any)
@acts_once
def declare(request: PersonRequest) -> HttpResponse:
    """Declare a county of one's city."""
    form = DeclareForm(sent_or_kept(request) or None, by=request.user, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            made = actions.declare(by=request.user, **form.cleaned_data)
            messages.success(request, _("已登记 %s") % made)
            return redirect(made)
    return entry(request, form, _("登记强县工程县（市、区）"), _("登记"), reverse("counties:list"))


@show_or_submit
@requires(rules.can_declare_any)
def end(request: PersonRequest, region: str) -> HttpResponse:
    place = place_of(request, region)
    running = queries.cultivation(place.code)
    if running is None:
        raise Http404
    form = EndForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            data = form.cleaned_data
            actions.end(cultivation=running, ends_on=data["ends_on"], why=data["why"], by=request.user)
            return redirect("counties:county", region=region)
    return entry(
        request, form, _("登记 %s 培育结束") % place.name, _("登记结束"), reverse("counties:county", args=[region])
    )


@show_or_submit
@requires(rules.can_declare_any)
@acts_once
def guide(request: PersonRequest, region: str) -> HttpResponse:
    """Record a visit of guidance."""
    place = place_of(request, region)
    form = VisitForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            actions.guide(county=place, facts=form.facts, by=request.user)
            messages.success(request, _("已登记指导"))
            return redirect("counties:county", region=region)
    return entry(
        request, form, _("登记对 %s 的指导") % place.name, _("登记指导"), reverse("counties:county", args=[region])
    )


@show_or_submit
@requires(rules.can_work)
def finish(request: PersonRequest, pk: int) -> HttpResponse:
    """Note that what a visit agreed is done."""
    visit = get_object_or_404(queries.visits_in_reach(request.user), pk=pk)
    form = FinishForm(sent_or_kept(request) or None)
    back = reverse("counties:county", args=[visit.county_id])
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            actions.finish(visit=visit, done_on=form.cleaned_data["done_on"], by=request.user)
            return redirect(back)
    return entry(request, form, _("登记措施完成：%s") % visit.agreed[:40], _("登记完成"), back)


def place_of(request: PersonRequest, region: str) -> Region:
    place = queries.county_in_reach(request.user, region)
    if place is None:
        raise Http404
    return place


def entry(request: PersonRequest, form: Form, heading: str, button: str, back: str) -> HttpResponse:
    """A page with one form."""
    return entries.show(request, form, Entry(_("强县工程"), heading, button, back, crumbs(heading)))


def crumbs(here: str) -> list[tuple[str, str | None]]:
    return [(_("首页"), reverse("home")), (_("强县工程"), reverse("counties:list")), (here, None)]


def demonstration_words() -> str:
    return _("本页有演示数据：标有“演示”的记录是虚构的，不计入任何正式结果。")
