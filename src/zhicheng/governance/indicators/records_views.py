"""The records that a figure was counted from."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from zhicheng.base.regions.models import Region
from zhicheng.base.ui.exports import respond
from zhicheng.governance.indicators import behind, queries, words
from zhicheng.governance.indicators.behind import Behind
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.invented import caution_of
from zhicheng.governance.indicators.lineage import Place
from zhicheng.governance.indicators.tables import PartTable, RecordsTable


def records(request: HttpRequest, code: str, region: str, period: int, as_format: str) -> HttpResponse:
    """The rows of a figure for those who may see them; for others its parts by division."""
    indicator = queries.indicator_models().get(code)
    place, where = Place(region, period), get_object_or_404(Region, code=region)
    found = behind.behind_of(code, indicator, place) if indicator else None
    if indicator is None or found is None:
        raise Http404(_("这个指标不是由记录计数得出的"))
    if found.record_set.rows is None:
        return redirect(found.url)
    rows = behind.visible_rows(found, place, request.user)
    parts = PartTable(behind.parts_of(code, place), request.GET, indicator=indicator)
    with scopes_disabled():  # the rows are those of one division, and of the officer's reach
        table = parts if rows is None else RecordsTable(rows, request.GET, record_set=found.record_set)
        if as_format != "html":
            return respond(table, as_format, f"{code}-{region}-{period}")
        facts = page_facts(code, indicator, where, period, found)
        facts |= {
            "table": table,
            "parts": parts if rows is not None and parts.total else None,
            "is_hidden": rows is None,
        }
        return render(request, "indicators/records.html", facts)


def page_facts(code: str, indicator: IndicatorDefinition, where: Region, period: int, found: Behind) -> dict[str, Any]:
    """What the page says beside the rows."""
    figure = queries.figure(code, where.code, period)
    page = reverse("indicators:figure", args=[code, where.code, period])
    return {
        "heading": heading(indicator, where, period, figure.value if figure else None),
        "demonstration": caution_of(code, {code: indicator}),
        "region": where,
        "period": period,
        "records": figure.records if figure else 0,
        "found": found,
        "register": reverse(found.record_set.list_url) if found.record_set.list_url else "",
        "crumbs": [
            (_("首页"), reverse("home")),
            (_("指标目录"), reverse("indicators:catalogue")),
            (indicator.title, reverse("indicators:indicator", args=[code])),
            (_("%(name)s %(year)d 年") % {"name": where.short_name, "year": period}, page),
            (_("记录"), None),
        ],
    }


def heading(indicator: IndicatorDefinition, where: Region, period: int, value: float | None) -> str:
    return words.finding(where.short_name, period, indicator, value)
