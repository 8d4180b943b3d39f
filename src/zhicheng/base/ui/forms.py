"""Forms of the house: labels above, hint before the field, errors in words, what was typed stays."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

CONTROL_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.Select, "form-select"),
)
# What is wrong and what to do, in place of Django's own words; the first kind that fits counts.
WORDS: tuple[tuple[type[forms.Field], dict[str, Any]], ...] = (
    (forms.BooleanField, {"required": _("请勾选“%(label)s”")}),
    (forms.ChoiceField, {"required": _("请选择“%(label)s”"), "invalid_choice": _("请从列出的选项中选择")}),
    (forms.ModelChoiceField, {"required": _("请选择“%(label)s”"), "invalid_choice": _("请从列出的选项中选择")}),
    (forms.FileField, {"required": _("请选择要上传的“%(label)s”"), "empty": _("这个文件是空的，请换一个文件")}),
    (forms.DateField, {"required": _("请填写“%(label)s”"), "invalid": _("请写成 2018-10-16 这样的日期")}),
    (forms.DecimalField, {"required": _("请填写“%(label)s”"), "invalid": _("请填写数字，例如 1280.50")}),
    (forms.FloatField, {"required": _("请填写“%(label)s”"), "invalid": _("请填写数字，例如 1280.5")}),
    (forms.IntegerField, {"required": _("请填写“%(label)s”"), "invalid": _("请填写整数")}),
    (forms.Field, {"required": _("请填写“%(label)s”")}),
)


class Form(forms.Form):
    """Base of every form. A page whose context holds it as `form` says 错误： in its title when it has errors.

    Browser validation is off (`novalidate` in the template), so that all words are ours.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _dress(field)
            _speak(field)

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """(id of the field, label, error) of each error in the order of the fields; form errors first, without label."""
        found = [("", "", str(error)) for error in self.non_field_errors()]
        for bound in self:
            found += [(_focus_id(bound), str(bound.label), str(error)) for error in bound.errors]
        return found


DAY_EXAMPLE = _("例如 2018-10-16")


def day_field(
    label: Any, help_text: Any = DAY_EXAMPLE, *, required: bool = True, initial: Any = None
) -> forms.DateField:
    """A day, chosen in the browser's calendar or typed."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        initial=initial,
        # A browser takes a day in this form only, whatever the language.
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def _focus_id(bound: BoundField) -> str:
    """The input that a click on the error goes to; of several choices the first."""
    first_of_many = isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return f"{bound.auto_id}_0" if first_of_many else str(bound.auto_id)


def _dress(field: forms.Field) -> None:
    """Give the input its class; one that the form sets itself stays beside it."""
    if not isinstance(field.widget, forms.HiddenInput):
        css = next((css for kind, css in CONTROL_CLASSES if isinstance(field.widget, kind)), "form-control")
        field.widget.attrs["class"] = " ".join(filter(None, [css, field.widget.attrs.get("class", "")]))


def _speak(field: forms.Field) -> None:
    """Our words for Django's, except where the form has words of its own."""
    words = next(words for kind, words in WORDS if isinstance(field, kind))
    for code, message in words.items():
        if field.error_messages.get(code) == _default_messages(field).get(code):
            field.error_messages[code] = message % {"label": field.label or ""}


def _default_messages(field: forms.Field) -> dict[str, Any]:
    messages: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        messages |= getattr(kind, "default_error_messages", {})
    return messages
