"""Pages of outlets: anyone may look, officers keep the register, the outlet's own people record what it did."""

from collections.abc import Sequence
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

from zhicheng.base.accounts.access import PersonRequest, requires, signed_in
from zhicheng.base.accounts.kept_forms import sent_or_kept
from zhicheng.base.accounts.models import User
from zhicheng.base.accounts.sent_forms import acts_once
from zhicheng.base.audit.queries import history_of
from zhicheng.base.documents.models import Document
from zhicheng.base.importing.pages import ListImport
from zhicheng.base.importing.reading import Report
from zhicheng.base.regions.models import Region
from zhicheng.base.ui import entries, exports, formats
from zhicheng.base.ui.charts import Chart
from zhicheng.base.ui.entries import Entry
from zhicheng.base.ui.forms import Form
from zhicheng.base.verdicts import told_at
from zhicheng.services.outlets import actions, queries, rules
from zhicheng.services.outlets.actions import Change
from zhicheng.services.outlets.forms import CloseForm, CorrectForm, OutletForm, ServiceForm, initial_of
from zhicheng.services.outlets.importing import read_list
from zhicheng.services.outlets.models import Outlet
from zhicheng.services.outlets.queries import CountyCoverage
from zhicheng.services.outlets.tables import CityTable, CountyTable, OutletFile, OutletTable, ServiceTable, state_of

show_or_submit = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def register(request: HttpRequest, as_format: str) -> HttpResponse:
    """The public register, with the coverage of each city."""
    with scopes_disabled():
        if as_format != "html":
            return exports.respond(OutletFile(queries.register(), request.GET), as_format, _("服务网点"))
        table = OutletTable(queries.register(), request.GET)
        cities = CityTable(queries.cities(timezone.localdate()), {})
        heading = _("%(count)d 个服务网点，分布在 %(cities)d 个城市") % {"count": table.total, "cities": cities.total}
        facts = {
            "heading": _("符合条件的网点 %d 个") % table.total if table.is_narrowed else heading,
            "table": table,
            "cities": cities,
            "may_keep": isinstance(request.user, User) and bool(rules.can_keep(request.user)),
            "demonstration": demonstration_words() if any(row.synthetic for row in table.rows) else "",
            "crumbs": [(_("首页"), reverse("home")), (_("服务网点"), None)],
        }
        return render(request, "outlets/register.html", facts)


@require_safe
def coverage(request: HttpRequest, region: str, as_format: str) -> HttpResponse:
    """Which counties of a city have an outlet, and which do not."""
    city = get_object_or_404(Region, code=region)
    today = timezone.localdate()
    with scopes_disabled():
        rows = queries.coverage(city, today)
        if not rows:
            raise Http404
        table = CountyTable(rows, request.GET)
        if as_format != "html":
            return exports.respond(table, as_format, f"outlets-{region}")
        facts = {
            "heading": coverage_finding(city, rows),
            "city": city,
            "rows": rows,
            "table": table,
            "chart": coverage_map(city, rows),
            "share": formats.percent(queries.covered_share(rows), 1),
            "demonstration": demonstration_words() if any(row.synthetic for row in rows) else "",
            "figure_url": reverse("indicators:figure", args=["outlet_district_coverage", region, today.year]),
            "crumbs": [(_("首页"), reverse("home")), (_("服务网点"), reverse("outlets:list")), (city.short_name, None)],
        }
        return render(request, "outlets/coverage.html", facts)


def coverage_finding(city: Region, rows: Sequence[CountyCoverage]) -> str:
    """`深圳 9 个区县中 7 个有服务网点，宝安、光明还没有`."""
    gaps = [row.name for row in rows if not row.is_covered]
    facts = {"city": city.short_name, "all": len(rows), "covered": len(rows) - len(gaps), "gaps": "、".join(gaps[:4])}
    if not gaps:
        return _("%(city)s %(all)d 个县（市、区）都有服务网点") % facts
    if len(gaps) > 4:
        return _("%(city)s %(all)d 个县（市、区）中 %(covered)d 个有服务网点") % facts
    return _("%(city)s %(all)d 个县（市、区）中 %(covered)d 个有服务网点，%(gaps)s还没有") % facts


def coverage_map(city: Region, rows: Sequence[CountyCoverage]) -> Chart:
    """Outlets by county; a county without one is a colour of its own."""
    return Chart(
        "map",
        coverage_finding(city, rows),
        _("各县（市、区）服务中的网点数（个）"),
        [("code", _("代码")), ("name", _("县（市、区）")), ("value", _("网点数（个）"))],
        [[row.code, row.name, row.outlets] for row in rows],
        {
            "map": city.code,
            "url": reverse("regions:map", args=[city.code]),
            "classes": [0, 1, 2, 3, 5],
            "unit": _("个"),
            "digits": 0,
        },
        source=_("服务网点登记簿，逐条可查"),
    )


@require_safe
def outlet(request: HttpRequest, pk: int) -> HttpResponse:
    """One outlet and what it did."""
    with scopes_disabled():
        shown = get_object_or_404(queries.register(), pk=pk)
        user = request.user if isinstance(request.user, User) else None
        services = ServiceTable(shown.given.all(), request.GET)
        people = sum(queries.served(shown).values())
        facts = {
            **page_of(shown),
            "heading": _("%(name)s：%(state)s，服务 %(people)s 人次")
            % {"name": shown.name, "state": state_of(shown)[1], "people": formats.number(people)},
            "state": state_of(shown),
            "table": services,
            "may_change": user is not None and bool(rules.can_change(user, shown)),
            "may_record": user is not None
            and bool(rules.can_record(user, shown, shown.closed_on or timezone.localdate())),
            "history": history_of(shown) if user is not None and user.is_officer else [],
        }
        return render(request, "outlets/outlet.html", facts)


@show_or_submit
@requires(rules.can_keep)
@acts_once
def new(request: PersonRequest) -> HttpResponse:
    form = OutletForm(sent_or_kept(request) or None, by=request.user, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            made = actions.open_outlet(facts=form.facts, by=request.user)
            messages.success(request, _("已登记服务网点 %s") % made.name)
            return redirect(made)
    return entry(request, form, _("登记服务网点"), _("登记网点"))


@show_or_submit
@requires(rules.can_keep)
def correct(request: PersonRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(queries.in_reach(request.user), pk=pk)
    form = CorrectForm(sent_or_kept(request) or None, by=request.user, outlet=shown, initial=initial_of(shown))
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            actions.correct(outlet=shown, facts=form.facts, by=request.user, why=form.cleaned_data["why"])
            messages.success(request, _("已保存更正"))
            return redirect(shown)
    return entry(request, form, _("更正 %s") % shown.name, _("保存更正"), shown)


@show_or_submit
@requires(rules.can_keep)
def close(request: PersonRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(queries.in_reach(request.user), pk=pk)
    form = CloseForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            data = form.cleaned_data
            actions.close(outlet=shown, closed_on=data["closed_on"], why=data["why"], by=request.user)
            return redirect(shown)
    return entry(request, form, _("登记 %s 停止服务") % shown.name, _("登记停止服务"), shown)


@show_or_submit
@signed_in
@acts_once
def serve(request: PersonRequest, pk: int) -> HttpResponse:
    """Record what an outlet did: its own people, or the officers of the place."""
    shown = get_object_or_404(queries.in_reach(request.user), pk=pk)
    form = ServiceForm(sent_or_kept(request) or None)
    if request.method == "POST" and form.is_valid():
        with told_at(form):
            actions.record_service(outlet=shown, by=request.user, **form.cleaned_data)
            messages.success(request, _("已登记服务"))
            return redirect(shown)
    return entry(request, form, _("登记 %s 的服务") % shown.name, _("登记服务"), shown)


def entry(request: PersonRequest, form: Form, heading: str, button: str, shown: Outlet | None = None) -> HttpResponse:
    """A page with one form."""
    around = page_of(shown)
    back = shown.get_absolute_url() if shown else reverse("outlets:list")
    return entries.show(
        request, form, Entry(_("服务网点"), heading, button, back, around["crumbs"], around["demonstration"])
    )


def page_of(shown: Outlet | None) -> dict[str, Any]:
    """Breadcrumb and the strip that says what is invented."""
    here = [(_("服务网点"), reverse("outlets:list")), (shown.name if shown else _("登记"), None)]
    words = demonstration_words() if shown and shown.synthetic else ""
    return {"outlet": shown, "crumbs": [(_("首页"), reverse("home")), *here], "demonstration": words}


def demonstration_words() -> str:
    return _("本页有演示数据：标有“演示”的网点是虚构的，不计入任何正式结果。")


def write(report: Report[Change], document: Document, by: User) -> str:
    """Bring in a checked list."""
    new_ones, corrected = actions.import_list(changes=[*report.new, *report.changed], document=document, by=by)
    return _("已登记 %(new)d 个网点，更正 %(changed)d 个") % {"new": new_ones, "changed": corrected}


IMPORT = ListImport(
    namespace="outlets",
    purpose="outlets.outlets",
    title=gettext_lazy("导入服务网点"),
    lead=gettext_lazy("先核对全部行，有一行不对就都不导入。同一县（市、区）内同名的网点按更正处理。"),
    columns=gettext_lazy(
        "CSV 或 XLSX。列名：网点名称、种类、依托单位类型、单位名称、统一社会信用代码、区划代码、服务地址、服务电话、提供的服务、开始服务日期；名册页导出的文件可以直接再导入"
    ),
    list_route="outlets:list",
    may=rules.can_keep,
    read=read_list,
    write=write,
)
