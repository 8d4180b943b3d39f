"""What officers say when patents come in."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.forms import Form
from zhicheng.services.patentinfo.incoming import Offered


class SeveralFiles(forms.ClearableFileInput):
    """An input that takes several files."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Its clean value is a list of uploads."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        several = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(SeveralFilesField, self).clean(one, initial) for one in several]
        return [one for one in cleaned if one]


class UploadForm(Form):
    """Files to load: uploaded, chosen in the server's folder, or both."""

    uploads = SeveralFilesField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy(
            "可以选择多个。CSV、XLSX、TXT、XML，或它们的 ZIP、GZ 压缩文件，每个不超过 50 MB；格式自动识别。"
        ),
        required=False,
        widget=SeveralFiles(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xml,.zip,.gz"}),
    )
    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("服务器上的文件"),
        help_text=gettext_lazy("系统管理员放在专利文件夹里的文件，大小不限。"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, offered: list[Offered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["chosen"]
        assert isinstance(choice, forms.MultipleChoiceField)  # noqa: S101 - declared above
        choice.choices = [(one.name, f"{one.name}（{filesizeformat(one.size_bytes)}）") for one in offered]
        if not offered:
            del self.fields["chosen"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("uploads") and not cleaned.get("chosen"):
            self.add_error("uploads", _("请选择要载入的文件"))
        return cleaned


class ConfirmForm(Form):
    """Where the files come from."""

    source = forms.CharField(
        label=gettext_lazy("来源"),
        max_length=200,
        help_text=gettext_lazy(
            "写明从哪里、什么时候取得，例如“国家知识产权局数据导出，2026 年 11 月”。会显示在版次列表里。"
        ),
    )


class RollBackForm(Form):
    """Why an earlier version is put back."""

    why = forms.CharField(
        label=gettext_lazy("原因"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("会记入日志。"),
    )  # fmt: skip
