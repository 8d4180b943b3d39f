"""Who may bring figures in."""

from datetime import date

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.regions.models import Region
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.governance.indicators.definition_kinds import Reported
from zhicheng.governance.indicators.models import Draft, DraftState, Import, Report, ReportState, State

IMPORTERS = frozenset({Role.NATIONAL, Role.PROVINCIAL, *CITY_OFFICERS})


def can_import(user: User) -> Verdict:
    """National, provincial and city officers import figures; each those of his reach."""
    if user.role not in IMPORTERS:
        return no("not_an_importer", _("统计数据由国家局、省局和市局工作人员导入"))
    return YES


def can_continue(user: User, draft: Draft) -> Verdict:
    """A file on its way in is its uploader's."""
    if draft.made_by_id != user.pk:
        return no("not_your_draft", _("这份文件由别人上传，只能由上传人继续导入"))
    return can_import(user)


def can_confirm(user: User, draft: Draft) -> Verdict:
    """A draft is imported once."""
    if draft.state != DraftState.OPEN:
        return no("already_imported", _("这份文件已经导入"))
    return can_continue(user, draft)


def can_restore(user: User, version: Import) -> Verdict:
    """Putting an earlier version back changes the whole table, so it takes the national office."""
    if user.role != Role.NATIONAL:
        return no("not_national", _("换回整张表的早先版本由国家局办理"))
    if version.state == State.CURRENT:
        return no("already_current", _("这一版正在使用，不必换回"))
    return YES


def can_check(user: User) -> Verdict:
    """Whoever may import may look for what is wrong."""
    return can_import(user)


LEVELS = {Role.COUNTY: "county", Role.CITY_HANDLER: "city", Role.CITY_HEAD: "city", Role.PROVINCIAL: "province"}
"""The level of division that an officer of a role reports for."""
RANKS = {Role.COUNTY: 0, Role.CITY_HANDLER: 1, Role.CITY_HEAD: 1, Role.PROVINCIAL: 2, Role.NATIONAL: 3}
HEIGHTS = {"county": 0, "city": 1, "province": 2}
REPORTERS = frozenset(RANKS)


def can_see_reports(user: User) -> Verdict:
    """Officers of every level report or judge reports."""
    if user.role not in REPORTERS:
        return no("not_an_officer", _("填报数据由各级知识产权管理部门办理"))
    return YES


def can_see_report(user: User, region: str) -> Verdict:
    if not user.reaches(region):
        return no("beyond_reach", _("这个地区不在您的辖区"))
    return can_see_reports(user)


def can_fill(user: User, reported: Reported, region: Region, period: int, *, today: date) -> Verdict:
    """The division's own office reports a year that has begun, at the levels that the definition names."""
    if region.level not in reported.levels:
        return no("not_reported_here", _("这项指标不由这一级填报"))
    if user.region_id != region.code or user.role not in LEVELS:
        return no("not_your_region", _("由本地区知识产权管理部门填报"))
    if period > today.year:
        return no("in_future", _("这一年还没有开始"))
    return YES


def can_edit(user: User, report: Report) -> Verdict:
    """While it is a draft or was sent back; what is submitted or approved is locked."""
    if user.region_id != report.region_id or user.role not in LEVELS:
        return no("not_your_region", _("由本地区知识产权管理部门填报"))
    if report.state not in {ReportState.DRAFT, ReportState.RETURNED}:
        return no("locked", _("填报已经提交，审核期间和审核以后不能修改；需要修改时请上级退回"))
    return YES


def can_submit(user: User, report: Report, reported: Reported, lacking: int) -> Verdict:
    """With evidence, and only when all reports below are approved; `lacking` is how many are not."""
    if lacking:
        return no("parts_lacking", _("下级还有 %d 份填报没有审核通过，通过后才能提交") % lacking)
    if report.document_id is None and not reported.totals:
        return no("no_evidence", _("请上传证明材料：%s") % reported.evidence)
    return can_edit(user, report)


def can_judge(user: User, report: Report) -> Verdict:
    """An office above the division; nobody judges what they filed."""
    if not user.reaches(report.region_id) or RANKS.get(Role(user.role), -1) <= HEIGHTS[report.region.level]:
        return no("not_above", _("由上级知识产权管理部门审核"))
    if report.filed_by_id == user.pk:
        return no("self_approval", _("填报人不能审核自己填报的数据"))
    return YES


def can_approve(user: User, report: Report, lacking: int) -> Verdict:
    """What was submitted, when all below it is approved."""
    if report.state != ReportState.SUBMITTED:
        return no("not_submitted", _("这份填报不在待审核状态"))
    if lacking:
        return no("parts_lacking", _("下级还有 %d 份填报没有审核通过") % lacking)
    return can_judge(user, report)


def can_send_back(user: User, report: Report, above: Report | None) -> Verdict:
    """What was submitted, or approved and not yet part of a number that an upper office has handed on."""
    if report.state not in {ReportState.SUBMITTED, ReportState.APPROVED}:
        return no("not_submitted", _("这份填报没有提交，不必退回"))
    if above is not None and above.state in {ReportState.SUBMITTED, ReportState.APPROVED}:
        return no("locked_above", _("上一级的填报已经包含这个数，请先退回上一级的填报"))
    return can_judge(user, report)
