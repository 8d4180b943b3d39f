"""What is asked in a yearly evaluation."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.forms import Form
from zhicheng.governance import objecting
from zhicheng.governance.objecting import evidence_field, reason_field
from zhicheng.governance.rounds import queries
from zhicheng.governance.strength.queries import scheme_of

SEPARATOR = "|"


class OpenForm(Form):
    """Which year, by which scheme. The choice holds both: not every scheme covers every year."""

    subject = forms.ChoiceField(
        label=gettext_lazy("方案和年份"), help_text=gettext_lazy("按方案的现行版评价；开始以后方案再改，不影响这一轮。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schemes = queries.schemes_offered()
        chosen = self.fields["subject"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared above
        chosen.choices = [("", _("请选择")), *self.offered()]

    def offered(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """A group of years for each scheme, the newest year first."""
        return [
            (
                definition.title,
                [
                    (f"{code}{SEPARATOR}{year}", _("%(year)d 年") % {"year": year})
                    for year in reversed(scheme_of(definition).years)
                ],
            )
            for code, definition in self.schemes.items()
        ]

    @property
    def chosen(self) -> tuple[str, int]:
        """The scheme's code and the year."""
        code, year = self.cleaned_data["subject"].split(SEPARATOR)
        return code, int(year)


class ConfirmForm(Form):
    """That a part of the check list was looked at."""

    remark = forms.CharField(
        label=gettext_lazy("核对意见"),
        max_length=400,
        help_text=gettext_lazy("写明看了什么、怎么处理，例如“均因申请不足 5 件，属实”。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CancelForm(Form):
    """Why a round is given up."""

    why = forms.CharField(
        label=gettext_lazy("取消原因"),
        max_length=400,
        help_text=gettext_lazy("会记入日志；已送各市的，会告知各市。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ObjectionForm(Form):
    """The value that a city holds right, why, and the proof."""

    proposed_value = forms.FloatField(
        label=gettext_lazy("主张的数值"), widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    reason = reason_field(gettext_lazy("写明现数值错在哪里、主张的数值出自何处。"), rows=5)
    evidence = evidence_field(is_needed=True)


class AnswerForm(objecting.AnswerForm):
    accepting = gettext_lazy("采纳，按主张的数值更正")
