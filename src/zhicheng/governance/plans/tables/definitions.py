"""Lists of a plan, and the words for its marks."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.tables import Column, Table
from zhicheng.governance.plans.definition_kinds import PlanDefinition, Statement, Target, Task
from zhicheng.governance.plans.queries import Judgement, page_of

# Mark → (chip, words).
BASIS = {
    "found": ("line", gettext_lazy("有出处")),
    "secondary": ("line", gettext_lazy("二手出处")),
    "unverified": ("warn", gettext_lazy("未经核实")),
    "derived": ("info", gettext_lazy("推定")),
}
DUTY = {
    "must": ("info", gettext_lazy("必做")),
    "may": ("line", gettext_lazy("选做")),
    "unknown": ("", gettext_lazy("不明")),
}
KNOWN = {
    "full": ("line", gettext_lazy("要点齐全")),
    "partly": ("", gettext_lazy("部分已知")),
    "title": ("", gettext_lazy("只知标题")),
}
SIGNS = {">=": "≥", "<=": "≤"}
FIELDS = {
    "goals": gettext_lazy("工作目标"),
    "measures": gettext_lazy("工作措施"),
    "who": gettext_lazy("执行单位"),
    "support": gettext_lazy("工作支持"),
}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its place in the plan (from 1) and the number of its targets."""

    task: Task
    year: int
    number: int
    targets: int

    @property
    def ref(self) -> str:
        return f"（{self.task.ref}）"

    @property
    def url(self) -> str:
        return reverse("plans:task", args=[self.year, self.number])

    @property
    def duty(self) -> str:
        """The duty in words; one that nobody verified says so."""
        words = str(DUTY[self.task.duty][1])
        return _("%(duty)s（未经核实）") % {"duty": words} if self.task.duty_basis == "unverified" else words


def task_rows(plan: PlanDefinition) -> list[TaskRow]:
    counts = {task.ref: sum(target.task == task.ref for target in plan.targets) for task in plan.tasks}
    return [TaskRow(task, plan.year, number, counts[task.ref]) for number, task in enumerate(plan.tasks, start=1)]


def duty_chip(row: TaskRow) -> tuple[str, str]:
    return ("warn" if row.task.duty_basis == "unverified" else DUTY[row.task.duty][0], row.duty)


class TaskTable(Table):
    """The tasks of a plan."""

    code = "tasks"
    caption = gettext_lazy("任务")
    columns = (
        Column("ref", gettext_lazy("序号"), sortable=False),
        Column(
            "title",
            gettext_lazy("任务"),
            value=lambda row: row.task.title,
            link=lambda row: row.url,
            row_header=True,
            sortable=False,
        ),
        Column("duty", gettext_lazy("执行要求"), chip=duty_chip, sortable=False),
        Column(
            "known", gettext_lazy("掌握程度"), value=lambda row: KNOWN[row.task.known][1], optional=True, sortable=False
        ),
        Column("targets", gettext_lazy("可计算的目标"), numeric=True, optional=True, sortable=False),
    )
    exportable = False
    per_page = 0


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target with how far it is met."""

    target: Target
    plan: PlanDefinition
    judgement: Judgement

    @property
    def url(self) -> str:
        return page_of(self.plan, self.target)

    @property
    def nationwide(self) -> str:
        """In how many cities it is met, or which records it waits for."""
        if not self.judgement.judged:
            return _("尚无记录：待%(records)s") % {"records": self.target.waits_for}
        counts = {"met": self.judgement.met, "judged": self.judgement.judged}
        return _("%(judged)d 个城市有数据，%(met)d 个达标") % counts

    @property
    def here(self) -> tuple[str, str]:
        """The chosen city's state as a chip."""
        is_met = self.judgement.is_met
        return {None: ("", _("尚无记录")), True: ("ok", _("已达标")), False: ("bad", _("未达标"))}[is_met]

    @property
    def numbers(self) -> str:
        """The chosen city's number and what it is held against: `13.5%（目标 ≥ 10%）`."""
        tree, sides = self.judgement.tree, self.judgement.sides
        if tree is None or sides is None:
            return ""
        goal = f"{SIGNS.get(tree.operator, tree.operator)} {sides[1]}"
        return _("%(number)s（目标 %(goal)s）") % {"number": sides[0], "goal": goal}


def unbroken(text: str) -> SafeString:
    """A clause such as 三（五）2 stays on one line."""
    return format_html('<span class="zc-nowrap">{}</span>', text)


class TargetTable(Table):
    """Targets with the nationwide state."""

    code = "targets"
    caption = gettext_lazy("可以计算的目标")
    columns: tuple[Column, ...] = (
        Column(
            "label",
            gettext_lazy("目标"),
            value=lambda row: row.target.label,
            link=lambda row: row.url,
            row_header=True,
            sortable=False,
        ),
        Column("clause", gettext_lazy("条款"), value=lambda row: row.target.clause, shows=unbroken, sortable=False),
        Column(
            "sentence", gettext_lazy("怎样算达标"), value=lambda row: row.target.sentence, optional=True, sortable=False
        ),
        Column(
            "basis",
            gettext_lazy("依据"),
            value=lambda row: BASIS[row.target.basis][1],
            chip=lambda row: BASIS[row.target.basis],
            optional=True,
            sortable=False,
        ),
        Column("nationwide", gettext_lazy("全国"), sortable=False),
    )
    per_page = 0


class TemplateTable(Table):
    """Targets of neighbouring programmes, which a plan may take over."""

    code = "templates"
    caption = gettext_lazy("相邻计划的目标")
    columns = (
        Column("label", gettext_lazy("目标"), row_header=True, sortable=False),
        Column("clause", gettext_lazy("出自"), sortable=False),
        Column("sentence", gettext_lazy("怎样算达标"), optional=True, sortable=False),
        Column("basis", gettext_lazy("依据"), chip=lambda target: BASIS[target.basis], sortable=False),
    )
    exportable = False
    per_page = 0


class CityTargetTable(TargetTable):
    """Targets with the state of one city."""

    columns = (
        *TargetTable.columns,
        Column("numbers", gettext_lazy("数值"), sortable=False, optional=True),
        Column("here", gettext_lazy("本市"), value=lambda row: row.here[1], chip=lambda row: row.here, sortable=False),
    )


class BriefTargetTable(TargetTable):
    """Targets beside other things: only what they are and how they stand nationwide."""

    columns = tuple(column for column in TargetTable.columns if column.key in {"label", "clause", "nationwide"})


class BriefCityTargetTable(TargetTable):
    """Targets beside other things, with the state of one city."""

    columns = tuple(
        column for column in CityTargetTable.columns if column.key in {"label", "clause", "numbers", "here"}
    )


class TargetFile(Table):
    """Targets as a file: everything that a machine needs to judge them again."""

    code = "targets"
    caption = gettext_lazy("可以计算的目标")
    columns = (
        Column("code", gettext_lazy("代码"), value=lambda row: row.target.code),
        Column("label", gettext_lazy("目标"), value=lambda row: row.target.label),
        Column("clause", gettext_lazy("条款"), value=lambda row: row.target.clause),
        Column("task", gettext_lazy("任务"), value=lambda row: row.target.task),
        Column("expression", gettext_lazy("表达式"), value=lambda row: row.target.expression),
        Column("sentence", gettext_lazy("怎样算达标"), value=lambda row: row.target.sentence),
        Column("reading", gettext_lazy("口径"), value=lambda row: row.target.reading),
        Column("basis", gettext_lazy("依据"), value=lambda row: BASIS[row.target.basis][1]),
        Column("source", gettext_lazy("来源"), value=lambda row: source_words(row.plan, row.target.source)),
        Column("waits_for", gettext_lazy("所需记录"), value=lambda row: row.target.waits_for),
        Column("judged", gettext_lazy("有数据的城市"), value=lambda row: row.judgement.judged, numeric=True),
        Column(
            "met",
            gettext_lazy("达标的城市"),
            value=lambda row: row.judgement.met if row.judgement.judged else None,
            numeric=True,
        ),
    )


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement of a task, with the field of the plan that it stands in."""

    field: str
    statement: Statement
    plan: PlanDefinition


def statement_rows(plan: PlanDefinition, task: Task) -> list[StatementRow]:
    return [StatementRow(str(label), one, plan) for name, label in FIELDS.items() for one in getattr(task, name)]


class StatementFile(Table):
    """What is known of a task as a file."""

    code = "statements"
    caption = gettext_lazy("任务内容")
    columns = (
        Column("field", gettext_lazy("栏目")),
        Column("text", gettext_lazy("内容"), value=lambda row: row.statement.text),
        Column("basis", gettext_lazy("依据"), value=lambda row: BASIS[row.statement.basis][1]),
        Column("source", gettext_lazy("来源"), value=lambda row: source_words(row.plan, row.statement.source)),
    )


class PlanTable(Table):
    """All plans."""

    code = "plans"
    caption = gettext_lazy("工作计划")
    columns = (
        Column("year", gettext_lazy("年度"), shows=str, numeric=True),
        Column(
            "title", gettext_lazy("名称"), link=lambda plan: reverse("plans:detail", args=[plan.year]), row_header=True
        ),
        Column("issuer", gettext_lazy("印发单位"), optional=True),
        Column("issued_on", gettext_lazy("印发日期")),
        Column("tasks", gettext_lazy("任务"), value=lambda plan: len(plan.tasks), numeric=True, optional=True),
        Column(
            "targets", gettext_lazy("可计算的目标"), value=lambda plan: len(plan.targets), numeric=True, optional=True
        ),
    )
    default_sort = "-year"


def source_words(plan: PlanDefinition, code: str | None) -> str:
    source = plan.source(code)
    return "" if source is None else " ".join(filter(None, [source.text, source.url]))
