"""Input of accounts. Passwords are never trimmed and never shown again."""

import re
import unicodedata
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts import queries
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.parties.models import Party
from zhicheng.base.ui.forms import Form

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
WRONG = gettext_lazy("用户名或密码不正确，请检查大小写后再试")


def normal(text: str) -> str:
    """Full-width letters as half-width, capitals as small: people type both."""
    return unicodedata.normalize("NFKC", text).strip().lower()


class SignInForm(Form):
    username = forms.CharField(
        label=gettext_lazy("用户名"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_username(self) -> str:
        return normal(self.cleaned_data["username"])


class SecondFactorForm(Form):
    code = forms.CharField(
        label=gettext_lazy("验证码"),
        max_length=40,
        help_text=gettext_lazy("打开手机上的验证器，输入 6 位数字；手机不在身边的，输入一个恢复码"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", self.cleaned_data["code"]))


class DeviceForm(SecondFactorForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("扫码后验证器显示的 6 位数字")


class NewPasswordForm(Form):
    """A new password, typed twice; `account` is who it is for (a password may not repeat the name)."""

    password = forms.CharField(
        label=gettext_lazy("新密码"),
        strip=False,
        max_length=128,
        help_text=gettext_lazy("至少 10 个字符，不能是常见密码，也不能与用户名、姓名相近"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("再输入一次新密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.account)
        return password

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if "password" in typed and "again" in typed and typed["password"] != typed["again"]:
            self.add_error("again", _("两次输入的密码不一致，请重新输入"))
        return typed


class ChangePasswordForm(NewPasswordForm):
    current = forms.CharField(
        label=gettext_lazy("现在的密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["current", "password", "again"]

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.account.check_password(current):
            raise forms.ValidationError(_("现在的密码不正确"))
        return current

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if typed.get("password") and typed.get("password") == typed.get("current"):
            self.add_error("password", _("新密码不能与现在的密码相同"))
        return typed


class PersonForm(Form):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=40)
    department = forms.CharField(label=gettext_lazy("处室"), max_length=60, required=False)
    email = forms.EmailField(
        label=gettext_lazy("邮箱"), required=False, help_text=gettext_lazy("配置了邮件时，消息也发到这里")
    )


class OpenAccountForm(PersonForm):
    username = forms.CharField(
        label=gettext_lazy("用户名"),
        max_length=64,
        help_text=gettext_lazy("3 至 64 个小写字母、数字、点或横线，例如 wangfang；登录时使用，开通后不能更改"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    field_order = ["username", "name", "department", "email"]

    def clean_username(self) -> str:
        username = normal(self.cleaned_data["username"])
        if not USERNAME.fullmatch(username):
            raise forms.ValidationError(_("用户名由 3 至 64 个小写字母、数字、点或横线组成，以字母或数字开头"))
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("用户名“%(name)s”已被使用，请换一个") % {"name": username})
        return username


class WhyForm(Form):
    why = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=400,
        help_text=gettext_lazy("写入操作日志，例如文号，或“本人来电，手机遗失”"),
    )


class GrantForm(WhyForm):
    role = forms.ChoiceField(label=gettext_lazy("角色"), choices=[("", gettext_lazy("请选择")), *Role.choices])
    region_code = forms.CharField(
        label=gettext_lazy("管辖区域"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("区划名称或六位代码，例如 深圳市 或 440300；国家局和管理员不填"),
    )
    party = forms.CharField(
        label=gettext_lazy("所属单位"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("单位全称或统一社会信用代码；创新主体、服务机构和金融机构的用户必须填写"),
    )
    field_order = ["role", "region_code", "party", "why"]

    def clean_region_code(self) -> str:
        text = self.cleaned_data["region_code"]
        return only_one(queries.divisions_called(text), text).code if text else ""

    def clean_party(self) -> Party | None:
        text = self.cleaned_data["party"]
        return only_one(queries.parties_called(text), text) if text else None


def only_one(found: list[Any], text: str) -> Any:
    """The one that is meant; asks for the code when there are none or several."""
    if not found:
        raise forms.ValidationError(_("没有找到“%(text)s”，请填写全称或代码") % {"text": text})
    if len(found) > 1:
        several = "、".join(f"{each}（{getattr(each, 'uscc', None) or each.pk}）" for each in found)
        raise forms.ValidationError(_("有几个同名的：%(several)s。请填写代码") % {"several": several})
    return found[0]
