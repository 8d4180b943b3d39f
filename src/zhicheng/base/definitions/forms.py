"""The forms of the edit page: the text, and its publication."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.definitions import queries
from zhicheng.base.definitions.kinds import Kind
from zhicheng.base.definitions.reading import LONGEST_TEXT, DefinitionRefused
from zhicheng.base.ui.forms import Form

CODE = RegexValidator(
    r"^[a-z0-9][a-z0-9_-]{0,59}\Z", gettext_lazy("代码只用小写字母、数字、下划线和连字符，最多 60 个")
)


class TextForm(Form):
    """A definition's text; its faults name line and field. `code` is empty for one that does not exist yet."""

    code = forms.CharField(label=gettext_lazy("代码"), help_text=gettext_lazy("发布后不能改。"), validators=[CODE])
    text = forms.CharField(
        label=gettext_lazy("正文（TOML）"),
        help_text=gettext_lazy("与 definitions 文件夹中的文件写法相同。先核对，看清改动后再发布。"),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "zc-code"}),
    )

    def __init__(self, *args: Any, kind: Kind, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.fixed_code = kind, code
        if code:
            del self.fields["code"]

    @property
    def definition_code(self) -> str:
        """The code of a valid form."""
        return self.fixed_code or self.cleaned_data.get("code", "")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if queries.version_in_force(self.kind.code, code):
            raise forms.ValidationError(_("代码“%(code)s”已有定义，请在它的页面上修改"), params={"code": code})
        return code

    def clean_text(self) -> str:
        """Browsers send CRLF where files have LF: the same text comes out as went in."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        return text

    def clean(self) -> dict[str, Any]:
        if "text" in self.cleaned_data and self.definition_code:
            try:
                queries.checked(self.kind, self.definition_code, self.cleaned_data["text"])
            except DefinitionRefused as refusal:
                self.add_faults(refusal)
        return self.cleaned_data

    def add_faults(self, refusal: DefinitionRefused) -> None:
        """Every fault, in words, at the text."""
        for fault in refusal.faults:
            words = _("第 %(line)d 行 %(field)s：%(message)s")
            self.add_error("text", words % {"line": fault.line, "field": fault.field, "message": fault.message})


class PublishForm(TextForm):
    """The text as previewed, the version it was compared with (0 when there was none), and why."""

    replacing = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    why = forms.CharField(
        label=gettext_lazy("修改原因"), help_text=gettext_lazy("随版本公开，并写入操作日志。"), max_length=400
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & {"code", "text"}:
            self.fields[name].widget = forms.HiddenInput()
