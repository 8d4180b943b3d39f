"""Objections to results: filing one, the list of a round, one with its answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.ui import formats
from zhicheng.base.ui.exports import respond
from zhicheng.base.verdicts import Refused
from zhicheng.governance.assessment import actions, queries
from zhicheng.governance.assessment.definition_kinds import Criterion
from zhicheng.governance.assessment.models import Entry, Objection
from zhicheng.governance.assessment.objection_forms import AnswerForm, ObjectionForm
from zhicheng.governance.assessment.rules import entries as entry_rules
from zhicheng.governance.assessment.rules import outcomes as rules
from zhicheng.governance.assessment.rules import reading
from zhicheng.governance.assessment.rules.rounds import is_national
from zhicheng.governance.assessment.tables.objections import ObjectionTable, objection_chip
from zhicheng.governance.assessment.views.shown import Shown, reader_of, shown_round
from zhicheng.governance.objecting import ACCEPT

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])
ABOUT_THE_REASON = frozenset({"no_reason", "objected_already", "too_late", "wrong_state"})


@require_safe
@requires(reading.can_follow_objections)
def objections(request: PersonRequest, pk: int, as_format: str) -> HttpResponse:
    """The objections of a round: the national office reads all, a city its own."""
    page = shown_round(request, pk, may=reading.can_read_results)
    rows = queries.objections_of(page.round, request.user)
    titles = {one.code: one.title for one in page.scheme.criteria}
    table = ObjectionTable(rows, request.GET, titles=titles)
    if as_format != "html":
        return respond(table, as_format, _("考核异议-%(year)d") % {"year": page.round.year})
    context = {
        "table": table,
        "waiting": sum(one.is_waiting for one in rows),
        "crumbs": page.crumbs((_("异议"), None)),
    }
    return render(request, "assessment/objections.html", page.context() | context)


@show_or_submit
@requires(entry_rules.is_city_officer)
def object_to(request: PersonRequest, pk: int, criterion: str) -> HttpResponse:
    """A city objects to its points for one criterion."""
    entry, asked = known_criterion(request, pk, criterion)
    rules.can_object(request.user, entry, today=timezone.localdate()).or_refuse()
    form = ObjectionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.object_to(entry=entry, criterion=criterion, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("reason" if refusal.code in ABOUT_THE_REASON else "evidence", refusal.because)
        else:
            messages.success(request, _("已提出，国家局会逐件答复。"))
            return redirect(made)
    page = Shown(entry.round, queries.scheme_of(entry.round), request.user)
    context = {
        "form": form,
        "entry": entry,
        "criterion": asked,
        "points": queries.points_now(entry, criterion),
        "crumbs": page.crumbs((entry.region.name, city_url(entry)), (_("提出异议"), None)),
    }
    return render(request, "assessment/object.html", page.context() | context)


def known_criterion(request: PersonRequest, pk: int, code: str) -> tuple[Entry, Criterion]:
    """A city's part and one of its criteria, when the person may read it; else they do not exist for him."""
    entry = queries.entry_of(request.user, pk)
    criterion = queries.scheme_of(entry.round).criterion(code) if entry else None
    if entry is None or criterion is None or queries.points_now(entry, code) is None:
        raise Http404(_("没有这一项得分"))
    return entry, criterion


def city_url(entry: Entry) -> str:
    """Where a city's result stands."""
    return reverse("assessment:city", args=[entry.round_id, entry.region_id])


@require_safe
@requires(reading.can_follow_objections)
def objection(request: PersonRequest, pk: int) -> HttpResponse:
    """One objection, with the form for the answer where the visitor may give it."""
    found = known_objection(request, pk)
    may = rules.can_answer(request.user, found, tie=tie_of(request, found))
    form = AnswerForm(criterion=criterion_of(found)) if may else None
    refusal = may.because if may.code == "connected" else ""
    return render(request, "assessment/objection.html", facts_of(request, found) | {"form": form, "refusal": refusal})


@require_POST
@requires(is_national)
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Accept or reject."""
    found = known_objection(request, pk)
    may = rules.can_answer(request.user, found, tie=tie_of(request, found))
    may.or_refuse()
    form = AnswerForm(request.POST, criterion=criterion_of(found))
    if form.is_valid():
        try:
            give_answer(form, found, request)
        except Refused as refusal:
            form.add_error("points" if refusal.code.startswith("points_") else "answer", refusal.because)
        else:
            messages.success(request, _("已答复，已通知提出异议的市局。"))
            return redirect(found)
    return render(request, "assessment/objection.html", facts_of(request, found) | {"form": form})


def give_answer(form: AnswerForm, found: Objection, request: PersonRequest) -> None:
    """The verb that the form chose."""
    words = form.cleaned_data["answer"]
    if form.cleaned_data["decision"] == ACCEPT:
        actions.accept_objection(objection=found, points=form.new_points, answer=words, by=request.user)
    else:
        actions.reject_objection(objection=found, answer=words, by=request.user)


@require_POST
@requires(entry_rules.is_city_officer)
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take one's objection back."""
    found = known_objection(request, pk)
    actions.withdraw_objection(objection=found, by=request.user)
    messages.success(request, _("已撤回。"))
    return redirect(found)


def known_objection(request: PersonRequest, pk: int) -> Objection:
    """The objection, when the person may read it; else it does not exist for him."""
    found = queries.objection(pk)
    if found is None or not rules.can_see_objection(request.user, found):
        raise Http404(_("没有这份异议"))
    return found


def criterion_of(found: Objection) -> Criterion:
    """What the objection is about."""
    criterion = queries.scheme_of(found.entry.round).criterion(found.criterion)
    if criterion is None:
        raise Http404(_("方案里没有这一评分项"))
    return criterion


def tie_of(request: PersonRequest, found: Objection) -> Any:
    """Whether the visitor has a tie to the city."""
    return rules.has_no_tie(found.entry.region_id, connected=queries.connected_regions(request.user))


def facts_of(request: PersonRequest, found: Objection) -> dict[str, Any]:
    criterion, entry = criterion_of(found), found.entry
    page = Shown(entry.round, queries.scheme_of(entry.round), reader_of(request))
    score = _("%(points)s / %(most)s") % {
        "points": formats.number(found.stated_points, 2),
        "most": formats.number(criterion.points),
    }
    rows = [
        (_("城市"), entry.region.name, city_url(entry)),
        (_("评分项"), criterion.title, f"{city_url(entry)}#{criterion.code}"),
        (_("提出时得分"), score, ""),
        (_("理由"), found.reason, ""),
        (_("提出"), f"{found.filed_by.name} {formats.date_iso(found.filed_at)}", ""),
    ]
    if found.evidence:
        rows.append((_("证明材料"), found.evidence.name, found.evidence.get_absolute_url()))
    if found.ended_at and found.ended_by:
        rows.append((_("办结"), f"{found.ended_by.name} {formats.date_iso(found.ended_at)}", ""))
    if found.answer:
        rows.append((_("答复"), found.answer, ""))
    if correction := getattr(found, "correction", None):
        rows.append((_("改定为"), formats.number(correction.points, 1), ""))
    upward = (_("异议"), reverse("assessment:objections", args=[entry.round_id]))
    return page.context() | {
        "objection": found,
        "city": entry.region.name,
        "rows": rows,
        "accepting": _("采纳后按改定的得分重新计算所有城市的结果，改定前后都保留。"),
        "chip": objection_chip(found),
        "may_withdraw": bool(rules.can_withdraw(request.user, found)),
        "crumbs": page.crumbs(upward, (str(found), None)),
    }
