"""Pilot and demonstration cities: where each stands, what is due, and the forms of the offices that lead them on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.accounts.models import User
from zhicheng.base.calendars.queries import calendar, doubt
from zhicheng.base.ui.exports import respond
from zhicheng.base.ui.forms import Form
from zhicheng.base.verdicts import Refused, Verdict
from zhicheng.engine.calendars import Calendar
from zhicheng.services.cultivation import forms, lifecycle, tables
from zhicheng.services.cultivation.actions import cities as actions
from zhicheng.services.cultivation.definition_kinds import OFFICES, LifeCycle
from zhicheng.services.cultivation.models import CityStage, Stage
from zhicheng.services.cultivation.queries import cities as queries
from zhicheng.services.cultivation.queries import titles
from zhicheng.services.cultivation.rules import cities as rules
from zhicheng.services.cultivation.rules import titles as title_rules
from zhicheng.services.cultivation.tables import CityTable
from zhicheng.services.cultivation.views.pages import Crumbs, demonstration_words, path_to

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def cities(request: HttpRequest, as_format: str) -> HttpResponse:
    """Every city in a stage, the most urgent limit first."""
    cycle, days, today = known_rules(), calendar(), timezone.localdate()
    rows = tables.city_rows(queries.stages_now(), cycle, days, today)
    table = CityTable(rows, request.GET)
    if as_format != "html":
        return respond(table, as_format, _("试点示范城市的阶段"))
    late = sum(row.duty is not None and row.duty.is_overdue(today) for row in rows)
    user = request.user if isinstance(request.user, User) else None
    facts = {
        "table": table,
        "heading": finding(len(rows), late),
        "cycle": cycle,
        "demonstration": demonstration_words() if any(row.stage.synthetic for row in rows) else "",
        "may_start": bool(user and title_rules.is_office(user, "nation")),
        "crumbs": path_to((_("城市阶段"), None)),
    }
    return render(request, "cultivation/cities.html", facts)


def finding(count: int, late: int) -> str:
    if not count:
        return _("还没有登记城市阶段")
    if not late:
        return _("%(count)d 个城市，没有超期事项") % {"count": count}
    return _("%(count)d 个城市，%(late)d 项超期") % {"count": count, "late": late}


@require_safe
def city(request: HttpRequest, code: str) -> HttpResponse:
    """One city: its stage, what is due when, its past, and its titles."""
    place = queries.place(code)
    if place is None:
        raise Http404(_("没有代码为 %(code)s 的区划") % {"code": code})
    cycle, days, today = known_rules(), calendar(), timezone.localdate()
    life = queries.life_of(code)
    now = next((stage for stage in life if stage.is_open), None)
    due = duty_rows(now, cycle, days, today) if now else []
    user = request.user if isinstance(request.user, User) else None
    facts = {
        "place": place,
        "now": now,
        "heading": standing(place.name, now),
        "chip": tables.STAGE_KINDS[Stage(now.stage)] if now else "",
        "due": due,
        "may_apply_from": lifecycle.may_apply_from(now.starts_on, cycle)
        if now and now.stage == Stage.CULTIVATION
        else None,
        "cycle": cycle,
        "life": [life_row(stage) for stage in life],
        "titles": [(one, tables.state_chip(one)) for one in titles.of_region(queries.PROGRAMME, code)],
        "demonstration": demonstration_words() if any(stage.synthetic for stage in life) else "",
        "acts": open_acts(user, now, cycle, days, today) if user and now else [],
        "doubt": doubt(days, today, max(row["due_on"] for row in due)) if due else "",
        "crumbs": city_crumbs((place.name, None)),
    }
    return render(request, "cultivation/city.html", facts)


def known_rules() -> LifeCycle:
    cycle = queries.life_cycle()
    if cycle is None:
        raise Http404(_("还没有载入试点示范城市的规则"))
    return cycle


def city_crumbs(*further: tuple[str, str | None]) -> Crumbs:
    return path_to((_("城市阶段"), reverse("cultivation:cities")), *further)


def standing(name: str, now: CityStage | None) -> str:
    """Where a city stands, in one sentence."""
    if now is None:
        return _("%(name)s：没有登记阶段") % {"name": name}
    facts = {"name": name, "stage": now.get_stage_display(), "end": now.ends_on or now.ban_until}
    if now.stage == Stage.OUT:
        return (_("%(name)s：已退出，%(end)s 以前不得申报") if now.ban_until else _("%(name)s：已退出")) % facts
    return _("%(name)s：%(stage)s阶段，%(end)s 届满") % facts


def duty_rows(now: CityStage, cycle: LifeCycle, days: Calendar, today: date) -> list[dict[str, Any]]:
    return [
        {
            "label": lifecycle.DUTIES[duty.code],
            "office": OFFICES[duty.office],
            "due_on": duty.due_on,
            "done_on": duty.done_on,
            "chip": tables.due_chip(duty, today),
        }
        for duty in lifecycle.duties(now, cycle, days)
    ]


def life_row(stage: CityStage) -> dict[str, Any]:
    """A stage as the timeline shows it."""
    notes = [stage.document, stage.theme]
    if stage.score is not None:
        facts = {"day": stage.accepted_on, "score": stage.score, "decision": stage.get_decision_display()}
        notes.append(_("%(day)s 验收 %(score)s 分，%(decision)s") % facts)
    if stage.applied_on:
        notes.append(_("%s 申报示范城市") % stage.applied_on)
    if stage.ban_until:
        notes.append(_("%s 以前不得申报") % stage.ban_until)
    notes.append(stage.reason)
    return {
        "date": stage.starts_on,
        "event": stage.get_stage_display(),
        "note": " · ".join(note for note in notes if note),
    }


# What offices do.


@show_or_submit
@requires(title_rules.can_follow)
def start(request: PersonRequest) -> HttpResponse:
    """Begin a pilot."""
    words = (_("列入试点城市"), _("从批准之日起三年；正在禁报期内的城市不能列入。"))
    return begin(request, actions.start_pilot, *words, _("已列入试点"))


@show_or_submit
@requires(title_rules.can_follow)
def enter(request: PersonRequest) -> HttpResponse:
    """Enter the term of a demonstration city that began before its stages were kept here."""
    words = (_("登记示范任期"), _("用于平台启用以前已经认定的示范城市；任期从开始日期起三年。"))
    return begin(request, actions.enter_demonstration, *words, _("已登记示范任期"))


def begin(request: PersonRequest, verb: Callable[..., CityStage], heading: str, lead: str, said: str) -> HttpResponse:
    """The first stage of a city, by the national office."""
    title_rules.is_office(request.user, "nation").or_refuse()
    form = forms.FirstStageForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = verb(region=data["city"], by=request.user, document=data["document"], starts_on=data["starts_on"])
        except Refused as refused:
            form.add_error(None, refused.because)
        else:
            messages.success(request, said)
            return redirect(made)
    facts = {
        "form": form,
        "heading": heading,
        "lead": lead,
        "button": heading,
        "back": reverse("cultivation:cities"),
        "crumbs": city_crumbs((heading, None)),
    }
    return render(request, "cultivation/act.html", facts)


def accept(stage: CityStage, by: User, data: dict[str, Any]) -> CityStage:
    return actions.accept(stage=stage, by=by, **data)


def report(stage: CityStage, by: User, data: dict[str, Any]) -> CityStage:
    return actions.report_result(stage=stage, by=by, **data)


def plan(stage: CityStage, by: User, data: dict[str, Any]) -> CityStage:
    filed = actions.Plan(Stage(data["stage"]), data["issued_on"], data["document"], data["theme"])
    return actions.file_plan(stage=stage, by=by, plan=filed)


def apply(stage: CityStage, by: User, data: dict[str, Any]) -> CityStage:
    declared = {code: data[code] for code in actions.CONDITIONS}
    return actions.apply_for_demonstration(stage=stage, by=by, on=data["on"], declared=declared)


def designate(stage: CityStage, by: User, data: dict[str, Any]) -> CityStage:
    return actions.make_demonstration(stage=stage, by=by, **data)


def judge(stage: CityStage, by: User, data: dict[str, Any]) -> CityStage:
    return actions.judge_term(stage=stage, by=by, **data | {"passed": data["passed"] == "yes"})


@dataclass(frozen=True, slots=True)
class Act:
    """A step of a city's life: its words, its form, who may take it when, and its verb."""

    label: Any
    form: type[Form]
    rule: Callable[[User, CityStage, LifeCycle, date, Calendar], Verdict]
    verb: Callable[[CityStage, User, dict[str, Any]], CityStage]


ACTS = {
    "accept": Act(
        gettext_lazy("登记验收"), forms.AcceptForm, lambda u, s, _c, on, _d: rules.can_accept(u, s, on), accept
    ),
    "report": Act(
        gettext_lazy("登记上报"), forms.ReportForm, lambda u, s, _c, on, _d: rules.can_report(u, s, on), report
    ),
    "plan": Act(gettext_lazy("报送计划"), forms.PlanForm, rules.can_file_plan, plan),
    "apply": Act(
        gettext_lazy("申报示范城市"), forms.ApplyForm, lambda u, s, c, on, _d: rules.can_apply(u, s, c, on), apply
    ),
    "designate": Act(
        gettext_lazy("认定示范城市"),
        forms.DemonstrationForm,
        lambda u, s, _c, on, _d: rules.can_make_demonstration(u, s, on),
        designate,
    ),
    "judge": Act(
        gettext_lazy("登记三年复核"), forms.TermForm, lambda u, s, _c, on, _d: rules.can_judge_term(u, s, on), judge
    ),
}


def open_acts(user: User, now: CityStage, cycle: LifeCycle, days: Calendar, today: date) -> list[tuple[Any, str]]:
    """(words, address) of the steps that the person may take today."""
    return [
        (act.label, reverse("cultivation:city-act", args=[now.region_id, code]))
        for code, act in ACTS.items()
        if act.rule(user, now, cycle, today, days)
    ]


@show_or_submit
@requires(title_rules.can_follow)
def act(request: PersonRequest, code: str, verb: str) -> HttpResponse:
    """One form for each step. The rule is asked for today first, and by the verb for the day that is entered."""
    now = queries.stage_of(code)
    if now is None or verb not in ACTS:
        raise Http404(_("这个城市没有登记阶段，或没有这种办理"))
    chosen = ACTS[verb]
    chosen.rule(request.user, now, known_rules(), timezone.localdate(), calendar()).or_refuse()
    form = chosen.form(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = chosen.verb(now, request.user, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.because)
        else:
            messages.success(request, _("已登记"))
            return redirect(made)
    facts = {
        "form": form,
        "heading": f"{chosen.label}：{now.region.name}",
        "lead": standing(now.region.name, now),
        "button": chosen.label,
        "back": now.get_absolute_url(),
        "crumbs": city_crumbs((now.region.name, now.get_absolute_url()), (str(chosen.label), None)),
    }
    return render(request, "cultivation/act.html", facts)
