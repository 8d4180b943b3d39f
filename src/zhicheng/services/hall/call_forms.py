"""What is asked of an officer who announces or ranks a batch."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.definitions.models import Definition
from zhicheng.base.ui.forms import Form, day_field
from zhicheng.services.hall.models import Application

MOST_PLACES = 100_000


class AnnounceForm(Form):
    """A batch: which item, when one can apply, how many are granted and how many wait."""

    item = forms.ChoiceField(label=gettext_lazy("事项"))
    title = forms.CharField(
        label=gettext_lazy("批次名称"), max_length=120, help_text=gettext_lazy("例如“2019 年第一批专利试点企业”")
    )
    opens_on = day_field(gettext_lazy("开始日"), "")
    closes_on = day_field(gettext_lazy("截止日"), gettext_lazy("含当日；过了截止日不再接收提交"))
    quota = forms.IntegerField(
        label=gettext_lazy("名额"),
        min_value=1,
        max_value=MOST_PLACES,
        error_messages={"min_value": gettext_lazy("名额至少 1 个"), "max_value": gettext_lazy("名额最多 100,000 个")},
    )
    reserve = forms.IntegerField(
        label=gettext_lazy("候补名额"),
        min_value=0,
        max_value=MOST_PLACES,
        initial=0,
        help_text=gettext_lazy("名额空出来时按名次递补；不设候补的填 0"),
        error_messages={
            "min_value": gettext_lazy("候补名额不能小于 0"),
            "max_value": gettext_lazy("候补名额最多 100,000 个"),
        },
    )

    def __init__(self, *args: Any, items: Mapping[str, Definition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["item"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared above
        chosen.choices = [("", _("请选择")), *((code, one.title) for code, one in items.items())]


class RankForm(Form):
    """The order of those who are equal at a limit, and why; nothing is asked where nobody is."""

    def __init__(self, *args: Any, tied: Sequence[Sequence[Application]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tied = tied

    @staticmethod
    def made_for(tied: Sequence[Sequence[Application]]) -> type["RankForm"]:
        """The form with a number for each of the equal ones; the earlier submission is offered first."""
        fields: dict[str, forms.Field] = {
            f"order_{case.pk}": order_field(case, number, len(group))
            for group in tied
            for number, case in enumerate(group, 1)
        }
        if tied:
            fields["why"] = forms.CharField(
                label=gettext_lazy("理由"),
                max_length=400,
                help_text=gettext_lazy("得分相同而先后不同的理由，会记入日志并随名次公开。"),
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        return type("RankFormOfCall", (RankForm,), fields)

    @property
    def order(self) -> dict[int, int]:
        """Case → its number among the equal ones."""
        return {case.pk: int(self.cleaned_data[f"order_{case.pk}"]) for group in self.tied for case in group}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for group in self.tied:
            numbers = [data.get(f"order_{case.pk}") for case in group]
            if None not in numbers and len(set(numbers)) != len(group):
                self.add_error(f"order_{group[0].pk}", _("得分相同的办件，先后顺序不能重复"))
        return data


def order_field(case: Application, number: int, count: int) -> forms.ChoiceField:
    words = _("第 %(number)d 位")
    return forms.ChoiceField(
        label=f"{case.applicant_name}（{case}）",
        choices=[(each, words % {"number": each}) for each in range(1, count + 1)],
        initial=number,
    )
