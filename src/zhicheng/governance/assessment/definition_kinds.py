"""The kind `assessment`: by what a year's effort is judged, by how many, and what follows from the points."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, model_validator

from zhicheng.base.definitions.kinds import DefinitionModel, Kind, register

ASSESSMENT = "assessment"
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Text = Annotated[str, Field(min_length=1, max_length=400)]
Short = Annotated[str, Field(min_length=1, max_length=60)]
Percent = Annotated[float, Field(ge=0, le=100)]
Points = Annotated[Decimal, Field(gt=0, le=100, multiple_of=Decimal("0.5"))]
Basis = Literal["found", "secondary", "assumed"]
BASE_POINTS = 100
BASE, BONUS = "base", "bonus"


class Section(DefinitionModel):
    """One side of effort: ideas (思路), measures (措施), input (投入)."""

    code: Code
    label: Short
    guidance: Text


class Criterion(DefinitionModel):
    """What experts give points for.

    `task` is the plan's task that it judges, none for the year's work as a whole; a criterion of a task that a city was free not to
    take is not asked of that city. `figures` are indicators that the platform fills in. `evidence` is how many pieces have to be picked,
    `words` the most characters of the narrative.
    """

    code: Code
    section: Code
    kind: Literal["base", "bonus"] = "base"
    task: str | None = None
    title: Short
    points: Points
    guidance: Text
    figures: tuple[Code, ...] = ()
    evidence: Annotated[int, Field(ge=0, le=20)] = 0
    words: Annotated[int, Field(ge=50, le=5000)] = 800


class MustItem(DefinitionModel):
    """What has to be met, or the grade is capped: a target of the plan, judged by the platform."""

    code: Code
    label: Short
    target: Code
    basis: Basis


class Deduction(DefinitionModel):
    """What an incident of a kind costs: `points` each, at most `most` in a year."""

    code: Code
    label: Short
    points: Points
    most: Points


class Grade(DefinitionModel):
    """A grade from `floor` points on, for at most `share_percent` of the cities; the best grade comes first."""

    code: Code
    label: Annotated[str, Field(min_length=1, max_length=12)]
    floor: Percent
    share_percent: Annotated[float, Field(gt=0, le=100)] = 100
    basis: Basis


class ObjectionPeriod(DefinitionModel):
    """How long cities may object to their results, and why so long."""

    workdays: Annotated[int, Field(ge=1, le=60)]
    basis: Basis
    why: Text


class Limits(DefinitionModel):
    """How long the parts of a round have in working days, from the day on which each can begin, and how long before people are reminded.

    A province has `opinion_workdays` to check what a city signed, and again for its opinion; nobody loses a right when these days are over.
    """

    remind_workdays: Annotated[int, Field(ge=1, le=20)] = 3
    opinion_workdays: Annotated[int, Field(ge=1, le=60)] = 10
    scoring_workdays: Annotated[int, Field(ge=1, le=60)] = 15
    answer_workdays: Annotated[int, Field(ge=1, le=60)] = 10
    basis: Basis = "assumed"


class AssessmentDefinition(DefinitionModel):
    """The scheme of a year's assessment; the definition's code is the year.

    `experts` judge each city, each blind to the others; `cities_per_expert` is how many cities each should have, for only who judges many
    can be compared with the others. `arbitration_percent`: when their points for a criterion lie further apart than
    this share of its points, the national office decides. `extreme_low_percent` and `extreme_high_percent`: points at or beyond these
    shares of a criterion need a note. `bonus_cap` is the most that bonus criteria can add. `excellent` is the grade that counts as 优秀;
    a city that fails a must-item gets `failed_at_most` at best.
    """

    year: Annotated[int, Field(ge=2000, le=2100)]
    title: Text
    basis: Basis
    note: Text
    plan: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    experts: Annotated[int, Field(ge=3, le=15)]
    cities_per_expert: Annotated[int, Field(ge=2, le=30)] = 6
    arbitration_percent: Annotated[float, Field(gt=0, le=100)]
    extreme_low_percent: Percent
    extreme_high_percent: Percent
    bonus_cap: Annotated[Decimal, Field(ge=0, le=20)]
    excellent: Code
    failed_at_most: Code
    objections: ObjectionPeriod
    limits: Limits = Limits()
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    must_items: tuple[MustItem, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    grades: Annotated[tuple[Grade, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def adds_up(self) -> "AssessmentDefinition":
        total = sum(one.points for one in self.base)
        if total != BASE_POINTS:
            raise ValueError(_("基本项的分值合计应为 100，现为 %(total)s") % {"total": total})
        floors = [one.floor for one in self.grades]
        if floors != sorted(floors, reverse=True) or len(set(floors)) < len(floors) or floors[-1] != 0:
            raise ValueError(_("等级应从高到低排列，分数线各不相同，最后一个等级从 0 分起"))
        if self.extreme_low_percent >= self.extreme_high_percent:
            raise ValueError(_("须说明的低分线应低于高分线"))
        return self

    @property
    def base(self) -> tuple[Criterion, ...]:
        """The criteria that make up the 100 points."""
        return tuple(one for one in self.criteria if one.kind == BASE)

    @property
    def bonus(self) -> tuple[Criterion, ...]:
        """The criteria that can add points beyond."""
        return tuple(one for one in self.criteria if one.kind == BONUS)

    @property
    def figure_codes(self) -> frozenset[str]:
        """Every indicator that the platform fills in."""
        return frozenset(code for one in self.criteria for code in one.figures)

    def criterion(self, code: str) -> Criterion | None:
        return next((one for one in self.criteria if one.code == code), None)

    def section(self, code: str) -> Section | None:
        return next((one for one in self.sections if one.code == code), None)

    def grade(self, code: str) -> Grade | None:
        return next((one for one in self.grades if one.code == code), None)

    def deduction(self, code: str) -> Deduction | None:
        return next((one for one in self.deductions if one.code == code), None)


Faults = Iterator[tuple[str, str, str]]


def check(schemes: Mapping[str, DefinitionModel]) -> Iterable[tuple[str, str, str]]:
    """What one text alone cannot tell: names used twice, names that nothing carries, the code that must be the year."""
    for code, scheme in cast("Mapping[str, AssessmentDefinition]", schemes).items():
        if code != str(scheme.year):
            yield code, "year", _("年份应与代码 %(code)s 一致") % {"code": code}
        yield from doubles(code, scheme)
        yield from own_names(code, scheme)
        yield from names_elsewhere(code, scheme)


def doubles(code: str, scheme: AssessmentDefinition) -> Faults:
    for field in ("sections", "criteria", "must_items", "deductions", "grades"):
        names = [one.code for one in getattr(scheme, field)]
        for i, name in enumerate(names):
            if name in names[:i]:
                yield code, f"{field}.{i}.code", _("“%(name)s”已用过一次") % {"name": name}


def own_names(code: str, scheme: AssessmentDefinition) -> Faults:
    for i, criterion in enumerate(scheme.criteria):
        if scheme.section(criterion.section) is None:
            yield code, f"criteria.{i}.section", _("没有“%(name)s”这一部分") % {"name": criterion.section}
    for field in ("excellent", "failed_at_most"):
        if scheme.grade(getattr(scheme, field)) is None:
            yield code, field, _("没有等级“%(name)s”") % {"name": getattr(scheme, field)}


def names_elsewhere(code: str, scheme: AssessmentDefinition) -> Faults:
    """Tasks and targets of the plan, and indicators."""
    # The imports wait until a scheme is checked: at registration the tables do not exist yet.
    from zhicheng.base.definitions.queries import all_current
    from zhicheng.governance.plans.queries import plan_of

    indicators, plan = frozenset(all_current("indicator")), all_current("plan").get(scheme.plan)
    if plan is None:
        yield code, "plan", _("没有 %(year)s 年的工作计划") % {"year": scheme.plan}
        return
    tasks, targets = {one.ref for one in plan_of(plan).tasks}, {one.code for one in plan_of(plan).targets}
    for i, criterion in enumerate(scheme.criteria):
        if criterion.task is not None and criterion.task not in tasks:
            yield code, f"criteria.{i}.task", _("计划里没有任务“%(name)s”") % {"name": criterion.task}
        if absent := sorted(set(criterion.figures) - indicators):
            yield code, f"criteria.{i}.figures", _("没有这些指标：%(names)s") % {"names": "、".join(absent)}
    for i, must in enumerate(scheme.must_items):
        if must.target not in targets:
            yield code, f"must_items.{i}.target", _("计划里没有目标“%(name)s”") % {"name": must.target}


KIND = register(
    Kind(
        code=ASSESSMENT,
        label=gettext_lazy("年度考核方案"),
        folder="assessments",
        model=AssessmentDefinition,
        check=check,
        page="assessment:scheme",
    ),
)
