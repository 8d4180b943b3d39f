"""The steps on a plan's way: what each is called, what it brings, whether this person may take it now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.ui.columns import Text
from zhicheng.base.ui.formats import date_iso
from zhicheng.base.verdicts import Verdict
from zhicheng.governance.plans import actions, checking, rules
from zhicheng.governance.plans.models import Adoption, Level, State


@dataclass(frozen=True)
class Step:
    """`take` is the verb, `may` its rule, `brings` the rows of the page that asks for confirmation; `asks_why`: a reason is needed."""

    code: str
    button: Text
    done: Text
    take: Callable[..., Any]
    may: Callable[[User, Adoption], Verdict]
    brings: Callable[[Adoption], list[tuple[str, str]]]
    asks_why: bool = False
    leads_on: bool = True


def may_submit(user: User, adoption: Adoption) -> Verdict:
    allowed = rules.can_write(user, adoption)
    if not allowed:
        return allowed
    return rules.can_submit(user, adoption, checking.blocking(checking.faults_of(checking.content_of(adoption))))


def of_plan(adoption: Adoption) -> list[tuple[str, str]]:
    return words_of(checking.content_of(adoption))


def words_of(content: checking.Content) -> list[tuple[str, str]]:
    """What is in a plan, in numbers."""
    adoption = content.adoption
    budget = sum(each.budget_fen for each in content.measures)
    facts = {"taken": len(content.taken), "all": len(content.plan.tasks)}
    rows = [
        (_("承担的任务"), _("%(taken)d 项，共 %(all)d 项") % facts),
        (_("措施"), _("%(count)d 项") % {"count": len(content.measures)}),
        (_("预算合计"), _("%(amount)s 元") % {"amount": f"{budget / 100:,.2f}"}),
        (_("目标预期值"), _("%(count)d 个") % {"count": len(content.expectations)}),
    ]
    return [*rows, (_("调整原因"), adoption.amending_why)] if adoption.amending_why else rows


def of_filing(adoption: Adoption) -> list[tuple[str, str]]:
    above = _("国家局") if adoption.level == Level.PROVINCE else _("省局，省局接收后转国家局")
    return [*of_plan(adoption), (_("上报给"), above)]


def of_amending(adoption: Adoption) -> list[tuple[str, str]]:
    return [
        (_("现行版本"), _("第 %(number)d 版，保留备查") % {"number": adoption.version}),
        (_("执行"), _("照常登记进展")),
        (_("改好以后"), _("重新送审、批准和上报")),
    ]


STEPS: dict[str, Step] = {
    step.code: step
    for step in (
        Step("submit", gettext_lazy("送负责人批准"), gettext_lazy("已送审。"), actions.submit, may_submit, of_plan),
        Step("approve", gettext_lazy("批准"), gettext_lazy("已批准，计划生效。"), actions.approve, rules.can_approve, of_plan),
        Step("file", gettext_lazy("上报"), gettext_lazy("已上报。"), actions.file, rules.can_file, of_filing),
        Step("receive", gettext_lazy("接收"), gettext_lazy("已接收。"), actions.receive, rules.can_receive, of_plan),
        Step("send-back", gettext_lazy("退回编写"), gettext_lazy("已退回。"), actions.send_back, rules.can_send_back, of_plan, asks_why=True, leads_on=False),
        Step("return", gettext_lazy("退回修改"), gettext_lazy("已退回。"), actions.return_to_writers, rules.can_return, of_plan, asks_why=True, leads_on=False),
        Step("amend", gettext_lazy("调整计划"), gettext_lazy("可以修改了。改好后重新送审。"), actions.amend, rules.can_amend, of_amending, asks_why=True, leads_on=False),
    )
}  # fmt: skip


def next_step(adoption: Adoption, user: User) -> tuple[Step | None, Verdict | None]:
    """The step that leads on from here and whether this person may take it; none when the way is at its end.

    Whether a plan that is being written is complete is told on the page that checks it, not here.
    """
    waiting = {
        State.DRAFT: "submit",
        State.RETURNED: "submit",
        State.SUBMITTED: "approve",
        State.APPROVED: "file",
        State.FILED: "receive",
        State.FORWARDED: "receive",
    }.get(State(adoption.state))
    if waiting is None:
        return None, None
    if waiting == "submit":
        return STEPS[waiting], rules.can_write(user, adoption)
    return STEPS[waiting], STEPS[waiting].may(user, adoption)


def others(adoption: Adoption, user: User) -> list[Step]:
    """Steps aside that this person may take now."""
    return [step for step in STEPS.values() if not step.leads_on and step.may(user, adoption)]


def path_of(adoption: Adoption) -> list[dict[str, Any]]:
    """The way as the component `c-task-list` takes it, with who took each step when."""
    order = [State.DRAFT, State.SUBMITTED, State.APPROVED, State.FILED]
    order += [State.RECEIVED] if adoption.level == Level.PROVINCE else [State.FORWARDED, State.RECEIVED]
    now = State.DRAFT if adoption.state == State.RETURNED else State(adoption.state)
    return [path_entry(adoption, state, order.index(state) - order.index(now)) for state in order]


def path_entry(adoption: Adoption, state: State, ahead: int) -> dict[str, Any]:
    """One state of the way; `ahead` is negative for what lies behind."""
    step = {
        State.DRAFT: "edited", State.SUBMITTED: "submitted", State.APPROVED: "approved", State.FILED: "filed",
        State.FORWARDED: "forwarded", State.RECEIVED: "received",
    }[state]  # fmt: skip
    at, by = getattr(adoption, f"{step}_at"), getattr(adoption, f"{step}_by")
    labels = {State.DRAFT: _("编制"), State.SUBMITTED: _("送审"), State.APPROVED: _("负责人批准"), State.FILED: _("上报"),
              State.FORWARDED: _("省局接收"), State.RECEIVED: _("国家局接收")}  # fmt: skip
    known = at if ahead <= 0 else None
    return {
        "label": labels[state],
        "current": ahead == 0,
        "hint": _("%(day)s %(who)s") % {"day": date_iso(known), "who": by.name if by else ""} if known else "",
        "kind": "done" if ahead < 0 else "info" if ahead == 0 else "line",
        "state": _("已过") if ahead < 0 else _("现在") if ahead == 0 else _("未到"),
    }
