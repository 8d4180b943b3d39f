"""What is asked of a city that objects, and of the national office that answers."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.forms import Form
from zhicheng.governance import objecting
from zhicheng.governance.assessment.definition_kinds import Criterion
from zhicheng.governance.objecting import ACCEPT, evidence_field, reason_field


class ObjectionForm(Form):
    """Why a city holds its points for a criterion wrong, and the proof."""

    reason = reason_field(
        gettext_lazy("写明哪些事实没有计入、出自哪份材料。专家对同一事实的看法不同，不是异议的理由。"), rows=6
    )
    evidence = evidence_field(is_needed=False)


class AnswerForm(objecting.AnswerForm):
    """The national office's answer; points only where the objection is accepted."""

    accepting = gettext_lazy("采纳，改定得分")

    points = forms.DecimalField(
        label=gettext_lazy("改定为"),
        required=False,
        max_digits=5,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    def __init__(self, *args: Any, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].help_text = _("提出异议的市局会看到；采纳的，也是改定得分的理由。")
        facts = {"most": f"{criterion.points:g}"}
        self.fields["points"].help_text = _("采纳时填写，0 至 %(most)s 分，最小 0.5 分。") % facts

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == ACCEPT and cleaned.get("points") is None and "points" not in self.errors:
            self.add_error("points", _("采纳的，请填写改定的得分"))
        return cleaned

    @property
    def new_points(self) -> Decimal:
        """The points set, where the objection is accepted."""
        points: Decimal = self.cleaned_data["points"]
        return points
