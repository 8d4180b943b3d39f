"""Who may write, approve, file, receive and carry out a region's plan, and when."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, OFFICERS, Role, User
from zhicheng.base.ui.formats import date_iso
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.governance.plans.definition_kinds import Task
from zhicheng.governance.plans.models import AMENDABLE, Adoption, Level, Milestone, State

UPPER = frozenset({Role.NATIONAL, Role.PROVINCIAL})


def can_follow(user: User) -> Verdict:
    """Plans of regions are read by officers."""
    if user.role not in OFFICERS:
        return no("not_an_officer", _("各地的年度计划由各级知识产权管理部门办理"))
    return YES


def writes_plans(user: User) -> Verdict:
    """Regions' plans are written and carried out by the officers of cities and provinces."""
    if user.role not in CITY_OFFICERS | {Role.PROVINCIAL}:
        return no("not_a_writer", _("年度计划由市局和省局编制和执行"))
    return YES


def handles_plans(user: User) -> Verdict:
    """Steps are taken by those who write plans and by the nation that receives them."""
    return YES if user.role == Role.NATIONAL else writes_plans(user)


def is_upper(user: User) -> Verdict:
    """The board of all cities is for the offices above them."""
    if user.role not in UPPER:
        return no("not_an_upper_office", _("各市计划的汇总由国家局和省局查看"))
    return YES


def writes_for(user: User, region_code: str, level: str) -> Verdict:
    """A city's plan is written by its officers, a province's by the province's."""
    roles = {Role.PROVINCIAL} if level == Level.PROVINCE else CITY_OFFICERS
    if user.role not in roles or user.region_id != region_code:
        return no("not_your_plan", _("这份计划由所属地区的知识产权局编制和执行"))
    return YES


def can_begin(user: User, region_code: str, level: str, *, exists: bool) -> Verdict:
    """Take up the year's plan, once for a region."""
    if exists:
        return no("begun_already", _("本年度的计划已在编制，请刷新后再看"))
    return writes_for(user, region_code, level)


def can_write(user: User, adoption: Adoption) -> Verdict:
    """Change what is planned: until it is handed to the head, and again after it was returned or an amendment was begun."""
    allowed = writes_for(user, adoption.region_id, adoption.level)
    if allowed and not adoption.is_writable:
        return no(
            "not_writable", _("计划%(state)s，不能修改；批准以后要改的，先办理调整") % {"state": quoted(adoption)}
        )
    return allowed


def quoted(adoption: Adoption) -> str:
    return _("的状态是“%(state)s”") % {"state": adoption.get_state_display()}


def can_choose(task: Task, *, taken: bool, reason: str) -> Verdict:
    """A must task is always taken; others are taken with a reason."""
    if task.duty == "must" and not taken:
        return no("must_task", _("任务（%(ref)s）必做，不能不选") % {"ref": task.ref})
    if task.duty != "must" and taken and not reason.strip():
        return no("reason_missing", _("请写明承担任务（%(ref)s）的理由") % {"ref": task.ref})
    return YES


def can_submit(user: User, adoption: Adoption, faults: Sequence[str]) -> Verdict:
    """Hand it to the head once nothing is missing."""
    allowed = can_write(user, adoption)
    if allowed and faults:
        return no(
            "incomplete", _("计划还有 %(count)d 处须补正：%(first)s") % {"count": len(faults), "first": faults[0]}
        )
    return allowed


def can_approve(user: User, adoption: Adoption) -> Verdict:
    """The head approves what somebody else wrote and handed in."""
    allowed = is_head(user, adoption) & is_in(adoption, State.SUBMITTED)
    if allowed and user.pk in {adoption.submitted_by_id, adoption.edited_by_id}:
        return no("own_work", _("计划由您编写或送审，须由另一位负责人批准"))
    return allowed


def can_send_back(user: User, adoption: Adoption) -> Verdict:
    """The head wants it changed."""
    return is_head(user, adoption) & is_in(adoption, State.SUBMITTED)


def is_head(user: User, adoption: Adoption) -> Verdict:
    """A city's head; at the province another of its officers."""
    role = Role.PROVINCIAL if adoption.level == Level.PROVINCE else Role.CITY_HEAD
    if user.role != role or user.region_id != adoption.region_id:
        return no("not_the_head", _("计划由所属地区知识产权局的负责人批准"))
    return YES


def is_in(adoption: Adoption, *states: State) -> Verdict:
    """Whether a plan is in one of these states."""
    if adoption.state not in states:
        needed = _("”或“").join(str(state.label) for state in states)
        facts = {"now": adoption.get_state_display(), "needed": needed}
        return no("wrong_state", _("计划的状态是“%(now)s”，须为“%(needed)s”才能办理") % facts)
    return YES


def can_file(user: User, adoption: Adoption) -> Verdict:
    """Send the approved plan to the office above."""
    return writes_for(user, adoption.region_id, adoption.level) & is_in(adoption, State.APPROVED)


def can_receive(user: User, adoption: Adoption) -> Verdict:
    """The province receives a city's plan, the nation a province's and what the provinces received."""
    return is_above(user, adoption) & is_in(adoption, *waiting_states(user, adoption))


def can_return(user: User, adoption: Adoption) -> Verdict:
    """Whoever would receive it may return it with a reason."""
    return can_receive(user, adoption)


def is_above(user: User, adoption: Adoption) -> Verdict:
    if user.role == Role.NATIONAL:
        return YES
    if user.role == Role.PROVINCIAL and adoption.level == Level.CITY and user.reaches(adoption.region_id):
        return YES
    return no("not_above", _("上报的计划由上级知识产权局接收"))


def waiting_states(user: User, adoption: Adoption) -> tuple[State, ...]:
    if user.role == Role.NATIONAL:
        return (State.FILED,) if adoption.level == Level.PROVINCE else (State.FORWARDED,)
    return (State.FILED,)


def can_amend(user: User, adoption: Adoption) -> Verdict:
    """Change an approved plan; not while it lies with the office above."""
    states = tuple(state for state in State if state in AMENDABLE)
    return writes_for(user, adoption.region_id, adoption.level) & is_in(adoption, *states)


def can_carry_out(user: User, adoption: Adoption) -> Verdict:
    """Note progress, tick milestones and hand in papers: from the first approval on."""
    allowed = writes_for(user, adoption.region_id, adoption.level)
    if allowed and not adoption.is_in_force:
        return no("not_in_force", _("计划批准以后才能登记进展"))
    return allowed


def can_finish(user: User, milestone: Milestone, *, day: date, today: date) -> Verdict:
    """Say that a milestone was reached, not before the day came."""
    allowed = can_carry_out(user, milestone.measure.adoption) & has_come(day, today)
    if allowed and milestone.done_on is not None:
        return no("done_already", _("这个里程碑已于 %(day)s 完成") % {"day": date_iso(milestone.done_on)})
    return allowed


def can_reopen(user: User, milestone: Milestone) -> Verdict:
    """Take back that a milestone was reached."""
    allowed = can_carry_out(user, milestone.measure.adoption)
    if allowed and milestone.done_on is None:
        return no("not_done", _("这个里程碑还没有完成"))
    return allowed


def has_come(day: date, today: date) -> Verdict:
    """What is noted has happened."""
    return no("in_future", _("日期不能晚于今天（%(day)s）") % {"day": date_iso(today)}) if day > today else YES
