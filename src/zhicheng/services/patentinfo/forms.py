"""What people hand in about patents."""

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.forms import Form

MOST_NUMBERS = 1000
LONGEST_NUMBER = 60
LARGEST_LIST_BYTES = 200_000


class LookupForm(Form):
    """Numbers pasted, one a line, or a text file of them."""

    pasted = forms.CharField(
        label=gettext_lazy("号码"),
        help_text=gettext_lazy("每行一个，最多 1,000 个；申请号、公开号、专利号都可以，怎样写都行。"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        max_length=LARGEST_LIST_BYTES,
    )
    file = forms.FileField(
        label=gettext_lazy("或上传文本文件"), help_text=gettext_lazy("TXT 或 CSV，每行第一列是号码。"), required=False
    )

    def clean_file(self) -> "File[bytes] | None":
        file: File[bytes] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > LARGEST_LIST_BYTES:
            raise forms.ValidationError(_("文件太大，请分成每个不超过 1,000 行的文件。"))
        return file

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        self.numbers = self._numbers()
        if not self.numbers and not self.errors:
            self.add_error("pasted", _("请填写号码，或上传含有号码的文件"))
        if len(self.numbers) > MOST_NUMBERS:
            words = _("一次最多查 1,000 个号码，现有 %(count)d 个，请分次查询") % {"count": len(self.numbers)}
            self.add_error("pasted", words)
        return cleaned

    def _numbers(self) -> list[str]:
        """Every number once, in the order written."""
        text = str(self.cleaned_data.get("pasted") or "")
        if file := self.cleaned_data.get("file"):
            text += "\n" + decoded(file.read())
        lines = (line.split(",")[0].strip().strip('"').strip()[:LONGEST_NUMBER] for line in text.splitlines())
        return list(dict.fromkeys(line for line in lines if line))


def decoded(content: bytes) -> str:
    """Text of a file in UTF-8 or GB18030."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")
