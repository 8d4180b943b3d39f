"""Who may read results, the experts' agreement and the panel meeting's pages; `user` is None for who has not signed in."""

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.engine.places import contains
from zhicheng.governance.assessment.models import Round, State

WITH_POINTS = frozenset({State.PANEL, State.RESULTS, State.FINAL, State.PUBLISHED})
"""The states in which all experts' points are in."""


def can_read_results(user: User | None, round_: Round) -> Verdict:
    """Results of a round, of whichever cities: everyone once published; before, officers once they lie with the cities."""
    if round_.state == State.PUBLISHED:
        return YES
    if round_.is_before_cities and user is not None and user.role in {Role.NATIONAL, Role.PROVINCIAL, *CITY_OFFICERS}:
        return YES
    return no("not_published", _("这一年的考核结果还没有发布"))


def can_read_result(user: User | None, round_: Round, region: str) -> Verdict:
    """One city's result: before publication for the nation, its province and the city itself."""
    allowed = can_read_results(user, round_)
    if not allowed or round_.state == State.PUBLISHED:
        return allowed
    if user is None or not is_over(user, region):
        return no("not_your_city", _("结果发布以前，只能看本辖区城市的结果"))
    return YES


def is_over(user: User, region: str) -> bool:
    """Whether an officer's office is the nation's, the city's province's, or the city's own: not that of a city around it."""
    if user.role == Role.PROVINCIAL:
        return contains(user.region_id or "", region)
    return user.role == Role.NATIONAL or (user.role in CITY_OFFICERS and user.region_id == region)


def can_read_material(user: User | None, region: str) -> Verdict:
    """What a city wrote and what experts noted: the offices above it and its own, also after publication."""
    if user is None or not is_over(user, region):
        return no("not_your_city", _("自评说明和专家说明供本辖区的管理部门查看"))
    return YES


def can_read_agreement(user: User | None, round_: Round) -> Verdict:
    """How far the experts agree: everyone once published, the national office as soon as all points are in."""
    if round_.state == State.PUBLISHED:
        return YES
    if user is not None and user.role == Role.NATIONAL and round_.state in WITH_POINTS:
        return YES
    return no("not_published", _("专家评分的一致性在结果发布后公开"))


def can_hold_meeting(user: User, round_: Round) -> Verdict:
    """The pages of the panel meeting: the national office, as soon as all points are in."""
    if user.role != Role.NATIONAL:
        return no("not_national", _("专家会商由国家局组织"))
    if round_.state not in WITH_POINTS:
        return no("points_missing", _("评分表全部提交以后才能会商"))
    return YES


def can_follow_objections(user: User) -> Verdict:
    """The national office answers objections, cities file them."""
    if user.role not in {Role.NATIONAL, *CITY_OFFICERS}:
        return no("not_concerned", _("异议由市局提出、国家局答复"))
    return YES
