"""The walk from a judged target to the figures that decide it, within a release."""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from django.utils.translation import gettext as _

from zhicheng.engine.packages import rows_of
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.refiguring import FOLDER, REGIONS, definitions_in, figures_of, models_in
from zhicheng.governance.plans.definition_kinds import PlanDefinition, Target
from zhicheng.governance.plans.queries.targets import judge
from zhicheng.governance.releases.parts import Address, Files, Head, Link, Walk, WalkTable, year_of

CODE, FIGURES = "plans", "figures"
TARGETS = "targets.csv"


def walk(release: Files, path: str, address: Address) -> Walk | None:
    """All targets; `counties`: one in all cities; `counties/440300`: the judgement of one city."""
    found, met = plan_in(release, year_of(release)), met_in(release[f"{CODE}/{TARGETS}"])
    code, _slash, region = path.partition("/")
    if not path:
        return all_targets(found, met, address)
    target = next((one for one in found.targets if one.code == code), None)
    if target is None:
        return None
    names = {row["code"]: row["name"] for row in rows_of(release[FOLDER + REGIONS])}
    if not region:
        return all_cities(target, met.get(code, {}), names, address)
    return one_city(release, found, target, region, names[region], address) if region in names else None


def plan_in(release: Files, year: int) -> PlanDefinition:
    """The plan whose text the release holds."""
    return cast("PlanDefinition", definitions_in(release, "plan")[str(year)])


@lru_cache(maxsize=4)
def met_in(content: bytes) -> Mapping[str, Mapping[str, bool]]:
    """Target → city → whether it is met."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for row in rows_of(content):
        found[row["target"]][row["region"]] = row["met"] == "1"
    return found


def all_targets(found: PlanDefinition, met: Mapping[str, Mapping[str, bool]], address: Address) -> Walk:
    """Every target with in how many cities it is met."""
    rows = [
        (
            Link(target.label, address(CODE, target.code)),
            target.clause,
            len(met.get(target.code, {})),
            sum(met.get(target.code, {}).values()),
        )
        for target in found.targets
    ]
    heads = (
        Head(_("目标")),
        Head(_("出处")),
        Head(_("能判断的城市"), numeric=True),
        Head(_("达标的城市"), numeric=True),
    )
    heading = _("%(title)s：%(count)d 个可以计算的目标") % {"title": found.title, "count": len(rows)}
    return Walk(heading, tables=(WalkTable(_("目标"), heads, rows),), file=f"{CODE}/{TARGETS}")


def all_cities(target: Target, met: Mapping[str, bool], names: Mapping[str, str], address: Address) -> Walk:
    """One target in every city that can be judged."""
    rows = [
        (names.get(region, region), Link(verdict_of(is_met), address(CODE, f"{target.code}/{region}")))
        for region, is_met in sorted(met.items())
    ]
    facts = {"label": target.label, "judged": len(met), "met": sum(met.values())}
    heading = _("%(label)s：%(judged)d 个城市能判断，%(met)d 个达标") % facts
    table = WalkTable(target.label, (Head(_("城市")), Head(_("判断"))), rows)
    return Walk(heading, target.sentence, tables=(table,), formula_text=target.expression, file=f"{CODE}/{TARGETS}")


def verdict_of(is_met: bool) -> str:
    return _("达标") if is_met else _("未达标")


def one_city(release: Files, found: PlanDefinition, target: Target, region: str, name: str, address: Address) -> Walk:
    """The judgement of one city in one sentence, and the figures in it."""
    models = models_in(release)
    values = {
        (code, when): value
        for code in target.formula.names
        for (where, when), value in figures_of(release, code).items()
        if where == region
    }
    judged = judge(target, found.year, region, values, models)
    rows = [
        (
            _("%(year)d 年%(title)s") % {"year": when, "title": models[code].title},
            Link(words.with_unit(value, models[code]), address(FIGURES, f"{code}/{region}/{when}")),
        )
        for (code, when), value in sorted(values.items())
    ]
    return Walk(
        _("%(city)s：%(label)s——%(verdict)s") % {"city": name, "label": target.label, "verdict": judged.chip[1]},
        judged.words,
        crumbs=((target.label, target.code),),
        facts=(
            (_("要求"), target.sentence),
            (_("出处"), target.clause),
            (_("定义"), f"definitions/plan/{found.year}.toml"),
        ),
        formula_text=target.expression,
        tables=(WalkTable(_("算式中的数值"), (Head(_("指标")), Head(_("数值"), numeric=True)), rows),),
        file=f"{CODE}/{TARGETS}",
    )
