"""Figures side by side: the pivot of indicators, regions and years, and what changed of late."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicheng.base.regions.models import Region
from zhicheng.base.ui import formats
from zhicheng.base.ui.exports import respond
from zhicheng.governance.indicators import changing, pivoting
from zhicheng.governance.indicators.invented import caution
from zhicheng.governance.indicators.pivot_tables import ChangeTable, MoveTable, PivotTable

LONGEST_LOOK_DAYS = 60


@require_safe
def pivot(request: HttpRequest, as_format: str) -> HttpResponse:
    """Every indicator of a division and those below it, five years side by side; `?region=` and `?to=` choose."""
    code = request.GET.get("region", "")
    region = get_object_or_404(Region.objects.select_related("parent"), code=code) if code else None
    span = pivoting.span()
    first, last = span or (timezone.localdate().year, timezone.localdate().year)
    until = chosen_year(request.GET.get("to", ""), first, last)
    years = pivoting.years_to(until, first)
    found = pivoting.rows(pivoting.regions_shown(region), years)
    table = PivotTable(found if region else pivoting.nation_rows(years) + found, request.GET, years=years)
    place = region.short_name if region else _("各省")
    if as_format != "html":
        return respond(table, as_format, _("指标透视-%(place)s") % {"place": place})
    facts = {"place": place, "first": years[0], "last": years[-1], "rows": table.total}
    shown = {
        "heading": _("%(place)s %(first)d–%(last)d 年的指标，%(rows)d 行") % facts,
        "table": table,
        "region": region,
        "until": until,
        "last_years": range(last, first - 1, -1),
        "demonstration": caution(),
        "crumbs": pivot_crumbs(region),
    }
    return render(request, "indicators/pivot.html", shown)


def chosen_year(text: str, first: int, last: int) -> int:
    """The year asked for when figures reach to it, else the latest."""
    return int(text) if len(text) == 4 and text.isdecimal() and first <= int(text) <= last else last


def pivot_crumbs(region: Region | None) -> list[tuple[str, str | None]]:
    """From the country down to the division shown."""
    page = reverse("indicators:pivot")
    crumbs: list[tuple[str, str | None]] = [
        (_("首页"), reverse("home")),
        (_("指标目录"), reverse("indicators:catalogue")),
    ]
    if region is None:
        return [*crumbs, (_("指标透视"), None)]
    above = [region.parent] if region.parent else []
    crumbs += [(_("指标透视"), page), *((one.short_name, f"{page}?region={one.code}") for one in above)]
    return [*crumbs, (region.short_name, None)]


@require_safe
def changes(request: HttpRequest, as_format: str) -> HttpResponse:
    """What changed since a day (yesterday when none is named): figures, and the records behind them."""
    since = day_of(request.GET.get("since", ""))
    found = changing.changes_since(since)
    moves = MoveTable(found.moves, request.GET)
    if as_format != "html":
        return respond(moves, as_format, _("变动-%s") % since)
    records = sum(each.total for each in found.records)
    facts = {"since": since, "figures": formats.number(found.moved), "records": formats.number(records)}
    shown = {
        "heading": _("%(since)s 以来，%(records)s 条记录有变动，%(figures)s 个数值随之改变") % facts,
        "since": since,
        "records": ChangeTable(found.records, request.GET),
        "table": moves,
        "is_cut": found.moved > len(found.moves),
        "shown": len(found.moves),
        "earliest": timezone.localdate() - timedelta(days=LONGEST_LOOK_DAYS),
        "today": timezone.localdate(),
        "demonstration": caution(),
        "crumbs": [
            (_("首页"), reverse("home")),
            (_("指标目录"), reverse("indicators:catalogue")),
            (_("近日变动"), None),
        ],
    }
    return render(request, "indicators/changes.html", shown)


def day_of(text: str) -> date:
    """The day asked for, within the last weeks; yesterday when none can be understood."""
    today = timezone.localdate()
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return today - timedelta(days=1)
    return min(max(asked, today - timedelta(days=LONGEST_LOOK_DAYS)), today)
