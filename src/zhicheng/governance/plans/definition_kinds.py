"""The kind `plan`: a year's work plan of the demonstration cities, as far as it is known."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Literal, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, field_validator, model_validator

from zhicheng.base.definitions.kinds import DefinitionModel, Kind, register
from zhicheng.engine.formulas import Formula, FormulaError, parse

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=400)]
Basis = Literal["found", "secondary", "unverified", "derived"]
Duty = Literal["must", "may", "unknown"]


class Source(DefinitionModel):
    """Where something was read. `code` is what statements name it by."""

    code: Code
    text: Text
    url: Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=400)] | None = None


class Statement(DefinitionModel):
    """One thing the plan says, in our own words, with how sure we are of it and where it was read."""

    text: Text
    basis: Basis
    source: Code | None = None


class Task(DefinitionModel):
    """One of the plan's tasks. A field of the plan that is not known stays empty; nothing is guessed."""

    ref: Annotated[str, Field(pattern=r"^[一二三四五六七八九十]{1,3}$")]
    title: Text
    duty: Duty
    duty_basis: Basis | None = None
    known: Literal["full", "partly", "title"]
    goals: tuple[Statement, ...] = ()
    measures: tuple[Statement, ...] = ()
    who: tuple[Statement, ...] = ()
    support: tuple[Statement, ...] = ()

    @model_validator(mode="after")
    def duty_has_a_basis(self) -> "Task":
        if (self.duty == "unknown") != (self.duty_basis is None):
            raise ValueError(_("duty 为 unknown 时不写 duty_basis，否则必须写"))
        return self

    @property
    def statements(self) -> tuple[Statement, ...]:
        return (*self.goals, *self.measures, *self.who, *self.support)


class Guarantee(DefinitionModel):
    """One of the plan's guarantee measures (保障措施)."""

    ref: Annotated[str, Field(pattern=r"^[一二三四五六七八九十]{1,3}$")]
    title: Text
    measures: tuple[Statement, ...]


class Target(DefinitionModel):
    """A machine-checkable number: `expression` is a condition over indicators in the formula language.

    `clause` is the plan's place (三（五）2); `task` the ref of its task, none for a guarantee measure. `sentence` says the
    expression in words, `reading` how we read the plan where its text leaves room. `waits_for` names the records that the
    figures will be counted from.
    """

    code: Code
    label: Annotated[str, Field(min_length=1, max_length=60)]
    clause: Annotated[str, Field(min_length=1, max_length=40)]
    task: str | None = None
    expression: Annotated[str, Field(min_length=1, max_length=2000)]
    sentence: Text
    reading: Text | None = None
    basis: Basis
    source: Code | None = None
    waits_for: Text

    @field_validator("expression")
    @classmethod
    def is_a_condition(cls, expression: str) -> str:
        try:
            formula = parse(expression)
        except FormulaError as error:
            raise ValueError(str(error)) from None
        if not formula.is_condition:
            raise ValueError(_("目标应为条件，例如 growth(x) >= 10%"))
        return expression

    @property
    def formula(self) -> Formula:
        return parse(self.expression)


class PlanDefinition(DefinitionModel):
    """A plan with its tasks, guarantee measures and targets. The definition's code is the plan's year."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    title: Text
    issuer: Text
    issued_on: date
    sources: tuple[Source, ...]
    knowledge: tuple[Statement, ...]
    focus: tuple[Statement, ...] = ()
    tasks: tuple[Task, ...]
    guarantees: tuple[Guarantee, ...] = ()
    targets: tuple[Target, ...] = ()
    templates: tuple[Target, ...] = ()

    def source(self, code: str | None) -> Source | None:
        return next((one for one in self.sources if one.code == code), None)

    def task(self, ref: str) -> Task | None:
        return next((one for one in self.tasks if one.ref == ref), None)


Faults = Iterator[tuple[str, str, str]]


def check(plans: Mapping[str, DefinitionModel]) -> Iterable[tuple[str, str, str]]:
    """What one plan's model cannot tell: names that must exist, refs that must be unique, the code that must be the year."""
    indicators = known_indicators()
    for code, plan in cast("Mapping[str, PlanDefinition]", plans).items():
        yield from year_faults(code, plan)
        yield from name_faults(code, plan)
        yield from indicator_faults(code, plan, indicators)


def known_indicators() -> frozenset[str]:
    # The import waits until a plan is checked: at registration the tables do not exist yet.
    from zhicheng.base.definitions.queries import all_current

    return frozenset(all_current("indicator"))


def year_faults(code: str, plan: PlanDefinition) -> Faults:
    if code != str(plan.year):
        yield code, "year", _("年份应与代码 %(code)s 一致") % {"code": code}


def name_faults(code: str, plan: PlanDefinition) -> Faults:
    """Names that are used twice, and names that nothing carries."""
    for field, names in (
        ("sources.{}.code", [one.code for one in plan.sources]),
        ("tasks.{}.ref", [one.ref for one in plan.tasks]),
        ("guarantees.{}.ref", [one.ref for one in plan.guarantees]),
        ("targets.{}.code", [one.code for one in plan.targets]),
    ):
        for i, name in enumerate(names):
            if name in names[:i]:
                yield code, field.format(i), _("“%(name)s”已用过一次") % {"name": name}
    for field, statement in cited(plan):
        if statement.source is not None and plan.source(statement.source) is None:
            yield code, f"{field}.source", _("没有来源“%(source)s”") % {"source": statement.source}
    for i, target in enumerate(plan.targets):
        if target.task is not None and plan.task(target.task) is None:
            yield code, f"targets.{i}.task", _("没有任务“%(task)s”") % {"task": target.task}


def cited(plan: PlanDefinition) -> Iterator[tuple[str, Statement | Target]]:
    """Everything that names a source, with its place in the text."""
    yield from placed("knowledge", plan.knowledge)
    yield from placed("focus", plan.focus)
    yield from placed("targets", plan.targets)
    yield from placed("templates", plan.templates)
    for i, guarantee in enumerate(plan.guarantees):
        yield from placed(f"guarantees.{i}.measures", guarantee.measures)
    for i, task in enumerate(plan.tasks):
        for name in ("goals", "measures", "who", "support"):
            yield from placed(f"tasks.{i}.{name}", getattr(task, name))


def placed(field: str, parts: Iterable[Statement | Target]) -> Iterator[tuple[str, Statement | Target]]:
    return ((f"{field}.{i}", part) for i, part in enumerate(parts))


def indicator_faults(code: str, plan: PlanDefinition, indicators: frozenset[str]) -> Faults:
    for i, target in enumerate(plan.targets):
        if absent := sorted(target.formula.names - indicators):
            yield code, f"targets.{i}.expression", _("没有这些指标：%(names)s") % {"names": "、".join(absent)}


PLAN = register(
    Kind(
        code="plan",
        label=gettext_lazy("工作计划"),
        folder="plans",
        model=PlanDefinition,
        check=check,
        page="plans:detail",
    ),
)
