"""What is missing in a plan before it goes to the head, and what one should look at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.queries import indicator_models, values_of
from zhicheng.governance.plans.definition_kinds import PlanDefinition, Target
from zhicheng.governance.plans.models import Adoption, Expectation, Measure, TaskChoice
from zhicheng.governance.plans.queries.adoptions import plan_for
from zhicheng.governance.plans.queries.targets import Values, binding, leading_indicator, tree_of


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding: `blocks` = the plan cannot be handed in; `url` is where it is mended."""

    words: str
    url: str
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Content:
    """What a region plans, read once."""

    adoption: Adoption
    plan: PlanDefinition
    choices: dict[str, TaskChoice]
    expectations: dict[str, Expectation]
    measures: list[Measure]

    @property
    def taken(self) -> set[str]:
        """The tasks taken up."""
        must = {task.ref for task in self.plan.tasks if task.duty == "must"}
        return must | {ref for ref, choice in self.choices.items() if choice.taken}

    @property
    def targets(self) -> list[Target]:
        """The targets that bind: those of taken tasks, and those of guarantee measures."""
        return binding(self.plan, self.taken)


def content_of(adoption: Adoption) -> Content:
    """Four queries."""
    return Content(
        adoption=adoption,
        plan=plan_for(adoption),
        choices={each.task_ref: each for each in TaskChoice.objects.filter(adoption=adoption)},
        expectations={each.target_code: each for each in Expectation.objects.filter(adoption=adoption)},
        measures=list(Measure.objects.filter(adoption=adoption).prefetch_related("milestones")),
    )


def faults_of(content: Content) -> list[Fault]:
    """Everything that is missing or odd, what blocks first."""
    found = [*without_measure(content), *without_milestone(content), *without_expectation(content)]
    found += [*too_low(content), *without_budget(content)]
    return sorted(found, key=lambda fault: not fault.blocks)


def blocking(faults: Iterable[Fault]) -> list[str]:
    return [fault.words for fault in faults if fault.blocks]


def address(content: Content, route: str) -> str:
    return reverse(f"plans:{route}", args=[content.adoption.plan_year, content.adoption.region_id])


def without_measure(content: Content) -> Iterator[Fault]:
    covered = {measure.task_ref for measure in content.measures}
    for task in content.plan.tasks:
        if task.ref in content.taken - covered:
            words = _("任务（%(ref)s）%(title)s还没有措施") % {"ref": task.ref, "title": task.title}
            yield Fault(words, address(content, "new_measure") + f"?task={task.ref}")


def without_milestone(content: Content) -> Iterator[Fault]:
    for measure in content.measures:
        if not measure.milestones.all():
            yield Fault(_("措施“%(measure)s”没有里程碑") % {"measure": measure}, edit_page(measure))


def edit_page(measure: Measure) -> str:
    return reverse("plans:edit_measure", args=[measure.pk])


def without_expectation(content: Content) -> Iterator[Fault]:
    for target in content.targets:
        if target.code not in content.expectations:
            yield Fault(_("目标“%(target)s”没有预期值") % {"target": target.label}, address(content, "expect"))


def too_low(content: Content) -> Iterator[Fault]:
    """Expectations that would miss the target themselves."""
    wanted = [target for target in content.targets if target.code in content.expectations]
    values = values_of(content.adoption.region_id, {name for target in wanted for name in target.formula.names})
    models = indicator_models()
    for target in wanted:
        expected = content.expectations[target.code].value
        if would_meet(target, content.plan.year, values, expected) is False:
            model = models.get(leading_indicator(target))
            shown = words.with_unit(expected, model)
            facts = {"target": target.label, "value": shown, "sentence": target.sentence}
            text = _("目标“%(target)s”的预期值 %(value)s，达不到要求：%(sentence)s") % facts
            yield Fault(text, address(content, "expect"), blocks=False)


def would_meet(target: Target, year: int, values: Values, expected: float) -> bool | None:
    """Whether the target is met when its leading figure becomes what is expected; None when that cannot be told."""
    outcome = tree_of(target, year, {**values, (leading_indicator(target), year): expected}).value
    return None if outcome is None else bool(outcome)


def without_budget(content: Content) -> Iterator[Fault]:
    for measure in content.measures:
        if not measure.budget_fen:
            yield Fault(_("措施“%(measure)s”没有预算") % {"measure": measure}, edit_page(measure), blocks=False)
