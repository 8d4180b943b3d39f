"""What is entered about outlets."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.importing import RowRefused
from zhicheng.base.parties.holders import CODE, NAME, Holders
from zhicheng.base.parties.models import Party
from zhicheng.base.parties.places import placed
from zhicheng.base.regions.models import Region
from zhicheng.base.ui.forms import Form, day_field
from zhicheng.services.outlets import rules
from zhicheng.services.outlets.actions import OutletFacts
from zhicheng.services.outlets.models import Host, Kind, Outlet, Service


class OutletForm(Form):
    """Registering and correcting an outlet."""

    name = forms.CharField(label=gettext_lazy("网点名称"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=Kind)
    host = forms.ChoiceField(label=gettext_lazy("依托单位类型"), choices=Host)
    party = forms.CharField(
        label=gettext_lazy("依托单位"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("单位全称或统一社会信用代码；没有登记的可以不填"),
    )
    region = forms.CharField(
        label=gettext_lazy("所在县（市、区）"), max_length=40, help_text=gettext_lazy("名称或 6 位代码")
    )
    address = forms.CharField(label=gettext_lazy("服务地址"), max_length=200, required=False)
    phone = forms.CharField(label=gettext_lazy("服务电话"), max_length=40, required=False)
    services = forms.MultipleChoiceField(
        label=gettext_lazy("提供的服务"), choices=Service, widget=forms.CheckboxSelectMultiple, required=False
    )
    opened_on = day_field(gettext_lazy("开始服务日期"))

    def __init__(self, *args: Any, by: User, outlet: Outlet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.outlet = by, outlet

    def clean_party(self) -> Party | None:
        text = self.cleaned_data["party"].strip()
        if not text:
            return None
        record = {CODE: text if text.isascii() else "", NAME: text}
        try:
            return Holders(self.by, [record]).of(record)
        except RowRefused as refused:
            raise forms.ValidationError(refused.message) from None

    def clean_region(self) -> Region:
        answer = placed(self.cleaned_data["region"].strip(), "")
        region = Region.objects.filter(code=answer.code).first()
        if answer.fault or region is None:
            raise forms.ValidationError(answer.fault or _("没有这个县（市、区）"))
        verdict = rules.can_open(self.by, region)
        if not verdict:
            raise forms.ValidationError(verdict.because)
        return region

    @property
    def facts(self) -> OutletFacts:
        """What a valid form says."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "why"}
        order = [code for code in Service.values if code in data["services"]]
        synthetic = self.outlet.synthetic if self.outlet else False
        return OutletFacts(**{**data, "services": tuple(order), "synthetic": synthetic})


class CorrectForm(OutletForm):
    why = forms.CharField(label=gettext_lazy("更正原因"), max_length=200, help_text=gettext_lazy("写入操作日志"))


class CloseForm(Form):
    closed_on = day_field(gettext_lazy("停止服务日期"))
    why = forms.CharField(label=gettext_lazy("停止原因"), max_length=200)


class ServiceForm(Form):
    day = day_field(gettext_lazy("日期"))
    service = forms.ChoiceField(label=gettext_lazy("服务"), choices=Service)
    people = forms.IntegerField(label=gettext_lazy("服务人次"), min_value=1, max_value=100_000)
    is_free = forms.BooleanField(
        label=gettext_lazy("免费提供"), required=False, initial=True, help_text=gettext_lazy("基础性服务应当免费")
    )
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)


def initial_of(outlet: Outlet) -> dict[str, Any]:
    """The form's values for what is registered now."""
    names = ("name", "kind", "host", "address", "phone", "services", "opened_on")
    party = outlet.party.uscc or outlet.party.name if outlet.party else ""
    return {name: getattr(outlet, name) for name in names} | {"region": outlet.region_id, "party": party}
