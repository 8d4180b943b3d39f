"""The officers' desk: whose turn it is, and handing several cases over at once."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.base.accounts.access import PersonRequest, officers_only
from zhicheng.base.calendars.queries import doubt
from zhicheng.base.ui.exports import respond
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import actions
from zhicheng.services.hall.clock import today
from zhicheng.services.hall.models import Application
from zhicheng.services.hall.office_forms import BulkForm
from zhicheng.services.hall.queries import desk as queries
from zhicheng.services.hall.tables.desk import CaseFile, CaseTable, EndedTable, PickTable


@require_safe
@officers_only
def desk(request: PersonRequest, as_format: str) -> HttpResponse:
    """The cases of one tab; by the last day of the limit unless sorted otherwise."""
    on = today()
    tab = queries.tab_of(request.GET.get("tab", ""))
    mine = queries.Desk(request.user, on)
    rows = queries.listed(mine.rows(tab))
    if as_format != "html":
        return respond(CaseFile(rows, request.GET, on=on), as_format, str(queries.TABS[tab]))
    counts = mine.counts()
    table = TABLES.get(tab, CaseTable)(rows, request.GET, on=on)
    table.caption, table.known_total = queries.TABS[tab], counts[tab]
    facts = {
        "heading": heading(mine.urgency),
        "lead": lead(mine.urgency),
        "table": table,
        "tabs": tabs(tab, counts),
        "places": places(),
        "can_pick": tab in MOVABLE and table.total > 0,
        "doubt": doubt(table.calendar, on, max((row.due_on for row in table.rows if row.due_on), default=on)),
        "demonstration": demonstration_of(table.rows),
        "crumbs": [(_("工作台"), reverse("workbench")), (_("办件"), None)],
    }
    return render(request, "hall/office/desk.html", facts)


MOVABLE = frozenset({"mine", "office", "decide"})
"""The tabs from which cases can be handed over."""
TABLES: Mapping[str, type[CaseTable]] = dict.fromkeys(MOVABLE, PickTable) | {"ended": EndedTable}


def heading(urgency: queries.Urgency) -> str:
    """The finding: how much has to be done today."""
    if urgency.first:
        return ngettext("今天先办 %(count)d 件", "今天先办 %(count)d 件", urgency.first) % {"count": urgency.first}
    if urgency.waiting:
        return _("%(count)d 件待办，今天没有到期的") % {"count": urgency.waiting}
    return _("没有等您办理的办件")


def lead(urgency: queries.Urgency) -> str:
    """What is over, what ends today, and when the next one ends."""
    parts = []
    if urgency.over:
        parts.append(_("%(count)d 件已超期") % {"count": urgency.over})
    if urgency.today:
        parts.append(_("%(count)d 件今天到期") % {"count": urgency.today})
    if urgency.nearest:
        parts.append(_("其余最早 %(day)s到期") % {"day": date_zh(urgency.nearest)})
    return "，".join(parts) + "。" if parts else ""


def tabs(current: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The lists of the desk with the number of cases in each."""
    address = reverse("hall:desk")
    return [
        {"label": label, "count": counts[code], "url": f"{address}?tab={code}", "is_current": code == current}
        for code, label in queries.TABS.items()
    ]


def places() -> list[tuple[str, str]]:
    """What else officers do in the hall."""
    return [
        (_("录入纸质申请"), reverse("hall:paper")),
        (_("导入纸质申请"), reverse("hall:import")),
        (_("委托代办"), reverse("hall:delegations")),
        (_("统计"), reverse("hall:statistics")),
        (_("好差评"), reverse("hall:ratings")),
    ]


def demonstration_of(rows: list[Application]) -> str:
    """The words of the strip over pages that show made-up cases."""
    if not any(row.synthetic for row in rows):
        return ""
    return _("本页有演示办件：标有“演示”的单位、办件均为虚构，不计入任何正式结果。")


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def hand_over_many(request: PersonRequest) -> HttpResponse:
    """Several cases to one colleague: those that may not go are named with the reason, the others go."""
    cases = queries.Desk(request.user, today()).chosen((request.POST or request.GET).getlist("case"))
    if not cases:
        messages.warning(request, _("没有选择办件。请在列表中勾选后再移交。"))
        return redirect("hall:desk")
    form = BulkForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        if refused := handed_over(cases, form, request):
            facts = {"count": len(refused), "why": "；".join(refused)}
            messages.warning(request, _("%(count)d 件没有移交：%(why)s") % facts)
        return redirect("hall:desk")
    crumbs = [(_("办件"), reverse("hall:desk")), (_("移交"), None)]
    return render(request, "hall/office/hand_over_many.html", {"form": form, "cases": cases, "crumbs": crumbs})


def handed_over(cases: list[Application], form: BulkForm, request: PersonRequest) -> list[str]:
    """Hand each over by itself; what was refused, with its number and reason."""
    given, refused = form.cleaned_data, []
    for case in cases:
        try:
            actions.hand_over(application=case, to=given["to"], why=given["why"], by=request.user)
        except Refused as refusal:
            refused.append(f"{case}（{refusal.because}）")
    done = len(cases) - len(refused)
    if done:
        messages.success(request, _("已把 %(count)d 件移交给%(name)s。") % {"count": done, "name": given["to"].name})
    return refused
