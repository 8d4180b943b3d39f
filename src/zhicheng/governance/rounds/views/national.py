"""The national office's pages: all rounds, one round with its next step, its check list."""

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
from zhicheng.base.verdicts import Refused
from zhicheng.governance.rounds import actions, queries, rules, steps
from zhicheng.governance.rounds.forms import CancelForm, ConfirmForm, OpenForm
from zhicheng.governance.rounds.models import CheckGroup, Round, State
from zhicheng.governance.rounds.steps import STEPS, Step
from zhicheng.governance.rounds.tables import CHIPS, FindingTable, NationalRoundTable, RoundTable
from zhicheng.governance.rounds.views.pages import kicker, known_round, path_to, warning

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])
CANCEL = "cancel"


@require_safe
@requires(rules.can_follow)
def rounds(request: PersonRequest, as_format: str) -> HttpResponse:
    """Every round that the visitor may know of."""
    kind = NationalRoundTable if request.user.role == Role.NATIONAL else RoundTable
    table = kind(queries.visible_to(request.user), request.GET, user=request.user)
    if as_format != "html":
        return respond(table, as_format, _("年度评价"))
    facts = {"table": table, "may_open": rules.is_national(request.user), "crumbs": path_to(request)}
    return render(request, "rounds/list.html", facts)


@show_or_submit
@requires(rules.is_national)
def new(request: PersonRequest) -> HttpResponse:
    """Begin a round."""
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code, year = form.chosen
        try:
            made = actions.open_round(scheme=form.schemes[code], year=year, by=request.user)
        except Refused as refusal:
            form.add_error("subject", refusal.because)
        else:
            messages.success(request, _("已开始。下一步：计算。"))
            return redirect(made)
    return render(request, "rounds/new.html", {"form": form, "crumbs": path_to(request, None, _("开始新一轮"))})


@require_safe
@requires(rules.is_national)
def one_round(request: PersonRequest, pk: int) -> HttpResponse:
    """Where a round stands, what comes next, and what has to be looked at."""
    round_ = known_round(request, pk)
    runs = queries.runs_of(round_)
    groups = queries.groups_of(runs[0] if runs else None)
    following = steps.next_step(round_)
    facts: dict[str, Any] = {
        "round": round_,
        "kicker": kicker(round_),
        "heading": steps.standing(round_, groups),
        "chip": (CHIPS[State(round_.state)], round_.get_state_display()),
        "path": steps.path_of(round_),
        "days_left": steps.days_left(round_),
        "next": following,
        "verdict": following.may(request.user, round_) if following else None,
        "may_compute": round_.state != State.DRAFT and bool(steps.may_compute(request.user, round_)),
        "runs": runs,
        "newest": runs[0].evaluation if runs else None,
        "tasks": [task_of(round_, group) for group in groups],
        "objections": queries.count_by_state(round_),
        "release": getattr(round_, "release", None),
        "demonstration": warning(round_),
        "crumbs": path_to(request, round_),
    }
    return render(request, "rounds/round.html", facts)


def task_of(round_: Round, group: CheckGroup) -> dict[str, Any]:
    """One part of the check list as the component `c-task-list` takes it."""
    done = group.is_confirmed
    return {
        "label": _("%(group)s：%(count)d 处") % {"group": group, "count": group.count},
        "url": reverse("rounds:group", args=[round_.pk, group.group]),
        "hint": group.remark,
        "kind": "ok" if done else "warn",
        "state": _("已确认") if done else _("待确认"),
    }


@show_or_submit
@requires(rules.is_national)
def step(request: PersonRequest, pk: int, code: str) -> HttpResponse:
    """Say what a step brings, and take it."""
    chosen, round_ = STEPS.get(code), known_round(request, pk)
    if chosen is None:
        raise Http404(_("没有这一步"))
    form = CancelForm(request.POST or None) if code == CANCEL else None
    if request.method == "POST" and (form is None or form.is_valid()):
        chosen.take(round_=round_, by=request.user, **(form.cleaned_data if form else {}))
        messages.success(request, chosen.done)
        return redirect(round_)
    chosen.may(request.user, round_).or_refuse()
    return render(request, "rounds/step.html", step_facts(request, round_, chosen) | {"form": form})


def step_facts(request: PersonRequest, round_: Round, chosen: Step) -> dict[str, Any]:
    return {
        "round": round_,
        "step": chosen,
        "kicker": kicker(round_),
        "answers": [{"label": label, "value": words} for label, words in chosen.brings(round_)],
        "crumbs": path_to(request, round_, str(chosen.button)),
    }


@show_or_submit
@requires(rules.is_national)
def group(request: PersonRequest, pk: int, group: str, as_format: str = "html") -> HttpResponse:
    """One part of the check list: its findings, and the confirmation."""
    round_ = known_round(request, pk)
    run = queries.newest_run(round_)
    found = next((one for one in queries.groups_of(run) if one.group == group), None)
    if run is None or found is None:
        raise Http404(_("这一轮还没有计算，没有核对清单"))
    table = FindingTable(found.findings, request.GET)
    if as_format != "html":
        return respond(table, as_format, _("核对-%(group)s-%(year)d") % {"group": found, "year": round_.year})
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.confirm(group=found, remark=form.cleaned_data["remark"], by=request.user)
        messages.success(request, _("已确认“%(group)s”。") % {"group": found})
        return redirect(round_)
    facts = {
        "round": round_,
        "group": found,
        "kicker": kicker(round_),
        "table": table,
        "form": form,
        "may_confirm": bool(rules.can_confirm(request.user, round_, found, newest_run=run.pk)),
        "crumbs": path_to(request, round_, str(found)),
    }
    return render(request, "rounds/group.html", facts)
