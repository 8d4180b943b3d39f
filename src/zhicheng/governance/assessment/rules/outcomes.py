"""Who decides where experts lie apart, who objects to results, who answers, and who enters incidents."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.ui.formats import date_zh
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.governance.assessment.definition_kinds import Criterion
from zhicheng.governance.assessment.models import Entry, Objection, Round, State
from zhicheng.governance.assessment.rules.entries import is_fair_points, is_of_city
from zhicheng.governance.assessment.rules.rounds import is_in, is_national


def has_no_tie(region: str, *, connected: Collection[str]) -> Verdict:
    """Nobody decides on a city to which he is tied; `connected` are the cities that he declared."""
    if region in connected:
        return no("connected", _("您申报了与该城市的利益关系，须由国家局的另一位工作人员办理"))
    return YES


def can_arbitrate(user: User, entry: Entry, criterion: str, *, undecided: Collection[str], tie: Verdict) -> Verdict:
    """Set the points of a criterion on which the experts lie too far apart, once."""
    allowed = is_national(user) & is_in(entry.round, State.PANEL) & tie
    if allowed and criterion not in undecided:
        return no("nothing_to_arbitrate", _("这一项的评分差距没有超过界限，或者已经裁定"))
    return allowed


def is_decidable(criterion: Criterion, points: Decimal) -> Verdict:
    """Whether points can be set for a criterion."""
    return is_fair_points(criterion, points)


def can_object(user: User, entry: Entry, *, today: date) -> Verdict:
    """Object to a result: officers of the city, until the last day."""
    if not is_of_city(user, entry):
        return no("not_your_city", _("只有本市市局工作人员可以对本市的结果提出异议"))
    round_: Round = entry.round
    allowed = is_in(round_, State.RESULTS)
    if allowed and round_.closes_on is not None and today > round_.closes_on:
        return no("too_late", _("异议期限已于 %(day)s截止") % {"day": date_zh(round_.closes_on)})
    return allowed


def can_see_objection(user: User, objection: Objection) -> Verdict:
    """The national office, and the officers of the city that filed it."""
    if user.role == Role.NATIONAL or is_of_city(user, objection.entry):
        return YES
    return no("not_your_objection", _("这份异议不是本市提出的"))


def is_waiting(objection: Objection) -> Verdict:
    """Whether an objection can still be answered or withdrawn."""
    if not objection.is_waiting:
        return no("objection_ended", _("这份异议%(state)s") % {"state": objection.get_state_display()})
    return YES


def can_withdraw(user: User, objection: Objection) -> Verdict:
    """Take an objection back before it is answered."""
    if not is_of_city(user, objection.entry):
        return no("not_your_city", _("只有提出异议的市局可以撤回"))
    return is_waiting(objection) & is_in(objection.entry.round, State.RESULTS)


def can_answer(user: User, objection: Objection, *, tie: Verdict) -> Verdict:
    """Accept or reject an objection."""
    return is_national(user) & is_waiting(objection) & is_in(objection.entry.round, State.RESULTS) & tie


def can_enter_incidents(user: User) -> Verdict:
    """The nation enters what happened anywhere, a province what happened in its cities."""
    if user.role not in {Role.NATIONAL, Role.PROVINCIAL}:
        return no("not_above", _("扣分事项由国家局或省局登记"))
    return YES


def can_enter_incident(user: User, region: str, *, today: date, on: date) -> Verdict:
    """Enter one incident: in one's reach, not in the future."""
    allowed = can_enter_incidents(user)
    if allowed and not user.reaches(region):
        return no("not_your_reach", _("这个城市不在您的辖区内"))
    if allowed and on > today:
        return no("in_the_future", _("发生日期不能晚于今天"))
    return allowed


def can_withdraw_incident(user: User, region: str, *, is_withdrawn: bool) -> Verdict:
    """Take back what was entered by mistake."""
    if is_withdrawn:
        return no("withdrawn_already", _("这一事项已经撤销"))
    return can_enter_incidents(user) if user.reaches(region) else no("not_your_reach", _("这个城市不在您的辖区内"))
