"""What is entered in a review, and about guidance."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui.forms import Form, day_field
from zhicheng.governance.support.models import Decision
from zhicheng.governance.support.terms import label_of

WHY_LENGTH = 400


def why(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=WHY_LENGTH,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StateForm(Form):
    """A fact that no record holds; only those that the review waits for are offered."""

    fact = forms.ChoiceField(label=_("事实"))
    value = forms.DecimalField(label=_("数值"), max_digits=10, decimal_places=3)
    why = why(_("依据"), help_text=_("说明数值的来源，例如文件名称和文号。"))

    def __init__(self, *args: Any, missing: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["fact"]).choices = [(code, label_of(code)) for code in missing]


class RectifyForm(Form):
    until = day_field(_("整改期限"))
    why = why(_("需要整改的内容"))


class DecideForm(Form):
    decision = forms.ChoiceField(label=_("决定"), choices=Decision, widget=forms.RadioSelect)
    document = forms.CharField(label=_("文号"), max_length=120)
    why = why(_("理由"), required=False, help_text=_("决定与建议不同，或平台没有建议的，必须写明。"))


class ReasonForm(Form):
    why = why(_("原因"))


class AgainForm(Form):
    """Nothing to enter: the page says what happens."""


class GuidanceForm(Form):
    held_on = day_field(_("指导日期"))
    experts = forms.CharField(label=_("专家"), max_length=200, help_text=_("姓名和单位，用顿号分开"))
    opinion = forms.CharField(label=_("书面意见"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))
