"""What officers say about applicants' names."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.forms import Form
from zhicheng.services.patentinfo.models import Judgement

CONFIRM, REFUSE = "confirm", "refuse"


class JudgeForm(Form):
    """Whether two names are one applicant."""

    judgement = forms.ChoiceField(label=gettext_lazy("判断"), choices=Judgement.choices, widget=forms.RadioSelect)
    why = forms.CharField(
        label=gettext_lazy("理由（可不填）"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class DecideForm(Form):
    """Whether a name is the organisation's that claims it."""

    decision = forms.ChoiceField(
        label=gettext_lazy("决定"),
        choices=[(CONFIRM, gettext_lazy("确认属于这家单位")), (REFUSE, gettext_lazy("不属于这家单位"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("不属于时请说明，会告诉提出的人。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        if cleaned.get("decision") == REFUSE and not cleaned.get("why"):
            self.add_error("why", _("请说明为什么不属于这家单位"))
        return cleaned
