"""Everything that is wrong or missing in an application, before it is handed in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.services.hall.conditions import verdict
from zhicheng.services.hall.definition_kinds import Field, ItemDefinition
from zhicheng.services.hall.forms_of_items.pages import made
from zhicheng.services.hall.forms_of_items.shown import is_asked, shown_fields, typed
from zhicheng.services.hall.models import Attachment


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one field or missing paper: its section, code and label, and the words for the applicant."""

    section: str
    code: str
    label: str
    words: str

    def __str__(self) -> str:
        return _("%(label)s：%(words)s") % {"label": self.label, "words": self.words}


def faults_of_answers(
    model: ItemDefinition,
    answers: Mapping[str, Any],
    attachments: Iterable[Attachment] = (),
    *,
    party_id: int | None = None,
) -> list[Fault]:
    """Every fault in the order of the form, then the papers. `party_id` tells which papers the records make needless."""
    given = {paper.code: paper.code for paper in attachments}
    faults = [fault for section in model.sections for fault in faults_in(model, section, answers, given)]
    return [*faults, *missing_papers(model, answers, given, party_id)]


def faults_in(model: ItemDefinition, section: str, answers: Mapping[str, Any], given: Mapping[str, str]) -> list[Fault]:
    """The faults of one page: what the page itself would say to these answers, with these files there."""
    form = made(model, section, answers, {}, given, data=as_typed(model, section, answers), files={})
    labels = {field.code: field.label for field in model.fields}
    return [Fault(section, code, labels[code], str(words)) for code, errors in form.errors.items() for words in errors]


def as_typed(model: ItemDefinition, section: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as a browser would send them."""
    data: dict[str, Any] = {}
    for field in model.fields:
        if field.section == section:
            data |= inputs_of(field, answers.get(field.code))
    return data


def inputs_of(field: Field, answer: Any) -> dict[str, Any]:
    if field.kind == "table":
        rows = answer if isinstance(answer, list) else []
        cells = ((at, row, column) for at, row in enumerate(rows) for column in field.columns)
        return {
            f"{field.code}_{at}_{column.code}": typed(column.kind, row.get(column.code)) for at, row, column in cells
        }
    if field.kind == "flag":
        return {field.code: "on"} if answer else {}
    return {field.code: typed(field.kind, answer)}


def missing_papers(
    model: ItemDefinition, answers: Mapping[str, Any], given: Collection[str], party_id: int | None
) -> list[Fault]:
    """Materials that are asked for and not there."""
    asked = {field.code for field in shown_fields(model, answers)}
    missing = [
        paper
        for paper in model.materials
        if paper.required and paper.code not in given and is_asked(paper.shown_if, answers, asked)
    ]
    met = conditions_met(model, answers, party_id) if any(paper.waived_by for paper in missing) else frozenset()
    words = _("没有上传，请上传，或到窗口提交")
    return [Fault(_("材料"), paper.code, paper.label, words) for paper in missing if paper.waived_by not in met]


def conditions_met(model: ItemDefinition, answers: Mapping[str, Any], party_id: int | None) -> frozenset[str]:
    found = verdict(model, party_id=party_id, answers=answers)
    return frozenset(result.condition.code for result in found.met)
