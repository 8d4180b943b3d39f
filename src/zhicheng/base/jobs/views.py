from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhicheng.base.accounts.access import PersonRequest, polled, signed_in
from zhicheng.base.jobs import actions, queries, rules
from zhicheng.base.jobs.models import Job, State
from zhicheng.base.jobs.tables import JobTable, state_chip
from zhicheng.base.ui import exports


@require_safe
@signed_in
def job_list(request: PersonRequest, as_format: str = "html") -> HttpResponse:
    """All jobs a user sees; on top those that wait or run, with their progress."""
    table = JobTable(queries.visible_to(request.user), request.GET)
    if as_format != "html":
        return exports.respond(table, as_format, _("后台任务"))
    active = list(queries.active_for(request.user))
    return render(request, "jobs/list.html", {"table": table, "active": active, "heading": heading_of(active)})


def heading_of(active: list[Job]) -> str:
    """The finding: what runs and what waits."""
    running = sum(job.state == State.RUNNING for job in active)
    if not active:
        return _("没有正在进行的任务")
    return _("%(running)d 个任务正在进行，%(waiting)d 个等待") % {"running": running, "waiting": len(active) - running}


@polled
@require_safe
@signed_in
def active(request: PersonRequest) -> HttpResponse:
    """The part of the list that changes while something runs."""
    return render(request, "jobs/active.html", {"active": queries.active_for(request.user), "asked_again": True})


@require_safe
@signed_in
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    return show(request, pk, "jobs/detail.html")


@polled
@require_safe
@signed_in
def detail_state(request: PersonRequest, pk: int) -> HttpResponse:
    """The part of a job's page that changes while it runs."""
    return show(request, pk, "jobs/state.html")


def show(request: PersonRequest, pk: int, template: str) -> HttpResponse:
    job = get_object_or_404(Job.objects.select_related("requested_by"), pk=pk)
    rules.can_see(request.user, job).or_refuse()
    context = {
        "job": job,
        "crumbs": [(_("后台任务"), reverse("jobs:list")), (job.title, None)],
        "chip": state_chip(job),
        "may_cancel": rules.can_cancel(request.user, job) and not job.cancel_requested,
        "may_retry": rules.can_retry(request.user, job),
    }
    return render(request, template, context)


@require_POST
@signed_in
def cancel(request: PersonRequest, pk: int) -> HttpResponse:
    return act(request, pk, actions.cancel)


@require_POST
@signed_in
def retry(request: PersonRequest, pk: int) -> HttpResponse:
    return act(request, pk, actions.retry)


def act(request: PersonRequest, pk: int, verb: Callable[..., Job]) -> HttpResponse:
    return redirect(verb(job=get_object_or_404(Job, pk=pk), by=request.user))
