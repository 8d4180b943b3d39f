"""The walk from a published figure to what it was computed from, within a release: the formula, the counts, the data table."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui import formats
from zhicheng.engine.packages import rows_of
from zhicheng.engine.places import prefix
from zhicheng.governance.indicators import lineage, words
from zhicheng.governance.indicators.compute import grid
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.lineage import FormulaWriter, Place
from zhicheng.governance.indicators.refiguring import (
    BASE,
    COUNTED,
    COUNTS,
    DATASETS,
    FOLDER,
    FORMULAS,
    RECORD_SETS,
    REGIONS,
    Held,
    file_of,
    held_in,
    models_in,
)  # fmt: skip
from zhicheng.governance.releases.parts import Address, Files, Head, Link, Walk, WalkTable, year_of

CODE = "figures"
LEVELS = {"province": gettext_lazy("省级"), "city": gettext_lazy("地级"), "county": gettext_lazy("县级")}


def walk(release: Files, path: str, address: Address) -> Walk | None:
    """All indicators; `patents`: one in all divisions; `patents/440300/2018`: one figure."""
    models = models_in(release)
    code, _slash, place = path.partition("/")
    if not path:
        return catalogue(release, models, address)
    if code not in models:
        return None
    if not place:
        return all_places(release, code, models, address)
    region, _slash, period = place.partition("/")
    name = names_in(release[FOLDER + REGIONS]).get(region)
    if name is None or not period.isdecimal() or len(period) != 4:
        return None
    return one_figure(release, models, code, Place(region, int(period)), address)


def catalogue(release: Files, models: Mapping[str, IndicatorDefinition], address: Address) -> Walk:
    """Every indicator that has figures of the year."""
    year, found = year_of(release), figures_in(release)
    counted = {code: sum(1 for place in found if place[0] == code and place[2] == year) for code in models}
    with_figures = {code: count for code, count in counted.items() if count}
    rows = [
        (Link(models[code].title, address(CODE, code)), models[code].aspect, models[code].shown_unit, count)
        for code, count in sorted(with_figures.items())
    ]
    heads = (Head(_("指标")), Head(_("方面")), Head(_("单位")), Head(_("有数据的区划"), numeric=True))
    heading = _("%(count)d 个指标有 %(year)d 年的数据") % {"count": len(rows), "year": year}
    return Walk(heading, tables=(WalkTable(_("指标"), heads, rows),))


def all_places(release: Files, code: str, models: Mapping[str, IndicatorDefinition], address: Address) -> Walk:
    """The figures of an indicator of the year, in all divisions."""
    year, model, names = year_of(release), models[code], names_in(release[FOLDER + REGIONS])
    held = held_in(release[FOLDER + file_of(model)])
    found = {region: one for (each, region, period), one in held.items() if each == code and period == year}
    rows = [
        (
            region,
            names[region][0],
            LEVELS[names[region][1]],
            Link(words.Amount.of(one.value, model), address(CODE, f"{code}/{region}/{year}")),
        )
        for region, one in sorted(found.items(), key=lambda item: (list(LEVELS).index(names[item[0]][1]), item[0]))
    ]
    value = Head(model.shown_unit or _("数值"), numeric=True, shows=words.written)
    heads = (Head(_("区划代码")), Head(_("区划")), Head(_("级别")), value)
    facts = {"title": model.title, "year": year, "count": len(rows)}
    heading = _("%(year)d 年“%(title)s”在 %(count)d 个区划有数据") % facts
    table = WalkTable(model.title, heads, rows)
    return Walk(
        heading, model.definition, facts=definition_facts(code, model), tables=(table,), file=f"{CODE}/{file_of(model)}"
    )


def one_figure(
    release: Files, models: Mapping[str, IndicatorDefinition], code: str, place: Place, address: Address
) -> Walk:
    """One figure: the number, and what it follows from."""
    model, names = models[code], names_in(release[FOLDER + REGIONS])
    held = held_in(release[FOLDER + file_of(model)]).get((code, place.region, place.period))
    value = held.value if held else None
    shown = formula_of(release, code, models, place, value, address)
    return Walk(
        words.finding(names[place.region][0], place.period, model, value),
        model.caution,
        crumbs=((model.title, code),),
        facts=tuple(figure_facts(release, code, model, place, held)),
        formula=tuple(shown.parts),
        formula_text=model.formula or "",
        tables=tuple(counts_behind(release, code, model, place)),
        file=f"{CODE}/{file_of(model)}",
    )


def formula_of(
    release: Files,
    code: str,
    models: Mapping[str, IndicatorDefinition],
    place: Place,
    value: float | None,
    address: Address,
) -> lineage.Shown:
    """The formula with the numbers of the release, each a link to its own walk; nothing for an indicator without one."""
    formula = models[code].parsed
    if formula is None:
        return lineage.Shown((), ())
    lags = [lag for each in formula.lags.values() for lag in each]
    periods = tuple(range(place.period + min(lags), place.period + max([*lags, 0]) + 1))
    panel = {
        name: grid(own_cells(release, name, models, place.region), (place.region,), periods) for name in formula.names
    }

    def page(name: str, region: str, period: int) -> str:
        return address(CODE, f"{name}/{region}/{period}")

    return lineage.written(code, value, FormulaWriter(models, place, panel, periods[0], page))


def own_cells(
    release: Files, code: str, models: Mapping[str, IndicatorDefinition], region: str
) -> dict[tuple[str, int], float]:
    """An indicator's figures of one division in all years that the release holds."""
    held = held_in(release[FOLDER + file_of(models[code])])
    return {(region, when): one.value for (each, where, when), one in held.items() if (each, where) == (code, region)}


def definition_facts(code: str, model: IndicatorDefinition) -> tuple[tuple[Any, ...], ...]:
    """What the number is, and where its definition stands in the release."""
    return (
        (_("来源"), model.source),
        (_("责任单位"), model.owner),
        (_("定义"), f"definitions/indicator/{code}.toml"),
    )


def figure_facts(
    release: Files, code: str, model: IndicatorDefinition, place: Place, held: Held | None
) -> Iterator[tuple[Any, ...]]:
    if held is not None:
        yield _("未取整"), words.unrounded(held.value)
        if held.records is not None:
            yield _("记录条数"), held.records
    yield from definition_facts(code, model)
    if model.statistic:
        yield _("数据表的列"), f"{model.statistic.layout} · {model.statistic.column}"
        yield _("数据表的格式"), f"definitions/layout/{model.statistic.layout}.toml"
        version = next(
            (row for row in rows_of(release[FOLDER + DATASETS]) if row["dataset"] == model.statistic.layout), None
        )
        if version:
            yield _("数据表的版次"), version["version"]
            yield _("导入文件的摘要"), version["sha256"]
    yield (
        _("现在的数值"),
        _("看平台上的这个数值"),
        reverse("indicators:figure", args=[code, place.region, place.period]),
    )


def counts_behind(release: Files, code: str, model: IndicatorDefinition, place: Place) -> Iterator[WalkTable]:
    """The records of each division itself, which add up to a counted figure, with the digest of the records there."""
    if model.counted is None:
        return
    names, inside = names_in(release[FOLDER + REGIONS]), prefix(place.region)
    digests, is_sum = digests_in(release[FOLDER + RECORD_SETS]), model.counted.measure.startswith("sum")
    rows = []
    for region, records, total in counts_in(release[FOLDER + COUNTS]).get((code, place.period), ()):
        if region.startswith(inside):
            digest = digests.get((model.counted.records, region, place.period), "")
            name = names.get(region, (formats.MISSING, ""))[0]
            rows.append((region, name, records, *([total] if is_sum else []), digest[:16]))
    heads = (
        Head(_("区划代码")),
        Head(_("区划")),
        Head(_("记录条数"), numeric=True),
        *([Head(_("合计"), numeric=True)] if is_sum else []),
        Head(_("同类记录编号的摘要（前 16 位）")),
    )
    yield WalkTable(_("由这些区划的记录加总"), heads, rows)


def figures_in(release: Files) -> set[tuple[str, str, int]]:
    """(indicator, division, year) of all figures."""
    return {place for name in (BASE, COUNTED, FORMULAS) for place in held_in(release[FOLDER + name])}


@lru_cache(maxsize=4)
def names_in(content: bytes) -> Mapping[str, tuple[str, str]]:
    """Code → name and level of each division."""
    return {row["code"]: (row["name"], row["level"]) for row in rows_of(content)}


@lru_cache(maxsize=4)
def counts_in(content: bytes) -> Mapping[tuple[str, int], list[tuple[str, int, float | None]]]:
    """(indicator, year) → (division, records, total) of each division that has any itself."""
    added: dict[tuple[str, int], dict[str, list[float]]] = {}
    for row in rows_of(content):
        here = added.setdefault((row["indicator"], int(row["year"])), {}).setdefault(row["region"], [0, 0])
        here[0] += int(row["records"])
        here[1] += float(row["total"] or 0)
    return {
        key: [(region, int(records), total or None) for region, (records, total) in sorted(found.items())]
        for key, found in added.items()
    }


@lru_cache(maxsize=4)
def digests_in(content: bytes) -> Mapping[tuple[str, str, int], str]:
    """(record set, division, year) → digest of the records' numbers."""
    return {(row["record_set"], row["region"], int(row["year"])): row["sha256"] for row in rows_of(content)}
