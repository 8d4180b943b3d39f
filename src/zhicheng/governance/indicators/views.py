"""Pages of indicators, figures and their sources: anyone may read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.documents.rules import can_read
from zhicheng.base.regions.models import Region
from zhicheng.base.ui.exports import respond
from zhicheng.governance.indicators import behind, datasets, lineage, pages, queries, reported, totalling, uses, words
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition, LayoutDefinition
from zhicheng.governance.indicators.invented import caution_of
from zhicheng.governance.indicators.models import Import, Row
from zhicheng.governance.indicators.rules import can_import, can_restore, can_see_report, can_see_reports
from zhicheng.governance.indicators.tables import (
    CatalogueFile,
    CatalogueTable,
    DatasetTable,
    HistoryTable,
    NationTable,
    RowsTable,
    VersionTable,
    YearTable,
    page_of_line,
)

FIRST_YEAR, LAST_YEAR = 1949, 2100
MOST_FIRST = 3  # so many names fit in a heading


@dataclass(frozen=True, slots=True)
class Known:
    """The indicator that a page is about, among all in force."""

    code: str
    definition: Definition
    model: IndicatorDefinition
    models: Mapping[str, IndicatorDefinition]


def catalogue(request: HttpRequest, as_format: str) -> HttpResponse:
    """All indicators, by aspect."""
    rows = pages.catalogue()
    if as_format != "html":
        return respond(CatalogueFile(rows, request.GET), as_format, _("指标目录"))
    table = CatalogueTable(rows, request.GET)
    counts = {"all": len(rows), "with": sum(bool(row.figures) for row in rows)}
    facts = {
        "heading": _("%(all)d 个指标，%(with)d 个已有数据") % counts,
        "figures": sum(row.figures for row in rows),
        "table": table,
        "computed": queries.last_computation(),
        "layouts": queries.layout_models(),
        "may_import": may(request, can_import),
        "may_report": may(request, can_see_reports),
        "crumbs": [(_("首页"), reverse("home")), (_("指标目录"), None)],
    }
    return render(request, "indicators/catalogue.html", facts)


def indicator(request: HttpRequest, code: str, as_format: str) -> HttpResponse:
    """What an indicator means, and its figures of a year; `?year=` and `?level=` choose."""
    known = known_indicator(code)
    model = known.model
    periods = queries.periods_of(code)
    period = chosen_year(request, periods)
    levels = pages.levels_of(code, period) if period else []
    level = chosen_level(request, levels)
    rows = pages.year_rows(code, model, period, level) if period else []
    caption = _("%(title)s，%(year)s 年") % {"title": model.title, "year": period or "—"}
    table = YearTable(rows, request.GET, indicator=model, caption=caption)
    if as_format != "html":
        return respond(table, as_format, f"{code}-{period}", extra=about(known))
    parsed = model.parsed
    facts = {
        **shared(known),
        "formula_words": words.formula_words(parsed, queries.indicator_models()) if parsed else "",
        "layout_title": layout_title(model),
        "heading": heading_of_year(model, period, rows),
        "nation": NationTable(pages.nation_rows(code, model), request.GET, indicator=model)
        if model.is_summed
        else None,
        "period": period,
        "periods": periods[::-1],
        "levels": [(each, pages.LEVEL_WORDS[each]) for each in levels],
        "level": level,
        "table": table,
        "chart": pages.map_of(model, rows, level, period) if period else None,
        "middle": words.with_unit(pages.median_of(rows), model),
        "missing": "" if rows else pages.why_missing(model, None, "", None),
        "crumbs": [*home(), (model.title, None)],
    }
    return render(request, "indicators/indicator.html", facts)


def layout_title(model: IndicatorDefinition) -> str:
    """What the table is called that an indicator reads; empty when it reads none."""
    layout = queries.layout_models().get(model.statistic.layout) if model.statistic else None
    return layout.title if layout else ""


def chosen_level(request: HttpRequest, levels: list[str]) -> str:
    """The level asked for when there are figures at it; else cities, or the lowest that has any."""
    asked = request.GET.get("level", "")
    if asked in levels:
        return asked
    return "city" if "city" in levels or not levels else levels[-1]


def figure(request: HttpRequest, code: str, region: str, period: int, as_format: str) -> HttpResponse:
    """One figure: how it came about, its source, its years."""
    known = known_indicator(code)
    place = get_object_or_404(Region.objects.select_related("parent"), code=region)
    if not FIRST_YEAR <= period <= LAST_YEAR:
        raise Http404(_("没有这个年份"))
    standing = pages.standing(code, known.model, place, period)
    table = HistoryTable(
        standing.history,
        request.GET,
        indicator=known.model,
        caption=_("%(name)s历年%(title)s") % {"name": place.short_name, "title": known.model.title},
        middle=pages.median_words(standing.level),
    )
    if as_format != "html":
        own = {
            "region": region,
            "name": place.name,
            "period": period,
            "value": words.Amount.of(standing.value, known.model),
        }
        return respond(table, as_format, f"{code}-{region}", extra={**about(known), **own})
    facts = {
        **shared(known),
        **origin_of(known, lineage.Place(region, period), standing.value),
        **words_of(known.model, place, period, standing),
        "own": standing.own,
        "may_report": may(request, lambda user: can_see_report(user, region)),
        "region": place,
        "period": period,
        "chart": pages.trend(known.model, place, standing.history, standing.level),
        "table": table,
        "crumbs": [
            *home(),
            (known.model.title, reverse("indicators:indicator", args=[code])),
            (place.short_name, None),
        ],
    }
    return render(request, "indicators/figure.html", facts)


def words_of(model: IndicatorDefinition, place: Region, period: int, standing: pages.Standing) -> dict[str, Any]:
    """The figure in sentences, and those of its neighbours in words."""
    near = pages.neighbours(place, standing.rows)
    return {
        "heading": words.finding(place.short_name, period, model, standing.value),
        "lead": lead_of(model, standing),
        "unrounded": words.unrounded(standing.value),
        "neighbours": [(row.name, words.number(row.value, model), row.rank, row.url) for row in near],
    }


def origin_of(known: Known, place: lineage.Place, value: float | None) -> dict[str, Any]:
    """The formula with its numbers, or the row of the file, or why there is neither."""
    code, model, models = known.code, known.model, known.models
    layout = queries.layout_models().get(model.statistic.layout) if model.statistic else None
    row = lineage.source_row(code, place) if model.statistic else None
    shown = lineage.formula_of(code, models, place, value)
    raw = row.value.raw if row else None
    return {
        "parts": shown.parts,
        "row": row,
        "layout": layout,
        "behind": behind.behind_of(code, model, place),
        "records": records_of(code, place) if model.counted else None,
        **reported_origin(code, model, place),
        "zero": "" if row else pages.zero_without_row(layout, value),
        "missing": pages.why_missing(model, layout, place.region, raw) if value is None else "",
        "read_by": [(models[each].title, reverse("indicators:figure", args=[each, place.region, place.period]))
                    for each in lineage.reads(code, models)],
        "provisional": provisional_words(layout, place.period),
    }  # fmt: skip


def reported_origin(code: str, model: IndicatorDefinition, place: lineage.Place) -> dict[str, Any]:
    """The report behind a figure, or the reports of which it is the sum."""
    if model.reported is None:
        return {}
    found = reported.report(code, place.region, place.period)
    where = None if found else Region.objects.filter(code=place.region).first()
    summed = totalling.parts_of(code, where, place.period) if where and model.reported.above == "sum" else []
    return {
        "report": found,
        "summed": [
            (one.region.name, words.with_unit(one.value, model), lineage.page_of(code, one.region_id, one.period))
            for one in summed
        ],
    }


def records_of(code: str, place: lineage.Place) -> int | None:
    """How many records a figure was counted from."""
    found = queries.figure(code, place.region, place.period)
    return found.records if found else None


def provisional_words(layout: LayoutDefinition | None, period: int) -> str:
    """Why a figure of an imported table is provisional; empty when it is not."""
    rule = layout.provisional_from if layout else None
    return rule.why if rule and period >= rule.year else ""


def lead_of(model: IndicatorDefinition, standing: pages.Standing) -> str:
    """Where the figure stands among others, and the caution that belongs to it."""
    parts, rows, level = [], standing.rows, standing.level
    if standing.own and len(rows) > 1:
        middle = {"words": pages.median_words(level), "value": words.with_unit(pages.median_of(rows), model)}
        parts.append(words.standing(standing.own.rank, len(rows), model, pages.LEVEL_WORDS[level]))
        parts.append(_("%(words)s为 %(value)s") % middle)
    parts += [model.caution] if model.caution else []
    return "；".join(parts) + ("。" if parts else "")


def heading_of_year(model: IndicatorDefinition, period: int | None, rows: list[pages.RegionRow]) -> str:
    """The finding of a year: who comes first, with what."""
    if not period or not rows:
        return _("“%s”还没有数据") % model.title
    first = [row.name for row in rows if row.rank == 1]
    facts = {"year": period, "title": model.title, "value": words.with_unit(rows[0].value, model)}
    if len(first) > MOST_FIRST:
        return _("%(year)d 年%(title)s：%(count)d 个地区并列居首，%(value)s") % {**facts, "count": len(first)}
    facts["name"] = "、".join(first) + (_("并列") if len(first) > 1 else "")
    return _("%(year)d 年%(title)s：%(name)s居首，%(value)s") % facts


def dataset(request: HttpRequest, code: str, as_format: str) -> HttpResponse:
    """A dataset: how its table is read, and every version of it. The files are the version in force, in the layout's columns."""
    layout = known_layout(code)
    if as_format != "html":
        rows = datasets.rows_in_force(code, layout)
        return respond(
            DatasetTable(rows, request.GET, heads=datasets.heads_of(layout), caption=layout.title), as_format, code
        )
    models = queries.indicator_models()
    facts = {
        "code": code,
        "layout": layout,
        "heading": layout.title,
        "columns": [(each, models.get(each.indicator)) for each in layout.columns],
        "table": VersionTable(queries.versions_of(code), request.GET),
        "may_import": may(request, can_import),
        "crumbs": [*home(), (layout.title, None)],
    }
    return render(request, "indicators/dataset.html", facts)


def source(request: HttpRequest, pk: int, as_format: str) -> HttpResponse:
    """One imported file with its rows; `?line=` shows the page on which a line stands and marks it."""
    shown = get_object_or_404(Import.objects.select_related("made_by", "definition", "document"), pk=pk)
    rows = Row.objects.filter(source=shown).order_by("line")
    wanted = request.GET.get("line", "")
    line = int(wanted) if wanted.isdecimal() and len(wanted) < 9 else None
    query = request.GET.copy()
    if line is not None and "page" not in query:
        query["page"] = str(page_of_line(shown, line))
    query.pop("line", None)
    table = RowsTable(rows, query, source=shown, line=line, numbered=as_format == "html")
    if as_format != "html":
        return respond(table, as_format, shown.file_name.rpartition(".")[0] or shown.file_name)
    layout = queries.layout_of(shown.definition)
    facts = {
        "source": shown,
        "layout": layout,
        "line": line,
        "heading": _("“%(title)s”第 %(version)d 版的来源文件") % {"title": layout.title, "version": shown.version},
        "table": table,
        "may_read": shown.document is not None and may(request, lambda user: can_read(user, shown.document)),
        "may_restore": may(request, lambda user: can_restore(user, shown)),
        "crumbs": [
            *home(),
            (layout.title, reverse("indicators:dataset", args=[shown.layout])),
            (shown.file_name, None),
        ],
    }
    return render(request, "indicators/source.html", facts)


def shared(known: Known) -> dict[str, Any]:
    """What the pages of an indicator and of its figures share."""
    return {
        "code": known.code,
        "indicator": known.model,
        "demonstration": caution_of(known.code, known.models),
        "definition": known.definition,
        "origin": pages.origin_words(known.model),
        "uses": uses.of(known.code),
        "readers": [
            (known.models[other].title, reverse("indicators:indicator", args=[other]))
            for other in lineage.reads(known.code, known.models)
        ],
    }


def about(known: Known) -> dict[str, Any]:
    """What a JSON twin says about the indicator."""
    model = known.model
    return {
        "indicator": known.code,
        "title": model.title,
        "unit": model.shown_unit,
        "definition_version": known.definition.version,
        "formula": model.formula,
        "definition": model.definition,
        "source": model.source,
        "caution": model.caution,
    }


def chosen_year(request: HttpRequest, periods: list[int]) -> int | None:
    """The year asked for when there are figures of it, else the latest."""
    wanted = request.GET.get("year", "")
    if wanted.isdecimal() and len(wanted) == 4 and int(wanted) in periods:
        return int(wanted)
    return periods[-1] if periods else None


def known_indicator(code: str) -> Known:
    definitions = queries.indicator_definitions()
    if code not in definitions:
        raise Http404(_("没有这个指标"))
    models = {each: queries.indicator_of(one) for each, one in definitions.items()}
    return Known(code, definitions[code], models[code], models)


def known_layout(code: str) -> LayoutDefinition:
    layout = queries.layout_models().get(code)
    if layout is None:
        raise Http404(_("没有这张数据表"))
    return layout


def home() -> list[tuple[str, str | None]]:
    return [(_("首页"), reverse("home")), (_("指标目录"), reverse("indicators:catalogue"))]


def may(request: HttpRequest, rule: Any) -> bool:
    """Whether the visitor is signed in and let in by the rule."""
    return isinstance(request.user, User) and bool(rule(request.user))
