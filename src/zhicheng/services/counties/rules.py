"""Who declares counties, reports for them, judges the returns and records guidance."""

from datetime import date

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.regions.models import Level as RegionLevel
from zhicheng.base.regions.models import Region
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.counties.models import CountyCultivation, CountyReturn, GuidanceVisit, ReturnState

DECLARERS = frozenset({*CITY_OFFICERS, Role.PROVINCIAL, Role.NATIONAL})
EDITABLE = frozenset({ReturnState.DRAFT, ReturnState.RETURNED})


def can_work(user: User) -> Verdict:
    """Officers of every level work with counties."""
    return YES if user.is_officer else no("not_an_officer", _("强县工程由各级知识产权管理部门办理"))


def can_see(user: User, county: Region) -> Verdict:
    if not user.reaches(county.code):
        return no("beyond_reach", _("这个县（市、区）不在您的辖区"))
    return can_work(user)


def can_declare_any(user: User) -> Verdict:
    if user.role not in DECLARERS:
        return no("not_a_declarer", _("强县工程由市局、省局或国家局申报登记"))
    return YES


def can_declare(user: User, county: Region) -> Verdict:
    """The city (or who stands above it) declares a county of its own."""
    if county.level != RegionLevel.COUNTY:
        return no("not_a_county", _("请选择县（市、区）"))
    return can_declare_any(user) & can_see(user, county)


def can_end(user: User, cultivation: CountyCultivation, ends_on: date) -> Verdict:
    if cultivation.ends_on is not None:
        return no("ended_already", _("这一轮培育已经结束"))
    if ends_on < cultivation.starts_on:
        return no("before_start", _("结束日期早于开始日期"))
    return can_declare(user, cultivation.county)


def can_report_any(user: User) -> Verdict:
    if user.role != Role.COUNTY:
        return no("not_a_county_officer", _("季报由本县（市、区）知识产权管理部门填报"))
    return YES


def can_report(user: User, county: Region, year: int, quarter: int, *, today: date) -> Verdict:
    """The county's own officers report a quarter that has begun."""
    if user.role != Role.COUNTY or user.region_id != county.code:
        return no("not_your_county", _("季报由本县（市、区）知识产权管理部门填报"))
    if (year, quarter) > (today.year, (today.month + 2) // 3):
        return no("in_future", _("这个季度还没有开始"))
    return YES


def can_edit(user: User, filed: CountyReturn) -> Verdict:
    """While it is a draft or was sent back."""
    if filed.state not in EDITABLE:
        return no("locked", _("季报已经提交，审核期间和审核以后不能修改"))
    if user.role != Role.COUNTY or user.region_id != filed.county_id:
        return no("not_your_county", _("季报由本县（市、区）知识产权管理部门填报"))
    return YES


def can_judge(user: User, filed: CountyReturn) -> Verdict:
    """The level above judges what was submitted; nobody judges what they filed."""
    if filed.state != ReturnState.SUBMITTED:
        return no("not_submitted", _("季报不在待审核状态"))
    if filed.filed_by_id == user.pk:
        return no("self_approval", _("填报人不能审核自己填报的季报"))
    if user.role not in DECLARERS:
        return no("not_above", _("季报由市局审核"))
    return can_see(user, filed.county)


def can_guide(user: User, county: Region) -> Verdict:
    """The levels above guide a county."""
    return can_declare(user, county)


def can_finish(user: User, visit: GuidanceVisit) -> Verdict:
    """What was agreed is done once; the county or who stands above it says so."""
    if visit.done_on is not None:
        return no("done_already", _("这项措施已经登记完成"))
    return can_see(user, visit.county)
