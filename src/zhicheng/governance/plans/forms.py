"""What officers enter about their region's plan."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.forms import Form, day_field
from zhicheng.governance.plans import rules
from zhicheng.governance.plans.actions import Choice, Expected, MeasurePlan, MilestonePlan
from zhicheng.governance.plans.definition_kinds import PlanDefinition, Task
from zhicheng.governance.plans.models import EvidenceKind, Measure, Milestone, Risk, TaskChoice
from zhicheng.governance.plans.queries import JudgedTarget

FEN_A_YUAN = 100
SPARE_ROWS, MOST_ROWS = 3, 24


def money_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=help_text, min_value=0, max_digits=14, decimal_places=2, required=required
    )


def fen_of(yuan: Decimal | None) -> int | None:
    return None if yuan is None else int(yuan * FEN_A_YUAN)


def why_field(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=400, help_text=help_text, widget=forms.Textarea(attrs={"rows": 3}))


class WhyForm(Form):
    """The reason of a step that sends something back or opens it again."""

    why = why_field(gettext_lazy("原因"), gettext_lazy("会记入日志，编制计划的人会看到。"))


class TasksForm(Form):
    """Which tasks are taken up; a must task has nothing to tick."""

    def __init__(self, *args: Any, plan: PlanDefinition, choices: Mapping[str, TaskChoice], **kwargs: Any) -> None:
        self.plan = plan
        super().__init__(*args, **kwargs)
        for number, task in enumerate(plan.tasks):
            kept = choices.get(task.ref)
            if task.duty != "must":
                self.fields[f"take_{number}"] = forms.BooleanField(
                    label=_("承担这项任务"), required=False, initial=bool(kept and kept.taken)
                )
                self.fields[f"why_{number}"] = forms.CharField(
                    label=_("承担的理由"), required=False, max_length=300, initial=kept.reason if kept else ""
                )
        for field in self.fields.values():
            field.widget.attrs["class"] = (
                "form-check-input" if isinstance(field, forms.BooleanField) else "form-control"
            )

    def rows(self) -> Iterator[tuple[Task, BoundField | None, BoundField | None]]:
        """(task, tick, reason) in the plan's order; None twice for a must task."""
        for number, task in enumerate(self.plan.tasks):
            if task.duty == "must":
                yield task, None, None
            else:
                yield task, self[f"take_{number}"], self[f"why_{number}"]

    def clean(self) -> dict[str, Any]:
        for number, task in enumerate(self.plan.tasks):
            verdict = rules.can_choose(task, **self.choice(number, task))
            if not verdict:
                self.add_error(f"why_{number}", verdict.because)
        return self.cleaned_data

    def choice(self, number: int, task: Task) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "taken": task.duty == "must" or bool(data.get(f"take_{number}")),
            "reason": data.get(f"why_{number}") or "",
        }

    @property
    def choices(self) -> dict[str, Choice]:
        """What a valid form says."""
        return {task.ref: Choice(**self.choice(number, task)) for number, task in enumerate(self.plan.tasks)}


class LaterNumber(forms.FloatField):
    """Needed to send the plan to the head, so not called optional; until then it may be empty."""

    def validate(self, value: Any) -> None:
        if value is not None:
            super().validate(value)


def faults_of_number(label: Any) -> dict[str, str]:
    """What is said of a number that cannot be taken: a page asks several alike, so each says which it is."""
    return {
        "invalid": _("“%(target)s”的预期值应是数字，例如 12") % {"target": label},
        "min_value": _("“%(target)s”的预期值不能小于 0") % {"target": label},
    }


class ExpectForm(Form):
    """The expected figure of each target, beside what it is now and was last year."""

    def __init__(self, *args: Any, targets: Iterable[JudgedTarget], whys: Mapping[str, str], **kwargs: Any) -> None:
        self.targets = list(targets)
        super().__init__(*args, **kwargs)
        for each in self.targets:
            code = each.target.code
            shown = "" if each.expected is None else f"{each.expected * (100 if is_percent(each) else 1):.10g}"
            self.fields[f"value_{code}"] = LaterNumber(
                label=_("预期值（%）") if is_percent(each) else _("预期值"),
                initial=shown,
                min_value=0,
                error_messages=faults_of_number(each.target.label),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control"}),
            )
            self.fields[f"why_{code}"] = forms.CharField(
                label=_("测算依据"), required=False, max_length=300, initial=whys.get(code, ""),
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )  # fmt: skip

    def rows(self) -> Iterator[tuple[JudgedTarget, BoundField, BoundField]]:
        for each in self.targets:
            yield each, self[f"value_{each.target.code}"], self[f"why_{each.target.code}"]

    @property
    def expectations(self) -> dict[str, Expected | None]:
        """What a valid form says; shares as parts of one."""
        found: dict[str, Expected | None] = {}
        for each in self.targets:
            code = each.target.code
            value = self.cleaned_data.get(f"value_{code}")
            if value is not None and is_percent(each):
                value /= 100
            found[code] = None if value is None else Expected(value, self.cleaned_data.get(f"why_{code}") or "")
        return found


def is_percent(judged: JudgedTarget) -> bool:
    return judged.unit == "%"


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """The inputs of one milestone; `milestone` is None for a new one."""

    title: BoundField
    due_on: BoundField
    milestone: Milestone | None


class MeasureForm(Form):
    """A measure with its milestones: those that are there, and some empty rows."""

    task_ref = forms.ChoiceField(label=gettext_lazy("任务"))
    title = forms.CharField(
        label=gettext_lazy("措施"), max_length=120, help_text=gettext_lazy("一句话：做什么，做到哪一步")
    )
    content = forms.CharField(
        label=gettext_lazy("内容"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    department = forms.CharField(label=gettext_lazy("牵头处室"), max_length=60)
    owner = forms.CharField(label=gettext_lazy("责任人"), max_length=40)
    partners = forms.CharField(label=gettext_lazy("配合单位"), required=False, max_length=200)
    starts_on = day_field(gettext_lazy("开始日期"))
    ends_on = day_field(gettext_lazy("完成期限"))
    budget_yuan = money_field(gettext_lazy("预算（元）"), gettext_lazy("没有经费的填 0"))
    replacing = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, tasks: Iterable[Task], milestones: Iterable[Milestone] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["task_ref"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared above
        chosen.choices = [(task.ref, f"（{task.ref}）{task.title}") for task in tasks]
        self.milestones: list[Milestone | None] = list(milestones)
        self.milestones += [None] * min(SPARE_ROWS, MOST_ROWS - len(self.milestones))
        for number, each in enumerate(self.milestones):
            self.fields[f"step_{number}"] = forms.CharField(
                label=_("里程碑 %(number)d") % {"number": number + 1}, required=False, max_length=120,
                initial=each.title if each else "", widget=forms.TextInput(attrs={"class": "form-control"}),
            )  # fmt: skip
            self.fields[f"due_{number}"] = day_field(
                _("里程碑 %(number)d 的日期") % {"number": number + 1},
                "",
                required=False,
                initial=each.due_on if each else None,
            )
            self.fields[f"due_{number}"].widget.attrs["class"] = "form-control"

    def plain(self) -> list[BoundField]:
        """The measure's own fields."""
        return [self[name] for name in type(self).base_fields]

    def rows(self) -> Iterator[MilestoneRow]:
        for number, each in enumerate(self.milestones):
            yield MilestoneRow(self[f"step_{number}"], self[f"due_{number}"], each)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("完成期限早于开始日期，请改正其中一个"))
        for number in range(len(self.milestones)):
            self.check_row(number, starts, ends)
        return data

    def check_row(self, number: int, starts: Any, ends: Any) -> None:
        """A row is empty or whole, and its day lies within the measure's."""
        title, due = self.cleaned_data.get(f"step_{number}"), self.cleaned_data.get(f"due_{number}")
        if title and not due and f"due_{number}" not in self.errors:
            self.add_error(f"due_{number}", _("请填写这个里程碑的日期"))
        if due and not title:
            self.add_error(f"step_{number}", _("请填写这个里程碑的名称，不要的请把日期也清空"))
        if due and starts and ends and not starts <= due <= ends:
            self.add_error(f"due_{number}", _("里程碑的日期应在措施的起止日期之内"))

    @property
    def plan(self) -> MeasurePlan:
        """What a valid form says of the measure."""
        names = [name for name in type(self).base_fields if name not in {"budget_yuan", "replacing"}]
        data = {name: self.cleaned_data[name] for name in names}
        return MeasurePlan(budget_fen=fen_of(self.cleaned_data["budget_yuan"]) or 0, **data)

    @property
    def steps(self) -> list[MilestonePlan]:
        """What a valid form says of the milestones."""
        data = self.cleaned_data
        return [
            MilestonePlan(data[f"step_{number}"], data[f"due_{number}"], each.pk if each else None)
            for number, each in enumerate(self.milestones)
            if data.get(f"step_{number}")
        ]


def initial_of(measure: Measure) -> dict[str, Any]:
    """The form's values for a measure that is there."""
    names = [name for name in MeasureForm.base_fields if name not in {"budget_yuan", "replacing"}]
    values = {name: getattr(measure, name) for name in names}
    return values | {"budget_yuan": Decimal(measure.budget_fen) / FEN_A_YUAN, "replacing": measure.revision}


class NoteForm(Form):
    """How a measure goes."""

    day = day_field(gettext_lazy("日期"), initial=timezone.localdate)
    text = forms.CharField(
        label=gettext_lazy("进展"), max_length=1000, help_text=gettext_lazy("做了什么，下一步做什么"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    risk = forms.ChoiceField(label=gettext_lazy("风险"), choices=Risk, initial=Risk.NONE, widget=forms.RadioSelect)
    spent_yuan = money_field(
        gettext_lazy("累计支出（元）"), gettext_lazy("到这一天为止的全部支出；没有变化的不填"), required=False
    )

    @property
    def facts(self) -> dict[str, Any]:
        """What a valid form says."""
        data = dict(self.cleaned_data)
        return {"spent_fen": fen_of(data.pop("spent_yuan")), **data}


class FinishForm(Form):
    day = day_field(gettext_lazy("完成日期"), initial=timezone.localdate)


class PaperForm(Form):
    """A paper to hand in."""

    upload = forms.FileField(
        label=gettext_lazy("文件"), help_text=gettext_lazy("PDF、Word、Excel、CSV 或图片，一份，最大 50 MB。")
    )
    caption = forms.CharField(label=gettext_lazy("说明"), max_length=120, help_text=gettext_lazy("证明什么"))
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=EvidenceKind)


class UseForm(Form):
    """What a paper that is there proves besides: a measure, or one of its milestones."""

    place = forms.ChoiceField(label=gettext_lazy("用于"))

    def __init__(self, *args: Any, measures: Iterable[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[Measure, Milestone | None]] = {}
        groups: list[Any] = [("", _("请选择"))]
        for measure in measures:
            self.places[f"{measure.pk}-0"] = (measure, None)
            steps = {f"{measure.pk}-{step.pk}": step for step in measure.milestones.all()}
            self.places |= {key: (measure, step) for key, step in steps.items()}
            options = [(f"{measure.pk}-0", _("整项措施")), *((key, step.title) for key, step in steps.items())]
            groups.append((measure.title, options))
        chosen = self.fields["place"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared above
        chosen.choices = groups

    @property
    def chosen(self) -> tuple[Measure, Milestone | None]:
        return self.places[self.cleaned_data["place"]]
