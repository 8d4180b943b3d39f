"""Forms of titles, of cities' stages and of score sheets."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.models import User
from zhicheng.base.parties.models import Party
from zhicheng.base.parties.places import placed
from zhicheng.base.parties.queries import visible_to
from zhicheng.base.regions.models import Region
from zhicheng.base.ui.forms import Form, day_field
from zhicheng.services.cultivation.actions.cities import CONDITIONS
from zhicheng.services.cultivation.definition_kinds import ProgrammeDefinition, ScoreLine
from zhicheng.services.cultivation.models import Stage
from zhicheng.services.cultivation.queries import titles

REASON = _("原因")
YEARS = 3
"""Ratios are asked of three years."""


def title_choices() -> list[tuple[str, str]]:
    return [(title, title) for title in titles.level_titles()]


class DesignateForm(Form):
    """Granting one title. The holder is found by its code or name, a region by its code or name."""

    title = forms.ChoiceField(label=_("称号"), choices=title_choices)
    holder = forms.CharField(
        label=_("授予"), max_length=120, help_text=_("单位的统一社会信用代码或全称；地区的区划代码或名称")
    )
    document = forms.CharField(label=_("文号"), max_length=120, help_text=_("授予称号的文件"))
    number = forms.CharField(label=_("证书编号"), max_length=60, required=False)
    granted_on = day_field(_("授予日期"))
    starts_on = day_field(_("开始日期"), required=False, help_text=_("不填时与授予日期相同"))
    ends_on = day_field(_("结束日期"), required=False, help_text=_("不填时按项目规定的年限计算"))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.levels = titles.level_titles()
        self.party: Party | None = None
        self.region: Region | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "title" in data and "holder" in data:
            model = titles.programmes()[self.levels[data["title"]][0]]
            self._find(model, data["holder"].strip())
        return data

    def _find(self, model: ProgrammeDefinition, text: str) -> None:
        if model.holder == "region":
            answer = placed(text, "")
            if answer.fault:
                self.add_error("holder", answer.fault)
                return
            self.region = Region.objects.get(code=answer.code)
            return
        found = list(visible_to(self.by).filter(uscc=text.upper())) or list(visible_to(self.by).filter(name=text))
        if len(found) == 1:
            self.party = found[0]
        elif found:
            self.add_error("holder", _text("有 %d 家同名单位，请填写统一社会信用代码") % len(found))
        else:
            self.add_error("holder", _text("辖区内没有登记这家单位，请先在主体名录中登记"))


class RenewForm(Form):
    document = forms.CharField(label=_("文号"), max_length=120, help_text=_("同意延续的文件"))
    ends_on = day_field(_("新的结束日期"), required=False, help_text=_("不填时再延一个有效期"))


class ReviewForm(Form):
    on = day_field(_("复核日期"))
    passed = forms.ChoiceField(
        label=_("复核结果"), choices=[("yes", _("合格")), ("no", _("不合格"))], widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("复核意见"), max_length=300)


class ReasonForm(Form):
    reason = forms.CharField(label=REASON, max_length=300, help_text=_("公开名录的变更记录会显示"))


class WithdrawForm(ReasonForm):
    document = forms.CharField(label=_("文号"), max_length=120, required=False)


class FirstStageForm(Form):
    """The first stage of a city, a pilot or a term that it holds already."""

    city = forms.CharField(label=_("城市"), max_length=40, help_text=_("区划名称或 6 位代码"))
    document = forms.CharField(label=_("文号"), max_length=120, help_text=_("批准的通知"))
    starts_on = day_field(_("开始日期"), help_text=_("三年从这一天起算"))

    def clean_city(self) -> Region:
        answer = placed(self.cleaned_data["city"].strip(), "")
        if answer.fault:
            raise forms.ValidationError(answer.fault)
        return Region.objects.get(code=answer.code)


class AcceptForm(Form):
    on = day_field(_("验收日期"))
    score = forms.DecimalField(
        label=_("得分"), min_value=0, max_value=100, max_digits=5, decimal_places=2, help_text=_("0 到 100")
    )
    reason = forms.CharField(label=_("验收意见"), max_length=300, required=False)


class ReportForm(Form):
    on = day_field(_("上报日期"))


class PlanForm(Form):
    stage = forms.ChoiceField(
        label=_("计划"),
        choices=[(Stage.CULTIVATION, _("示范培育计划")), (Stage.PILOT, _("新一轮试点计划"))],
        widget=forms.RadioSelect,
    )
    issued_on = day_field(_("印发日期"), help_text=_("市政府印发计划的日期，新阶段从这一天起算"))
    document = forms.CharField(label=_("文号"), max_length=120)
    theme = forms.CharField(label=_("主题"), max_length=120, required=False, help_text=_("新一轮试点必填"))


def declaration(code: str) -> forms.CharField:
    """How one condition of art. 18 is met, in words."""
    words = {"required": _("请说明怎样符合这一条")}
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=CONDITIONS[code], max_length=300, widget=area, error_messages=words)


class ApplyForm(Form):
    """The declarations of art. 18 (二)–(五)."""

    on = day_field(_("申报日期"))
    in_assessment = declaration("in_assessment")
    ahead_in_management = declaration("ahead_in_management")
    top_in_enforcement = declaration("top_in_enforcement")
    quality_first = declaration("quality_first")

    @property
    def declared(self) -> dict[str, str]:
        return {code: self.cleaned_data[code] for code in CONDITIONS}


class DemonstrationForm(Form):
    document = forms.CharField(label=_("文号"), max_length=120, help_text=_("认定通知"))
    starts_on = day_field(_("认定日期"))


class TermForm(Form):
    on = day_field(_("复核日期"))
    passed = forms.ChoiceField(
        label=_("复核结果"),
        choices=[("yes", _("合格，延续三年")), ("no", _("不合格，取消称号"))],
        widget=forms.RadioSelect,
    )
    document = forms.CharField(label=_("文号"), max_length=120)
    reason = forms.CharField(label=_("复核意见"), max_length=300, required=False)


class ScoreForm(Form):
    """The numbers of one line with its evidence; `score_form` makes it for a line."""

    @property
    def values(self) -> list[float]:
        """What was entered, in order of the years."""
        return [float(value) for name, value in self.cleaned_data.items() if name.startswith("value")]


def score_form(line: ScoreLine, year: int) -> type[ScoreForm]:
    """The form of a line: one number, yes or no, or the ratios of the three years before `year`."""
    evidence = forms.FileField(label=_("证明材料"), help_text=_("PDF、Word、Excel 或图片，一份，最大 50 MB"))
    return cast("type[ScoreForm]", type("LineForm", (ScoreForm,), {**asked(line, year), "evidence": evidence}))


def asked(line: ScoreLine, year: int) -> dict[str, forms.Field]:
    if line.kind == "flag":
        choices = [("1", _("是")), ("0", _("否"))]
        return {"value": forms.ChoiceField(label=line.label, choices=choices, widget=forms.RadioSelect)}
    unit = f"（{line.unit}）" if line.unit else ""
    if line.kind == "yearly":
        years = range(year - YEARS, year)
        return {f"value_{each}": number(_text("%(year)d 年") % {"year": each} + unit) for each in years}
    return {"value": number(line.label + unit)}


def number(label: Any) -> forms.FloatField:
    words = {"min_value": _("不能小于 0")}
    return forms.FloatField(label=label, min_value=0, error_messages=words)
