"""What every objection of a city asks: the reason and the proof, and of the national office the decision with its words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.forms import Form

ACCEPT, REJECT = "accept", "reject"


def reason_field(help_text: Any, rows: int) -> forms.CharField:
    """Why the city holds it wrong."""
    return forms.CharField(
        label=gettext_lazy("理由"), max_length=2000, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


def evidence_field(*, is_needed: bool) -> forms.FileField:
    """The proof, one file."""
    kinds = gettext_lazy("PDF、Word、Excel、CSV 或图片，一份，最大 50 MB。")
    optional = gettext_lazy("可以不附。PDF、Word、Excel、CSV 或图片，一份，最大 50 MB。")
    return forms.FileField(
        label=gettext_lazy("证明材料"), required=is_needed, help_text=kinds if is_needed else optional
    )


class AnswerForm(Form):
    """The national office's answer. Subclasses say in `accepting` what accepting does."""

    accepting: Any = ""

    decision = forms.ChoiceField(label=gettext_lazy("答复"), widget=forms.RadioSelect)
    answer = forms.CharField(
        label=gettext_lazy("答复内容"),
        max_length=2000,
        help_text=gettext_lazy("提出异议的市局会看到。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decision = self.fields["decision"]
        assert isinstance(decision, forms.ChoiceField)  # noqa: S101 - declared above
        decision.choices = [(ACCEPT, self.accepting), (REJECT, gettext_lazy("不采纳"))]
