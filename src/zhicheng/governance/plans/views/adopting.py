"""A region's plan: what it says, how it stands, and the steps that bring it into force."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.definitions.queries import difference
from zhicheng.base.ui.exports import respond
from zhicheng.base.verdicts import Refused
from zhicheng.governance.plans import actions, checking, history, queries, rules, steps
from zhicheng.governance.plans.forms import ExpectForm, TasksForm, WhyForm
from zhicheng.governance.plans.models import Adoption, State
from zhicheng.governance.plans.tables.adoption import (
    STATE_CHIPS,
    EndedTable,
    JudgedTable,
    MeasureTable,
    VersionTable,
    in_10k_yuan,
    light_chip,
)
from zhicheng.governance.plans.views import pages
from zhicheng.governance.plans.views.national import known_plan

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(rules.can_follow)
def adoption(request: PersonRequest, year: int, region: str, as_format: str) -> HttpResponse:
    """A region's year at a glance: light, next step, measures, tasks, what to look at."""
    found = queries.adoption_for(request.user, year, region)
    if found is None:
        known_plan(year)
        return nothing_yet(request, year, region)
    day = pages.day_asked(request, year)
    seen = queries.year_of(found, day)
    table = MeasureTable(seen.measures, request.GET)
    if as_format != "html":
        return respond(table, as_format, _("措施-%(plan)s") % {"plan": found})
    step, verdict = steps.next_step(found, request.user)
    standing = seen.standing
    facts: dict[str, Any] = {
        **pages.shared(found, "adoption"),
        "heading": _("%(plan)s：%(why)s") % {"plan": found, "why": standing.why},
        "day": day,
        "table": table,
        "standing": standing,
        "budget": in_10k_yuan(standing.budget_fen),
        "spent": in_10k_yuan(standing.spent_fen),
        "light": light_chip(standing.light),
        "met": sum(each.is_met is True for each in seen.targets),
        "targets": seen.targets,
        "tasks": seen.tasks,
        "watched": seen.watched if found.is_in_force else [],
        "next": step,
        "verdict": verdict,
        "others": steps.others(found, request.user),
        "path": steps.path_of(found),
        "state": (STATE_CHIPS[State(found.state)], found.get_state_display()),
        "may_write": bool(rules.can_write(request.user, found)),
        "may_carry_out": bool(rules.can_carry_out(request.user, found)),
        "versions": VersionTable(queries.versions_of(found), {}),
    }
    return render(request, "plans/adoption.html", facts)


def nothing_yet(request: PersonRequest, year: int, region: str) -> HttpResponse:
    """A region that has not begun: says so, and lets its officers begin."""
    place = pages.known_region(request.user, region)
    level = queries.level_of(region)
    facts = {
        "year": year,
        "region": place,
        "may_begin": bool(rules.can_begin(request.user, region, level, exists=False)),
        "crumbs": [*pages.path_to(year), (place.short_name, None)],
    }
    return render(request, "plans/nothing_yet.html", facts)


@require_POST
@requires(rules.writes_plans)
def begin(request: PersonRequest, year: int, region: str) -> HttpResponse:
    """Take up the year's plan."""
    made = actions.begin(year=year, region=pages.known_region(request.user, region), by=request.user)
    messages.success(request, _("已开始编制。先选定任务，再逐项填写措施。"))
    return redirect("plans:tasks", made.plan_year, made.region_id)


@show_or_submit
@requires(rules.writes_plans)
def tasks(request: PersonRequest, year: int, region: str) -> HttpResponse:
    """Which tasks are taken up."""
    found = pages.writable_adoption(request, year, region)
    content = checking.content_of(found)
    form = TasksForm(request.POST or None, plan=content.plan, choices=content.choices)
    if request.method == "POST" and form.is_valid():
        actions.choose_tasks(adoption=found, choices=form.choices, by=request.user)
        messages.success(request, _("任务已选定。"))
        return redirect("plans:expect", year, region)
    facts = {**pages.shared(found, "", _("选定任务")), "form": form, "province": queries.taken_by_province(found)}
    return render(request, "plans/choose.html", facts)


@show_or_submit
@requires(rules.writes_plans)
def expect(request: PersonRequest, year: int, region: str) -> HttpResponse:
    """The expected figures, beside what they are now and were last year."""
    found = pages.writable_adoption(request, year, region)
    content = checking.content_of(found)
    targets = queries.judged(content.plan, region, content.targets)
    whys = {code: one.why for code, one in content.expectations.items()}
    form = ExpectForm(request.POST or None, targets=targets, whys=whys)
    if request.method == "POST" and form.is_valid():
        actions.expect(adoption=found, expectations=form.expectations, by=request.user)
        messages.success(request, _("预期值已保存。"))
        return redirect("plans:check", year, region)
    facts = {**pages.shared(found, "", _("目标预期值")), "form": form}
    return render(request, "plans/expect.html", facts)


@require_safe
@requires(rules.can_follow)
def check(request: PersonRequest, year: int, region: str) -> HttpResponse:
    """What is missing before the plan goes to the head."""
    found = pages.known_adoption(request, year, region)
    content = checking.content_of(found)
    faults = checking.faults_of(content)
    blocking = len(checking.blocking(faults))
    facts = {
        **pages.shared(found, "", _("核对")),
        "heading": check_heading(found, blocking),
        "faults": [
            {"kind": "no" if each.blocks else "near", "text": each.words, "url": each.url, "state": _("去填写")}
            for each in faults
        ],
        "blocking": blocking,
        "answers": [{"label": label, "value": words} for label, words in steps.words_of(content)],
        "may_write": bool(rules.can_write(request.user, found)),
    }
    return render(request, "plans/check.html", facts)


def check_heading(adoption: Adoption, blocking: int) -> str:
    """What the check found: of a plan that went on already, that it is complete."""
    if blocking:
        return _("还有 %(count)d 处须补正") % {"count": blocking}
    return _("计划齐全，可以送审") if adoption.is_writable else _("计划齐全")


@show_or_submit
@requires(rules.handles_plans)
def step(request: PersonRequest, year: int, region: str, code: str) -> HttpResponse:
    """Say what a step brings, and take it."""
    chosen, found = steps.STEPS.get(code), pages.known_adoption(request, year, region)
    if chosen is None:
        raise Http404(_("没有这一步"))
    form = WhyForm(request.POST or None) if chosen.asks_why else None
    if request.method == "POST" and (form is None or form.is_valid()):
        chosen.take(adoption=found, by=request.user, **(form.cleaned_data if form else {}))
        messages.success(request, chosen.done)
        return redirect(found)
    chosen.may(request.user, found).or_refuse()
    facts = {
        **pages.shared(found, "", str(chosen.button)),
        "step": chosen,
        "form": form,
        "answers": [{"label": label, "value": words} for label, words in chosen.brings(found)],
    }
    return render(request, "plans/step.html", facts)


@require_safe
@requires(rules.can_follow)
def targets(request: PersonRequest, year: int, region: str, as_format: str) -> HttpResponse:
    """Every target judged live."""
    found = pages.known_adoption(request, year, region)
    judged = queries.judged_targets(year, region, pages.day_asked(request, year))
    table = (JudgedTable if any(each.outlook for each in judged) else EndedTable)(judged, request.GET)
    if as_format != "html":
        return respond(table, as_format, _("目标-%(plan)s") % {"plan": found})
    counts = {
        "all": len(judged),
        "met": sum(each.is_met is True for each in judged),
        "missed": sum(each.is_met is False for each in judged),
    }
    facts = {
        **pages.shared(found, "targets", _("目标")),
        "heading": _("%(all)d 个目标：%(met)d 个达标，%(missed)d 个未达标") % counts,
        "table": table,
    }
    return render(request, "plans/targets.html", facts)


@require_safe
@requires(rules.can_follow)
def version(request: PersonRequest, year: int, region: str, number: int) -> HttpResponse:
    """One approved version, and what it changed."""
    found = pages.known_adoption(request, year, region)
    kept = {one.number: one for one in queries.versions_of(found)}
    if number not in kept:
        raise Http404(_("没有这一版"))
    shown, before = kept[number], kept.get(number - 1)
    plan = queries.plan_for(found)
    old = history.text_of(before.content, plan) if before else ""
    facts = {
        **pages.shared(found, "", _("第 %(number)d 版") % {"number": number}),
        "version": shown,
        "text": history.text_of(shown.content, plan),
        "lines": difference(old, history.text_of(shown.content, plan)) if before else [],
        "before": before,
    }
    return render(request, "plans/version.html", facts)


def taken_or_refused(found: Adoption) -> list[Any]:
    """The tasks that measures may be written for; refused while none is taken."""
    content = checking.content_of(found)
    taken = [task for task in content.plan.tasks if task.ref in content.taken]
    if not taken:
        raise Refused("no_task", _("还没有选定任务，请先选定任务再写措施"))
    return taken
