"""One page of an item's form, made from the fields of a section."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from zhicheng.base.ui.forms import Form
from zhicheng.services.hall.definition_kinds import Field, ItemDefinition
from zhicheng.services.hall.forms_of_items.inputs import input_for
from zhicheng.services.hall.forms_of_items.known import Known, prefilled
from zhicheng.services.hall.forms_of_items.shown import in_words, kept, shown_fields, typed
from zhicheng.services.hall.looking_up import look_up
from zhicheng.services.hall.models import Application

Answers = Mapping[str, Any]


class SectionForm(Form):
    """The questions of one section.

    A conditional question stands on the page with the words when to answer it; a script hides it meanwhile. The server passes over
    what was typed into one that is not asked. `answers` is what was typed, checked or not, as it is kept.
    """

    def __init__(self, *, model: ItemDefinition, section: str, answers: Answers, **kwargs: Any) -> None:
        self.model, self.section, self.earlier = model, section, answers
        self.asked_here = [field for field in model.fields if field.code in self.base_fields]
        super().__init__(**kwargs)

    @property
    def answers(self) -> dict[str, Any]:
        """JSON-safe answers of the questions asked on this page; a wrong one stays as it was typed."""
        return {field.code: self.answer(field) for field in self.asked_now if field.kind != "file"}

    @property
    def uploads(self) -> dict[str, Any]:
        """Files handed in with this page, by field; of one that was there before the form knows only the name."""
        asked = {field.code for field in self.asked_now if field.kind == "file"}
        sent = {code: self.cleaned_data.get(code) for code in asked}
        return {code: file for code, file in sent.items() if isinstance(file, UploadedFile)}

    @property
    def asked_now(self) -> list[Field]:
        """The questions of this page that are asked with what was typed."""
        so_far = {
            **self.earlier,
            **{field.code: self.answer(field) for field in self.asked_here if field.kind != "file"},
        }
        asked = {field.code for field in shown_fields(self.model, so_far)}
        return [field for field in self.asked_here if field.code in asked]

    def answer(self, field: Field) -> Any:
        cleaned = getattr(self, "cleaned_data", {})
        if field.code in cleaned:
            return kept(field.kind, cleaned[field.code])
        widget = self.fields[field.code].widget
        raw = widget.value_from_datadict(self.data, self.files, self.add_prefix(field.code))
        return "" if raw is None else raw

    def full_clean(self) -> None:
        """What is not asked cannot be wrong; whoever only wants more rows is not told of faults yet."""
        super().full_clean()
        if not self.is_bound:
            return
        asked = {field.code for field in self.asked_now}
        wants_rows = self.data.get("stay") in {field.code for field in self.asked_here if field.kind == "table"}
        for code in [code for code in self.errors if wants_rows or code not in asked]:
            del self.errors[code]


def form_for(
    model: ItemDefinition,
    section: str,
    *,
    application: Application | None,
    data: Any = None,
    files: Any = None,
    answers: Answers | None = None,
) -> SectionForm:
    """The page of a section: with what was answered, else with what the platform knows. `application` is None in a preview."""
    given = answers if answers is not None else application.answers if application else {}
    known = (
        prefilled(model, application.party if application else None, application=application) if data is None else {}
    )
    return made(model, section, given, known, files_of(application), data=data, files=files)


def made(
    model: ItemDefinition,
    section: str,
    answers: Answers,
    known: Mapping[str, Known],
    uploaded: Mapping[str, str],
    **sent: Any,
) -> SectionForm:
    """`uploaded` are the files that are there: field → name."""
    fields = on_page(model, section, answers)
    initial = {field.code: initial_of(field, answers, known, uploaded) for field in fields}
    shape = type(
        "PageForm", (SectionForm,), {field.code: dressed(model, field, answers, known, uploaded) for field in fields}
    )
    form: SectionForm = shape(model=model, section=section, answers=answers, initial=initial, **sent)
    return form


def on_page(model: ItemDefinition, section: str, answers: Answers) -> list[Field]:
    """The questions of a section; one that an answer of another page makes needless is left out."""
    asked = {field.code for field in shown_fields(model, answers)}
    here: dict[str, Field] = {}
    for field in model.fields:
        decided_here = field.shown_if is None or field.shown_if.field in here
        if field.section == section and (decided_here or field.code in asked):
            here[field.code] = field
    return list(here.values())


def initial_of(field: Field, answers: Answers, known: Mapping[str, Known], uploaded: Mapping[str, str]) -> Any:
    """What stands in an input at first; a file is known by its name."""
    if field.kind == "file":
        return uploaded.get(field.code)
    answer = answers[field.code] if field.code in answers else known[field.code].value if field.code in known else None
    return typed(field.kind, answer)


def dressed(
    model: ItemDefinition, field: Field, answers: Answers, known: Mapping[str, Known], uploaded: Mapping[str, str]
) -> Any:
    """The input with the words that belong to this applicant."""
    found = input_for(field)
    words = [str(found.help_text)]
    if field.shown_if:
        words.append(when_asked(model, field))
        found.widget.attrs |= {
            "data-hall-shown-if": field.shown_if.field,
            "data-hall-shown-values": " ".join(field.shown_if.is_one_of),
        }
    if field.code in known and field.code not in answers:
        words.append(str(known[field.code].origin))
    if field.kind == "patents":
        words.append(found_in_words(answers.get(field.code)))
    if field.kind == "file" and field.code in uploaded:
        words.append(_("已上传“%(name)s”，重新选择会替换它。") % {"name": uploaded[field.code]})
    found.help_text = "　".join(word for word in words if word)
    return found


def when_asked(model: ItemDefinition, field: Field) -> str:
    """仅当“是否盈利”为“是”时填写."""
    shown_if = field.shown_if
    decides = next((each for each in model.fields if shown_if and each.code == shown_if.field), None)
    if shown_if is None or decides is None:
        return ""
    values = [in_words(decides, value == "true" if decides.kind == "flag" else value) for value in shown_if.is_one_of]
    return _("仅当“%(label)s”为“%(values)s”时填写") % {"label": decides.label, "values": "”或“".join(values)}


def found_in_words(answer: Any) -> str:
    """How many of the numbers given the platform holds, and which it does not."""
    if not isinstance(answer, list) or not answer:
        return ""
    unknown = [one.written for one in look_up("patents", answer) if one.outcome == "unknown"]
    if not unknown:
        return _("%(count)d 个均已在专利库查到") % {"count": len(answer)}
    return _("专利库未收录：%(numbers)s，由经办人核对") % {"numbers": "、".join(unknown)}


def files_of(application: Application | None) -> dict[str, str]:
    """The files that are there: field or material → name."""
    if application is None or application.pk is None:
        return {}
    return dict(application.attachments.filter(replaced_at=None).values_list("code", "document__name"))
