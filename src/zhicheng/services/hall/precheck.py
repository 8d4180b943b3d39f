"""Checking without an account: a few questions, those first that decide most items. Nothing is kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.base.parties.places import placed
from zhicheng.base.ui.forms import Form
from zhicheng.services.hall import asking
from zhicheng.services.hall.asking import Answer, Fact, FactKind
from zhicheng.services.hall.conditions import Look
from zhicheng.services.hall.definition_kinds import ItemDefinition
from zhicheng.services.hall.judging import conditions_of

NOT_SAID = ("", _("不清楚"))
YES_OR_NO = [NOT_SAID, ("yes", _("是")), ("no", _("否"))]
MOST_QUESTIONS = 12


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to ask a person about, and how many items hang on it."""

    fact: Fact
    of: str
    items: int

    @property
    def name(self) -> str:
        """The name in the address."""
        return f"{self.fact.code}:{self.of}" if self.of else self.fact.code

    @property
    def label(self) -> str:
        taken = self.fact.takes() if self.of and self.fact.takes else {}
        words = str(self.fact.question)
        return f"{words}（{taken.get(self.of, self.of)}）" if self.of else words


def questions_of(models: Mapping[str, ItemDefinition]) -> list[Question]:
    """What can be asked about the conditions of these items, what decides most of them first."""
    counts: Counter[tuple[str, str]] = Counter()
    for model in models.values():
        counts.update({(one.fact, one.of) for one in conditions_of(model) if one.fact})
    found = [Question(fact, of, count) for (code, of), count in counts.items() if (fact := askable(code))]
    return sorted(found, key=lambda one: (-one.items, one.name))[:MOST_QUESTIONS]


def askable(code: str) -> Fact | None:
    fact = asking.find(code)
    return fact if fact and fact.question else None


class CheckForm(Form):
    """The questions as a form; every one may be left out. Made by `form_of`."""

    questions: Sequence[Question] = ()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for each in self.questions:
            if each.fact.kind is FactKind.REGION and data.get(each.name):
                answer = placed(data[each.name].strip(), "")
                data[each.name] = answer.code
                if answer.fault:
                    self.add_error(each.name, answer.fault)
        return data

    @property
    def look(self) -> Look:
        """What the person said of himself."""
        said = {
            (each.fact.code, each.of): said_as(each.fact, self.cleaned_data.get(each.name)) for each in self.questions
        }
        return lambda fact, of: said.get((fact.code, of))


def form_of(data: Any, questions: list[Question]) -> CheckForm:
    """The form of these questions, with what was answered."""
    fields = {each.name: field_for(each) for each in questions}
    made: type[CheckForm] = type("QuestionsForm", (CheckForm,), {**fields, "questions": questions})
    return made(data)


def field_for(question: Question) -> forms.Field:
    """An optional field for a question."""
    fact, label = question.fact, question.label
    if fact.kind is FactKind.CHOICE:
        return forms.ChoiceField(label=label, required=False, choices=[NOT_SAID, *fact.choices.items()])
    if fact.kind is FactKind.FLAG:
        return forms.ChoiceField(label=label, required=False, choices=YES_OR_NO)
    if fact.kind is FactKind.NUMBER:
        return forms.FloatField(label=label, required=False, min_value=0, widget=forms.TextInput)
    if fact.kind is FactKind.DATE:
        return forms.DateField(label=label, required=False, help_text=_("例如 2018-10-16"))
    help_text = _("名称或 6 位代码，例如“深圳市南山区”") if fact.kind is FactKind.REGION else ""
    return forms.CharField(label=label, required=False, max_length=60, help_text=help_text)


def said_as(fact: Fact, said: Any) -> Answer | None:
    """A field's value as the fact's answer; None when nothing was said."""
    if said is None or said == "":
        return None
    return said == "yes" if fact.kind is FactKind.FLAG else cast("Answer", said)
