"""The walk from a published result of the assessment to the points that it follows from, within a release."""

from collections.abc import Mapping
from typing import cast

from django.utils.translation import gettext as _

from zhicheng.base.definitions.queries import parsed
from zhicheng.base.ui import formats
from zhicheng.engine.packages import rows_of, sha256
from zhicheng.governance.assessment.definition_kinds import ASSESSMENT, AssessmentDefinition
from zhicheng.governance.indicators.refiguring import models_in
from zhicheng.governance.releases.parts import Address, Files, Head, Link, Walk, WalkTable, own_files, year_of

CODE, SCHEME = "assessment", "scheme.toml"
POINTS, DECIDED, FACTS, RESULTS, CRITERIA = "points.csv", "decided.csv", "facts.csv", "results.csv", "criteria.csv"
REGIONS, FIGURES = "figures/regions.csv", "figures"
Row = Mapping[str, str]


def walk(release: Files, path: str, address: Address) -> Walk | None:
    """All cities; `440300`: how one city's result is made up."""
    own = own_files(release, CODE)
    scheme = scheme_in(own, year_of(release))
    rows = {row["region"]: row for row in rows_of(own[RESULTS])}
    names = {row["code"]: row["name"] for row in rows_of(release[REGIONS])} if REGIONS in release else {}
    if not path:
        return all_cities(rows, scheme, names, address)
    if path not in rows:
        return None
    titles = {code: model.title for code, model in models_in(release).items()}
    return one_city(own, rows[path], scheme, names.get(path, path), titles, address)


def scheme_in(own: Files, year: int) -> AssessmentDefinition:
    """The scheme whose text the release holds."""
    text = own[SCHEME]
    return cast("AssessmentDefinition", parsed(ASSESSMENT, str(year), sha256(text), text.decode()))


def points(value: float | None) -> str:
    return formats.number(value, 1)


def grade_of(scheme: AssessmentDefinition, code: str) -> str:
    found = scheme.grade(code)
    return found.label if found else code


def all_cities(
    rows: Mapping[str, Row], scheme: AssessmentDefinition, names: Mapping[str, str], address: Address
) -> Walk:
    """Every city with place, total and grade."""
    listed = [
        (int(row["rank"]), names.get(region, region), Link(float(row["total"]), address(CODE, region)), grade_of(scheme, row["grade"]))
        for region, row in rows.items()
    ]  # fmt: skip
    heads = (
        Head(_("名次"), numeric=True),
        Head(_("城市")),
        Head(_("总分"), numeric=True, shows=points),
        Head(_("等级")),
    )
    heading = _("%(title)s：%(count)d 个城市的结果") % {"title": scheme.title, "count": len(listed)}
    return Walk(heading, scheme.note, tables=(WalkTable(scheme.title, heads, listed),), file=f"{CODE}/{RESULTS}")


def one_city(
    own: Files, row: Row, scheme: AssessmentDefinition, name: str, titles: Mapping[str, str], address: Address
) -> Walk:
    """One city: the sum, and for each criterion what the experts gave and what counts."""
    facts = {"city": name, "year": scheme.year, "total": points(float(row["total"])), "rank": row["rank"]}
    region = row["region"]
    return Walk(
        _("%(city)s %(year)d 年度考核 %(total)s 分，第 %(rank)s 位") % facts,
        _("总分等于校正后得分加加分、减扣分。"),
        facts=(
            (_("等级"), grade_of(scheme, row["grade"])),
            (_("专家评分的平均"), row["raw"]),
            (_("裁定和宽严校正以后"), row["adjusted"]),
            (_("加分"), row["bonus"]),
            (_("扣分"), row["deduction"]),
            (_("总分（未取整）"), row["total"]),
            (_("没有达到的必达项"), row["must_failed"] or _("没有")),
            (_("方案"), f"{CODE}/{SCHEME}"),
        ),
        tables=tuple(criteria_tables(own, region, scheme, titles, address)),
        file=f"{CODE}/{RESULTS}",
    )


def criteria_tables(
    own: Files, region: str, scheme: AssessmentDefinition, titles: Mapping[str, str], address: Address
) -> list[WalkTable]:
    """The points of each criterion, and the figures that the experts saw beside them."""
    given: dict[str, list[str]] = {}
    for one in rows_of(own[POINTS]):
        if one["region"] == region:
            given.setdefault(one["criterion"], []).append(points(float(one["points"])))
    decided = {one["criterion"]: float(one["points"]) for one in rows_of(own[DECIDED]) if one["region"] == region}
    counts = {one["criterion"]: float(one["points"]) for one in rows_of(own[CRITERIA]) if one["region"] == region}
    rows = [
        (one.title, float(one.points), "、".join(given.get(one.code, [])), decided.get(one.code), counts[one.code])
        for one in scheme.criteria
        if one.code in counts
    ]
    heads = (
        Head(_("评分项")), Head(_("满分"), numeric=True), Head(_("各位专家的评分")),
        Head(_("裁定"), numeric=True, shows=points), Head(_("计入"), numeric=True, shows=points),
    )  # fmt: skip
    seen = [
        (one.title, Link(titles[code], address(FIGURES, f"{code}/{region}/{scheme.year}")))
        for one in scheme.criteria
        if one.code in counts
        for code in one.figures
        if code in titles
    ]
    figures = WalkTable(_("评分时平台填写的指标"), (Head(_("评分项")), Head(_("指标"))), seen)
    return [WalkTable(_("各项得分"), heads, rows), *([figures] if seen else [])]
