"""What officers enter about strong counties."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.parties.places import placed
from zhicheng.base.regions.models import Region
from zhicheng.base.ui.forms import Form, day_field
from zhicheng.services.counties import rules
from zhicheng.services.counties.actions import ReturnFacts, VisitFacts
from zhicheng.services.counties.models import CountyReturn, Level, Topic

FEN_A_YUAN = 100
MOST = 10_000_000


class DeclareForm(Form):
    county = forms.CharField(
        label=gettext_lazy("县（市、区）"), max_length=40, help_text=gettext_lazy("名称或 6 位代码")
    )
    level = forms.ChoiceField(label=gettext_lazy("级别"), choices=Level)
    starts_on = day_field(gettext_lazy("开始日期"))
    document = forms.CharField(
        label=gettext_lazy("文号"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("列入名单的通知文号；没有可以不填"),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_county(self) -> Region:
        answer = placed(self.cleaned_data["county"].strip(), "")
        region = Region.objects.filter(code=answer.code).first()
        if answer.fault or region is None:
            raise forms.ValidationError(answer.fault or _("没有这个县（市、区）"))
        verdict = rules.can_declare(self.by, region)
        if not verdict:
            raise forms.ValidationError(verdict.because)
        return region


class EndForm(Form):
    ends_on = day_field(gettext_lazy("结束日期"))
    why = forms.CharField(label=gettext_lazy("结束原因"), max_length=200)


def number(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=0, max_value=MOST, initial=0)


class ReturnForm(Form):
    """The quarterly return, in the six fields of the plan."""

    full_time_staff = number(gettext_lazy("专职人员（人）"), gettext_lazy("机构人才：期末在岗的专职人员"))
    part_time_staff = number(gettext_lazy("兼职人员（人）"))
    funds_yuan = forms.DecimalField(
        label=gettext_lazy("专项经费（元）"),
        help_text=gettext_lazy("条件保障：本季度支出"),
        min_value=0,
        max_digits=14,
        decimal_places=2,
        initial=0,
    )
    invention_applications = number(gettext_lazy("发明专利申请（件）"), gettext_lazy("专利质量：本季度"))
    inventions_granted = number(gettext_lazy("发明专利授权（件）"))
    enforcement_cases = number(gettext_lazy("行政执法办案（件）"), gettext_lazy("行政执法：本季度办结"))
    navigation_projects = number(gettext_lazy("专利导航项目（个）"), gettext_lazy("专利导航：期末在做的项目"))
    innovators_served = number(gettext_lazy("服务创新主体（家次）"), gettext_lazy("服务创新主体：本季度"))
    text = forms.CharField(
        label=gettext_lazy("工作进展"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )

    @property
    def facts(self) -> ReturnFacts:
        """What a valid form says."""
        data = dict(self.cleaned_data)
        return ReturnFacts(funds_fen=int(data.pop("funds_yuan") * FEN_A_YUAN), **data)


class BackForm(Form):
    reason = forms.CharField(
        label=gettext_lazy("退回原因"), max_length=300, help_text=gettext_lazy("写明要改什么，县（市、区）会看到")
    )


class VisitForm(Form):
    day = day_field(gettext_lazy("指导日期"))
    visitors = forms.CharField(label=gettext_lazy("指导人员"), max_length=120)
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("指导内容"), choices=Topic, widget=forms.CheckboxSelectMultiple
    )
    findings = forms.CharField(
        label=gettext_lazy("发现的问题"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    agreed = forms.CharField(
        label=gettext_lazy("商定的措施"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = day_field(gettext_lazy("完成期限"), required=False)

    @property
    def facts(self) -> VisitFacts:
        """What a valid form says."""
        data = dict(self.cleaned_data)
        return VisitFacts(topics=tuple(data.pop("topics")), **data)


class FinishForm(Form):
    done_on = day_field(gettext_lazy("完成日期"))


def initial_of(filed: CountyReturn | None) -> dict[str, Any]:
    """The form's values for what was filed."""
    if filed is None:
        return {}
    names = [name for name in ReturnForm.base_fields if name != "funds_yuan"]
    return {name: getattr(filed, name) for name in names} | {"funds_yuan": filed.funds_fen / FEN_A_YUAN}
