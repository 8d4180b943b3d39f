"""Pages of the rotation of heads: officers keep the list of their reach, nobody else sees it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.accounts.models import User
from zhicheng.base.accounts.sent_forms import acts_once
from zhicheng.base.audit.queries import history_of
from zhicheng.base.documents.models import Document
from zhicheng.base.importing.pages import ListImport
from zhicheng.base.importing.reading import Report
from zhicheng.base.ui import entries, exports
from zhicheng.base.ui.entries import Entry
from zhicheng.base.ui.forms import Form
from zhicheng.base.verdicts import told_at
from zhicheng.services.training import actions, queries, rules
from zhicheng.services.training.actions import Change
from zhicheng.services.training.forms import CorrectForm, HeadForm, TrainingForm, initial_of
from zhicheng.services.training.importing import read_list
from zhicheng.services.training.models import Head
from zhicheng.services.training.tables import HeadFile, HeadTable, TrainingTable, state_of

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(rules.can_keep)
def register(request: PersonRequest, as_format: str) -> HttpResponse:
    """The heads of the officer's reach, and who was not trained within the cycle."""
    rows = queries.in_reach(request.user)
    if as_format != "html":
        return exports.respond(HeadFile(rows, request.GET), as_format, _("负责人名册"))
    table = HeadTable(rows, request.GET)
    facts = {
        "heading": _("符合条件的负责人 %d 人") % table.total if table.is_narrowed else finding(request.user),
        "table": table,
        "demonstration": demonstration_words() if any(row.synthetic for row in table.rows) else "",
        "crumbs": [(_("首页"), reverse("home")), (_("负责人轮训"), None)],
    }
    return render(request, "training/register.html", facts)


def finding(user: User) -> str:
    """`在任负责人 24 人，三年内轮训 21 人，还有 3 人`."""
    today = timezone.localdate()
    in_post = queries.in_reach(user).filter(queries.in_post(today))
    count, trained = in_post.count(), in_post.filter(queries.trained(today)).count()
    if not count:
        return _("还没有登记应参加轮训的负责人")
    facts = {"count": count, "trained": trained, "left": count - trained}
    if trained == count:
        return _("在任负责人 %(count)d 人，三年内全部轮训过") % facts
    return _("在任负责人 %(count)d 人，三年内轮训过 %(trained)d 人，还有 %(left)d 人") % facts


@require_safe
@requires(rules.can_keep)
def head(request: PersonRequest, pk: int) -> HttpResponse:
    """One head and the trainings."""
    shown = get_object_or_404(queries.in_reach(request.user), pk=pk)
    state = state_of(shown)
    facts = {
        **page_of(shown),
        "heading": _("%(unit)s%(post)s %(name)s：%(state)s")
        % {"unit": shown.unit, "post": shown.post, "name": shown.name, "state": state[1]},
        "state": state,
        "table": TrainingTable(shown.trainings.all(), request.GET),
        "history": history_of(shown),
    }
    return render(request, "training/head.html", facts)


@show_or_submit
@requires(rules.can_keep)
@acts_once
def new(request: PersonRequest) -> HttpResponse:
    form = HeadForm(sent_or_kept(request) or None, by=request.user, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            made = actions.enter(facts=form.facts, by=request.user)
            messages.success(request, _("已登记负责人 %s") % made.name)
            return redirect(made)
    return entry(request, form, _("登记负责人"), _("登记负责人"))


@show_or_submit
@requires(rules.can_keep)
def correct(request: PersonRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(queries.in_reach(request.user), pk=pk)
    form = CorrectForm(sent_or_kept(request) or None, by=request.user, head=shown, initial=initial_of(shown))
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            actions.correct(head=shown, facts=form.facts, by=request.user, why=form.cleaned_data["why"])
            messages.success(request, _("已保存更正"))
            return redirect(shown)
    return entry(request, form, _("更正 %s 的登记") % shown.name, _("保存更正"), shown)


@show_or_submit
@requires(rules.can_keep)
@acts_once
def train(request: PersonRequest, pk: int) -> HttpResponse:
    """Record a training that a head finished."""
    shown = get_object_or_404(queries.in_reach(request.user), pk=pk)
    form = TrainingForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            actions.record_training(head=shown, facts=form.facts, by=request.user)
            messages.success(request, _("已登记培训"))
            return redirect(shown)
    return entry(request, form, _("登记 %s 的培训") % shown.name, _("登记培训"), shown)


def entry(request: PersonRequest, form: Form, heading: str, button: str, shown: Head | None = None) -> HttpResponse:
    """A page with one form."""
    around = page_of(shown)
    back = shown.get_absolute_url() if shown else reverse("training:list")
    return entries.show(
        request, form, Entry(_("负责人轮训"), heading, button, back, around["crumbs"], around["demonstration"])
    )


def page_of(shown: Head | None) -> dict[str, Any]:
    """Breadcrumb and the strip that says what is invented."""
    here = [(_("负责人轮训"), reverse("training:list")), (shown.name if shown else _("登记"), None)]
    words = demonstration_words() if shown and shown.synthetic else ""
    return {"head": shown, "crumbs": [(_("首页"), reverse("home")), *here], "demonstration": words}


def demonstration_words() -> str:
    return _("本页有演示数据：标有“演示”的负责人是虚构的，不计入任何正式结果。")


def write(report: Report[Change], document: Document, by: User) -> str:
    """Bring in a checked list."""
    new_ones, corrected = actions.import_list(changes=[*report.new, *report.changed], document=document, by=by)
    return _("已登记 %(new)d 位负责人，更正或补登 %(changed)d 位") % {"new": new_ones, "changed": corrected}


IMPORT = ListImport(
    namespace="training",
    purpose="training.heads",
    title=gettext_lazy("导入负责人名册"),
    lead=gettext_lazy("先核对全部行，有一行不对就都不导入。同一单位在任的同名负责人按更正处理；填了培训的，一并登记。"),
    columns=gettext_lazy(
        "CSV 或 XLSX。列名：姓名、单位、职务、区划代码、任职日期，可以有离任日期、最近培训日期、培训名称；名册页导出的文件可以直接再导入"
    ),
    list_route="training:list",
    may=rules.can_keep,
    read=read_list,
    write=write,
)
