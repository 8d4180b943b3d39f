"""Pages of the work plans, open to everyone."""

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import current, version_in_force
from zhicheng.base.regions.queries import outermost_units
from zhicheng.base.ui.exports import respond
from zhicheng.governance.indicators.invented import caution
from zhicheng.governance.plans import queries, rules
from zhicheng.governance.plans.copying import copied
from zhicheng.governance.plans.definition_kinds import PlanDefinition, Statement, Target
from zhicheng.governance.plans.tables.definitions import (
    BASIS,
    DUTY,
    FIELDS,
    KNOWN,
    CityTargetTable,
    PlanTable,
    StatementFile,
    TargetFile,
    TargetRow,
    TargetTable,
    TaskTable,
    TemplateTable,
    statement_rows,
    task_rows,
)


def plan_list(request: HttpRequest, as_format: str) -> HttpResponse:
    """All plans."""
    table = PlanTable(queries.plans(), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("工作计划"))
    heading = _("%(count)d 份年度工作计划，每项目标都能算到记录") % {"count": table.total}
    return render(request, "plans/list.html", {"table": table, "heading": heading, "crumbs": path_to()})


def detail(request: HttpRequest, year: int, as_format: str) -> HttpResponse:
    """A plan: tasks, targets, guarantee measures, and how sure each of it is."""
    plan, city = known_plan(year), request.GET.get("city", "")
    rows = target_rows(plan, plan.targets, city)
    if as_format != "html":
        return respond(TargetFile(rows, request.GET), as_format, plan.title)
    facts = {
        "plan": plan,
        "heading": finding(plan),
        "lead": progress(rows),
        "crumbs": [*path_to(), (str(year), None)],
        "tasks": TaskTable(task_rows(plan), request.GET),
        "targets": (CityTargetTable if city else TargetTable)(rows, request.GET),
        "cities": cities(),
        "city": city,
        "guarantees": [(one, [marked(plan, each) for each in one.measures]) for one in plan.guarantees],
        "knowledge": [marked(plan, each) for each in plan.knowledge],
        "focus": [marked(plan, each) for each in plan.focus],
        "demonstration": caution(),
        "templates": TemplateTable(plan.templates, request.GET) if plan.templates else None,
        **officers_links(request, year),
    }
    return render(request, "plans/detail.html", facts)


def officers_links(request: HttpRequest, year: int) -> dict[str, Any]:
    """Where officers go on from a plan: their own region's, all regions', a new year begun with this one's text."""
    user = request.user
    if not isinstance(user, User) or not rules.can_follow(user):
        return {}
    own = f"{user.region_id[:4]}00" if user.role == Role.COUNTY and user.region_id else user.region_id
    may_copy = user.role == Role.NATIONAL and not version_in_force("plan", str(year + 1))
    return {
        "own_url": reverse("plans:adoption", args=[year, own]) if own else "",
        "board_url": reverse("plans:board", args=[year]) if rules.is_upper(user) else "",
        "new_year": year + 1 if may_copy else None,
        "copied": copied(current("plan", str(year)).text, year, year + 1) if may_copy else "",
    }


def task(request: HttpRequest, year: int, number: int, as_format: str) -> HttpResponse:
    """One task: its four fields, and its targets."""
    plan = known_plan(year)
    if not 1 <= number <= len(plan.tasks):
        raise Http404(_("这份计划没有这项任务"))
    shown = plan.tasks[number - 1]
    if as_format != "html":
        return respond(StatementFile(statement_rows(plan, shown), request.GET), as_format, shown.title)
    rows = target_rows(plan, [one for one in plan.targets if one.task == shown.ref], "")
    facts = {
        "plan": plan,
        "task": shown,
        "row": task_rows(plan)[number - 1],
        "crumbs": [*path_to(), (str(year), reverse("plans:detail", args=[year])), (f"（{shown.ref}）", None)],
        "fields": [(label, [marked(plan, one) for one in getattr(shown, name)]) for name, label in FIELDS.items()],
        "known": KNOWN[shown.known][1],
        "duty": DUTY[shown.duty],
        "duty_basis": BASIS.get(shown.duty_basis or ""),
        "demonstration": caution(),
        "rows": rows,
        "before": number - 1 or None,
        "after": number + 1 if number < len(plan.tasks) else None,
    }
    return render(request, "plans/task.html", facts)


def known_plan(year: int) -> PlanDefinition:
    try:
        return queries.plan(year)
    except Definition.DoesNotExist:
        raise Http404(_("没有 %(year)d 年的工作计划") % {"year": year}) from None


def path_to() -> list[tuple[str, str | None]]:
    return [(_("首页"), reverse("home")), (_("工作计划"), reverse("plans:list"))]


def target_rows(plan: PlanDefinition, targets: Any, city: str) -> list[TargetRow]:
    wanted: list[Target] = list(targets)
    judged = queries.judgements(wanted, year=plan.year, city=city)
    return [TargetRow(target, plan, judged[target.code]) for target in wanted]


def cities() -> list[tuple[str, str]]:
    """The demonstration cities that a plan binds, as choices: those at prefecture level, where figures are counted."""
    return [(unit.region_id, unit.region.short_name) for unit in outermost_units() if unit.region_id.endswith("00")]


def marked(plan: PlanDefinition, statement: Statement) -> dict[str, Any]:
    """A statement with its chip and the number of its source in the plan's list (from 1)."""
    kind, words = BASIS[statement.basis]
    number = next((i for i, one in enumerate(plan.sources, start=1) if one.code == statement.source), None)
    return {"text": statement.text, "kind": kind, "basis": words, "source": number}


def finding(plan: PlanDefinition) -> str:
    """The plan in one line: how many tasks are surely obligatory, optional, and of how many nobody verified it."""
    sure = Counter(one.duty for one in plan.tasks if one.duty_basis not in {None, "unverified"})
    words = [_("%(count)d 项任务：%(must)d 项必做，%(may)d 项选做"), _("，%(open)d 项未查明")]
    count = len(plan.tasks)
    facts = {"count": count, "must": sure["must"], "may": sure["may"], "open": count - sure.total()}
    return (words[0] + words[1] if facts["open"] else words[0]) % facts


def progress(rows: list[TargetRow]) -> str:
    """How many targets the platform computes, and for how many it has figures."""
    known = sum(row.judgement.judged > 0 for row in rows)
    if not known:
        return _("%(count)d 个目标由平台按记录计算。相应的服务上线前没有记录，因此都还不作判断。") % {
            "count": len(rows)
        }
    return _("%(count)d 个目标由平台按记录计算，其中 %(known)d 个已有数据。") % {"count": len(rows), "known": known}
