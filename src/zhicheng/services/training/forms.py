"""What is entered about heads."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.parties.places import placed
from zhicheng.base.regions.models import Region
from zhicheng.base.ui.forms import Form, day_field
from zhicheng.services.training import rules
from zhicheng.services.training.actions import HeadFacts, TrainingFacts
from zhicheng.services.training.models import Head


class HeadForm(Form):
    """Entering and correcting a head."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=40)
    unit = forms.CharField(
        label=gettext_lazy("单位（处、科、室）"), max_length=80, help_text=gettext_lazy("例如：市知识产权局管理处")
    )
    post = forms.CharField(label=gettext_lazy("职务"), max_length=40)
    region = forms.CharField(label=gettext_lazy("所在地区"), max_length=40, help_text=gettext_lazy("名称或 6 位代码"))
    since = day_field(gettext_lazy("任职日期"))
    until = day_field(gettext_lazy("离任日期"), gettext_lazy("在任的不填"), required=False)

    def __init__(self, *args: Any, by: User, head: Head | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.head = by, head

    def clean_region(self) -> Region:
        answer = placed(self.cleaned_data["region"].strip(), "")
        region = Region.objects.filter(code=answer.code).first()
        if answer.fault or region is None:
            raise forms.ValidationError(answer.fault or _("没有这个行政区划"))
        verdict = rules.can_enter(self.by, region)
        if not verdict:
            raise forms.ValidationError(verdict.because)
        return region

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("离任日期早于任职日期"))
        return data

    @property
    def facts(self) -> HeadFacts:
        """What a valid form says."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "why"}
        return HeadFacts(**data, synthetic=self.head.synthetic if self.head else False)


class CorrectForm(HeadForm):
    why = forms.CharField(label=gettext_lazy("更正原因"), max_length=200, help_text=gettext_lazy("写入操作日志"))


class TrainingForm(Form):
    ended_on = day_field(gettext_lazy("结束日期"))
    course = forms.CharField(label=gettext_lazy("培训名称"), max_length=120)
    organiser = forms.CharField(label=gettext_lazy("组织单位"), max_length=80, required=False)

    @property
    def facts(self) -> TrainingFacts:
        return TrainingFacts(**self.cleaned_data)


def initial_of(head: Head) -> dict[str, Any]:
    """The form's values for what is registered now."""
    names = ("name", "unit", "post", "since", "until")
    return {name: getattr(head, name) for name in names} | {"region": head.region_id}
