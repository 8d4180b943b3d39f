"""The kind `review_rule`: how the facts of a term lead to a proposal, criterion by criterion."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, model_validator

from zhicheng.base.definitions.kinds import DefinitionModel, Kind, register
from zhicheng.engine.marks import Marks, Place

Text = Annotated[str, Field(min_length=1, max_length=400)]
Label = Annotated[str, Field(min_length=1, max_length=60)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
FactCode = Literal[
    "assessment_mean", "assessment_years", "strength_places_lost", "must_tasks_undone", "heads_trained_percent", "serious_incidents"
]  # fmt: skip
FACTS: Mapping[FactCode, Any] = {
    "assessment_mean": gettext_lazy("任期内年度考核的平均分"),
    "assessment_years": gettext_lazy("任期内已公布的年度考核次数"),
    "strength_places_lost": gettext_lazy("专利实力名次下降的位数"),
    "must_tasks_undone": gettext_lazy("未完成的必做任务项数"),
    "heads_trained_percent": gettext_lazy("负责人三年轮训的比例"),
    "serious_incidents": gettext_lazy("任期内的重大事件"),
}


class Outcome(DefinitionModel):
    """What a proposal may say, and the sentence that says it."""

    code: Code
    label: Label
    sentence: Text


class Criterion(DefinitionModel):
    """One question to the facts of a term.

    A value on the good side of `best_mark` asks for the best outcome, one on the bad side of `worst_mark` for the worst, one between for
    the middle. Without a worst mark the criterion never asks for the worst. `better` says whether more or fewer is better; `at_worst_mark`
    and `at_best_mark` to which side the marks themselves belong. `if_missing`: a fact that nobody knows keeps the proposal open, or does
    not count.
    """

    code: Code
    label: Label
    fact: FactCode
    unit: Annotated[str, Field(max_length=10)] = ""
    digits: Annotated[int, Field(ge=0, le=3)] = 0
    better: Literal["more", "fewer"]
    worst_mark: float | None = None
    best_mark: float
    at_worst_mark: Literal["below", "between"] = "below"
    at_best_mark: Literal["between", "above"] = "above"
    if_missing: Literal["open", "ignored"]
    source: Text
    basis: Literal["found", "assumed"]

    @model_validator(mode="after")
    def marks_stand_in_order(self) -> "Criterion":
        if self.worst_mark is not None and self.oriented(self.worst_mark) >= self.oriented(self.best_mark):
            raise ValueError(_("worst_mark 应在 best_mark 较差的一侧"))
        return self

    def place(self, value: Decimal) -> Place:
        """On which side of the marks a value lies."""
        best = self.oriented(self.best_mark)
        if self.worst_mark is not None:
            marks = Marks(self.oriented(self.worst_mark), best, Place(self.at_worst_mark), Place(self.at_best_mark))
            return marks.place(self.oriented(value))
        if self.oriented(value) == best:
            return Place(self.at_best_mark)
        return Place.ABOVE if self.oriented(value) > best else Place.BETWEEN

    def oriented(self, value: Decimal | float) -> Decimal:
        """A value on a scale on which more is better: where fewer is, the sign is turned."""
        exact = Decimal(str(value))
        return exact if self.better == "more" else -exact


class ReviewRuleDefinition(DefinitionModel):
    """How a term is reviewed 复核: the worst place that any criterion gives decides the proposal; people decide the rest."""

    title: Label
    source: Text
    note: Text
    basis: Literal["found", "assumed"]
    worst: Outcome
    middle: Outcome
    best: Outcome
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]

    def outcome(self, place: Place) -> Outcome:
        """What a place proposes."""
        return {Place.BELOW: self.worst, Place.BETWEEN: self.middle, Place.ABOVE: self.best}[place]

    @model_validator(mode="after")
    def codes_are_told_apart(self) -> "ReviewRuleDefinition":
        codes = [criterion.code for criterion in self.criteria]
        if len(set(codes)) != len(codes):
            raise ValueError(_("criteria 中有重复的代码"))
        return self


REVIEW_RULE = register(
    Kind(
        code="review_rule",
        label=gettext_lazy("三年复核规则"),
        folder="review_rules",
        model=ReviewRuleDefinition,
        page="support:rule",
    )
)
