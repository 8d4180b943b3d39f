"""Pages on which officers bring figures in, put versions back and run the checks."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.ui.exports import respond
from zhicheng.base.verdicts import Refused
from zhicheng.engine.tables import TableRefused
from zhicheng.governance.indicators import actions, queries
from zhicheng.governance.indicators.checks import CHECKS
from zhicheng.governance.indicators.forms import DROP, KEEP, ColumnsForm, ConfirmForm, RestoreForm, UploadForm
from zhicheng.governance.indicators.models import Draft, DraftState, Import
from zhicheng.governance.indicators.preview import preview, table_of
from zhicheng.governance.indicators.reading import ImportRefused
from zhicheng.governance.indicators.rules import can_check, can_import, can_restore
from zhicheng.governance.indicators.tables import CheckTable, check_rows
from zhicheng.governance.indicators.views import home, may


@requires(can_import)
def upload(request: PersonRequest) -> HttpResponse:
    """Step one: choose a table and a file."""
    begin = {"layout": request.GET.get("layout", "")}
    form = UploadForm(request.POST or None, request.FILES or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            draft = actions.open_draft(upload=given["file"], layout=given["layout"], by=request.user)
        except TableRefused as refusal:
            form.add_error("file", refusal.message)
        except Refused as refusal:
            form.add_error("file", refusal.because)
        else:
            return redirect("indicators:columns", draft.pk)
    facts = {
        "form": form,
        "drafts": queries.open_drafts(request.user),
        "layouts": queries.layout_models(),
        "part": request.user.region,
        "crumbs": [*home(), (_("导入统计数据"), None)],
    }
    return render(request, "indicators/upload.html", facts)


@requires(can_import)
def columns(request: PersonRequest, pk: int) -> HttpResponse:
    """Step two: what each column is."""
    draft = own_draft(request, pk)
    layout = queries.layout_of(queries.layout_definition(draft.layout))
    header = table_of(draft).header
    begin = ColumnsForm.initial_of(header, draft.mapping)
    form = ColumnsForm(request.POST or None, header=header, layout=layout, initial=begin)
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_columns(draft=draft, mapping=form.mapping, by=request.user)
        except ImportRefused as refusal:
            for fault in refusal.faults:
                form.add_error(None, fault.message)
        else:
            return redirect("indicators:preview", draft.pk)
    facts = {"form": form, "draft": draft, "layout": layout, "crumbs": steps(_("对应各列"))}
    return render(request, "indicators/columns.html", facts)


@requires(can_import)
def preview_page(request: PersonRequest, pk: int) -> HttpResponse:
    """Step three: every fault, or what would change; then the source and the decision."""
    draft = own_draft(request, pk)
    if draft.state == DraftState.IMPORTED:
        return redirect("indicators:done", draft.pk)
    shown = preview(draft, request.user)
    layout = queries.layout_models()[draft.layout]
    # Who brings in one city's rows adds to the table; who brings in the whole table replaces it.
    begin = {
        "absent": KEEP if request.user.reach else DROP,
        "replacing": shown.replacing.pk if shown.replacing else None,
    }
    form = ConfirmForm(request.POST or None, initial=begin)
    if request.method == "POST" and not shown.faults and form.is_valid():
        try:
            given = form.cleaned_data
            actions.confirm(
                draft=draft,
                source=given["source"],
                replacing=given["replacing"],
                keep_absent=given["absent"] == KEEP,
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, refusal.because)
        else:
            return redirect("indicators:done", draft.pk)
    models = queries.indicator_models()
    facts = {
        "form": form,
        "draft": draft,
        "layout": layout,
        "preview": shown,
        "part": request.user.region,
        "heading": heading_of(shown.fault_count, shown.counts.new + shown.counts.changed),
        "by_indicator": [(models[code].title, counts) for code, counts in shown.by_indicator if code in models],
        "crumbs": steps(_("预览")),
    }
    return render(request, "indicators/preview.html", facts)


def heading_of(faults: int, changes: int) -> str:
    """The finding of a preview."""
    if faults:
        return _("有 %d 处错误，改正后才能导入") % faults
    return _("可以导入，新增或改变 %d 个数值") % changes if changes else _("可以导入，没有新的或改变的数值")


@requires(can_import)
def done(request: PersonRequest, pk: int) -> HttpResponse:
    """Step four: it is in; figures follow in the background."""
    draft = own_draft(request, pk)
    if draft.imported is None:
        return redirect("indicators:preview", draft.pk)
    facts = {"draft": draft, "made": draft.imported, "crumbs": steps(_("已导入"))}
    return render(request, "indicators/done.html", facts)


@require_POST
@requires(can_import)
def discard(request: PersonRequest, pk: int) -> HttpResponse:
    """Give up a draft."""
    actions.discard(draft=own_draft(request, pk), by=request.user)
    messages.success(request, _("已放弃，没有导入任何数据。"))
    return redirect("indicators:import")


def own_draft(request: PersonRequest, pk: int) -> Draft:
    """The visitor's own draft; another's does not exist for him."""
    draft = queries.draft(pk)
    if draft is None or draft.made_by_id != request.user.pk:
        raise Http404(_("没有这份待导入的文件，可能已经放弃或过期"))
    return draft


def steps(here: str) -> list[tuple[str, str | None]]:
    return [*home(), (_("导入统计数据"), reverse("indicators:import")), (here, None)]


@requires(can_import)
def restore(request: PersonRequest, pk: int) -> HttpResponse:
    """Put an earlier version back, with a reason."""
    version = get_object_or_404(Import.objects.select_related("made_by"), pk=pk)
    can_restore(request.user, version).or_refuse()
    form = RestoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.restore(version=version, why=form.cleaned_data["why"], by=request.user)
        messages.success(request, _("已换回第 %d 版，指标正在后台重算。") % version.version)
        return redirect("indicators:dataset", version.layout)
    facts = {
        "form": form,
        "version": version,
        "current": queries.current_import(version.layout),
        "layout": queries.layout_models()[version.layout],
        "crumbs": [*home(), (str(version), reverse("indicators:source", args=[pk])), (_("换回"), None)],
    }
    return render(request, "indicators/restore.html", facts)


def checks(request: HttpRequest, as_format: str) -> HttpResponse:
    """What the integrity checks found when they last ran."""
    run = queries.last_check_run()
    rows = check_rows(run, request.user)
    table = CheckTable([finding for row in rows for finding in row.findings], request.GET)
    if as_format != "html":
        return respond(table, as_format, _("数据核对"))
    found = [row for row in rows if row.count]
    facts: dict[str, Any] = {
        "run": run,
        "rows": sorted(rows, key=lambda row: not row.count),
        "heading": _("%(all)d 项核对中，%(found)d 项有发现") % {"all": len(CHECKS), "found": len(found)},
        "may_check": may(request, can_check),
        "crumbs": [*home(), (_("数据核对"), None)],
    }
    return render(request, "indicators/checks.html", facts)


@require_POST
@requires(can_check)
def run_checks(request: PersonRequest) -> HttpResponse:
    """Start a run of the checks."""
    job = actions.check_later(by=request.user)
    return redirect("jobs:detail", job.pk)
