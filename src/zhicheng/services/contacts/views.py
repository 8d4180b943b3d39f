"""Pages of contacts and custody: offices and agencies keep the ledger, organisations see what is recorded of them."""

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
from zhicheng.services.contacts import actions, queries, rules
from zhicheng.services.contacts.actions import ContactFacts
from zhicheng.services.contacts.forms import DoneForm, ProposeForm, ReasonForm, contact_form
from zhicheng.services.contacts.importing import read_list
from zhicheng.services.contacts.models import CustodyState
from zhicheng.services.contacts.tables import (
    CHIPS,
    ContactFile,
    ContactTable,
    CustodyTable,
    OpenTable,
    OwnTable,
    follow_up_of,
    server_of,
)

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(rules.can_work)
def ledger(request: PersonRequest, as_format: str) -> HttpResponse:
    """Whom the office or agency served."""
    rows = queries.recorded_by(request.user)
    if as_format != "html":
        return exports.respond(ContactFile(rows, request.GET), as_format, _("服务台账"))
    table = ContactTable(rows, request.GET)
    served = rows.order_by().values("party").distinct().count()
    heading = _("已服务 %(parties)d 家单位，服务记录 %(count)d 条") % {"parties": served, "count": table.total}
    facts = {
        "heading": _("符合条件的服务记录 %d 条") % table.total if table.is_narrowed else heading,
        "table": table,
        "open_count": queries.still_open(rows).count(),
        "may_import": bool(rules.can_import(request.user)),
        "demonstration": demonstration_words() if any(row.synthetic for row in table.rows) else "",
        "crumbs": [(_("首页"), reverse("home")), (_("服务台账"), None)],
    }
    return render(request, "contacts/ledger.html", facts)


@require_safe
@requires(rules.has_own)
def mine(request: PersonRequest, as_format: str) -> HttpResponse:
    """What is recorded of one's own organisation."""
    table = OwnTable(queries.of_party(request.user), request.GET)
    if as_format != "html":
        return exports.respond(table, as_format, _("本单位的服务记录"))
    waiting = queries.custodies(request.user).filter(party=request.user.party_id, state=CustodyState.PROPOSED)
    facts = {
        "heading": _("本单位得到服务 %d 次") % table.total if table.total else _("还没有本单位的服务记录"),
        "table": table,
        "waiting": waiting.count(),
        "demonstration": demonstration_words() if any(row.synthetic for row in table.rows) else "",
        "crumbs": [(_("首页"), reverse("home")), (_("本单位的服务记录"), None)],
    }
    return render(request, "contacts/mine.html", facts)


@require_safe
@requires(rules.can_work)
def still_open(request: PersonRequest, as_format: str) -> HttpResponse:
    """What is still to be done after contacts."""
    rows = queries.still_open(queries.recorded_by(request.user))
    table = OpenTable(rows, request.GET)
    if as_format != "html":
        return exports.respond(table, as_format, _("后续事项"))
    late = rows.filter(due_on__lt=timezone.localdate()).count()
    heading = _("后续事项 %(count)d 件待办，其中 %(late)d 件已超期") % {"count": table.total, "late": late}
    facts = {
        "heading": heading if table.total else _("没有待办的后续事项"),
        "table": table,
        "demonstration": demonstration_words() if any(row.synthetic for row in table.rows) else "",
        "crumbs": crumbs(_("后续事项")),
    }
    return render(request, "contacts/open.html", facts)


@show_or_submit
@requires(rules.can_work)
@acts_once
def new(request: PersonRequest) -> HttpResponse:
    """Record a contact."""
    form = contact_form(request.user, sent_or_kept(request) or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            made = actions.record(facts=form.facts, by=request.user)
            messages.success(request, _("已登记对 %s 的服务") % made.party.name)
            return redirect(made)
    return entry(request, form, _("登记服务"), _("登记"), reverse("contacts:list"))


@require_safe
@requires(rules.can_see_any)
def contact(request: PersonRequest, pk: int) -> HttpResponse:
    """One contact and what followed."""
    shown = get_object_or_404(queries.visible_to(request.user), pk=pk)
    keeps = queries.recorded_by(request.user).filter(pk=pk).exists()
    facts = {
        "contact": shown,
        "heading": _("%(day)s %(kind)s%(party)s：%(topic)s")
        % {
            "day": shown.day,
            "kind": shown.get_kind_display(),
            "party": shown.party.name,
            "topic": shown.get_topic_display(),
        },
        "server": server_of(shown),
        "state": follow_up_of(shown),
        "may_finish": bool(rules.can_follow_up(request.user, shown, timezone.localdate())),
        "history": history_of(shown) if keeps else [],
        "demonstration": demonstration_words() if shown.synthetic else "",
        "crumbs": crumbs(shown.party.name) if keeps else own_crumbs(shown.party.name),
    }
    return render(request, "contacts/contact.html", facts)


@show_or_submit
@requires(rules.can_work)
def done(request: PersonRequest, pk: int) -> HttpResponse:
    """Note that what was to follow is done."""
    shown = get_object_or_404(queries.recorded_by(request.user), pk=pk)
    form = DoneForm(sent_or_kept(request) or None, initial={"done_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            actions.follow_up_done(contact=shown, done_on=form.cleaned_data["done_on"], by=request.user)
            messages.success(request, _("已登记后续事项完成"))
            return redirect(shown)
    heading = _("登记后续事项完成：%s") % shown.follow_up[:40]
    return entry(request, form, heading, _("登记完成"), shown.get_absolute_url())


@require_safe
@requires(rules.can_see_any)
def custodies(request: PersonRequest, as_format: str) -> HttpResponse:
    """Custodies in reach, or those one is a side of."""
    rows = queries.custodies(request.user)
    table = CustodyTable(rows, request.GET)
    if as_format != "html":
        return exports.respond(table, as_format, _("知识产权托管"))
    running = rows.filter(state=CustodyState.RUNNING).count()
    waiting = rows.filter(state=CustodyState.PROPOSED).count()
    facts = {
        "heading": _("正在托管 %(running)d 项，%(waiting)d 项待单位确认") % {"running": running, "waiting": waiting},
        "table": table,
        "may_propose": bool(rules.can_propose_any(request.user)),
        "demonstration": demonstration_words() if any(row.synthetic for row in table.rows) else "",
        "crumbs": [(_("首页"), reverse("home")), (_("知识产权托管"), None)],
    }
    return render(request, "contacts/custodies.html", facts)


@require_safe
@requires(rules.can_see_any)
def custody(request: PersonRequest, pk: int) -> HttpResponse:
    """One custody, and what this person may do about it."""
    shown = get_object_or_404(queries.custodies(request.user), pk=pk)
    facts = {
        "custody": shown,
        "heading": _("%(agency)s托管%(party)s：%(state)s")
        % {"agency": shown.agency.name, "party": shown.party.name, "state": shown.get_state_display()},
        "chip": CHIPS[CustodyState(shown.state)],
        "may_answer": bool(rules.can_answer(request.user, shown)),
        "may_end": bool(rules.can_end(request.user, shown)),
        "history": history_of(shown),
        "demonstration": demonstration_words() if shown.synthetic else "",
        "crumbs": custody_crumbs(shown.party.name),
    }
    return render(request, "contacts/custody.html", facts)


@show_or_submit
@requires(rules.can_propose_any)
@acts_once
def propose(request: PersonRequest) -> HttpResponse:
    """An agency offers custody."""
    form = ProposeForm(sent_or_kept(request) or None, by=request.user)
    agency = request.user.party
    if request.method == "POST" and agency is not None and form.is_valid():
        with told_at(form):
            made = actions.propose(agency=agency, by=request.user, **form.cleaned_data)
            messages.success(request, _("已提出托管，等 %s 确认") % made.party.name)
            return redirect(made)
    return custody_entry(request, form, _("提出托管"), _("提出"), reverse("contacts:custodies"))


@show_or_submit
@requires(rules.has_own)
def confirm(request: PersonRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(queries.custodies(request.user), pk=pk)
    if request.method == "POST":
        actions.confirm(custody=shown, by=request.user)
        messages.success(request, _("已同意由 %s 托管") % shown.agency.name)
        return redirect(shown)
    heading = _("同意由 %s 托管") % shown.agency.name
    return custody_entry(request, Form(), heading, _("同意托管"), shown.get_absolute_url())


@show_or_submit
@requires(rules.has_own)
def decline(request: PersonRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(queries.custodies(request.user), pk=pk)
    form = ReasonForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            actions.decline(custody=shown, reason=form.cleaned_data["reason"], by=request.user)
            return redirect(shown)
    heading = _("不同意由 %s 托管") % shown.agency.name
    return custody_entry(request, form, heading, _("不同意托管"), shown.get_absolute_url())


@show_or_submit
@requires(rules.has_own)
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """End a custody, or withdraw a proposal."""
    shown = get_object_or_404(queries.custodies(request.user), pk=pk)
    form = ReasonForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            actions.end(custody=shown, reason=form.cleaned_data["reason"], by=request.user)
            return redirect(shown)
    words = _("撤回托管提议") if shown.state == CustodyState.PROPOSED else _("结束托管")
    heading = _("%(act)s：%(custody)s") % {"act": words, "custody": shown}
    return custody_entry(request, form, heading, words, shown.get_absolute_url())


def entry(request: PersonRequest, form: Form, heading: str, button: str, back: str) -> HttpResponse:
    """A page of the ledger with one form."""
    return entries.show(request, form, Entry(_("服务台账"), heading, button, back, crumbs(heading)))


def custody_entry(request: PersonRequest, form: Form, heading: str, button: str, back: str) -> HttpResponse:
    """A page of custody with one form."""
    return entries.show(request, form, Entry(_("知识产权托管"), heading, button, back, custody_crumbs(heading)))


def crumbs(here: str) -> list[tuple[str, str | None]]:
    return [(_("首页"), reverse("home")), (_("服务台账"), reverse("contacts:list")), (here, None)]


def own_crumbs(here: str) -> list[tuple[str, str | None]]:
    return [(_("首页"), reverse("home")), (_("本单位的服务记录"), reverse("contacts:mine")), (here, None)]


def custody_crumbs(here: str) -> list[tuple[str, str | None]]:
    return [(_("首页"), reverse("home")), (_("知识产权托管"), reverse("contacts:custodies")), (here, None)]


def demonstration_words() -> str:
    return _("本页有演示数据：标有“演示”的记录是虚构的，不计入任何正式结果。")


def write(report: Report[ContactFacts], document: Document, by: User) -> str:
    """Bring in a checked list."""
    return _("已登记 %d 条服务记录") % actions.import_list(contacts=report.new, document=document, by=by)


IMPORT = ListImport(
    namespace="contacts",
    purpose="contacts.contacts",
    title=gettext_lazy("导入服务记录"),
    lead=gettext_lazy("先核对全部行，有一行不对就都不导入。已经登记的同一条记录不会重复登记。"),
    columns=gettext_lazy(
        "CSV 或 XLSX。列名：日期、单位名称、统一社会信用代码、方式、内容、情况、服务机构、双创基地、后续事项、后续期限、后续完成日期；台账页导出的文件可以直接再导入"
    ),
    list_route="contacts:list",
    may=rules.can_import,
    read=read_list,
    write=write,
)
