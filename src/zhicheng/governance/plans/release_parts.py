"""How the cities met the targets of a year's plan, as a release takes it."""

from collections.abc import Iterable, Iterator

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import all_current
from zhicheng.engine.formulas import evaluate
from zhicheng.engine.packages import rows_of, table
from zhicheng.governance.indicators.compute import MUNICIPALITIES, grid
from zhicheng.governance.indicators.queries import Panel, panel
from zhicheng.governance.indicators.refiguring import FOLDER, REGIONS, figures_of
from zhicheng.governance.plans import release_walk
from zhicheng.governance.plans.definition_kinds import PlanDefinition
from zhicheng.governance.plans.queries.definitions import plan_of, plans
from zhicheng.governance.releases.parts import Files, Part, Standing, Writer, register, year_of

CODE = release_walk.CODE


def read(year: int) -> list[Definition]:
    """The plan of the year in force."""
    found = all_current("plan").get(str(year))
    return [found] if found else []


def frozen(year: int) -> dict[str, bytes]:
    """Every target judged in every city that has the figures; empty when no plan is known."""
    plans = read(year)
    if not plans:
        return {}
    found = plan_of(plans[0])
    return {release_walk.TARGETS: targets_csv(found, panel(names_of(found), level="city"))}


def again(release: Files) -> dict[str, bytes]:
    """The same from the plan's text and the figures of the release."""
    found = release_walk.plan_in(release, year_of(release))
    cities = {row["code"] for row in rows_of(release[FOLDER + REGIONS]) if row["level"] == "city"} | set(MUNICIPALITIES)
    return {f"{CODE}/{release_walk.TARGETS}": targets_csv(found, panel_in(release, names_of(found), cities))}


def names_of(found: PlanDefinition) -> list[str]:
    """The indicators that a plan's targets read."""
    return sorted({name for target in found.targets for name in target.formula.names})


def panel_in(release: Files, names: Iterable[str], cities: set[str]) -> Panel:
    """The figures of a release as the judging takes them."""
    cells = {
        name: {(region, when): value for (region, when), value in figures_of(release, name).items() if region in cities}
        for name in names
    }
    places = {place for of_name in cells.values() for place in of_name}
    years = [when for _region, when in places]
    regions = tuple(sorted({region for region, _year in places}))
    periods = tuple(range(min(years), max(years) + 1)) if years else ()
    return Panel(regions, periods, {name: grid(cells[name], regions, periods) for name in cells})


def targets_csv(found: PlanDefinition, figures: Panel) -> bytes:
    """A line for each target and city in which it can be judged."""
    return table(["target", "region", "met"], target_rows(found, figures)).encode()


def target_rows(found: PlanDefinition, figures: Panel) -> Iterator[list[str]]:
    if found.year not in figures.periods:
        return
    at = figures.periods.index(found.year)
    for target in sorted(found.targets, key=lambda one: one.code):
        outcome = evaluate(target.formula, {name: figures.values[name] for name in target.formula.names})[:, at]
        for row in np.flatnonzero(np.isfinite(outcome)):
            yield [target.code, figures.regions[row], str(int(outcome[row]))]


def standings() -> dict[int, Standing]:
    """The years that have a plan."""
    return {
        one.year: Standing(
            True, gettext("%(count)d 个目标") % {"count": len(one.targets)}, reverse("plans:detail", args=[one.year])
        )
        for one in plans()
    }


def names(release: Files) -> dict[str, str]:
    """Target → what it is called."""
    return {target.code: target.label for target in release_walk.plan_in(release, year_of(release)).targets}


def writer(release: Files) -> Writer:
    """Whether a target is met, in a word."""
    del release
    return lambda _row, column, value: release_walk.verdict_of(value == "1") if column == "met" else None


register(
    Part(
        code=CODE,
        label=_("工作计划的目标"),
        names=names,
        standings=standings,
        writer=writer,
        frozen=frozen,
        again=again,
        accompanies=True,
        reads=read,
        columns={
            release_walk.TARGETS: {
                "target": _("目标代码，算式在 definitions/plan/"),
                "region": _("城市代码（GB/T 2260）"),
                "met": _("是否达标：1 达标，0 未达标；缺数据、不能判断的没有这一行"),
            }
        },
        walk=release_walk.walk,
    )
)
