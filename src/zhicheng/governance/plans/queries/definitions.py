"""Reads of plans, and how far their targets are met."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import cast

import numpy as np
from django.utils.translation import gettext as _

from zhicheng.base.definitions.kinds import DefinitionModel
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import current, current_models, model_of
from zhicheng.base.ui.addresses import address
from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.formulas import Node, evaluate, explain
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.queries import indicator_models, panel
from zhicheng.governance.indicators.uses import Use
from zhicheng.governance.plans.definition_kinds import PLAN, PlanDefinition, Target
from zhicheng.governance.plans.queries.sentences import side_words


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far a target is met in the plan's year: in how many cities it can be judged, in how many it is met.

    `tree` explains the expression for one city with the numbers in place; None when no city was asked for or the city has no
    figures at all. `is_met` is None while it cannot be judged. `models` are the indicators by code, for what has a tree.
    """

    judged: int
    met: int
    tree: Node | None = None
    models: Mapping[str, IndicatorDefinition] = field(default_factory=dict)

    @property
    def is_met(self) -> bool | None:
        return None if self.tree is None or self.tree.value is None else bool(self.tree.value)

    @property
    def sides(self) -> tuple[str, str] | None:
        """What is there and what is wanted, each with its unit; None for what cannot be judged and for conditions of several parts."""
        if self.tree is None or self.tree.kind != "comparison" or self.tree.value is None:
            return None
        left, right = self.tree.children
        return side_words(left, right, self.models), side_words(right, left, self.models)


NOT_JUDGED = Judgement(judged=0, met=0)


def plan(year: int) -> PlanDefinition:
    """The plan of a year in force; `Definition.DoesNotExist` when there is none."""
    return plan_of(current("plan", str(year)))


def plans() -> list[PlanDefinition]:
    """All plans in force, newest first."""
    return newest_first(current_models(PLAN.code))


def newest_first(models: Mapping[str, DefinitionModel]) -> list[PlanDefinition]:
    """Plans by year, of a page that has read the definitions in force already."""
    return [cast("PlanDefinition", models[code]) for code in sorted(models, reverse=True)]


def latest_plan() -> PlanDefinition | None:
    """The plan of the newest year, if there is one."""
    return next(iter(plans()), None)


def uses_of(indicator: str) -> list[Use]:
    """The targets, of all plans, that an indicator decides."""
    return [
        Use(_("%(year)d 年工作计划的目标：%(label)s") % {"year": one.year, "label": target.label}, page_of(one, target))
        for one in plans()
        for target in one.targets
        if indicator in target.formula.names
    ]


def page_of(found: PlanDefinition, target: Target) -> str:
    """The page that shows a target: its task's, or the plan's."""
    numbers = {task.ref: number for number, task in enumerate(found.tasks, start=1)}
    if target.task in numbers:
        return address("plans:task", found.year, numbers[target.task])
    return address("plans:detail", found.year) + "#targets"


def plan_of(definition: Definition) -> PlanDefinition:
    return cast("PlanDefinition", model_of(definition))


def judgements(
    targets: Iterable[Target],
    *,
    year: int,
    city: str = "",
    indicators: Mapping[str, DefinitionModel] | None = None,
) -> dict[str, Judgement]:
    """Target code → judgement, from the figures of all cities; `city` is a division's code or empty, `indicators` are those in force."""
    wanted = list(targets)
    names = sorted({name for target in wanted for name in target.formula.names})
    found = panel(names, level="city")
    if year not in found.periods:
        return {target.code: NOT_JUDGED for target in wanted}
    at = found.periods.index(year)
    row = found.regions.index(city) if city in found.regions else None
    models = {} if row is None else cast("dict[str, IndicatorDefinition]", indicators) or indicator_models()
    return {target.code: judgement(target, found.values, at, row, models) for target in wanted}


def judgement(
    target: Target,
    values: Mapping[str, FloatArray],
    at: int,
    row: int | None,
    models: Mapping[str, IndicatorDefinition] = MappingProxyType({}),
) -> Judgement:
    """A target over arrays of shape (regions, years), in the year at `at`, explained for the region at `row`."""
    needed = {name: values[name] for name in target.formula.names}
    outcome = evaluate(target.formula, needed)[:, at]
    tree = None if row is None else explain(target.formula, needed, (row, at))
    return Judgement(judged=int(np.isfinite(outcome).sum()), met=int(np.nansum(outcome)), tree=tree, models=models)
