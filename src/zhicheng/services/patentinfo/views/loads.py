"""Pages on which officers bring patents in and put versions back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicheng.base.accounts.access import PersonRequest, polled, requires
from zhicheng.base.jobs.models import Job
from zhicheng.base.ui.exports import respond
from zhicheng.base.verdicts import Refused
from zhicheng.services.patentinfo import incoming
from zhicheng.services.patentinfo.actions import loads as actions
from zhicheng.services.patentinfo.loading_forms import ConfirmForm, RollBackForm, UploadForm
from zhicheng.services.patentinfo.models import ACTIVE, Load, LoadState
from zhicheng.services.patentinfo.queries import loads as queries
from zhicheng.services.patentinfo.rules.loads import can_load, can_mend, can_roll_back
from zhicheng.services.patentinfo.tables.loads import (
    LoadTable,
    PreviewRejectTable,
    PreviewTable,
    RejectTable,
    VersionPage,
    VersionTable,
    state_chip,
)
from zhicheng.services.patentinfo.views.pages import path_to

Crumbs = list[tuple[str, str | None]]


def steps(*here: tuple[str, str | None]) -> Crumbs:
    """The crumbs below the list of loads."""
    return path_to((_("专利数据"), reverse("patentinfo:loads")), *here)


@requires(can_load)
def loads(request: PersonRequest, as_format: str) -> HttpResponse:
    """What was brought in, and what waits to be confirmed."""
    table = LoadTable(queries.loads(), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("专利载入记录"))
    facts = {
        "table": table,
        "heading": heading_of_all(),
        "drafts": queries.drafts(request.user.pk),
        "active": queries.active(),
        "crumbs": path_to((_("专利数据"), None)),
    }
    return render(request, "patentinfo/loads.html", facts)


def heading_of_all() -> str:
    """What the lake holds now."""
    if number := queries.newest_number():
        return _("专利库现有 %(count)s 件，在用第 %(number)d 版") % {
            "count": f"{queries.publications():,}",
            "number": number,
        }
    return _("专利库还是空的")


@requires(can_load)
def upload(request: PersonRequest) -> HttpResponse:
    """Step one: choose files."""
    form = UploadForm(request.POST or None, request.FILES or None, offered=incoming.offered())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            load = actions.open_load(uploads=given["uploads"], chosen=given.get("chosen", []), by=request.user)
        except Refused as refusal:
            form.add_error("uploads", refusal.because)
        else:
            return redirect(load)
    return render(request, "patentinfo/load_new.html", {"form": form, "crumbs": steps((_("载入"), None))})


@requires(can_load)
def load(request: PersonRequest, pk: int) -> HttpResponse:
    """One load: its preview until it is confirmed, then how far it is, then what became of it."""
    row = one(pk)
    if row.state == LoadState.DRAFT:
        return draft(request, row)
    return render(request, "patentinfo/load.html", facts_of(request, row))


def draft(request: PersonRequest, row: Load) -> HttpResponse:
    """Step two: how the files begin, where they come from, and the decision. Another's draft does not exist."""
    if row.by_id != request.user.pk:
        raise Http404(_("没有这次载入，可能已经放弃"))
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm(load=row, source=form.cleaned_data["source"], by=request.user)
        except Refused as refusal:
            form.add_error(None, refusal.because)
        else:
            return redirect(row)
    found = incoming.preview(row)
    facts = {
        "form": form,
        "load": row,
        "preview": found,
        "heading": heading_of(found),
        "table": PreviewTable(found.patents, {}),
        "rejects": PreviewRejectTable(found.rejects, {}),
        "crumbs": steps((_("预览"), None)),
    }
    return render(request, "patentinfo/load_draft.html", facts)


def heading_of(found: incoming.Preview) -> str:
    """The finding of a preview."""
    if not found.has_patents:
        return _("没有读到任何专利，请换一个文件")
    counts = {"all": found.looked_at, "bad": found.reject_count}
    if not found.is_whole:
        return _("前 %(all)d 条中有 %(bad)d 条不能读取") % counts
    return (
        _("共 %(all)d 条，其中 %(bad)d 条不能读取") % counts
        if found.reject_count
        else _("共 %(all)d 条，都能读取") % counts
    )


def facts_of(request: PersonRequest, row: Load) -> dict[str, Any]:
    return {
        "load": row,
        "job": row.job,
        "chip": state_chip(row),
        "is_under_way": bool(row.job and row.job.is_active),
        "is_cut_off": row.state in ACTIVE and not (row.job and row.job.is_active),
        "may_mend": can_mend(request.user, row),
        "crumbs": steps((row.source, None)),
    }


@polled
@requires(can_load)
def load_state(request: PersonRequest, pk: int) -> HttpResponse:
    """The part of a load's page that changes while it runs."""
    row = one(pk)
    if row.state == LoadState.DRAFT:
        raise Http404(_("这次载入还没有确认"))
    return render(request, "patentinfo/load_state.html", facts_of(request, row))


@requires(can_load)
def rejects(request: PersonRequest, pk: int, as_format: str) -> HttpResponse:
    """What a load could not read."""
    row = one(pk)
    table = RejectTable(queries.rejects(row), request.GET)
    if as_format != "html":
        return respond(table, as_format, _("不能读取的记录"))
    heading = _("%d 条记录不能读取") % row.rejected if row.rejected else _("全部记录都读取了")
    crumbs = steps((row.source or _("预览"), row.get_absolute_url()), (_("不能读取的记录"), None))
    return render(
        request, "patentinfo/load_rejects.html", {"load": row, "table": table, "heading": heading, "crumbs": crumbs}
    )


@require_POST
@requires(can_load)
def discard(request: PersonRequest, pk: int) -> HttpResponse:
    """Forget files that were not confirmed."""
    actions.discard(load=one(pk), by=request.user)
    messages.success(request, _("已放弃，没有载入任何数据。"))
    return redirect("patentinfo:loads")


@require_POST
@requires(can_load)
def resume(request: PersonRequest, pk: int) -> HttpResponse:
    """Go on with a load that was cut off."""
    return redirect(actions.resume(load=one(pk), by=request.user))


@require_POST
@requires(can_load)
def give_up(request: PersonRequest, pk: int) -> HttpResponse:
    """End a load that was cut off."""
    messages.success(request, _("已放弃这次载入，专利库没有改变。"))
    return redirect(actions.give_up(load=one(pk), by=request.user))


@requires(can_load)
def versions(request: PersonRequest, as_format: str) -> HttpResponse:
    """The versions of the lake, and which can be put back."""
    may_return = bool(can_roll_back(request.user, queries.newest_load()))
    rows = queries.versions(may_return=may_return)
    if as_format != "html":
        return respond(VersionTable(rows, request.GET), as_format, _("专利库版次"))
    table = (VersionPage if may_return else VersionTable)(rows, request.GET)
    facts = {"table": table, "heading": heading_of_all(), "may_return": may_return, "crumbs": steps((_("版次"), None))}
    return render(request, "patentinfo/versions.html", facts)


@requires(can_load)
def roll_back(request: PersonRequest, number: int) -> HttpResponse:
    """Put an earlier version back, with a reason."""
    if number not in queries.earlier_versions():
        raise Http404(_("没有可以退回的第 %d 版") % number)
    can_roll_back(request.user, queries.newest_load()).or_refuse()
    form = RollBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        job: Job = actions.ask_roll_back(number=number, why=form.cleaned_data["why"], by=request.user)
        return redirect("jobs:detail", job.pk)
    crumbs = steps((_("版次"), reverse("patentinfo:versions")), (_("退回"), None))
    facts = {"form": form, "number": number, "newest": queries.newest_number(), "crumbs": crumbs}
    return render(request, "patentinfo/roll_back.html", facts)


def one(pk: int) -> Load:
    return get_object_or_404(Load.objects.select_related("by", "job"), pk=pk)
