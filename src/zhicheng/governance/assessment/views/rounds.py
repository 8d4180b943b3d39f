"""All rounds, one round with its next step, the panels, and where experts lie apart."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.ui.exports import respond
from zhicheng.base.verdicts import Refused
from zhicheng.governance.assessment import actions, queries, steps
from zhicheng.governance.assessment.computing import spreads
from zhicheng.governance.assessment.forms import ArbitrateForm, OpenForm, SeedForm, WhyForm
from zhicheng.governance.assessment.models import Entry, EntryState, Round, State
from zhicheng.governance.assessment.rules import outcomes as outcome_rules
from zhicheng.governance.assessment.rules import rounds as rules
from zhicheng.governance.assessment.steps import CANCEL, DRAW, STEPS, Step
from zhicheng.governance.assessment.tables.work import (
    CriterionTable,
    EntryTable,
    RoundTable,
    SeatTable,
    SpreadRow,
    SpreadTable,
    round_chip,
)
from zhicheng.governance.assessment.views.pages import caution, kicker, known_entry, known_round, path_to

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])
SHEETS_EXIST = frozenset({State.SCORING, State.PANEL, State.RESULTS, State.FINAL, State.PUBLISHED})


@require_safe
@requires(rules.can_follow)
def rounds(request: PersonRequest, as_format: str) -> HttpResponse:
    """Every round that the visitor may know of."""
    table = RoundTable(queries.visible_to(request.user), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("年度考核"))
    facts = {"table": table, "may_open": rules.is_national(request.user)}
    facts |= {"may_enter": outcome_rules.can_enter_incidents(request.user), "crumbs": path_to()}
    return render(request, "assessment/list.html", facts)


@show_or_submit
@requires(rules.is_national)
def new(request: PersonRequest) -> HttpResponse:
    """Call cities to an assessment."""
    form = OpenForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_round(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None if refusal.code != "until_in_the_past" else "self_assessment_until", refusal.because)
        else:
            messages.success(request, _("已布置，各市已收到通知。"))
            return redirect(made)
    return render(request, "assessment/new.html", {"form": form, "crumbs": path_to(None, (_("布置年度考核"), None))})


@require_safe
@requires(rules.can_follow)
def one_round(request: PersonRequest, pk: int) -> HttpResponse:
    """Where a round stands and its cities; to the national office also the next step."""
    round_ = known_round(request, pk)
    is_national = request.user.role == Role.NATIONAL
    following, work = steps.next_step(round_) if is_national else None, steps.work_of(round_)
    facts: dict[str, Any] = {
        "round": round_,
        "kicker": kicker(round_),
        "heading": steps.standing(round_, work) if is_national else heading_below(round_, request.user),
        "chip": round_chip(round_),
        "path": steps.path_of(round_, names=is_national),
        "days_left": steps.days_left(round_),
        "next": following,
        "verdict": steps.verdict_on(following, request.user, round_, work) if following else None,
        "is_national": is_national,
        "table": EntryTable(queries.entries_of(round_, request.user), request.GET),
        "own": queries.own_entry(request.user, round_),
        "has_sheets": round_.state in SHEETS_EXIST,
        "sheets": work.sheets,
        "missing": work.seats_empty if is_national and round_.state == State.SCORING else 0,
        "objections": work.objections,
        "demonstration": caution(round_),
        "crumbs": path_to(round_),
    }
    return render(request, "assessment/round.html", facts)


def heading_below(round_: Round, user: User) -> str:
    """What a province or a city sees: how far its cities are while they assess themselves, then the state of the round."""
    if round_.state != State.OPENED:
        return str(round_.get_state_display())
    entries = list(queries.entries_of(round_, user))
    if len(entries) == 1:
        [one] = entries
        return _("%(city)s：%(state)s") % {"city": one.region.name, "state": one.get_state_display()}
    waiting = sum(one.state == EntryState.SIGNED for one in entries)
    return _("%(all)d 个城市自评，%(waiting)d 个待审核材料") % {"all": len(entries), "waiting": waiting}


@show_or_submit
@requires(rules.is_national)
def step(request: PersonRequest, pk: int, code: str) -> HttpResponse:
    """Say what a step brings, and take it."""
    chosen, round_ = STEPS.get(code), known_round(request, pk)
    if chosen is None:
        raise Http404(_("没有这一步"))
    asked = {CANCEL: WhyForm, DRAW: SeedForm}.get(code)
    form = asked(request.POST or None) if asked else None
    if request.method == "POST" and (form is None or form.is_valid()):
        chosen.take(round_=round_, by=request.user, **(form.cleaned_data if form else {}))
        messages.success(request, chosen.done)
        return redirect(round_)
    chosen.may(request.user, round_).or_refuse()
    return render(request, "assessment/step.html", step_facts(round_, chosen) | {"form": form})


def step_facts(round_: Round, chosen: Step) -> dict[str, Any]:
    return {
        "round": round_,
        "step": chosen,
        "kicker": kicker(round_),
        "answers": [{"label": label, "value": words} for label, words in chosen.brings(round_)],
        "demonstration": caution(round_),
        "crumbs": path_to(round_, (str(chosen.button), None)),
    }


@require_safe
@requires(rules.is_national)
def panels(request: PersonRequest, pk: int, as_format: str) -> HttpResponse:
    """Who judges whom. Names are for the national office; everywhere else experts are numbers."""
    round_ = known_round(request, pk)
    table = SeatTable(queries.seats_of(round_), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("评审席位-%(year)d") % {"year": round_.year})
    load = sorted(queries.load_of(round_).values())
    facts = {
        "round": round_,
        "kicker": kicker(round_),
        "table": table,
        "experts": len(load),
        "fewest": load[0] if load else 0,
        "demonstration": caution(round_),
        "most": load[-1] if load else 0,
        "missing": steps.work_of(round_).seats_empty if round_.state == State.SCORING else 0,
        "crumbs": path_to(round_, (_("评审席位"), None)),
    }
    return render(request, "assessment/panels.html", facts)


@require_POST
@requires(rules.is_national)
def fill(request: PersonRequest, pk: int) -> HttpResponse:
    """Draw experts for the seats that nobody has."""
    round_ = known_round(request, pk)
    made = actions.fill_seats(round_=round_, by=request.user)
    messages.success(request, _("已补抽 %(count)d 个席位。") % {"count": len(made)})
    return redirect("assessment:panels", pk=pk)


@require_safe
@requires(rules.is_national)
def arbitration(request: PersonRequest, pk: int, as_format: str) -> HttpResponse:
    """Where experts lie too far apart, and what was decided."""
    round_ = known_round(request, pk)
    rows = spread_rows(round_)
    table = SpreadTable(rows, request.GET)
    if as_format != "html":
        return respond(table, as_format, _("评分裁定-%(year)d") % {"year": round_.year})
    facts = {
        "round": round_,
        "kicker": kicker(round_),
        "table": table,
        "waiting": sum(row.points is None for row in rows),
        "limit": queries.scheme_of(round_).arbitration_percent,
        "demonstration": caution(round_),
        "crumbs": path_to(round_, (_("评分裁定"), None)),
    }
    return render(request, "assessment/arbitration.html", facts)


def spread_rows(round_: Round) -> list[SpreadRow]:
    """Every wide spread with its city and what was decided."""
    material, scheme = queries.material_of(round_), queries.scheme_of(round_)
    entries = {one.region_id: one for one in Entry.objects.filter(round=round_).select_related("region")}
    criteria = {one.code: one for one in scheme.criteria}
    return [
        SpreadRow(
            spread=one,
            entry=entries[one.region].pk,
            city=entries[one.region].region.name,
            title=criteria[one.criterion].title,
            most=float(criteria[one.criterion].points),
            points=material.set_points.get((one.region, one.criterion)),
        )
        for one in spreads(material)
    ]


@show_or_submit
@requires(rules.is_national)
def arbitrate(request: PersonRequest, pk: int, criterion: str) -> HttpResponse:
    """Decide one of them."""
    entry = known_entry(request, pk)
    asked = queries.scheme_of(entry.round).criterion(criterion)
    if asked is None:
        raise Http404(_("没有这一评分项"))
    material = queries.material_of(entry.round)
    undecided = {one.criterion for one in queries.undecided_in(entry.round) if one.region == entry.region_id}
    tie = outcome_rules.has_no_tie(entry.region_id, connected=queries.connected_regions(request.user))
    outcome_rules.can_arbitrate(request.user, entry, criterion, undecided=undecided, tie=tie).or_refuse()
    form = ArbitrateForm(request.POST or None, criterion=asked)
    if request.method == "POST" and form.is_valid():
        actions.arbitrate(entry=entry, criterion=criterion, by=request.user, **form.cleaned_data)
        messages.success(request, _("已裁定。"))
        return redirect("assessment:arbitration", pk=entry.round_id)
    facts = {
        "entry": entry,
        "criterion": asked,
        "kicker": kicker(entry.round),
        "points": material.points_of(entry.region_id, criterion),
        "answer": queries.answers_of(entry).get(criterion),
        "notes": queries.notes_on(entry, criterion),
        "demonstration": caution(entry.round),
        "form": form,
        "crumbs": path_to(
            entry.round,
            (_("评分裁定"), reverse("assessment:arbitration", args=[entry.round_id])),
            (entry.region.name, None),
        ),
    }
    return render(request, "assessment/arbitrate.html", facts)


@require_safe
def scheme(request: HttpRequest, code: str) -> HttpResponse:
    """What a scheme says, for everyone."""
    definition = queries.schemes_offered().get(code)
    if definition is None:
        raise Http404(_("没有这个考核方案"))
    model = queries.scheme_in(definition)
    titles, sections = queries.indicator_titles(), {one.code: one.label for one in model.sections}
    rows = [
        {
            "title": one.title,
            "section": sections[one.section],
            "task": one.task or "",
            "points": float(one.points),
            "figures": "、".join(titles.get(name, name) for name in one.figures),
            "evidence": one.evidence,
            "words": one.words,
            "guidance": one.guidance,
        }
        for one in model.criteria
    ]
    facts = {
        "scheme": model,
        "definition": definition,
        "table": CriterionTable(rows, request.GET),
        "demonstration": model.note if model.basis == "assumed" else "",
        "crumbs": [(_("首页"), reverse("home")), (_("年度考核"), reverse("assessment:latest")), (model.title, None)],
    }
    return render(request, "assessment/scheme.html", facts)
