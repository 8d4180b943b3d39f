"""An approved version as text, line by line, so that two versions can be compared."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.base.ui import formats
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.queries import indicator_models
from zhicheng.governance.plans.definition_kinds import PlanDefinition
from zhicheng.governance.plans.queries.targets import leading_indicator


def text_of(content: Mapping[str, Any], plan: PlanDefinition) -> str:
    """The snapshot of an approval (see `actions.approving.snapshot`) in words."""
    return "\n".join([*task_lines(content, plan), *target_lines(content, plan), *measure_lines(content)])


def task_lines(content: Mapping[str, Any], plan: PlanDefinition) -> Iterator[str]:
    for choice in content["tasks"]:
        task = plan.task(choice["ref"])
        facts = {
            "ref": choice["ref"],
            "title": task.title if task else "",
            "taken": _("承担") if choice["taken"] else _("不承担"),
        }
        line = _("任务（%(ref)s）%(title)s：%(taken)s") % facts
        yield f"{line}（{choice['reason']}）" if choice["reason"] else line


def target_lines(content: Mapping[str, Any], plan: PlanDefinition) -> Iterator[str]:
    models, wanted = indicator_models(), content["expectations"]
    for target in plan.targets:
        if target.code in wanted:
            model = models.get(leading_indicator(target))
            shown = words.with_unit(wanted[target.code], model)
            yield _("目标“%(target)s”预期值 %(value)s") % {"target": target.label, "value": shown}


def measure_lines(content: Mapping[str, Any]) -> Iterator[str]:
    for each in content["measures"]:
        yield _("措施“%(title)s”（任务%(task)s）：%(starts)s 至 %(ends)s，%(department)s，%(owner)s，预算 %(budget)s") % {
            "title": each["title"], "task": each["task"], "starts": each["starts_on"], "ends": each["ends_on"],
            "department": each["department"], "owner": each["owner"], "budget": formats.yuan(each["budget_fen"]),
        }  # fmt: skip
        yield from (_("　里程碑 %(day)s %(title)s") % {"day": day, "title": title} for title, day in each["milestones"])
