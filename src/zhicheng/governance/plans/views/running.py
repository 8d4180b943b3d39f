"""How a region's year runs: chart, calendar, papers, peers, and the board of all regions."""

from calendar import monthrange
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.ui.exports import respond
from zhicheng.governance.plans import actions, queries, rules, timeline
from zhicheng.governance.plans.definition_kinds import PlanDefinition
from zhicheng.governance.plans.models import Adoption, State
from zhicheng.governance.plans.tables.adoption import (
    BoardRow,
    BoardTable,
    EvidenceTable,
    MeasureTable,
    PeerTable,
    Step,
    StepTable,
    steps_of,
)
from zhicheng.governance.plans.views import pages
from zhicheng.governance.plans.views.measures import paper_form
from zhicheng.governance.plans.views.national import known_plan

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])
LAST_MONTH = 12


@require_safe
@requires(rules.can_follow)
def gantt(request: PersonRequest, year: int, region: str, as_format: str) -> HttpResponse:
    """The measures over the year, with their milestones."""
    found, day = pages.known_adoption(request, year, region), pages.day_asked(request, year)
    measures = queries.measure_standings([found], day)[found.pk]
    table = MeasureTable(measures, request.GET)
    if as_format != "html":
        return respond(table, as_format, _("进度-%(plan)s") % {"plan": found})
    standing = queries.summed(found, measures)
    facts = {"done": standing.measures_done, "all": standing.measures_total, "late": standing.overdue}
    context = {
        **pages.shared(found, "gantt", _("进度图")),
        "heading": _("%(all)d 项措施完成 %(done)d 项，%(late)d 项超期或有困难") % facts,
        "chart": timeline.gantt(measures, steps_of(measures, day), year, day),
        "months": range(1, LAST_MONTH + 1),
        "day": day,
    }
    return render(request, "plans/gantt.html", context)


def all_steps(found: Adoption, day: date) -> list[Step]:
    return steps_of(queries.measure_standings([found], day)[found.pk], day)


@require_safe
@requires(rules.can_follow)
def calendar(request: PersonRequest, year: int, region: str, as_format: str) -> HttpResponse:
    """The milestones of a month (`?month=6`), or of the whole year in a file."""
    found, day = pages.known_adoption(request, year, region), pages.day_asked(request, year)
    steps = all_steps(found, day)
    if as_format != "html":
        return respond(StepTable(steps, request.GET), as_format, _("里程碑-%(plan)s") % {"plan": found})
    month = month_asked(request, day)
    last = date(year, month, monthrange(year, month)[1])
    shown = [step for step in steps if date(year, month, 1) <= step.milestone.due_on <= last]
    facts = {"year": year, "month": month, "count": len(shown), "open": sum(not step.is_done for step in shown)}
    context = {
        **pages.shared(found, "calendar", _("日历")),
        "heading": month_finding(facts),
        "weeks": timeline.weeks(year, month, shown, day),
        "table": StepTable(shown, {}),
        "year": year,
        "month": month,
        "months": range(1, LAST_MONTH + 1),
    }
    return render(request, "plans/calendar.html", context)


def month_finding(facts: dict[str, int]) -> str:
    """What a month holds, and what of it is open."""
    if not facts["count"]:
        return _("%(year)d 年 %(month)d 月没有里程碑") % facts
    if not facts["open"]:
        return _("%(year)d 年 %(month)d 月的 %(count)d 个里程碑全部完成") % facts
    return _("%(year)d 年 %(month)d 月有 %(count)d 个里程碑，%(open)d 个未完成") % facts


def month_asked(request: PersonRequest, day: date) -> int:
    text = request.GET.get("month", "")
    number = int(text) if text.isdecimal() and len(text) <= 2 else 0
    return number if 1 <= number <= LAST_MONTH else day.month


@require_safe
@requires(rules.can_follow)
def calendar_file(request: PersonRequest, year: int, region: str) -> HttpResponse:
    """The open milestones for a calendar program."""
    found = pages.known_adoption(request, year, region)
    steps = all_steps(found, pages.day_asked(request, year))
    content = timeline.ical(found, steps, host=request.get_host(), now=timezone.now())
    answer = HttpResponse(content, content_type=timeline.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="plan-{year}-{region}.ics"'
    return answer


@show_or_submit
@requires(rules.can_follow)
def evidence(request: PersonRequest, year: int, region: str, as_format: str = "html") -> HttpResponse:
    """All papers of the year; one is handed in here once and used from then on."""
    found = pages.known_adoption(request, year, region)
    may = rules.can_carry_out(request.user, found)
    form = paper_form(request) if may else None
    if request.method == "POST":
        may.or_refuse()
        if form is not None and form.is_valid():
            made = actions.attach(adoption=found, by=request.user, **form.cleaned_data)
            messages.success(request, _("材料已上传，请选择用在哪里。"))
            return redirect("plans:paper", made.pk)
    table = EvidenceTable(queries.evidence_of(year, region), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("证明材料-%(plan)s") % {"plan": found})
    heading = _("%(count)d 份证明材料") % {"count": table.total}
    facts = {**pages.shared(found, "evidence", _("证明材料")), "heading": heading, "table": table, "form": form}
    return render(request, "plans/evidence.html", facts)


@require_safe
@requires(rules.can_follow)
def peers(request: PersonRequest, year: int, region: str, as_format: str) -> HttpResponse:
    """The year's figures beside last year's and the peers'."""
    found = pages.known_adoption(request, year, region)
    judged = queries.judged_targets(year, region)
    rows = queries.peer_standings(year, region, judged)
    table = PeerTable(rows, request.GET)
    if as_format != "html":
        return respond(table, as_format, _("比较-%(plan)s") % {"plan": found})
    known = [one for one in judged if one.value is not None and one.last is not None]
    grown = sum((one.value or 0) > (one.last or 0) for one in known)
    heading = _("%(known)d 个指标有两年的数据，%(grown)d 个比上年增加") % {"known": len(known), "grown": grown}
    facts = {**pages.shared(found, "peers", _("比较")), "heading": heading, "table": table}
    return render(request, "plans/peers.html", {**facts, "peers": len(queries.peers_of(region))})


@require_safe
@requires(rules.is_upper)
def board(request: PersonRequest, year: int, as_format: str) -> HttpResponse:
    """All cities of the reach: plan, light, targets, what is late, what was spent."""
    plan, day = known_plan(year), pages.day_asked(request, year)
    adoptions = {each.region_id: each for each in queries.visible_to(request.user).filter(plan_year=year)}
    rows = board_rows(request.user, plan, adoptions, day)
    table = BoardTable(rows, request.GET)
    if as_format != "html":
        return respond(table, as_format, _("各地计划-%(year)d") % {"year": year})
    facts: dict[str, Any] = {
        "plan": plan,
        "heading": board_finding(rows),
        "table": table,
        "day": day,
        "waiting": queries.waiting_for(request.user).filter(plan_year=year).count(),
        "waiting_state": State.FORWARDED if request.user.role == Role.NATIONAL else State.FILED,
        "crumbs": [*pages.path_to(year), (_("各地计划"), None)],
        "demonstration": _("其中有演示用的虚构计划。") if any(each.synthetic for each in adoptions.values()) else "",
    }
    return render(request, "plans/board.html", facts)


def board_rows(user: User, plan: PlanDefinition, adoptions: dict[str, Adoption], day: date) -> list[BoardRow]:
    """The demonstration cities of the reach and all regions there that have a plan. As many queries for three as for fifty."""
    names = {region.code: region.short_name for region in queries.regions_under(user)}
    names |= {code: each.region.short_name for code, each in adoptions.items() if user.reaches(code)}
    measures = queries.measure_standings(adoptions.values(), day)
    targets = queries.met_and_missed(plan, adoptions.values())
    return [
        board_row(code, names[code], plan.year, adoptions.get(code), measures, targets.get(code, (None, None)))
        for code in sorted(names)
    ]


def board_row(
    code: str, name: str, year: int, found: Adoption | None, measures: Any, targets: tuple[int | None, int | None]
) -> BoardRow:
    standing = queries.summed(found, measures[found.pk]) if found else queries.Standing("mute", _("没有编制计划"))
    return BoardRow(
        region_code=code,
        name=name,
        year=year,
        state=found.state if found else None,
        standing=standing,
        met=targets[0],
        missed=targets[1],
    )


def board_finding(rows: list[BoardRow]) -> str:
    """How many have a plan, and where help is needed."""
    facts = {
        "all": len(rows),
        "adopted": sum(row.state is not None for row in rows),
        "bad": sum(row.standing.light == "bad" for row in rows),
    }
    return _("%(all)d 个地区，%(adopted)d 个已编制计划，%(bad)d 个有措施超期或有困难") % facts
