"""The walk from a published score to the figures that it was computed from, within a release."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.base.ui import formats
from zhicheng.engine.packages import rows_of
from zhicheng.governance.indicators.refiguring import models_in
from zhicheng.governance.releases.parts import Address, Files, Head, Link, Walk, WalkTable, own_files, year_of
from zhicheng.governance.rounds import release
from zhicheng.governance.strength.definition_kinds import ROOT, SchemeDefinition

CODE = "strength"
FIGURES = "figures"
REGIONS = "figures/regions.csv"
Row = Mapping[str, str]


def walk(files: Files, path: str, address: Address) -> Walk | None:
    """All schemes; `demo-2010`: its ranking; `demo-2010/440300`: how a city's score is made up."""
    scheme, _slash, region = path.partition("/")
    if not path:
        return schemes(files, address)
    own = own_files(files, f"{CODE}/{scheme}")
    if release.SCHEME not in own:
        return None
    model = release.scheme_from(scheme, own[release.SCHEME].decode())
    scores = scores_in(own["scores.csv"])
    if not region:
        return ranking(files, scheme, model, scores, address)
    if region not in scores:
        return None
    return one_score(files, scheme, model, scores[region], address)


def schemes(files: Files, address: Address) -> Walk:
    """Every scheme by which the year was evaluated."""
    codes = sorted({name.partition("/")[0] for name in own_files(files, CODE)})
    rows = []
    for code in codes:
        own = own_files(files, f"{CODE}/{code}")
        title = release.scheme_from(code, own[release.SCHEME].decode()).title
        rows.append((Link(title, address(CODE, code)), len(scores_in(own["scores.csv"]))))
    heads = (Head(_("方案")), Head(_("入评的城市"), numeric=True))
    facts = {"year": year_of(files), "count": len(rows)}
    return Walk(_("%(year)d 年按 %(count)d 个方案评价") % facts, tables=(WalkTable(_("方案"), heads, rows),))


def ranking(
    files: Files, scheme: str, model: SchemeDefinition, scores: Mapping[str, Mapping[str, Row]], address: Address
) -> Walk:
    """All cities in order of their places."""
    names = names_of(files)
    placed = sorted(scores.items(), key=lambda item: (int(item[1][ROOT]["rank"] or 0), item[0]))
    rows = [
        (
            int(nodes[ROOT]["rank"]),
            names.get(region, region),
            Link(float(nodes[ROOT]["score"]), address(CODE, f"{scheme}/{region}")),
        )
        for region, nodes in placed
    ]
    heads = (Head(_("名次"), numeric=True), Head(_("城市")), Head(_("得分"), numeric=True, shows=points))
    heading = _("%(year)d 年专利实力：%(count)d 个城市入评") % {"year": year_of(files), "count": len(rows)}
    table = WalkTable(model.title, heads, rows)
    return Walk(heading, model.note, tables=(table,), file=f"{CODE}/{scheme}/scores.csv")


def one_score(files: Files, scheme: str, model: SchemeDefinition, nodes: Mapping[str, Row], address: Address) -> Walk:
    """A city's score: every aspect and indicator with what it brings; the indicators open to their figures."""
    total = nodes[ROOT]
    region, year = total["region"], year_of(files)
    names, known = names_of(files), indicators_in(files)
    rows = []
    for aspect in model.aspects:
        rows.append(line(aspect.label, nodes.get(aspect.code)))
        for measured in aspect.indicators:
            code = measured.indicator
            label: Any = f"　{known.get(code, code)}"
            if code in known:
                label = Link(label, address(FIGURES, f"{code}/{region}/{year}"))
            rows.append(line(label, nodes.get(code)))
    heads = (
        Head(_("方面和指标")),
        Head(_("原值"), numeric=True),
        Head(_("得分"), numeric=True, shows=points),
        Head(_("权重"), numeric=True),
        Head(_("贡献"), numeric=True, shows=points),
    )
    facts = {
        "city": names.get(region, region),
        "score": points(float(total["score"])),
        "rank": total["rank"],
        "year": year,
    }
    return Walk(
        _("%(city)s %(year)d 年专利实力 %(score)s 分，第 %(rank)s 位") % facts,
        model.note,
        crumbs=((model.title, scheme),),
        facts=(
            (_("方案"), f"{CODE}/{scheme}/{release.SCHEME}"),
            (_("输入的数据"), f"{CODE}/{scheme}/{release.FIGURES}"),
        ),
        tables=(WalkTable(_("得分由各项贡献相加而成"), heads, rows),),
        file=f"{CODE}/{scheme}/scores.csv",
    )


def line(label: Any, row: Row | None) -> tuple[Any, ...]:
    """One node; numbers as they stand in the file, nothing where a city has none."""
    return (label, *(number(row, name) for name in ("raw", "score", "weight", "contribution")))


def number(row: Row | None, name: str) -> float | None:
    return float(row[name]) if row and row[name] else None


def points(value: float | None) -> str:
    """Scores are shown with one decimal, and kept with all."""
    return formats.number(value, 1)


def names_of(files: Files) -> Mapping[str, str]:
    """Division → name, where the release says it."""
    return names_in(files[REGIONS]) if REGIONS in files else {}


@lru_cache(maxsize=4)
def names_in(content: bytes) -> Mapping[str, str]:
    return {row["code"]: row["name"] for row in rows_of(content)}


def indicators_in(files: Files) -> Mapping[str, str]:
    """Indicator → title, of those whose definitions the release holds."""
    return {code: model.title for code, model in models_in(files).items()}


@lru_cache(maxsize=4)
def scores_in(content: bytes) -> Mapping[str, Mapping[str, Row]]:
    """City → node → row."""
    found: dict[str, dict[str, Row]] = {}
    for row in rows_of(content):
        found.setdefault(row["region"], {})[row["node"]] = row
    return found
