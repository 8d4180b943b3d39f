"""What officers fill in when they handle a case."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.ui.forms import Form, day_field
from zhicheng.services.hall.definition_kinds import ItemDefinition
from zhicheng.services.hall.models import Application
from zhicheng.services.hall.queries.desk import colleagues

LONGEST = 1000
APPROVE, REFUSE = "approve", "refuse"


def long_text(label: Any, *, required: bool = True, hint: Any = "", rows: int = 3) -> forms.CharField:
    """A text of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=LONGEST, required=required, help_text=hint, widget=widget)


class ActForm(Form):
    """An act without words of its own. `key` names the page from which it is sent: sent twice, it acts once."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, application: Application, by: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.application, self.by = application, by

    @property
    def asks_something(self) -> bool:
        """Whether there is anything to fill in."""
        return any(not field.is_hidden for field in self)


class NoteForm(ActForm):
    """A remark that need not be given."""

    note = long_text(gettext_lazy("审查意见"), required=False, hint=gettext_lazy("只供办理机关查看。"))


class RefuseForm(ActForm):
    """Why a case is not accepted: the applicant reads it."""

    reason = long_text(
        gettext_lazy("不予受理的理由"), hint=gettext_lazy("申请人会看到。写明依据的规定和事实，以及可以怎样办。")
    )


class DecideForm(ActForm):
    """The decision with its reason."""

    decision = forms.ChoiceField(
        label=gettext_lazy("决定"),
        choices=[(APPROVE, gettext_lazy("同意")), (REFUSE, gettext_lazy("不同意"))],
        widget=forms.RadioSelect,
    )
    reason = long_text(
        gettext_lazy("理由"),
        required=False,
        hint=gettext_lazy("不同意的必须说明规定和事实；申请人会看到，并写入决定书。"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("decision") == REFUSE and not cleaned.get("reason"):
            self.add_error("reason", _("请写明不同意的理由"))
        return cleaned

    @property
    def approved(self) -> bool:
        return bool(self.cleaned_data["decision"] == APPROVE)


class WordsForm(ActForm):
    """Words that have to be there."""

    text = long_text(gettext_lazy("内容"))


class ReasonForm(ActForm):
    """Why something is done."""

    why = forms.CharField(label=gettext_lazy("原因"), max_length=200)


class ReturnForm(ActForm):
    """What the applicant has to mend: a line beside each field and paper, and one for the rest."""

    GENERAL = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in parts_of(self.application.model):
            self.fields[name_of(code)] = forms.CharField(
                label=label, max_length=300, required=False, widget=forms.TextInput(attrs={"class": "form-control"})
            )
        self.fields[name_of(self.GENERAL)] = long_text(gettext_lazy("其他需要补正的内容"), required=False, rows=2)

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """(code of the field or paper, words), those that were filled in; the general one has no code."""
        codes = [code for code, _label in parts_of(self.application.model)] + [self.GENERAL]
        named = ((code, self.cleaned_data.get(name_of(code), "")) for code in codes)
        return [(code, words) for code, words in named if words]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.reasons:
            raise forms.ValidationError(_("请至少在一处写明需要补正的内容"))
        return cleaned


def name_of(code: str) -> str:
    """The name of the input for a field of the case."""
    return f"mend-{code}" if code else "mend"


def parts_of(model: ItemDefinition) -> list[tuple[str, str]]:
    """(code, label) of everything an applicant hands in."""
    fields = [(field.code, field.label) for field in model.fields]
    return [*fields, *((paper.code, _("材料：%s") % paper.label) for paper in model.materials)]


class PersonField(forms.ChoiceField):
    """A person by name, with what tells two of the same name apart; gives the person."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.people: dict[str, User] = {}

    def offer(self, people: Iterable[User]) -> None:
        """Let the field choose among these."""
        self.people = {str(one.pk): one for one in people}
        self.choices = [("", _("请选择")), *((key, in_words(one)) for key, one in self.people.items())]

    def clean(self, value: Any) -> User | None:
        return self.people.get(super().clean(value))


def in_words(user: User) -> str:
    """Name, role and department."""
    office = f" · {user.department}" if user.department else ""
    return f"{user.name}（{user.get_role_display()}）{office}"


def offer(form: forms.Form, people: Iterable[User]) -> None:
    """Let the field `to` of a form choose among these."""
    field = form.fields["to"]
    assert isinstance(field, PersonField)  # noqa: S101 - declared as one
    field.offer(people)


class HandOverForm(ActForm):
    """To whom a case goes, and why."""

    to = PersonField(label=gettext_lazy("移交给"))
    why = forms.CharField(label=gettext_lazy("原因"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, colleagues(self.by))


class BulkForm(Form):
    """To whom several cases go, and why."""

    to = PersonField(label=gettext_lazy("移交给"))
    why = forms.CharField(label=gettext_lazy("原因"), max_length=200)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, colleagues(by))


class DelegateForm(Form):
    """Who does one's work, from when to when."""

    to = PersonField(label=gettext_lazy("受托人"))
    starts_on = day_field(gettext_lazy("开始日"), gettext_lazy("含当日"))
    ends_on = day_field(gettext_lazy("结束日"), gettext_lazy("含当日"))
    why = forms.CharField(label=gettext_lazy("原因"), max_length=200, help_text=gettext_lazy("例如“出差”“休假”"))

    def __init__(self, *args: Any, by: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, colleagues(by))
        self.fields["starts_on"].initial = on


class ReplyForm(Form):
    """The answer to an applicant's rating."""

    text = long_text(gettext_lazy("答复"), hint=gettext_lazy("申请人会看到。"))
