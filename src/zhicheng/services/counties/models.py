"""Strong counties 强县工程: which counties are cultivated, what they report each quarter, and who guided them."""

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhicheng.base.accounts.doers import person


class Level(models.TextChoices):
    PILOT = "pilot", _("试点")
    DEMONSTRATION = "demonstration", _("示范")


@pghistory.track()
class CountyCultivation(models.Model):
    """A county cultivated at one level from `starts_on` to `ends_on`, its last day; null while it goes on. One at a time for a county."""

    county = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("县（市、区）"))
    level = models.CharField(_("级别"), max_length=14, choices=Level)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"), null=True, blank=True)
    document = models.CharField(_("文号或办件编号"), max_length=120, blank=True)
    why_ended = models.CharField(_("结束原因"), max_length=200, blank=True)
    declared_by = person(_("申报人"))
    declared_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    objects: models.Manager["CountyCultivation"] = ScopedManager(reach="county__code__startswith")

    class Meta:
        verbose_name = _("强县工程培育")
        ordering = ["-starts_on", "county"]
        constraints = [
            models.UniqueConstraint(fields=["county"], condition=Q(ends_on=None), name="county_cultivated_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None, why_ended="") | (Q(ends_on__gte=F("starts_on")) & ~Q(why_ended="")),
                name="county_cultivation_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county} {self.get_level_display()}"

    def get_absolute_url(self) -> str:
        return reverse("counties:county", args=[self.county_id])


class ReturnState(models.TextChoices):
    DRAFT = "draft", _("填报中")
    SUBMITTED = "submitted", _("待审核")
    RETURNED = "returned", _("退回修改")
    APPROVED = "approved", _("已审核")


@pghistory.track()
class CountyReturn(models.Model):
    """A county's return of one quarter, in the six fields of the plan (三（六）).

    `period_ends_on` is the quarter's last day. The county drafts and submits it, its city approves it or sends it back with a reason; an approved one stays as it is. `was_late`:
    submitted after the last day of the month that follows the quarter.
    """

    county = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("县（市、区）"))
    year = models.PositiveSmallIntegerField(_("年份"))
    quarter = models.PositiveSmallIntegerField(_("季度"))
    period_ends_on = models.DateField(_("季度末"))
    full_time_staff = models.PositiveIntegerField(_("专职人员（人）"), default=0)
    part_time_staff = models.PositiveIntegerField(_("兼职人员（人）"), default=0)
    funds_fen = models.PositiveBigIntegerField(_("专项经费（分）"), default=0)
    invention_applications = models.PositiveIntegerField(_("发明专利申请（件）"), default=0)
    inventions_granted = models.PositiveIntegerField(_("发明专利授权（件）"), default=0)
    enforcement_cases = models.PositiveIntegerField(_("行政执法办案（件）"), default=0)
    navigation_projects = models.PositiveIntegerField(_("专利导航项目（个）"), default=0)
    innovators_served = models.PositiveIntegerField(_("服务创新主体（家次）"), default=0)
    text = models.TextField(_("工作进展"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=ReturnState, default=ReturnState.DRAFT)
    filed_by = person(_("填报人"))
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    was_late = models.BooleanField(_("逾期"), default=False)
    judged_by = person(_("审核人"))
    judged_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    reason = models.CharField(_("退回原因"), max_length=300, blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    objects: models.Manager["CountyReturn"] = ScopedManager(reach="county__code__startswith")

    class Meta:
        verbose_name = _("强县工程季报")
        ordering = ["-year", "-quarter", "county"]
        constraints = [
            models.UniqueConstraint(fields=["county", "year", "quarter"], name="county_return_once"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="county_return_quarter"),
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(judged_by__isnull=False) & ~Q(judged_by=F("filed_by"))),
                name="county_return_approved_by_another",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="return_in_order",
                field="state",
                transitions=[
                    (ReturnState.DRAFT, ReturnState.SUBMITTED),
                    (ReturnState.SUBMITTED, ReturnState.RETURNED),
                    (ReturnState.SUBMITTED, ReturnState.APPROVED),
                    (ReturnState.RETURNED, ReturnState.SUBMITTED),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county} {self.year}-{self.quarter}"

    def get_absolute_url(self) -> str:
        return reverse("counties:return", args=[self.pk])


class Topic(models.TextChoices):
    """The six fields of the plan's task."""

    PEOPLE = "people", _("机构人才")
    MEANS = "means", _("条件保障")
    QUALITY = "quality", _("专利质量")
    ENFORCEMENT = "enforcement", _("行政执法")
    NAVIGATION = "navigation", _("专利导航")
    SERVICES = "services", _("服务创新主体")


@pghistory.track()
class GuidanceVisit(models.Model):
    """A visit of guidance to a county: what was found, what was agreed until when, and whether it was done."""

    county = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("县（市、区）"))
    day = models.DateField(_("指导日期"))
    visitors = models.CharField(_("指导人员"), max_length=120)
    topics = ArrayField(models.CharField(max_length=12, choices=Topic), verbose_name=_("指导内容"))
    findings = models.TextField(_("发现的问题"), blank=True)
    agreed = models.TextField(_("商定的措施"))
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    recorded_by = person(_("登记人"))
    recorded_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    objects: models.Manager["GuidanceVisit"] = ScopedManager(reach="county__code__startswith")

    class Meta:
        verbose_name = _("强县工程指导")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(agreed=""), name="county_visit_agreed_something"),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(done_on__gte=F("day")), name="county_visit_done_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county} {self.day}"
