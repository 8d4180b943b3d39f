"""What applicants fill in beside the item's own form: who to call, papers, words, stars, numbers and codes."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.base.parties.places import placed
from zhicheng.base.ui.forms import Form
from zhicheng.services.hall.definition_kinds import Material

PHONE = re.compile(r"^\+?[0-9][0-9 \-]{5,18}(转[0-9]{1,6})?$")
STARS = (
    (5, _("非常满意")),
    (4, _("满意")),
    (3, _("基本满意")),
    (2, _("不满意")),
    (1, _("非常不满意")),
)
LONGEST_WORDS = 1000


def half_width(text: str) -> str:
    """Digits and signs as they are kept, however they were typed."""
    return unicodedata.normalize("NFKC", text).strip()


class ContactForm(Form):
    """Who is called when something is missing."""

    contact_name = forms.CharField(label=_("联系人"), max_length=40)
    contact_phone = forms.CharField(
        label=_("联系电话"), max_length=40, help_text=_("手机，或者带区号的座机，例如 0755-12345678")
    )

    def clean_contact_phone(self) -> str:
        phone = half_width(self.cleaned_data["contact_phone"])
        if not PHONE.match(phone):
            raise forms.ValidationError(_("这不像电话号码。请填写手机号，或者带区号的座机号"))
        return phone


class PersonForm(ContactForm):
    """A person without an organisation: name, telephone, and where they live."""

    contact_name = forms.CharField(label=_("姓名"), max_length=40)
    place = forms.CharField(
        label=_("所在市或区县"),
        max_length=40,
        help_text=_("名称或 6 位区划代码，例如“深圳市南山区”。由这个地方的机关办理"),
    )

    def clean_place(self) -> str:
        text = half_width(self.cleaned_data["place"])
        answer = placed(text, "")
        # “深圳市南山区” is no name of a division, but an address all the same.
        code = answer.code or placed("", text).code
        if not code:
            raise forms.ValidationError(answer.fault)
        return code


class RegionForm(Form):
    """Which division an office applies for."""

    region = forms.ChoiceField(label=_("申请地区"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["region"]).choices = list(choices)


class PapersForm(Form):
    """One file for each material that is asked for; none of them has to be handed in at once."""

    def __init__(self, *args: Any, materials: Sequence[Material], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in materials:
            self.fields[each.code] = forms.FileField(
                label=each.label,
                required=False,
                help_text=each.note,
                widget=forms.FileInput(attrs={"class": "form-control"}),
                error_messages={"empty": _("这个文件是空的，请换一个文件")},
            )

    @property
    def uploads(self) -> dict[str, Any]:
        """Material → file, of those chosen."""
        return {code: upload for code, upload in self.cleaned_data.items() if upload}


class WithdrawForm(Form):
    reason = forms.CharField(
        label=_("撤回原因"), required=False, max_length=200, help_text=_("办理机关能看到，例如“内容有变，另行申请”")
    )


class MessageForm(Form):
    text = forms.CharField(
        label=_("留言"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("办理机关会收到提醒"),
    )


class RatingForm(Form):
    stars = forms.TypedChoiceField(label=_("您对这次办理满意吗"), choices=STARS, coerce=int, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("意见和建议"), required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )


class TrackForm(Form):
    number = forms.CharField(
        label=_("办件编号"), max_length=30, help_text=_("提交后给出的编号，例如 440300-2018-00012")
    )
    code = forms.CharField(label=_("查询码"), max_length=30, help_text=_("12 位，例如 ABCD-2345-WXYZ"))

    def clean_number(self) -> str:
        return half_width(self.cleaned_data["number"])


class VerifyForm(Form):
    code = forms.CharField(
        label=_("核验码"), max_length=40, help_text=_("决定书上二维码旁的 16 位字符，空格和大小写不影响")
    )
