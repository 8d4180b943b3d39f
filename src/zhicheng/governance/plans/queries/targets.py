"""The plan's targets judged for one region from live figures, each in one sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.definitions.models import Definition
from zhicheng.base.ui import formats
from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.forecasting import Forecast
from zhicheng.engine.formulas import Node, explain
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.queries import indicator_models, values_of
from zhicheng.governance.plans.definition_kinds import PlanDefinition, Target
from zhicheng.governance.plans.models import Adoption, Expectation
from zhicheng.governance.plans.queries.definitions import plan, plan_of

Values = Mapping[tuple[str, int], float]
Models = Mapping[str, IndicatorDefinition]
SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}
MISSED_SIGNS = {">=": "<", "<=": ">", ">": "≤", "<": "≥", "=": "≠"}


@dataclass(frozen=True, slots=True)
class JudgedTarget:
    """A target as it stands for one region in the plan's year.

    `indicator` is the target's leading one (the first in its expression); `value` and `last` are its figures of the plan's year
    and of the year before, None when missing; `expected` what the region expects of it. `words` is the judgement as a sentence,
    `url` the page of the figure, which opens to the records.
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
    unit: str = ""

    @property
    def chip(self) -> tuple[str, str]:
        return {None: ("", _("不能判断")), True: ("ok", _("达标")), False: ("bad", _("未达标"))}[self.is_met]


def judged_targets(year: int, region_code: str, on: date | None = None) -> list[JudgedTarget]:
    """All targets of the year's plan for a region, in the plan's order; none when the year has no plan. Four queries.

    The plan is the version that the region took up, else the one in force. `on` is the day that the year is looked at from; figures
    are those of now, and forecasts are made where they are shown.
    """
    del on
    try:
        found = adopted_plan(year, region_code) or plan(year)
    except Definition.DoesNotExist:
        return []
    return judged(found, region_code, found.targets)


def adopted_plan(year: int, region_code: str) -> PlanDefinition | None:
    """The version of the plan that a region took up."""
    found = Adoption.objects.select_related("definition").filter(plan_year=year, region=region_code).first()
    return plan_of(found.definition) if found else None


def judged(found: PlanDefinition, region_code: str, targets: Iterable[Target]) -> list[JudgedTarget]:
    """Some targets of a plan for a region."""
    wanted = list(targets)
    names = {name for target in wanted for name in target.formula.names}
    values, models = values_of(region_code, names), indicator_models()
    expected = dict(
        Expectation.objects.filter(adoption__plan_year=found.year, adoption__region=region_code).values_list(
            "target_code", "value"
        )
    )
    return [judge(target, found.year, region_code, values, models, expected.get(target.code)) for target in wanted]


def judge(
    target: Target, year: int, region_code: str, values: Values, models: Models, expected: float | None = None
) -> JudgedTarget:
    """One target from a region's figures."""
    name, tree = leading_indicator(target), tree_of(target, year, values)
    value = values.get((name, year))
    page = ("indicators:indicator", [name]) if value is None else ("indicators:figure", [name, region_code, year])
    return JudgedTarget(
        target=target,
        is_met=None if tree.value is None else bool(tree.value),
        value=value,
        words=sentence(target, tree, models),
        forecast=None,
        url=reverse(page[0], args=page[1]),
        indicator=name,
        last=values.get((name, year - 1)),
        expected=expected,
        unit=models[name].unit if name in models else "",
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


def sentence(target: Target, tree: Node, models: Models) -> str:
    """`新增贯标 118 家，上年 104 家，增 13.5% ≥ 10%：达标`; a target missed says `< 10%`, one that cannot be judged what is missing."""
    names = list(named(tree))
    first = names[0]
    model = models.get(first.name or "")
    if first.value is None:
        return _("尚无记录：待%(records)s") % {"records": target.waits_for}
    parts = [
        _("%(title)s %(value)s") % {"title": model.short if model else target.label, "value": valued(first, models)}
    ]
    before = next((each for each in names if each.lag < 0 and each.name == first.name), None)
    if before is not None:
        parts.append(
            _("上年 %(value)s") % {"value": valued(before, models)} if before.value is not None else _("上年没有数据")
        )
    if tree.value is None:
        return _("，").join([*parts, _("不能判断")])
    verdict = _("达标") if tree.value else _("未达标")
    return _("%(facts)s：%(verdict)s") % {"facts": compared(parts, tree), "verdict": verdict}


def compared(parts: list[str], tree: Node) -> str:
    """The facts, and the comparison that decides."""
    if tree.kind != "comparison":
        return _("，").join(parts)
    left, right = tree.children
    sign = (SIGNS if tree.value else MISSED_SIGNS)[tree.operator]
    if left.kind == "name" and right.kind == "name":
        return f" {sign} ".join(parts) if len(parts) == 2 else _("，").join(parts)
    if left.kind == "name":
        return f"{parts[0]} {sign} {right.text}"
    return _("，").join([*parts, f"{left_words(left)} {sign} {right.text}"])


def left_words(left: Node) -> str:
    """`增 13.5%` for a growth, else the value."""
    if left.operator != "growth" or left.value is None:
        return formats.number(left.value)
    word = _("增") if left.value >= 0 else _("减")
    return f"{word} {formats.percent(abs(left.value))}"


def named(node: Node) -> Iterable[Node]:
    """The indicators in an explained expression, in the order written."""
    if node.kind == "name":
        yield node
    for child in node.children:
        yield from named(child)


def valued(node: Node, models: Models) -> str:
    """A figure with its unit."""
    model: Any = models.get(node.name or "")
    return words.with_unit(node.value, model) if model else formats.number(node.value)
