"""Who keeps outlets and their services."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.regions.models import Level, Region
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.outlets.models import Outlet


def can_keep(user: User) -> Verdict:
    """Officers keep the register."""
    if not user.is_officer:
        return no("not_an_officer", _("服务网点由各级知识产权管理部门登记"))
    return YES


def can_open(user: User, region: Region) -> Verdict:
    """An officer registers outlets of the counties in his reach."""
    if region.level != Level.COUNTY:
        return no("not_a_county", _("请选择网点所在的县（市、区）：覆盖率按县（市、区）计算"))
    if not user.reaches(region.code):
        return no("beyond_reach", _("所在县（市、区）不在您的辖区"))
    return can_keep(user)


def can_change(user: User, outlet: Outlet) -> Verdict:
    if not user.reaches(outlet.region_id):
        return no("beyond_reach", _("这个网点不在您的辖区"))
    return can_keep(user)


def can_close(user: User, outlet: Outlet, closed_on: date) -> Verdict:
    """An outlet closes once, not before it opened."""
    if outlet.closed_on is not None:
        return no("closed_already", _("这个网点已经停止服务"))
    if closed_on < outlet.opened_on:
        return no("before_opening", _("停止服务日期早于开始服务日期"))
    return can_change(user, outlet)


def can_record(user: User, outlet: Outlet, day: date) -> Verdict:
    """Its own people and the officers of the place record what an outlet did, on a day on which it served."""
    if day > timezone.localdate():
        return no("in_future", _("服务日期不能晚于今天"))
    if not outlet.serves(day):
        return no("not_serving", _("网点这一天没有在服务"))
    if outlet.party_id is not None and user.party_id == outlet.party_id:
        return YES
    return can_change(user, outlet)
