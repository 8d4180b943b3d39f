"""The workbench: what waits for the person who is signed in, and where their work is done."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.access import PersonRequest, signed_in
from zhicheng.base.accounts.models import CITY_OFFICERS, OF_PARTIES, User
from zhicheng.base.accounts.rules import can_list_accounts
from zhicheng.base.audit.rules import can_read_log
from zhicheng.base.calendars.definition_kinds import CALENDAR
from zhicheng.base.calendars.queries import calendar_with
from zhicheng.base.definitions.kinds import DefinitionModel
from zhicheng.base.definitions.queries import Draft, models_and_drafts
from zhicheng.base.definitions.rules import can_publish
from zhicheng.base.jobs.models import ACTIVE, Job, State
from zhicheng.base.jobs.queries import visible_to as jobs_visible_to
from zhicheng.base.notices.queries import newest
from zhicheng.base.regions.models import Level
from zhicheng.base.ui.addresses import address
from zhicheng.base.ui.formats import date_zh
from zhicheng.engine.calendars import Calendar
from zhicheng.governance.indicators.checks import check_of
from zhicheng.governance.indicators.definition_kinds import INDICATOR
from zhicheng.governance.indicators.queries import failing_checks
from zhicheng.governance.indicators.reported import waiting_for as waiting_reports
from zhicheng.governance.indicators.rules import can_check, can_import, can_see_reports
from zhicheng.governance.plans.definition_kinds import PLAN, PlanDefinition
from zhicheng.governance.plans.queries import newest_first
from zhicheng.governance.plans.tables import BriefCityTargetTable, BriefTargetTable
from zhicheng.governance.rounds import steps
from zhicheng.governance.rounds.queries import waiting_for as waiting_rounds
from zhicheng.governance.rounds.rules import can_follow
from zhicheng.governance.rounds.tables import page_of
from zhicheng.portal.site import county_work, governance_work, hall_work, queries
from zhicheng.portal.site.todos import Todo
from zhicheng.services.patentinfo.rules.annuities import can_follow as can_follow_fees
from zhicheng.services.patentinfo.rules.loads import can_load

SHOWN = 5
REGISTERS = (
    ("standards:list", gettext_lazy("认证证书")),
    ("cultivation:list", gettext_lazy("称号名录")),
    ("outlets:list", gettext_lazy("服务网点")),
    ("counties:list", gettext_lazy("强县工程")),
    ("contacts:list", gettext_lazy("服务台账")),
    ("training:list", gettext_lazy("负责人轮训")),
)


@signed_in
def workbench(request: PersonRequest) -> HttpResponse:
    """One page for every role: what waits, then the work of the role."""
    user = request.user
    jobs = list(jobs_visible_to(user).select_related(None)[:SHOWN])
    notices, unread_notices = newest(user, SHOWN)
    (plans, calendars, indicators), waiting_texts = texts_for(user)
    days = calendar_with(calendars)
    todos = [
        *hall_work.todos(user),
        *failed_jobs(jobs),
        *governance_work.todos(user, days),
        *county_work.todos(user),
        *rounds(user, days),
        *drafts(user, waiting_texts),
        *reports(user),
        *checks(user),
        *unread(unread_notices),
    ]
    waiting = hall_work.waiting(user, days)
    facts = {
        "heading": hall_work.heading(waiting) or heading(todos),
        "lead": greeting(user) + hall_work.lead(waiting),
        "waiting": waiting,
        "demonstration": hall_work.demonstration(waiting),
        "todos": todos,
        "jobs": jobs,
        "has_running": any(job.state in ACTIVE for job in jobs),
        "notices": notices,
        "unread_notices": unread_notices,
        "places": places(user),
        "party": user.party,
        "targets": targets(user, next(iter(newest_first(plans)), None), indicators),
    }
    return render(request, "site/workbench.html", facts)


def texts_for(user: User) -> tuple[list[dict[str, DefinitionModel]], list[Draft]]:
    """The plans, calendars and indicators in force, and the drafts; nothing that others than officers find here needs them."""
    return models_and_drafts(PLAN.code, CALENDAR.code, INDICATOR.code) if user.is_officer else ([{}, {}, {}], [])


def heading(todos: list[Todo]) -> str:
    """The finding: how much waits."""
    return _("有 %(count)d 件事等着看") % {"count": len(todos)} if todos else _("没有等着办的事")


def greeting(user: User) -> str:
    """The day, the role and the reach."""
    where = user.region.name if user.region else _("全国")
    facts = {"day": date_zh(timezone.localdate()), "role": user.get_role_display(), "where": where}
    return (
        _("%(day)s。%(role)s，管辖范围：%(where)s。") % facts if user.is_officer else _("%(day)s。%(role)s。") % facts
    )


def failed_jobs(jobs: list[Job]) -> list[Todo]:
    """Recent jobs that did not end well."""
    return [
        Todo(
            _("后台任务未完成：%(title)s") % {"title": job.title},
            job.error,
            job.get_absolute_url(),
            _("查看原因"),
            "no",
        )
        for job in jobs
        if job.state == State.FAILED
    ]


def rounds(user: User, days: Calendar) -> list[Todo]:
    """Yearly evaluations that wait: for the national office the next step, for a city its own data until the last day."""
    return [
        Todo(str(each), words, page_of(each, user), _("办理"))
        for each in waiting_rounds(user)
        if (words := steps.waits_for(each, user, days))
    ]


def drafts(user: User, waiting: list[Draft]) -> list[Todo]:
    """Shipped definitions that the national office must decide on."""
    if not can_publish(user):
        return []
    return [
        Todo(
            _("定义的新文本待核定：%(title)s") % {"title": one.title},
            _("现行版是在页面上修改的，随系统发布的文本没有覆盖它"),
            reverse("definitions:detail", args=[one.kind, one.code]),
            _("对照"),
        )
        for one in waiting
    ]


def reports(user: User) -> list[Todo]:
    """Reported figures that the person may judge, as one entry."""
    waiting = waiting_reports(user) if can_see_reports(user) else []
    if not waiting:
        return []
    names = "、".join(sorted({each.region.short_name for each in waiting})[:SHOWN])
    text = _("%(count)d 份填报数据待审核") % {"count": len(waiting)}
    return [Todo(text, names, reverse("indicators:reports"), _("办理"))]


def checks(user: User) -> list[Todo]:
    """Integrity checks of the figures that found something, as one entry. They look at all regions: a city finds them on their own page."""
    is_asked = bool(can_check(user)) and user.role not in CITY_OFFICERS
    found = [check_of(result.check_code) for result in failing_checks()] if is_asked else []
    if not found:
        return []
    text = _("数据核对有 %(count)d 项发现") % {"count": len(found)}
    labels = [str(check.label) for check in found if check is not None]
    return [Todo(text, "；".join(labels[:SHOWN]), reverse("indicators:checks"), _("查看"))]


def unread(count: int) -> list[Todo]:
    """Unread notices, as one entry."""
    return [Todo(_("%(count)d 条未读消息") % {"count": count}, "", reverse("notices:list"), _("阅读"))] if count else []


def targets(
    user: User, plan: PlanDefinition | None, indicators: dict[str, DefinitionModel]
) -> queries.PlanTargets | None:
    """The newest plan's targets as they stand for the officer's city, or nationwide; none for others."""
    if plan is None or not user.is_officer:
        return None
    if user.region is None or user.region.level == Level.PROVINCE:
        return queries.plan_targets(plan, "", BriefTargetTable)
    return queries.plan_targets(plan, f"{user.region.code[:4]}00", BriefCityTargetTable, models=indicators)


def places(user: User) -> list[tuple[str, str]]:
    """The pages of the role's work: (label, address)."""
    routes: list[tuple[str, object]] = []
    if can_import(user):
        routes += [("indicators:import", _("导入统计数据")), ("indicators:checks", _("数据核对"))]
    if can_follow(user):
        routes.append(("rounds:list", _("年度评价")))
    if can_see_reports(user):
        routes.append(("indicators:reports", _("填报数据")))
    if user.is_officer:
        routes += [("hall:desk", _("办件")), ("hall:statistics", _("办件统计"))]
        routes += [("parties:list", _("主体名录")), *REGISTERS, ("definitions:list", _("定义"))]
    elif user.role in OF_PARTIES:
        routes += [("contacts:mine", _("服务记录")), ("contacts:custodies", _("托管"))]
    routes += hall_work.places(user)
    if can_follow_fees(user):
        routes.append(("patentinfo:annuities", _("年费日历")))
    if can_load(user):
        routes += [("patentinfo:loads", _("专利数据")), ("patentinfo:applicants", _("申请人名称"))]
    routes += [("patentinfo:saved", _("保存的检索")), ("patentinfo:collections", _("专利夹"))]
    routes.append(("jobs:list", _("后台任务")))
    if can_read_log(user):
        routes.append(("audit:list", _("操作日志")))
    if can_list_accounts(user):
        routes.append(("accounts:list", _("账户")))
    routes += [("notices:list", _("消息")), ("accounts:me", _("我的账户"))]
    return [(str(label), address(route)) for route, label in routes]
