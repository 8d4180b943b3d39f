"""The plan's targets judged for one region from live figures, each in one sentence."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.definitions.models import Definition
from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.forecasting import Forecast
from zhicheng.engine.formulas import Node, explain
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.queries import indicator_models, values_of
from zhicheng.governance.plans.definition_kinds import PlanDefinition, Target
from zhicheng.governance.plans.models import Adoption, Expectation, TaskChoice
from zhicheng.governance.plans.queries.definitions import plan, plan_of
from zhicheng.governance.plans.queries.forecasts import forecast_words, forecasts
from zhicheng.governance.plans.queries.sentences import sentence

Values = Mapping[tuple[str, int], float]
Models = Mapping[str, IndicatorDefinition]


@dataclass(frozen=True, slots=True)
class JudgedTarget:
    """A target as it stands for one region in the plan's year.

    `indicator` is the target's leading one (the first in its expression), `model` what it means; `value` and `last` are its figures of the plan's year
    and of the year before, None when missing; `expected` what the region expects of it. `words` is the judgement as a sentence,
    `url` the page of the figure, which opens to the records. `forecast` is where the leading figure will stand at the year's end, None
    where that is not asked or cannot be told; `outlook` says so with the method's name.
    """

    target: Target
    is_met: bool | None
    value: float | None
    words: str
    forecast: Forecast | None
    url: str
    indicator: str = ""
    last: float | None = None
    expected: float | None = None
    model: IndicatorDefinition | None = None
    outlook: str = ""

    @property
    def unit(self) -> str:
        """The unit in which its numbers are read; empty when the indicator is not known."""
        return self.model.shown_unit if self.model else ""

    @property
    def numbers(self) -> tuple[str, str, str]:
        """The number of the year, of the year before and what is expected, each with its unit."""
        return (
            words.with_unit(self.value, self.model),
            words.with_unit(self.last, self.model),
            words.with_unit(self.expected, self.model),
        )

    @property
    def told(self) -> str:
        """The judgement, and what is to be expected."""
        return (
            _("%(words)s；%(outlook)s") % {"words": self.words, "outlook": self.outlook} if self.outlook else self.words
        )

    @property
    def chip(self) -> tuple[str, str]:
        return {None: ("", _("不能判断")), True: ("ok", _("达标")), False: ("bad", _("未达标"))}[self.is_met]


def judged_targets(year: int, region_code: str, on: date | None = None) -> list[JudgedTarget]:
    """The targets of the year's plan that bind a region, in the plan's order; none when the year has no plan. Six queries.

    The plan is the version that the region took up, else the one in force with all its targets. Figures are those of now; `on` is the day from which the
    year's end is forecast, without it nothing is.
    """
    adoption = Adoption.objects.select_related("definition").filter(plan_year=year, region=region_code).first()
    if adoption is not None:
        taken = plan_of(adoption.definition)
        return judged(taken, region_code, binding(taken, taken_in([adoption])[adoption.pk]), on)
    try:
        found = plan(year)
    except Definition.DoesNotExist:
        return []
    return judged(found, region_code, found.targets, on)


def binding(found: PlanDefinition, taken: Container[str]) -> list[Target]:
    """The targets that bind a region: those of obligatory tasks, of tasks that it took up, and of guarantee measures."""
    must = {task.ref for task in found.tasks if task.duty == "must"}
    return [each for each in found.targets if each.task is None or each.task in must or each.task in taken]


def taken_in(adoptions: Iterable[Adoption]) -> dict[int, set[str]]:
    """Adoption → the tasks that the region took up of its own choice. One query."""
    found: dict[int, set[str]] = {each.pk: set() for each in adoptions}
    rows = TaskChoice.objects.filter(adoption__in=list(found), taken=True)
    for adoption, task in rows.values_list("adoption", "task_ref"):
        found[adoption].add(task)
    return found


def judged(
    found: PlanDefinition, region_code: str, targets: Iterable[Target], on: date | None = None
) -> list[JudgedTarget]:
    """Some targets of a plan for a region, with forecasts from a day on which its year runs."""
    wanted = list(targets)
    names = {name for target in wanted for name in target.formula.names}
    values, models = values_of(region_code, names), indicator_models()
    expected = dict(
        Expectation.objects.filter(adoption__plan_year=found.year, adoption__region=region_code).values_list(
            "target_code", "value"
        )
    )
    ahead = forecasts([leading_indicator(target) for target in wanted], models, region_code, found.year, on)
    return [
        judge(target, found.year, region_code, values, models, expected.get(target.code), ahead) for target in wanted
    ]


def judge(
    target: Target,
    year: int,
    region_code: str,
    values: Values,
    models: Models,
    expected: float | None = None,
    ahead: Mapping[str, Forecast] = MappingProxyType({}),
) -> JudgedTarget:
    """One target from a region's figures and the forecasts of them."""
    name, tree = leading_indicator(target), tree_of(target, year, values)
    value = values.get((name, year))
    page = ("indicators:indicator", [name]) if value is None else ("indicators:figure", [name, region_code, year])
    return JudgedTarget(
        target=target,
        is_met=None if tree.value is None else bool(tree.value),
        value=value,
        words=sentence(target, tree, models),
        forecast=ahead.get(name),
        url=reverse(page[0], args=page[1]),
        indicator=name,
        last=values.get((name, year - 1)),
        expected=expected,
        model=models.get(name),
        outlook=forecast_words(ahead.get(name), models.get(name)),
    )


def leading_indicator(target: Target) -> str:
    """The indicator that stands first in a target's expression: what one expects a number of."""
    return min(target.formula.names, key=target.expression.index)


def tree_of(target: Target, year: int, values: Values) -> Node:
    """The expression with one region's numbers in place."""
    formula = target.formula
    back = max((-lag for lags in formula.lags.values() for lag in lags), default=0)
    years = range(year - back, year + 1)
    panel: dict[str, FloatArray] = {
        name: np.array([[values.get((name, each), np.nan) for each in years]]) for name in formula.names
    }
    return explain(formula, panel, (0, back))
