"""What is asked of reviewers, of those who assign them, and of those who object to a decision."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.parties.models import Party
from zhicheng.base.ui.forms import Form
from zhicheng.services.hall.definition_kinds import Criterion, Step
from zhicheng.services.hall.models import Application, Review
from zhicheng.services.hall.queries import reviewing as queries
from zhicheng.services.hall.rules import reviewing as rules

LARGEST_SEED = 999_999
UPHELD, REJECTED = "upheld", "rejected"


class ScoreForm(Form):
    """A score sheet: points for each criterion of the step, and the reviewer's words."""

    def __init__(self, *args: Any, step: Step, review: Review, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"comment": review.comment, **points_of(review)})
        super().__init__(*args, **kwargs)
        self.step = step

    @staticmethod
    def made_for(step: Step) -> type["ScoreForm"]:
        """The form with one field for each criterion, in their order, the comment last."""
        points = {name_of(criterion): field_for(criterion) for criterion in step.score_sheet}
        comment = forms.CharField(
            label=gettext_lazy("评审意见"),
            max_length=2000,
            required=False,
            help_text=comment_hint(step),
            widget=forms.Textarea(attrs={"rows": 5}),
        )
        return type("ScoreFormOfStep", (ScoreForm,), {**points, "comment": comment})

    @property
    def scores(self) -> dict[str, Decimal]:
        """Criterion → points of a valid form."""
        return {one.code: self.cleaned_data[name_of(one)] for one in self.step.score_sheet}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for criterion in self.step.score_sheet:
            name = name_of(criterion)
            if name in data and (fault := rules.points_fault(criterion, data[name])):
                self.add_error(name, fault)
        if not self.errors and rules.needs_comment(self.step, rules.total_of(self.scores)) and not data["comment"]:
            facts = {"total": f"{rules.total_of(self.scores):f}", "mark": f"{self.step.pass_mark:g}"}
            self.add_error("comment", _("总分 %(total)s，低于 %(mark)s 分，请写明评审意见") % facts)
        return data


def name_of(criterion: Criterion) -> str:
    """The field of a criterion; the prefix keeps a criterion called `comment` apart."""
    return f"points_{criterion.code}"


def points_of(review: Review) -> dict[str, str]:
    return {f"points_{code}": points for code, points in review.scores.items()}


def field_for(criterion: Criterion) -> forms.DecimalField:
    most = _("0 到 %(most)s 分，0.5 分一档。") % {"most": f"{criterion.points:g}"}
    return forms.DecimalField(
        label=criterion.label,
        max_digits=8,
        help_text=f"{criterion.guidance} {most}".strip(),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def comment_hint(step: Step) -> str:
    if step.pass_mark is None:
        return _("申请单位不会看到是谁写的。")
    return _("总分低于 %(mark)s 分时必须填写。申请单位不会看到是谁写的。") % {"mark": f"{step.pass_mark:g}"}


class DeclineForm(Form):
    """Why a reviewer cannot judge a case."""

    reason = forms.CharField(
        label=gettext_lazy("回避原因"),
        max_length=400,
        help_text=gettext_lazy("只供办理机关查看，例如“曾为该单位提供代理服务”。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InterestForm(Form):
    """An organisation that a reviewer must not judge. Officers say whose interest it is."""

    reviewer = forms.ModelChoiceField(
        label=gettext_lazy("评审专家"), queryset=User.objects.none(), empty_label=gettext_lazy("请选择")
    )
    party = forms.CharField(
        label=gettext_lazy("单位"), max_length=120, help_text=gettext_lazy("单位全称，或者统一社会信用代码")
    )
    why = forms.CharField(
        label=gettext_lazy("关系"), max_length=200, help_text=gettext_lazy("例如“任职”“持股”“近三年内有合作”")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by.is_officer:
            chosen = self.fields["reviewer"]
            assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101 - declared above
            chosen.queryset = queries.experts().filter(region__code__startswith=by.reach)
        else:
            del self.fields["reviewer"]

    def clean_party(self) -> Party:
        found = queries.parties_called(self.cleaned_data["party"].strip())
        if not found:
            raise forms.ValidationError(_("没有登记这个单位，请填全称或 18 位统一社会信用代码"))
        if len(found) > 1:
            raise forms.ValidationError(_("有多个单位叫这个名称，请填 18 位统一社会信用代码"))
        return found[0]


class EndInterestForm(Form):
    """Why an interest holds no more."""

    why = forms.CharField(
        label=gettext_lazy("解除原因"), max_length=200, help_text=gettext_lazy("例如“已离职满三年”“持股已转让”")
    )


class AssignForm(Form):
    """Which experts judge a case."""

    reviewers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("评审专家"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请至少选择一位专家")},
    )

    def __init__(self, *args: Any, offered: Sequence[User], application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["reviewers"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)  # noqa: S101 - declared above
        chosen.queryset = queries.experts().filter(pk__in=[one.pk for one in offered])
        chosen.choices = [(one.pk, words_of(one, application)) for one in offered]


def words_of(expert: User, application: Application) -> str:
    """An expert in a list: name, employer, and where they come from when that is elsewhere."""
    employer = expert.party.name if expert.party else expert.department
    elsewhere = "" if expert.reaches(application.region_id) or not expert.region else expert.region.name
    return "，".join(part for part in (expert.name, employer, elsewhere) if part)


class DrawForm(Form):
    """The number from which the lot is drawn."""

    seed = forms.IntegerField(
        label=gettext_lazy("抽取号码"),
        min_value=0,
        max_value=LARGEST_SEED,
        help_text=gettext_lazy("由现场人员报一个号码。同一号码、同一名单总是抽出同样的专家，号码记入日志，可以复核。"),
        error_messages={
            "min_value": gettext_lazy("请填 0 到 999999 之间的整数"),
            "max_value": gettext_lazy("请填 0 到 999999 之间的整数"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class PublicObjectionForm(Form):
    """What anybody holds against a publicised decision."""

    name = forms.CharField(
        label=gettext_lazy("姓名或单位名称"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        label=gettext_lazy("联系方式"),
        max_length=80,
        help_text=gettext_lazy("电话或邮箱，用于核实和答复，只供办理机关查看。"),
    )
    text = forms.CharField(
        label=gettext_lazy("异议内容"),
        max_length=2000,
        help_text=gettext_lazy("写明不同意的理由和事实依据。"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ObjectionAnswerForm(Form):
    """The office's answer to an objection."""

    decision = forms.ChoiceField(
        label=gettext_lazy("处理结果"),
        choices=[
            (UPHELD, gettext_lazy("异议成立，撤回原决定，重新决定")),
            (REJECTED, gettext_lazy("异议不成立，维持原决定")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("答复"),
        max_length=2000,
        help_text=gettext_lazy("写明核实的情况和理由。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
