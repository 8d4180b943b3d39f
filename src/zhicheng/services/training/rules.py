"""Who keeps the list of heads, and for how long a training counts."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.regions.models import Region
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.training.models import Head

CYCLE_YEARS = 3
"""Within so many years every head is trained once (2018 plan, 四（三）)."""
LEAP_DAY = (2, 29)


def counts_until(ended_on: date) -> date:
    """The last day on which a training counts: with that of 2016-01-01, the whole of 2018 is covered."""
    is_leap_day = (ended_on.month, ended_on.day) == LEAP_DAY
    last = ended_on - timedelta(days=1) if is_leap_day else ended_on
    return last.replace(year=last.year + CYCLE_YEARS) - timedelta(days=0 if is_leap_day else 1)


def can_keep(user: User) -> Verdict:
    """Officers keep the list; nobody else sees it."""
    if not user.is_officer:
        return no("not_an_officer", _("负责人名册由各级知识产权管理部门登记"))
    return YES


def can_enter(user: User, region: Region) -> Verdict:
    """An officer enters heads of divisions in his reach."""
    if not user.reaches(region.code):
        return no("beyond_reach", _("所在地区不在您的辖区"))
    return can_keep(user)


def can_change(user: User, head: Head) -> Verdict:
    if not user.reaches(head.region_id):
        return no("beyond_reach", _("这位负责人不在您的辖区"))
    return can_keep(user)


def can_record(user: User, head: Head, ended_on: date) -> Verdict:
    """A training that is over, of a head who had not left by then."""
    if ended_on > timezone.localdate():
        return no("in_future", _("结束日期不能晚于今天：培训结束后再登记"))
    if head.until is not None and ended_on > head.until:
        return no("has_left", _("这位负责人当时已经离任"))
    return can_change(user, head)
