"""What officers enter about certificates."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.importing import RowRefused
from zhicheng.base.parties.holders import CODE, NAME, Holders
from zhicheng.base.parties.models import Party
from zhicheng.base.ui.forms import Form, day_field
from zhicheng.base.verdicts import Refused
from zhicheng.services.standards import queries
from zhicheng.services.standards.actions import CertificateFacts, fields_of
from zhicheng.services.standards.models import Certificate, Result


class CertificateForm(Form):
    """Registering, renewing and correcting a certificate."""

    number = forms.CharField(
        label=gettext_lazy("证书编号"), max_length=60, help_text=gettext_lazy("见证书右上角，例如 165IP180011R0M")
    )
    holder = forms.CharField(
        label=gettext_lazy("持证单位"),
        max_length=120,
        help_text=gettext_lazy("单位全称或统一社会信用代码，须已登记在主体名录中"),
    )
    edition = forms.ChoiceField(label=gettext_lazy("标准版本"))
    body = forms.CharField(label=gettext_lazy("认证机构"), max_length=120)
    issued_on = day_field(gettext_lazy("颁发日期"))
    first_issued_on = day_field(
        gettext_lazy("首次颁发日期"), gettext_lazy("首次认证不填；换证、扩项请照证书填写"), required=False
    )
    expires_on = day_field(gettext_lazy("有效期至"), gettext_lazy("不填时按标准规定的年限计算"), required=False)
    scope = forms.CharField(label=gettext_lazy("认证范围"), max_length=300, required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        edition = cast("forms.ChoiceField", self.fields["edition"])
        edition.choices = [(code, f"{code} {each.edition.title}") for code, each in queries.editions().items()]

    def clean_holder(self) -> Party:
        text = self.cleaned_data["holder"].strip()
        record = {CODE: text if text.isascii() else "", NAME: text}
        try:
            return Holders(self.by, [record]).of(record)
        except RowRefused as refused:
            raise forms.ValidationError(refused.message) from None

    def clean_issued_on(self) -> Any:
        day = self.cleaned_data["issued_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("不能晚于今天（%s）") % timezone.localdate())
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                fields_of(self.facts)
            except Refused as refused:
                self.add_error("issued_on", refused.because)
        return data

    @property
    def facts(self) -> CertificateFacts:
        """What a valid form says."""
        return CertificateFacts(**self.cleaned_data)


class CorrectForm(CertificateForm):
    why = forms.CharField(label=gettext_lazy("更正原因"), max_length=200, help_text=gettext_lazy("写入操作日志"))

    @property
    def facts(self) -> CertificateFacts:
        return CertificateFacts(**{name: value for name, value in self.cleaned_data.items() if name != "why"})


class ReasonForm(Form):
    why = forms.CharField(
        label=gettext_lazy("原因"), max_length=200, help_text=gettext_lazy("写入操作日志，例如认证机构的公告")
    )


class WithdrawForm(ReasonForm):
    ended_on = day_field(gettext_lazy("撤销日期"))


class SurveillanceForm(Form):
    done_on = day_field(gettext_lazy("审核日期"))
    result = forms.ChoiceField(label=gettext_lazy("结论"), choices=Result)
    note = forms.CharField(label=gettext_lazy("说明"), max_length=300, required=False)


def initial_of(certificate: Certificate) -> dict[str, Any]:
    """The form's values for what is registered now."""
    names = ("number", "edition", "body", "issued_on", "first_issued_on", "expires_on", "scope")
    return {name: getattr(certificate, name) for name in names} | {
        "holder": certificate.holder.uscc or certificate.holder.name
    }
