"""What is asked when figures come in."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.forms import Form
from zhicheng.governance.indicators import mapping, queries
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition, LayoutDefinition

IGNORED = "ignored"
KEEP, DROP = "keep", "drop"


class UploadForm(Form):
    """The first step: a file, and the table it belongs to."""

    layout = forms.ChoiceField(label=gettext_lazy("数据表"), help_text=gettext_lazy("文件的内容属于哪一张表。"))
    file = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy("CSV（UTF-8 或 GB18030）或 XLSX，第一行是列名，最大 20 MB。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(code, one.title) for code, one in queries.layout_models().items()]
        chosen = self.fields["layout"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared above
        chosen.choices = [("", _("请选择")), *offered]


class ColumnsForm(Form):
    """The second step: what each column of the file is. The fields are named `column-0`, `column-1` … as heads may hold anything."""

    def __init__(self, *args: Any, header: tuple[str, ...], layout: LayoutDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.header = header
        ignored = {each.column: each.why for each in layout.ignored}
        targets = mapping.targets(layout, queries.indicator_models())
        for i, head in enumerate(header):
            self.fields[f"column-{i}"] = forms.ChoiceField(
                label=head,
                choices=[(IGNORED, _("不用这一列")), *targets],
                help_text=ignored.get(head, ""),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @staticmethod
    def initial_of(header: tuple[str, ...], chosen: dict[str, str]) -> dict[str, str]:
        """A stored mapping as the form's initial values."""
        return {f"column-{i}": chosen.get(head, IGNORED) for i, head in enumerate(header)}

    @property
    def mapping(self) -> dict[str, str]:
        """What was chosen, as the verb takes it."""
        chosen = {head: self.cleaned_data[f"column-{i}"] for i, head in enumerate(self.header)}
        return {head: target for head, target in chosen.items() if target != IGNORED}


class ConfirmForm(Form):
    """The last step: what happens to values that the file does not have, and where the figures come from."""

    absent = forms.ChoiceField(
        label=gettext_lazy("现行版有、文件中没有的数值"),
        choices=[(KEEP, gettext_lazy("沿用现行版的数值")), (DROP, gettext_lazy("不再保留，只以文件为准"))],
        widget=forms.RadioSelect,
    )

    source = forms.CharField(
        label=gettext_lazy("来源"),
        max_length=400,
        help_text=gettext_lazy("写明出处，例如“《深圳统计年鉴 2020》表 1-3”。会显示在每个数值的页面上。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    replacing = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RestoreForm(Form):
    """Why an earlier version is put back."""

    why = forms.CharField(
        label=gettext_lazy("原因"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("会记入日志。"),
    )  # fmt: skip


class ReportForm(Form):
    """What an office reports of an indicator: a number (unless it is a sum), the evidence and a word of explanation."""

    value = forms.FloatField(label=gettext_lazy("数值"))
    document = forms.FileField(label=gettext_lazy("证明材料"), required=False)
    note = forms.CharField(
        label=gettext_lazy("说明"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("统计口径、与上年相差较大的原因等；没有可以不填。"),
    )

    def __init__(self, *args: Any, indicator: IndicatorDefinition, is_total: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = indicator.scale
        if indicator.reported is None:
            return
        if is_total:
            del self.fields["value"]
        else:
            unit = {"unit": indicator.shown_unit, "form": indicator.reported.form}
            self.fields["value"].help_text = _("%(form)s 单位：%(unit)s。") % unit
        self.fields["document"].help_text = indicator.reported.evidence

    @property
    def amount(self) -> float | None:
        """The number as figures are kept."""
        value = self.cleaned_data.get("value")
        return None if value is None else value / self.scale


class SendBackForm(Form):
    reason = forms.CharField(
        label=gettext_lazy("退回原因"), max_length=300, help_text=gettext_lazy("写明要改什么，填报单位会看到。")
    )
