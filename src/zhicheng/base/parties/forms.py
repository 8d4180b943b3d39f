from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.models import User
from zhicheng.base.parties.actions import Details, PartyFacts
from zhicheng.base.parties.models import CreditGrade, Kind, Party, Size
from zhicheng.base.parties.places import placed
from zhicheng.base.parties.queries import by_uscc
from zhicheng.base.parties.rules import can_register
from zhicheng.base.ui.forms import Form
from zhicheng.engine.numbers import InvalidNumber, uscc

NOT_KNOWN = ("", _("不清楚"))


class PartyForm(Form):
    """Registering and correcting a party. The region may be left out where the address tells it."""

    kind = forms.ChoiceField(label=_("类型"), choices=Kind)
    name = forms.CharField(label=_("名称"), max_length=120, help_text=_("与营业执照或法人证书一致"))
    uscc = forms.CharField(
        label=_("统一社会信用代码"), required=False, max_length=30, help_text=_("18 位；还没有代码的创客可以不填")
    )
    address = forms.CharField(label=_("地址"), required=False, max_length=200)
    region = forms.CharField(
        label=_("所在区划"), required=False, max_length=40, help_text=_("名称或 6 位代码；不填时按地址判断")
    )
    size = forms.ChoiceField(
        label=_("规模"),
        required=False,
        choices=[NOT_KNOWN, *Size.choices],
        help_text=_("按统计上大中小微型企业划分，企业填写"),
    )
    founded_on = forms.DateField(label=_("成立日期"), required=False, help_text=_("例如 2011-05-20，与营业执照一致"))
    credit_grade = forms.ChoiceField(
        label=_("纳税信用等级"),
        required=False,
        choices=[NOT_KNOWN, *CreditGrade.choices],
        help_text=_("最近一次评价结果"),
    )

    def __init__(self, *args: Any, by: User, party: Party | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.party = by, party
        self.region_by_address = False

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_founded_on(self) -> date | None:
        day: date | None = self.cleaned_data["founded_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("成立日期晚于今天，请检查年份"))
        return day

    def clean_uscc(self) -> str:
        text = self.cleaned_data["uscc"].strip()
        try:
            code = uscc.validate(text) if text else ""
        except InvalidNumber as fault:
            raise forms.ValidationError(str(fault)) from fault
        self._refuse_taken(code)
        return code

    def _refuse_taken(self, code: str) -> None:
        holder = by_uscc([code]).get(code) if code else None
        if holder and holder != self.party:
            raise forms.ValidationError(_("这个代码已经登记过，请先在名录中查找"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        answer = placed(data.get("region", "").strip(), data.get("address", "").strip())
        if answer.fault:
            self.add_error("region", answer.fault)
            return data
        verdict = can_register(self.by, answer.code)
        if self.by.is_officer and not verdict:
            self.add_error("region", verdict.because)
        self.region_by_address = answer.by_address
        return data | {"region": answer.code}

    @property
    def facts(self) -> PartyFacts:
        """What a valid form says."""
        data = self.cleaned_data
        synthetic = self.party.synthetic if self.party else False
        details = Details(data["size"], data["founded_on"], data["credit_grade"])
        return PartyFacts(
            data["kind"], data["name"], data["uscc"], data["region"], data["address"].strip(), synthetic, details
        )


class CorrectForm(PartyForm):
    why = forms.CharField(label=_("更正原因"), max_length=200, help_text=_("写入操作日志，例如“迁址”“换发执照”"))


class ImportForm(Form):
    file = forms.FileField(
        label=_("名录文件"),
        help_text=_(
            "CSV 或 XLSX。列名：名称、类型、统一社会信用代码、区划代码、地址，还可以有规模、成立日期、纳税信用等级；本页导出的文件可以直接再导入"
        ),
        error_messages={"empty": _("文件是空的，请检查后重新选择")},
    )


def initial_of(party: Party) -> dict[str, Any]:
    """The form's values for what is registered now."""
    return {
        "kind": party.kind,
        "name": party.name,
        "uscc": party.uscc or "",
        "address": party.address,
        "region": party.region_id,
        "size": party.size,
        "founded_on": party.founded_on,
        "credit_grade": party.credit_grade,
    }
