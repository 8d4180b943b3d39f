"""Pages of certificates: anyone may look, officers keep the register."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from django_scopes import scopes_disabled

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
from zhicheng.engine.calendars.periods import add_months
from zhicheng.services.standards import actions, queries, rules
from zhicheng.services.standards.actions import Change
from zhicheng.services.standards.forms import (
    CertificateForm,
    CorrectForm,
    ReasonForm,
    SurveillanceForm,
    WithdrawForm,
    initial_of,
)
from zhicheng.services.standards.importing import read_list
from zhicheng.services.standards.models import Certificate, Surveillance
from zhicheng.services.standards.tables import CertificateFile, CertificateTable, DueTable, state_of

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])
LOOK_AHEAD_MONTHS = 3


@require_safe
def register(request: HttpRequest, as_format: str) -> HttpResponse:
    """The public register."""
    with scopes_disabled():
        if as_format != "html":
            return exports.respond(CertificateFile(queries.register(), request.GET), as_format, _("认证证书"))
        table = CertificateTable(queries.register(), request.GET)
        in_force = queries.register().filter(queries.in_force(timezone.localdate())).count()
        facts = {
            "heading": _("登记的认证证书 %(all)d 张，有效 %(valid)d 张") % {"all": table.total, "valid": in_force}
            if not table.is_narrowed
            else _("符合条件的证书 %d 张") % table.total,
            "table": table,
            "may_keep": may_keep(request),
            "demonstration": demonstration_words() if any(row.synthetic for row in table.rows) else "",
            "crumbs": [(_("首页"), reverse("home")), (_("认证证书"), None)],
        }
        return render(request, "standards/register.html", facts)


@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """One certificate with its surveillance and history."""
    with scopes_disabled():
        shown = queries.certificate(pk)
        if shown is None:
            raise Http404
        user = request.user if isinstance(request.user, User) else None
        facts = {
            **page_of(shown),
            "heading": heading_of(shown),
            "state": state_of(shown, timezone.localdate()),
            "surveillances": list(shown.surveillances.all()),
            "may_change": user is not None and bool(rules.can_change(user, shown)),
            "history": history_of(shown) if user is not None and user.is_officer else [],
            "verify_url": request.build_absolute_uri(reverse("standards:verify", args=[shown.code])),
        }
        return render(request, "standards/certificate.html", facts)


def heading_of(shown: Certificate) -> str:
    facts = {"holder": shown.holder.name, "standard": shown.standard, "day": shown.expires_on}
    if shown.is_in_force():
        return _("%(holder)s的 %(standard)s 证书有效，至 %(day)s") % facts
    return _("%(holder)s的 %(standard)s 证书：%(state)s") % {**facts, "state": state_of(shown, timezone.localdate())[1]}


@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a certificate is registered here, for a stranger who has its code."""
    with scopes_disabled():
        shown = queries.by_code(code)
        crumbs = [(_("认证证书"), reverse("standards:list")), (_("核验"), None)]
        state = state_of(shown, timezone.localdate()) if shown else None
        facts = {"certificate": shown, "state": state, "crumbs": crumbs}
        return render(request, "standards/verify.html", facts, status=200 if shown else 404)


@require_safe
def standard(request: HttpRequest, code: str) -> HttpResponse:
    """What a standard is, its editions, and how many are certified."""
    model = queries.standard(code)
    if model is None:
        raise Http404
    crumbs = [(_("认证证书"), reverse("standards:list")), (model.title, None)]
    return render(request, "standards/standard.html", {"model": model, "crumbs": crumbs})


@show_or_submit
@requires(rules.can_keep)
@acts_once
def new(request: PersonRequest) -> HttpResponse:
    """Register a certificate."""
    form = CertificateForm(sent_or_kept(request) or None, by=request.user, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            made = actions.register(facts=form.facts, by=request.user)
            messages.success(request, _("已登记证书 %s") % made.number)
            return redirect(made)
    return entry(request, form, _("登记认证证书"), _("登记证书"))


@show_or_submit
@requires(rules.can_keep)
def correct(request: PersonRequest, pk: int) -> HttpResponse:
    shown = in_reach(request, pk)
    form = CorrectForm(sent_or_kept(request) or None, by=request.user, initial=initial_of(shown))
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            actions.correct(certificate=shown, facts=form.facts, by=request.user, why=form.cleaned_data["why"])
            messages.success(request, _("已保存更正"))
            return redirect(shown)
    return entry(request, form, _("更正证书 %s") % shown.number, _("保存更正"), shown)


@show_or_submit
@requires(rules.can_keep)
@acts_once
def renew(request: PersonRequest, pk: int) -> HttpResponse:
    """Register the certificate that replaces this one."""
    shown = in_reach(request, pk)
    initial = initial_of(shown) | {"number": "", "issued_on": None, "expires_on": None}
    form = CertificateForm(sent_or_kept(request) or None, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            made = actions.renew(certificate=shown, facts=form.facts, by=request.user)
            messages.success(request, _("已登记换发的证书 %s") % made.number)
            return redirect(made)
    return entry(request, form, _("登记换发的证书"), _("登记证书"), shown)


@show_or_submit
@requires(rules.can_keep)
def suspend(request: PersonRequest, pk: int) -> HttpResponse:
    shown, form = in_reach(request, pk), ReasonForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            actions.suspend(certificate=shown, by=request.user, why=form.cleaned_data["why"])
            return redirect(shown)
    return entry(request, form, _("登记证书 %s 暂停") % shown.number, _("登记暂停"), shown)


@show_or_submit
@requires(rules.can_keep)
def resume(request: PersonRequest, pk: int) -> HttpResponse:
    shown, form = in_reach(request, pk), ReasonForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            actions.resume(certificate=shown, by=request.user, why=form.cleaned_data["why"])
            return redirect(shown)
    return entry(request, form, _("登记证书 %s 恢复") % shown.number, _("登记恢复"), shown)


@show_or_submit
@requires(rules.can_keep)
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    shown, form = in_reach(request, pk), WithdrawForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            data = form.cleaned_data
            actions.withdraw(certificate=shown, ended_on=data["ended_on"], by=request.user, why=data["why"])
            return redirect(shown)
    return entry(request, form, _("登记证书 %s 撤销") % shown.number, _("登记撤销"), shown)


@require_safe
@requires(rules.can_keep)
def due(request: PersonRequest) -> HttpResponse:
    """Surveillance audits due now and in the next months."""
    until = add_months(timezone.localdate(), LOOK_AHEAD_MONTHS)
    with scopes_disabled():
        table = DueTable(queries.surveillance_due(request.user, until), request.GET)
        facts = {
            "heading": _("%(count)d 次监督审核到期或将在 %(months)d 个月内到期")
            % {"count": table.total, "months": LOOK_AHEAD_MONTHS},
            "table": table,
            "crumbs": [(_("认证证书"), reverse("standards:list")), (_("监督审核"), None)],
        }
        return render(request, "standards/due.html", facts)


@show_or_submit
@requires(rules.can_keep)
@acts_once
def watch(request: PersonRequest, pk: int) -> HttpResponse:
    """Record what an audit found."""
    with scopes_disabled():
        audit = get_object_or_404(Surveillance.objects.select_related("certificate__holder"), pk=pk)
    shown, form = in_reach(request, audit.certificate_id), SurveillanceForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            actions.record_surveillance(surveillance=audit, by=request.user, **form.cleaned_data)
            messages.success(request, _("已登记监督审核"))
            return redirect(shown)
    return entry(request, form, _("登记 %s 应审的监督审核") % audit.due_on, _("登记结果"), shown)


def in_reach(request: PersonRequest, pk: int) -> Certificate:
    return get_object_or_404(queries.in_reach(request.user), pk=pk)


def entry(
    request: PersonRequest, form: Form, heading: str, button: str, shown: Certificate | None = None
) -> HttpResponse:
    """A page with one form."""
    around = page_of(shown)
    back = shown.get_absolute_url() if shown else reverse("standards:list")
    return entries.show(
        request, form, Entry(_("认证证书"), heading, button, back, around["crumbs"], around["demonstration"])
    )


def page_of(shown: Certificate | None) -> dict[str, Any]:
    """Breadcrumb and the strip that says what is invented."""
    here = [(_("认证证书"), reverse("standards:list")), (shown.number if shown else _("登记"), None)]
    words = demonstration_words() if shown and shown.synthetic else ""
    return {"certificate": shown, "crumbs": [(_("首页"), reverse("home")), *here], "demonstration": words}


def may_keep(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and bool(rules.can_keep(request.user))


def demonstration_words() -> str:
    return _("本页有演示数据：标有“演示”的单位和证书是虚构的，不计入任何正式结果。")


def write(report: Report[Change], document: Document, by: User) -> str:
    """Bring in a checked list."""
    new, corrected = actions.import_list(changes=[*report.new, *report.changed], document=document, by=by)
    return _("已登记 %(new)d 张证书，更正 %(changed)d 张") % {"new": new, "changed": corrected}


IMPORT = ListImport(
    namespace="standards",
    purpose="standards.certificates",
    title=gettext_lazy("导入证书名录"),
    lead=gettext_lazy("先核对全部行，有一行不对就都不导入。证书编号已登记的行按更正处理。"),
    columns=gettext_lazy(
        "CSV 或 XLSX。列名：证书编号、单位名称、统一社会信用代码、标准版本、认证机构、颁发日期、首次颁发日期、有效期至、认证范围；名录页导出的文件可以直接再导入"
    ),
    list_route="standards:list",
    may=rules.can_keep,
    read=read_list,
    write=write,
)
