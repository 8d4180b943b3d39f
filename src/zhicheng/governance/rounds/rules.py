"""Who may do which step of a yearly evaluation, and when."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.governance.rounds.models import CheckGroup, Objection, Round, State

COMPUTABLE = frozenset({State.DRAFT, State.COMPUTED, State.CHECKED, State.OBJECTIONS})


def is_national(user: User) -> Verdict:
    """The national office runs the yearly evaluation."""
    if user.role != Role.NATIONAL:
        return no("not_national", _("年度评价由国家局办理"))
    return YES


def can_follow(user: User) -> Verdict:
    """The national office sees all rounds, a city's officers those that were sent to the cities."""
    if user.role not in {Role.NATIONAL, *CITY_OFFICERS}:
        return no("not_concerned", _("年度评价由国家局办理，各市局查看本市的数据"))
    return YES


def is_city_officer(user: User) -> Verdict:
    """A city's own part is for its officers."""
    if user.role not in CITY_OFFICERS:
        return no("not_a_city_officer", _("本市的数据由市局工作人员查看和提出异议"))
    return YES


def is_in(round_: Round, *states: State) -> Verdict:
    """Whether a round has just this state."""
    if round_.state not in states:
        names = _("”或“").join(str(state.label) for state in states)
        facts = {"now": round_.get_state_display(), "needed": names}
        return no("wrong_state", _("这一轮评价的状态是“%(now)s”，须为“%(needed)s”才能办理") % facts)
    return YES


def can_open(user: User, *, year: int, years: Iterable[int], open_round: Round | None) -> Verdict:
    """Begin a round: for a year of the scheme, when none is open for it."""
    if year not in years:
        return no("year_not_covered", _("方案不包括 %(year)d 年") % {"year": year})
    if open_round is not None:
        return no("round_open", _("%(year)d 年的评价已有一轮在办，请先办结或取消") % {"year": year})
    return is_national(user)


def can_compute(user: User, round_: Round, *, figures_are_current: bool) -> Verdict:
    """Compute, or compute again, until the result is final."""
    allowed = is_national(user) & is_in(round_, *(state for state in State if state in COMPUTABLE))
    if allowed and not figures_are_current:
        return no("figures_pending", _("数据有更新，指标还在后台重算，请几秒钟后再计算"))
    return allowed


def can_confirm(user: User, round_: Round, group: CheckGroup, *, newest_run: int | None) -> Verdict:
    """Confirm one part of the check list of the newest run."""
    if group.run_id != newest_run:
        return no("older_run", _("评价已重新计算，请核对最新一次的清单"))
    if group.is_confirmed:
        return no("confirmed_already", _("这一项已经确认"))
    return is_national(user) & is_in(round_, State.COMPUTED)


def can_mark_checked(user: User, round_: Round, groups: Iterable[CheckGroup]) -> Verdict:
    """Close the checking: every part of the list must be confirmed."""
    allowed = is_national(user) & is_in(round_, State.COMPUTED)
    waiting = [str(group) for group in groups if not group.is_confirmed]
    if allowed and waiting:
        return no("unconfirmed", _("核对清单还有未确认的：%(names)s") % {"names": "、".join(waiting)})
    return allowed


def can_send(user: User, round_: Round) -> Verdict:
    """Send the checked result to the cities."""
    return is_national(user) & is_in(round_, State.CHECKED)


def can_object(user: User, round_: Round, *, region: str, today: date) -> Verdict:
    """Object to a figure: officers of the city, until the last day."""
    if not is_city_officer(user) or user.region_id != region:
        return no("not_your_city", _("只有本市市局工作人员可以对本市的数据提出异议"))
    allowed = is_in(round_, State.OBJECTIONS)
    if allowed and round_.closes_on is not None and today > round_.closes_on:
        return no("too_late", _("异议期限已于 %(day)s截止") % {"day": date_zh(round_.closes_on)})
    return allowed


def can_see_objection(user: User, objection: Objection) -> Verdict:
    """The national office, and the officers of the city that filed it."""
    if user.role == Role.NATIONAL or (is_city_officer(user) and user.region_id == objection.region_id):
        return YES
    return no("not_your_objection", _("这份异议不是本市提出的"))


def is_waiting(objection: Objection) -> Verdict:
    """Whether an objection can still be answered or withdrawn."""
    if not objection.is_waiting:
        return no("objection_ended", _("这份异议%(state)s") % {"state": objection.get_state_display()})
    return YES


def can_withdraw(user: User, objection: Objection) -> Verdict:
    """Take an objection back before it is answered."""
    if not is_city_officer(user) or user.region_id != objection.region_id:
        return no("not_your_city", _("只有提出异议的市局可以撤回"))
    return is_waiting(objection) & is_in(objection.round, State.OBJECTIONS)


def can_answer(user: User, objection: Objection) -> Verdict:
    """Accept or reject an objection."""
    return is_national(user) & is_waiting(objection) & is_in(objection.round, State.OBJECTIONS)


def can_finalise(user: User, round_: Round, *, waiting: int, today: date) -> Verdict:
    """Make the result final: the time is over, every objection answered, and the newest run fits the figures."""
    allowed = is_national(user) & is_in(round_, State.OBJECTIONS)
    if not allowed:
        return allowed
    if round_.closes_on is not None and today <= round_.closes_on:
        facts = {"day": date_zh(round_.closes_on)}
        return no("time_not_over", _("各市可在 %(day)s以前（含当日）提出异议，期满后才能定稿") % facts)
    if waiting:
        return no("objections_waiting", _("还有 %(count)d 份异议没有答复") % {"count": waiting})
    if round_.drifted_at is not None:
        return no("figures_moved", _("最后一次计算以后数据有变化，请先重新计算"))
    return YES


def can_publish(user: User, round_: Round, *, has_colleague: bool) -> Verdict:
    """Publish a final result. Four eyes: who checked does not publish, as long as the national office has another officer."""
    allowed = is_national(user) & is_in(round_, State.FINAL)
    if allowed and has_colleague and round_.checked_by_id == user.pk:
        return no("checked_by_you", _("这一轮由您核对，须由国家局的另一位工作人员发布"))
    return allowed


def can_cancel(user: User, round_: Round) -> Verdict:
    """Give up a round that is not published."""
    if not round_.is_open:
        return no("ended", _("这一轮评价%(state)s，不能取消") % {"state": round_.get_state_display()})
    return is_national(user)
