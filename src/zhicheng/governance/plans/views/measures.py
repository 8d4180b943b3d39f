"""A measure: planning it, and how it goes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.verdicts import Refused
from zhicheng.governance.plans import actions, queries, rules
from zhicheng.governance.plans.forms import FinishForm, MeasureForm, NoteForm, PaperForm, UseForm, WhyForm, initial_of
from zhicheng.governance.plans.models import Evidence, Measure, Milestone
from zhicheng.governance.plans.tables.adoption import light_chip
from zhicheng.governance.plans.views import pages
from zhicheng.governance.plans.views.adopting import taken_or_refused

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])
RISK_STATES = {"none": "", "some": "now", "serious": "now"}


def known_measure(request: PersonRequest, pk: int) -> Measure:
    """The measure, when the person may read its plan."""
    found = queries.measure_for(request.user, pk)
    if found is None:
        raise Http404(_("没有这项措施，或者不在您的辖区"))
    return found


def own_measure(request: PersonRequest, pk: int) -> Measure:
    """A measure of the officer's own plan."""
    found = known_measure(request, pk)
    if not pages.is_own(request.user, found.adoption):
        raise Http404(_("这项措施由所属地区办理"))
    return found


def own_milestone(request: PersonRequest, pk: int) -> Milestone:
    found = queries.milestone_for(request.user, pk)
    if found is None or not pages.is_own(request.user, found.measure.adoption):
        raise Http404(_("没有这个里程碑，或者由所属地区办理"))
    return found


@show_or_submit
@requires(rules.writes_plans)
def new(request: PersonRequest, year: int, region: str) -> HttpResponse:
    """Add a measure."""
    found = pages.writable_adoption(request, year, region)
    tasks = taken_or_refused(found)
    form = MeasureForm(request.POST or None, tasks=tasks, initial={"task_ref": request.GET.get("task", "")})
    if request.method == "POST" and form.is_valid():
        actions.add_measure(adoption=found, plan=form.plan, milestones=form.steps, by=request.user)
        messages.success(request, _("措施已增加。"))
        return redirect("plans:check", year, region)
    facts = {**pages.shared(found, "", _("增加措施")), "form": form, "heading": _("增加一项措施")}
    return render(request, "plans/measure_form.html", facts)


@show_or_submit
@requires(rules.writes_plans)
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a measure. Two writers at once: the second is told, and what was typed stays."""
    measure = own_measure(request, pk)
    rules.can_write(request.user, measure.adoption).or_refuse()
    tasks, steps = taken_or_refused(measure.adoption), measure.milestones.all()
    form = MeasureForm(request.POST or None, tasks=tasks, milestones=steps, initial=initial_of(measure))
    if request.method == "POST" and form.is_valid() and edited(request, measure, form):
        messages.success(request, _("措施已修改。"))
        return redirect(measure)
    facts = {**pages.shared(measure.adoption, "", _("修改措施")), "form": form, "measure": measure}
    return render(request, "plans/measure_form.html", {**facts, "heading": _("修改：%(title)s") % {"title": measure}})


def edited(request: PersonRequest, measure: Measure, form: MeasureForm) -> bool:
    """Whether the verb took the form; a refusal stands above the fields."""
    replacing = form.cleaned_data["replacing"]
    try:
        actions.edit_measure(
            measure=measure,
            plan=form.plan,
            milestones=form.steps,
            replacing=measure.revision if replacing is None else replacing,
            by=request.user,
        )
    except Refused as refusal:
        form.add_error(None, refusal.because)
        return False
    return True


@require_POST
@requires(rules.writes_plans)
def drop(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a measure out of the plan."""
    found = actions.drop_measure(measure=own_measure(request, pk), by=request.user)
    messages.success(request, _("措施已删去。"))
    return redirect("plans:check", found.plan_year, found.region_id)


@show_or_submit
@requires(rules.can_follow)
def measure(request: PersonRequest, pk: int) -> HttpResponse:
    """How a measure goes: milestones, notes, papers; a note is written here."""
    found = known_measure(request, pk)
    may = rules.can_carry_out(request.user, found.adoption)
    form = NoteForm(request.POST or None) if may else None
    if request.method == "POST":
        may.or_refuse()
        if form is not None and form.is_valid():
            actions.note(measure=found, by=request.user, **form.facts)
            messages.success(request, _("进展已登记。"))
            return redirect(found)
    return render(request, "plans/measure.html", measure_facts(request, found, form))


def measure_facts(request: PersonRequest, found: Measure, form: NoteForm | None) -> dict[str, Any]:
    whole = queries.measures_of(found.adoption).get(pk=found.pk)
    standing = queries.standing_of_measure(whole, pages.day_asked(request, found.adoption.plan_year))
    task = queries.plan_for(found.adoption).task(found.task_ref)
    return {
        **pages.shared(found.adoption, "", found.title),
        "measure": whole,
        "standing": standing,
        "light": light_chip(standing.light.kind),
        "task": task,
        "steps": [(step, step in standing.late) for step in whole.milestones.all()],
        "notes": [note_entry(note) for note in whole.notes.all()],
        "uses": list(whole.evidence_uses.all()),
        "form": form,
        "may_write": bool(rules.can_write(request.user, found.adoption)),
    }


def note_entry(note: Any) -> dict[str, Any]:
    """A note as the component `c-timeline` takes it."""
    about = [note.get_risk_display(), note.written_by.name]
    if note.spent_fen is not None:
        about.insert(1, _("累计支出 %(amount)s 元") % {"amount": f"{note.spent_fen / 100:,.2f}"})
    return {"date": note.day, "event": note.text, "note": " · ".join(about), "state": RISK_STATES[note.risk]}


@show_or_submit
@requires(rules.writes_plans)
def finish(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that a milestone was reached."""
    step = own_milestone(request, pk)
    rules.can_finish(request.user, step, day=timezone.localdate(), today=timezone.localdate()).or_refuse()
    form = FinishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.finish(milestone=step, by=request.user, **form.cleaned_data)
        messages.success(request, _("里程碑已登记完成。"))
        return redirect(step.measure)
    facts = {"form": form, "step": step, "heading": _("登记完成：%(title)s") % {"title": step}}
    return render(request, "plans/milestone.html", {**pages.shared(step.measure.adoption, "", step.title), **facts})


@show_or_submit
@requires(rules.writes_plans)
def reopen(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back that a milestone was reached."""
    step = own_milestone(request, pk)
    rules.can_reopen(request.user, step).or_refuse()
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.reopen(milestone=step, by=request.user, **form.cleaned_data)
        messages.success(request, _("已撤回。"))
        return redirect(step.measure)
    facts = {"form": form, "step": step, "heading": _("撤回完成：%(title)s") % {"title": step}}
    return render(request, "plans/milestone.html", {**pages.shared(step.measure.adoption, "", step.title), **facts})


@show_or_submit
@requires(rules.can_follow)
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    """One paper: what it proves, and proving one thing more with it."""
    found = known_paper(request, pk)
    may = rules.can_carry_out(request.user, found.adoption)
    form = UseForm(request.POST or None, measures=queries.measures_of(found.adoption)) if may else None
    if request.method == "POST":
        may.or_refuse()
        if form is not None and form.is_valid():
            place, step = form.chosen
            actions.use(evidence=found, measure=place, milestone=step, by=request.user)
            messages.success(request, _("已引用。"))
            return redirect("plans:paper", pk)
    facts = {"paper": found, "uses": list(found.uses.all()), "form": form}
    return render(request, "plans/paper.html", {**pages.shared(found.adoption, "", found.caption), **facts})


@require_POST
@requires(rules.writes_plans)
def end_use(request: PersonRequest, pk: int, use: int) -> HttpResponse:
    """Let a paper prove one thing less."""
    found = known_paper(request, pk)
    if not pages.is_own(request.user, found.adoption):
        raise Http404(_("这份材料由所属地区办理"))
    chosen = next((each for each in found.uses.all() if each.pk == use), None)
    if chosen is None:
        raise Http404(_("没有这处引用"))
    actions.end_use(use=chosen, by=request.user)
    messages.success(request, _("已取消引用，材料仍然保留。"))
    return redirect("plans:paper", pk)


def known_paper(request: PersonRequest, pk: int) -> Evidence:
    found = queries.paper_for(request.user, pk)
    if found is None:
        raise Http404(_("没有这份材料，或者不在您的辖区"))
    return found


def paper_form(request: PersonRequest) -> PaperForm:
    return PaperForm(request.POST or None, request.FILES or None)
