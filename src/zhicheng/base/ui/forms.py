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


class Form(forms.Form):
    """Base of every form. A page whose context holds it as `form` says 错误： in its title when it has errors.

    `NON_FIELD_ERRORS` point at the form itself; browser validation is off, so that all words are ours.
    """

    use_required_attribute = False
    error_css_class = "zc-field--bad"
    required_message = _("请填写“%(label)s”")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _dress(field)
            _name_in_errors(field, str(self.required_message))

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """(id of the field, label, error) of each error in the order of the fields; form errors first, without label."""
        found = [("", "", str(error)) for error in self.non_field_errors()]
        for bound in self:
            found += [(_focus_id(bound), str(bound.label), str(error)) for error in bound.errors]
        return found


def _focus_id(bound: BoundField) -> str:
    widget = bound.field.widget
    many = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return f"{bound.auto_id}_0" if many else bound.id_for_label or bound.auto_id


def _dress(field: forms.Field) -> None:
    """Give the input its class; one that the form sets itself stays beside it."""
    css = next((css for kind, css in CONTROL_CLASSES if isinstance(field.widget, kind)), "form-control")
    if not isinstance(field.widget, forms.HiddenInput):
        field.widget.attrs["class"] = " ".join(filter(None, [css, field.widget.attrs.get("class", "")]))


def _name_in_errors(field: forms.Field, message: str) -> None:
    """Say which field is empty, unless the form has words of its own for it."""
    if field.label and field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = message % {"label": field.label}
