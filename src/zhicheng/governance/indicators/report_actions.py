"""Writes of reported figures: fill in, hand upward, approve, send back.

`at` dates an act with another moment than now: for demonstrations and tests; the log keeps its own time.
"""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.documents.actions import store
from zhicheng.base.notices.actions import notify
from zhicheng.base.regions.models import Level, Region
from zhicheng.base.verdicts import Refused
from zhicheng.governance.indicators import queries, reported, rules, words
from zhicheng.governance.indicators.actions import recompute_later
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition, Reported
from zhicheng.governance.indicators.models import Report, ReportState

NAMES = verbs.register(
    {
        "report.saved": gettext_lazy("保存填报数据"),
        "report.submitted": gettext_lazy("提交填报数据"),
        "report.approved": gettext_lazy("审核通过填报数据"),
        "report.returned": gettext_lazy("退回填报数据"),
    }
)


@transaction.atomic
def save(
    *,
    indicator: str,
    region: Region,
    period: int,
    by: User,
    value: float | None = None,
    note: str = "",
    upload: "UploadedFile[bytes] | None" = None,
    synthetic: bool = False,
) -> Report:
    """Keep what an office reports of an indicator and a year, as a draft; there is one report a division and year.

    `value` is left out where the definition says that the number is the sum of those below. Raises `Refused` when the person may not, or
    the number is missing or out of the definition's limits.
    """
    asked = reported_of(indicator)
    rules.can_fill(by, asked, region, period, today=timezone.localdate()).or_refuse()
    amount = amount_of(asked, indicator, region, period, value)
    facts = {"value": amount, "note": note, "filed_by": by, "synthetic": synthetic}
    filed, made = Report.objects.select_for_update(of=("self",)).get_or_create(
        indicator=indicator, region=region, period=period, defaults=facts
    )
    if not made:
        rules.can_edit(by, filed).or_refuse()
        filed.value, filed.note, filed.filed_by = amount, note, by
    if upload is not None:
        filed.document = store(upload=upload, purpose="figures", by=by, region_code=region.code)
    filed.save()
    record("report.saved", on=filed, by=by, region_code=region.code, indicator=indicator, period=period, value=amount)
    return filed


def amount_of(asked: Reported, indicator: str, region: Region, period: int, value: float | None) -> float:
    """The number of a report: the sum of the approved parts where it is one, else what was typed."""
    parts = reported.parts_of(asked, region) if asked.totals else []
    if parts:
        return sum(reported.approved_below(indicator, period, parts).values())
    if value is None:
        raise Refused("no_value", _("请填写数值"))
    model = queries.indicator_models()[indicator]
    if asked.minimum is not None and value < asked.minimum:
        raise Refused("out_of_limits", _("数值不能小于 %s") % words.with_unit(asked.minimum, model))
    if asked.maximum is not None and value > asked.maximum:
        raise Refused("out_of_limits", _("数值不能大于 %s") % words.with_unit(asked.maximum, model))
    return value


@transaction.atomic
def submit(*, report: Report, by: User, at: datetime | None = None) -> Report:
    """Hand a report to the office above. The sum of parts is taken anew; the first day of handing in decides whether it was late."""
    report = locked(report)
    asked = reported_of(report.indicator)
    rules.can_submit(by, report, asked, lacking_below(report, asked)).or_refuse()
    parts = reported.parts_of(asked, report.region) if asked.totals else []
    if parts:
        report.value = sum(reported.approved_below(report.indicator, report.period, parts).values())
    if report.submitted_at is None:
        report.was_late = timezone.localdate(at) > asked.due_on(report.period)
    report.state, report.submitted_at, report.filed_by = ReportState.SUBMITTED, at or timezone.now(), by
    report.save(update_fields=["state", "submitted_at", "was_late", "filed_by", "value"])
    record("report.submitted", on=report, by=by, region_code=report.region_id, late=report.was_late, value=report.value)
    for officer in officers_above(report.region):
        notify(to=officer, subject=_("%s 的填报待审核") % report.region.name, url=report.get_absolute_url())
    return report


@transaction.atomic
def approve(*, report: Report, by: User, at: datetime | None = None) -> Report:
    """Approve a report: it becomes a figure and is locked."""
    report = locked(report)
    rules.can_approve(by, report, lacking_below(report, reported_of(report.indicator))).or_refuse()
    judged(report, ReportState.APPROVED, "report.approved", by, "", at)
    recompute_later(by=by)
    return report


@transaction.atomic
def send_back(*, report: Report, reason: str, by: User) -> Report:
    """Send a report back with the reason; one that was approved is a figure no longer."""
    report = locked(report)
    was_approved = report.state == ReportState.APPROVED
    rules.can_send_back(by, report, reported.above_of(report, reported_of(report.indicator))).or_refuse()
    judged(report, ReportState.RETURNED, "report.returned", by, reason)
    if was_approved:
        recompute_later(by=by)
    return report


def judged(report: Report, state: ReportState, verb: str, by: User, reason: str, at: datetime | None = None) -> None:
    report.state, report.reason, report.judged_by, report.judged_at = state, reason, by, at or timezone.now()
    report.save(update_fields=["state", "reason", "judged_by", "judged_at"])
    record(verb, on=report, by=by, why=reason, region_code=report.region_id, indicator=report.indicator)
    if report.filed_by is not None:
        words = _("填报已审核通过") if state == ReportState.APPROVED else _("填报被退回：%s") % reason
        notify(to=report.filed_by, subject=words[:100], url=report.get_absolute_url())


def locked(report: Report) -> Report:
    """The report as it is now, held until the transaction ends."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("region__parent", "filed_by")
    return rows.get(pk=report.pk)


def lacking_below(report: Report, asked: Reported) -> int:
    """How many reports below are not approved."""
    parts = reported.parts_of(asked, report.region)
    return len(parts) - len(reported.approved_below(report.indicator, report.period, parts))


def reported_of(indicator: str) -> Reported:
    """What a reported indicator asks; raises `Refused` when it is none."""
    model: IndicatorDefinition | None = queries.indicator_models().get(indicator)
    if model is None or model.reported is None:
        raise Refused("not_reported", _("这项指标不由填报得出"))
    return model.reported


def officers_above(region: Region) -> list[User]:
    """Who is told that a report waits: the office of the division just above, the national one above a province."""
    people = User.objects.filter(is_active=True)
    if region.level == Level.PROVINCE:
        return list(people.filter(role=Role.NATIONAL))
    return list(people.filter(role__in=[*CITY_OFFICERS, Role.PROVINCIAL], region_id=region.parent_id))
