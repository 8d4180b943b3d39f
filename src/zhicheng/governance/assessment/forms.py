"""What is asked in the working part of an assessment."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.regions.models import Region
from zhicheng.base.ui.forms import Form, day_field
from zhicheng.base.verdicts import Verdict
from zhicheng.governance.assessment import queries
from zhicheng.governance.assessment.actions.panels import SEED_MOST
from zhicheng.governance.assessment.definition_kinds import BASE, AssessmentDefinition, Criterion
from zhicheng.governance.assessment.models import Answer
from zhicheng.governance.assessment.rules import entries as entry_rules
from zhicheng.governance.assessment.rules import panels as panel_rules
from zhicheng.governance.assessment.rules.panels import NOTE_MOST, Mark


class LaterText(forms.CharField):
    """Needed to sign, so not called optional; to keep what is written it may be empty."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class LaterPoints(forms.DecimalField):
    """Points of which the same holds."""

    def __init__(self, **kwargs: Any) -> None:
        typed = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_digits=5, widget=typed, **kwargs)

    def validate(self, value: Any) -> None:
        if value is not None:
            super().validate(value)


class LaterChoice(forms.TypedMultipleChoiceField):
    """A choice of which the same holds."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


def add_refusal(form: forms.Form, field: str, verdict: Verdict) -> None:
    """A rule's refusal as the field's error."""
    if not verdict:
        form.add_error(field, verdict.because)


class OpenForm(Form):
    """Which scheme, which cities, until when they assess themselves."""

    definition = forms.ChoiceField(
        label=gettext_lazy("考核方案"),
        help_text=gettext_lazy("按方案的现行版考核；布置以后方案再改，不影响这一轮。"),
    )
    self_assessment_until = day_field(gettext_lazy("自评截止日期"), gettext_lazy("逾期仍可签报，记为逾期。"))
    regions = forms.MultipleChoiceField(
        label=gettext_lazy("参加考核的城市"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请至少选择一个城市")},
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        cities = queries.cities_offered(by)
        kwargs.setdefault("initial", {"regions": [one.code for one in cities]})
        super().__init__(*args, **kwargs)
        self.schemes = queries.schemes_offered()
        chosen, places = self.fields["definition"], self.fields["regions"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared above
        assert isinstance(places, forms.MultipleChoiceField)  # noqa: S101 - declared above
        chosen.choices = [("", _("请选择")), *((code, one.title) for code, one in self.schemes.items())]
        places.choices = [(one.code, one.name) for one in cities]

    def clean_definition(self) -> Definition:
        return self.schemes[self.cleaned_data["definition"]]


class WhyForm(Form):
    """Why a round is given up."""

    why = forms.CharField(
        label=gettext_lazy("取消原因"),
        max_length=400,
        help_text=gettext_lazy("会记入日志，并告知各市。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RemoveForm(Form):
    """Why a city is taken out of a round."""

    why = forms.CharField(
        label=gettext_lazy("移出原因"),
        max_length=400,
        help_text=gettext_lazy("会记入日志，并告知市局。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SeedForm(Form):
    """The words from which the panels are drawn."""

    seed = forms.CharField(
        label=gettext_lazy("抽取种子"),
        max_length=SEED_MOST,
        help_text=gettext_lazy(
            "用事先不能预知、事后可以查证的文字，例如某日某期彩票的开奖号码。种子随结果公布，同一种子、同一名单总是抽出同样的专家。"
        ),
    )


class AnswerForm(Form):
    """A city's words, own points and evidence for one criterion."""

    narrative = LaterText(label=gettext_lazy("自评说明"), widget=forms.Textarea(attrs={"rows": 10}))
    self_points = LaterPoints(label=gettext_lazy("自评分"))
    evidence = LaterChoice(label=gettext_lazy("证明材料"), coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, criterion: Criterion, answer: Answer, draft: str, cited: Sequence[int],
        choices: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:  # fmt: skip
        written = {"narrative": answer.narrative or draft, "self_points": answer.self_points, "evidence": list(cited)}
        kwargs.setdefault("initial", written)
        super().__init__(*args, **kwargs)
        self.criterion = criterion
        self.fields["narrative"].help_text = _("%(guidance)s最多 %(words)d 字。") % {
            "guidance": criterion.guidance, "words": criterion.words
        }  # fmt: skip
        self.fields["self_points"].help_text = _("0 到 %(most)s 分，0.5 分一档；只供对照，不计入得分。") % {
            "most": f"{criterion.points:g}"
        }
        self.fields["narrative"].required = self.fields["self_points"].required = criterion.kind == BASE
        self.offer(choices, criterion.evidence)

    def offer(self, choices: Sequence[tuple[int, str]], needed: int) -> None:
        """The papers of the year to pick from; without any the field says where they come from."""
        field = self.fields["evidence"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 - declared above
        field.choices, field.required = list(choices), needed > 0
        field.help_text = (_("至少选取 %(needed)d 份。") % {"needed": needed} if needed else _("可以不选。")) + _(
            "材料在年度计划里上传，一次上传，多处引用。"
        )

    def clean_narrative(self) -> str:
        words = str(self.cleaned_data["narrative"]).replace("\r\n", "\n")
        verdict = entry_rules.is_within_words(self.criterion, words)
        if not verdict:
            raise forms.ValidationError(verdict.because)
        return words

    def clean_self_points(self) -> Decimal | None:
        points: Decimal | None = self.cleaned_data["self_points"]
        verdict = entry_rules.is_fair_points(self.criterion, points)
        if not verdict:
            raise forms.ValidationError(verdict.because)
        return points


class ReturnForm(Form):
    """What a city has to mend, criterion by criterion; at least one."""

    def __init__(self, *args: Any, scheme: AssessmentDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scheme = scheme

    @staticmethod
    def made_for(scheme: AssessmentDefinition) -> type["ReturnForm"]:
        """The form with a field for each criterion and one for the whole."""
        fields = {
            f"fault_{one.code}": forms.CharField(label=one.title, max_length=300, required=False)
            for one in scheme.criteria
        }
        whole = forms.CharField(label=gettext_lazy("其他"), max_length=300, required=False)
        return type("ReturnFormOfScheme", (ReturnForm,), {**fields, "fault_": whole})

    @property
    def found(self) -> list[tuple[str, str]]:
        """(criterion, what to mend) of a valid form."""
        return [(name.removeprefix("fault_"), words) for name, words in self.cleaned_data.items() if words]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.values()):
            raise forms.ValidationError(_("请至少写明一处须补正的内容"))
        return data


class OpinionForm(Form):
    """What the province thinks of a city."""

    text = forms.CharField(
        label=gettext_lazy("省局意见"),
        max_length=2000,
        help_text=gettext_lazy("评价这个城市一年的工作，供专家参考；提交以后不能再改。"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    points = forms.DecimalField(
        label=gettext_lazy("建议分"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=1,
        help_text=gettext_lazy("0 到 100 分，只供专家参考，不计入得分。"),
        error_messages={"min_value": gettext_lazy("应为 0 至 100 分"), "max_value": gettext_lazy("应为 0 至 100 分")},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


class SheetForm(Form):
    """A score sheet: points and a note for each criterion that is asked of the city."""

    def __init__(
        self, *args: Any, scheme: AssessmentDefinition, asked: Sequence[str], marks: Mapping[str, Mark], complete: bool,
        **kwargs: Any
    ) -> None:  # fmt: skip
        kwargs.setdefault("initial", initial_of(marks))
        super().__init__(*args, **kwargs)
        self.scheme, self.complete = scheme, complete
        self.criteria = [one for one in scheme.criteria if one.code in asked]

    @staticmethod
    def made_for(scheme: AssessmentDefinition, asked: Sequence[str]) -> type["SheetForm"]:
        """The form with two fields for each criterion, in their order."""
        fields: dict[str, forms.Field] = {}
        for one in (one for one in scheme.criteria if one.code in asked):
            hint = _("0 到 %(most)s 分，0.5 分一档。") % {"most": f"{one.points:g}"}
            fields[f"points_{one.code}"] = LaterPoints(
                label=_("评分：%(title)s") % {"title": one.title}, help_text=hint
            )
            fields[f"note_{one.code}"] = forms.CharField(
                label=_("说明：%(title)s") % {"title": one.title}, max_length=NOTE_MOST, required=False
            )
        return type("SheetFormOfScheme", (SheetForm,), fields)

    @property
    def marks(self) -> dict[str, Mark]:
        """Criterion → points and note, of the fields filled in."""
        data = self.cleaned_data
        return {
            one.code: Mark(data[f"points_{one.code}"], data.get(f"note_{one.code}", ""))
            for one in self.criteria
            if data.get(f"points_{one.code}") is not None
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for one in self.criteria:
            self.check(one, data)
        return data

    def check(self, criterion: Criterion, data: Mapping[str, Any]) -> None:
        """To keep for later, points within bounds are enough; to submit, none may be missing and extremes need a note."""
        name = f"points_{criterion.code}"
        if name not in data:
            return
        points = data[name]
        if points is None:
            if self.complete:
                self.add_error(name, _("请打分"))
        elif not self.complete:
            add_refusal(self, name, entry_rules.is_fair_points(criterion, points))
        else:
            verdict = panel_rules.is_fair_mark(
                self.scheme, criterion, Mark(points, data.get(f"note_{criterion.code}", ""))
            )
            add_refusal(self, f"note_{criterion.code}" if verdict.code == "note_needed" else name, verdict)


def initial_of(marks: Mapping[str, Mark]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for code, mark in marks.items():
        found[f"points_{code}"], found[f"note_{code}"] = f"{mark.points.normalize():f}", mark.note
    return found


class DeclineForm(Form):
    """Why an expert cannot judge a city."""

    reason = forms.CharField(
        label=gettext_lazy("回避原因"),
        max_length=400,
        help_text=gettext_lazy("只供国家局查看，例如“近三年内为该市提供过咨询”。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ArbitrateForm(Form):
    """Points that the national office sets, and why."""

    points = forms.DecimalField(
        label=gettext_lazy("裁定分"),
        max_digits=5,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=2000,
        help_text=gettext_lazy("写明看了哪些材料、为什么定这个分。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criterion = criterion
        self.fields["points"].help_text = _("0 到 %(most)s 分，0.5 分一档；代替专家的平均分。") % {
            "most": f"{criterion.points:g}"
        }

    def clean_points(self) -> Decimal:
        points: Decimal = self.cleaned_data["points"]
        verdict = entry_rules.is_fair_points(self.criterion, points)
        if not verdict:
            raise forms.ValidationError(verdict.because)
        return points


def region_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("城市"), max_length=40, help_text=gettext_lazy("名称或六位代码，例如“合肥市”")
    )


def region_called(text: str) -> Region:
    """The one division of a name or code; else a form error that says what to do."""
    found = queries.places_called(text)
    if not found:
        raise forms.ValidationError(_("没有这个城市，请填全称或六位代码"))
    if len(found) > 1:
        raise forms.ValidationError(_("有多个地方叫这个名称，请填六位代码"))
    return found[0]


class ConnectionForm(Form):
    """A city to which a person is tied. The national office says whose tie it is."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("人员"), queryset=User.objects.none(), empty_label=gettext_lazy("请选择")
    )
    region = region_field()
    why = forms.CharField(
        label=gettext_lazy("关系"), max_length=200, help_text=gettext_lazy("例如“在该市任职”“近三年内有合作”“亲属任职”")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if by.role == Role.NATIONAL:
            chosen = self.fields["person"]
            assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101 - declared above
            chosen.queryset = queries.experts() | queries.national_officers()
        else:
            del self.fields["person"]

    @property
    def whose(self) -> User:
        """The person tied."""
        person: User = self.cleaned_data.get("person", self.by)
        return person

    def clean_region(self) -> Region:
        return region_called(self.cleaned_data["region"].strip())


class IncidentForm(Form):
    """Something that costs a city points."""

    region = region_field()
    on = day_field(gettext_lazy("发生日期"), "")
    kind = forms.ChoiceField(label=gettext_lazy("类别"))
    text = forms.CharField(
        label=gettext_lazy("情况"),
        max_length=2000,
        help_text=gettext_lazy("写明事实和依据。市局会收到通知。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["kind"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared above
        chosen.choices = [("", _("请选择")), *kinds]

    def clean_region(self) -> Region:
        return region_called(self.cleaned_data["region"].strip())


class WithdrawForm(Form):
    """Why an incident is taken back."""

    why = forms.CharField(label=gettext_lazy("撤销原因"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
