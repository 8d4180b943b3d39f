"""Pages of reported figures: what waits, one report, filling it in, judging it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.audit.queries import history_of
from zhicheng.base.documents.rules import can_read
from zhicheng.base.regions.models import Region
from zhicheng.base.ui.exports import respond
from zhicheng.base.ui.forms import Form
from zhicheng.base.verdicts import Refused
from zhicheng.governance.indicators import report_actions, reported, rules, words
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition, Reported
from zhicheng.governance.indicators.forms import ReportForm, SendBackForm
from zhicheng.governance.indicators.models import Report
from zhicheng.governance.indicators.report_tables import DueTable, ReportTable

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])
FIELDS = {"no_value": "value", "out_of_limits": "value", "no_evidence": "document"}
"""Refusal → the field that mends it."""


@require_safe
@requires(rules.can_see_reports)
def reports(request: PersonRequest, as_format: str) -> HttpResponse:
    """What an officer has to report, what waits for judgement, and everything in reach."""
    models = reported.reported_models()
    table = ReportTable(reported.in_reach(request.user), request.GET, models=models)
    if as_format != "html":
        return respond(table, as_format, _("填报数据"))
    due, waiting = reported.due_for(request.user), reported.waiting_for(request.user)
    facts = {
        "heading": reports_heading(len(due), len(waiting)),
        "due": DueTable(due, request.GET) if due else None,
        "waiting": [(each, models[each.indicator].title) for each in waiting if each.indicator in models],
        "table": table,
        "crumbs": crumbs(""),
    }
    return render(request, "indicators/reports.html", facts)


def reports_heading(due: int, waiting: int) -> str:
    """What there is to do: to report, to judge, or nothing."""
    parts = [_("要填报 %d 项") % due] if due else []
    parts += [_("待您审核 %d 份") % waiting] if waiting else []
    return "，".join(parts) or _("没有要填报或审核的数据")


@require_safe
@requires(rules.can_see_reports)
def report(request: PersonRequest, code: str, region: str, period: int) -> HttpResponse:
    """One report, its history, and what may be done with it."""
    model, asked, shown = known_report(request, code, region, period)
    above = reported.above_of(shown, asked)
    lacking = report_actions.lacking_below(shown, asked)
    facts = {
        "report": shown,
        "indicator": model,
        "asked": asked,
        "heading": heading_of(shown, model),
        "value": words.with_unit(shown.value, model),
        "due_on": asked.due_on(period),
        "parts": len(reported.parts_of(asked, shown.region)),
        "may_edit": bool(rules.can_edit(request.user, shown)),
        "submitting": rules.can_submit(request.user, shown, asked, lacking),
        "approving": rules.can_approve(request.user, shown, lacking),
        "sending_back": rules.can_send_back(request.user, shown, above),
        "may_read": shown.document is not None and bool(can_read(request.user, shown.document)),
        "history": history_of(shown),
        "crumbs": crumbs(model.short),
    }
    return render(request, "indicators/report.html", facts)


@show_or_submit
@requires(rules.can_see_reports)
def fill(request: PersonRequest, code: str, region: str, period: int) -> HttpResponse:
    """Fill in a report; it is kept as a draft until it is submitted."""
    model, asked = known_indicator(code)
    place = get_object_or_404(Region, code=region)
    rules.can_fill(request.user, asked, place, period, today=timezone.localdate()).or_refuse()
    known = reported.report(code, region, period)
    if known is not None:
        rules.can_edit(request.user, known).or_refuse()
    parts = reported.parts_of(asked, place) if asked.totals else []
    form = ReportForm(
        request.POST or None,
        request.FILES or None,
        indicator=model,
        is_total=bool(parts),
        initial=initial_of(known, model),
    )
    if request.method == "POST" and form.is_valid() and (saved := filled(request, form, code, place, period)):
        return redirect(saved)
    facts = {
        "form": form,
        "indicator": model,
        "parts": len(parts),
        "document": known.document if known else None,
        "reason": known.reason if known and known.state == "returned" else "",
        "heading": _("填报 %(year)d 年%(region)s“%(title)s”")
        % {"year": period, "region": place.short_name, "title": model.title},
        "crumbs": crumbs(model.short),
    }
    return render(request, "indicators/report_fill.html", facts)


def filled(request: PersonRequest, form: ReportForm, code: str, place: Region, period: int) -> Report | None:
    """The report as it was saved and, when asked, submitted; a refusal stands in the form, and nothing is saved."""
    try:
        with transaction.atomic():
            saved = report_actions.save(
                indicator=code, region=place, period=period, by=request.user, value=form.amount,
                note=form.cleaned_data["note"], upload=form.cleaned_data["document"],
            )  # fmt: skip
            if "submit" in request.POST:
                report_actions.submit(report=saved, by=request.user)
    except Refused as refusal:
        field = FIELDS.get(refusal.code, "")
        form.add_error(field if field in form.fields else None, refusal.because)
        return None
    done = _("已提交上级审核") if "submit" in request.POST else _("已保存，还没有提交")
    messages.success(request, done)
    return saved


@show_or_submit
@requires(rules.can_see_reports)
def submit(request: PersonRequest, code: str, region: str, period: int) -> HttpResponse:
    """Hand a saved report upward."""
    model, _asked, shown = known_report(request, code, region, period)
    if request.method == "POST":
        report_actions.submit(report=shown, by=request.user)
        messages.success(request, _("已提交上级审核"))
        return redirect(shown)
    return entry(request, Form(), _("提交“%s”的填报") % model.title, _("提交"), shown)


@show_or_submit
@requires(rules.can_see_reports)
def approve(request: PersonRequest, code: str, region: str, period: int) -> HttpResponse:
    model, _asked, shown = known_report(request, code, region, period)
    if request.method == "POST":
        report_actions.approve(report=shown, by=request.user)
        messages.success(request, _("已审核通过，数值随后计入"))
        return redirect(shown)
    facts = {"region": shown.region.name, "title": model.title, "value": words.with_unit(shown.value, model)}
    return entry(request, Form(), _("审核通过%(region)s的“%(title)s”：%(value)s") % facts, _("审核通过"), shown)


@show_or_submit
@requires(rules.can_see_reports)
def send_back(request: PersonRequest, code: str, region: str, period: int) -> HttpResponse:
    model, _asked, shown = known_report(request, code, region, period)
    form = SendBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        report_actions.send_back(report=shown, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("已退回"))
        return redirect(shown)
    facts = {"region": shown.region.name, "title": model.title}
    return entry(request, form, _("退回%(region)s的“%(title)s”") % facts, _("退回修改"), shown)


def known_indicator(code: str) -> tuple[IndicatorDefinition, Reported]:
    """A reported indicator and what it asks."""
    model = reported.reported_models().get(code)
    if model is None or model.reported is None:
        raise Http404(_("没有这项填报指标"))
    return model, model.reported


def known_report(
    request: PersonRequest, code: str, region: str, period: int
) -> tuple[IndicatorDefinition, Reported, Report]:
    """A report in the officer's reach; another's draft does not exist for him."""
    model, asked = known_indicator(code)
    shown = reported.report(code, region, period)
    is_own = request.user.region_id == region
    if shown is None or not rules.can_see_report(request.user, region) or (shown.state == "draft" and not is_own):
        raise Http404(_("没有这份填报"))
    return model, asked, shown


def initial_of(known: Report | None, model: IndicatorDefinition) -> dict[str, Any]:
    if known is None:
        return {}
    return {"value": known.value * model.scale, "note": known.note}


def heading_of(shown: Report, model: IndicatorDefinition) -> str:
    facts = {
        "year": shown.period,
        "region": shown.region.short_name,
        "title": model.title,
        "value": words.with_unit(shown.value, model),
        "state": shown.get_state_display(),
    }
    return _("%(year)d 年%(region)s%(title)s填报 %(value)s：%(state)s") % facts


def entry(request: PersonRequest, form: Form, heading: str, button: str, shown: Report) -> HttpResponse:
    """A page with one form."""
    facts = {
        "form": form,
        "heading": heading,
        "button": button,
        "back": shown.get_absolute_url(),
        "crumbs": crumbs(button),
    }
    return render(request, "indicators/report_entry.html", facts)


def crumbs(here: str) -> list[tuple[str, str | None]]:
    """The way to a page of reports; empty = the list itself."""
    above = [(_("首页"), reverse("home")), (_("指标目录"), reverse("indicators:catalogue"))]
    if not here:
        return [*above, (_("填报"), None)]
    return [*above, (_("填报"), reverse("indicators:reports")), (here, None)]
