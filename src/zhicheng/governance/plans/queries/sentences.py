"""A target's judgement as the sentence that an officer would write."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui import formats
from zhicheng.engine.formulas import Node
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.plans.definition_kinds import Target

Models = Mapping[str, IndicatorDefinition]
MET = {
    ">=": gettext_lazy("达到%(goal)s的目标"), ">": gettext_lazy("超过%(goal)s的目标"),
    "<=": gettext_lazy("没有超过%(goal)s的上限"), "<": gettext_lazy("低于%(goal)s的上限"), "=": gettext_lazy("等于%(goal)s的目标"),
}  # fmt: skip
MISSED = {
    ">=": gettext_lazy("低于%(goal)s的目标"), ">": gettext_lazy("没有超过%(goal)s的目标"),
    "<=": gettext_lazy("超过%(goal)s的上限"), "<": gettext_lazy("没有低于%(goal)s的上限"), "=": gettext_lazy("不等于%(goal)s的目标"),
}  # fmt: skip
MORE, SAME, LESS = gettext_lazy("增加"), gettext_lazy("与上年持平"), gettext_lazy("减少")


def sentence(target: Target, tree: Node, models: Models) -> str:
    """`新增贯标 118 家，上年 104 家，增长 13.5%，达到 10% 的目标：完成`; one that cannot be judged says what is missing."""
    names = list(named(tree))
    first = names[0]
    model = models.get(first.name or "")
    if first.value is None:
        return _("尚无记录：待%(records)s") % {"records": target.waits_for}
    parts = [f"{model.short if model else target.label} {valued(first, model)}"]
    before = next((each for each in names if each.lag < 0 and each.name == first.name), None)
    if before is not None and before.value is None:
        parts.append(_("上年没有数据"))
    elif before is not None:
        parts.append(_("上年 %(value)s") % {"value": valued(before, model)})
    if tree.value is None:
        return _("，").join([*parts, _("不能判断")])
    verdict = _("完成") if tree.value else _("未完成")
    return _("%(facts)s：%(verdict)s") % {"facts": _("，").join([*parts, *comparison(tree, model)]), "verdict": verdict}


def comparison(tree: Node, model: IndicatorDefinition | None) -> list[str]:
    """What was compared, in words; nothing for a condition of several parts."""
    if tree.kind != "comparison":
        return []
    left, right = tree.children
    if left.kind == "name" and right.kind == "name" and left.name == right.name and right.lag < 0:
        return [beside_last_year((left.value or 0) - (right.value or 0), model)]
    if left.operator == "growth":
        change = left.value or 0
        is_decline = change < 0 and not tree.value
        goal = _("增长 %(goal)s") % {"goal": right.text} if is_decline else right.text
        return [growth_words(change), against(tree, goal)]
    shown = [] if left.kind == "name" else [_("算得 %(value)s") % {"value": side_words(left, right, {})}]
    return [*shown, against(tree, side_words(right, left, {left.name: model} if left.name and model else {}))]


def against(tree: Node, goal: str) -> str:
    """`达到 10% 的目标`, `低于 10% 的目标`."""
    return str((MET if tree.value else MISSED)[tree.operator]) % {"goal": spaced(goal)}


def spaced(text: str) -> str:
    """With a space where a figure or sign meets the characters around it."""
    before, after = (" " if edge.isascii() else "" for edge in (text[0], text[-1]))
    return f"{before}{text}{after}"


def growth_words(change: float) -> str:
    """`增长 13.5%`, `下降 3.8%`."""
    if change == 0:
        return str(SAME)
    word = _("增长") if change > 0 else _("下降")
    return f"{word} {formats.percent(abs(change))}"


def beside_last_year(change: float, model: IndicatorDefinition | None) -> str:
    """`比上年增加`, for a share `比上年提高`."""
    if change == 0:
        return str(SAME)
    is_share = model is not None and model.is_share
    more, less = (_("提高"), _("降低")) if is_share else (str(MORE), str(LESS))
    return _("比上年%(word)s") % {"word": more if change > 0 else less}


def side_words(node: Node, beside: Node, models: Models) -> str:
    """One side of a comparison, in the unit of what stands on either: `1 个`, `66.7%`; what is compared with a percentage is one."""
    if node.kind == "number" and is_percentage(node):
        return node.text
    if is_percentage(node) or is_percentage(beside):
        return formats.percent(node.value)
    return words.with_unit(node.value, models.get(node.name or beside.name or ""))


def is_percentage(node: Node) -> bool:
    """Whether a part is written in percent, or is a growth."""
    return node.operator == "growth" or (node.kind == "number" and node.text.endswith("%"))


def named(node: Node) -> Iterable[Node]:
    """The indicators in an explained expression, in the order written."""
    if node.kind == "name":
        yield node
    for child in node.children:
        yield from named(child)


def valued(node: Node, model: IndicatorDefinition | None) -> str:
    """A figure with its unit."""
    return words.with_unit(node.value, model)
