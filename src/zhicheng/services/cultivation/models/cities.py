import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.doers import person


class Stage(models.TextChoices):
    PILOT = "pilot", _("试点")
    CULTIVATION = "cultivation", _("示范培育")
    DEMONSTRATION = "demonstration", _("示范")
    OUT = "out", _("已退出")


class Decision(models.TextChoices):
    """What an acceptance leads to (art. 14), and what a review of a demonstration city may say."""

    CANCELLED = "cancelled", _("取消")
    NEW_ROUND = "new_round", _("可再试点")
    CULTIVATION = "cultivation", _("可报示范培育")


@pghistory.track()
class CityStage(models.Model):
    """One stage in a city's life, from the day it began to `closed_on`, when the next began. A city is in one stage at a time.

    `ends_on` is the last day of the term, empty for a city that is out; `ban_until` the last day on which such a city may not apply,
    empty where no ban is known.
    A pilot is accepted (`accepted_on`, `score`, `decision`), its result reported to the national office (`reported_on`); then the city
    government files the plan of what follows (`plan_filed_on` of the next stage). In cultivation the city applies (`applied_on`).
    """

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="city_stages", verbose_name=_("城市"))
    stage = models.CharField(_("阶段"), max_length=14, choices=Stage)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("届满日期"), null=True, blank=True)
    document = models.CharField(_("文号"), max_length=120, blank=True)
    theme = models.CharField(_("主题"), max_length=120, blank=True)
    plan_filed_on = models.DateField(_("计划印发日期"), null=True, blank=True)
    accepted_on = models.DateField(_("验收日期"), null=True, blank=True)
    score = models.DecimalField(_("验收得分"), max_digits=5, decimal_places=2, null=True, blank=True)
    decision = models.CharField(_("验收结论"), max_length=12, choices=Decision, blank=True)
    reported_on = models.DateField(_("结果上报日期"), null=True, blank=True)
    applied_on = models.DateField(_("申报示范日期"), null=True, blank=True)
    applied_with = models.JSONField(_("申报条件"), default=dict, blank=True)
    closed_on = models.DateField(_("结束日期"), null=True, blank=True)
    ban_until = models.DateField(_("不得申报至"), null=True, blank=True)
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    designation = models.ForeignKey(
        "cultivation.Designation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("称号")
    )
    by = person(_("登记人"))
    at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("城市阶段")
        ordering = ["region", "-starts_on", "-pk"]
        indexes = [models.Index(fields=["stage", "ends_on"], condition=Q(closed_on=None), name="city_stage_running")]
        constraints = [
            models.UniqueConstraint(fields=["region"], condition=Q(closed_on=None), name="city_in_one_stage"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="city_stage_known"),
            models.CheckConstraint(
                condition=Q(stage="out", ends_on=None)
                | (~Q(stage="out") & Q(ends_on__gte=F("starts_on"), ban_until=None)),
                name="city_stage_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on=None, score=None, decision="")
                | (Q(stage="pilot", accepted_on__isnull=False, score__range=(0, 100)) & ~Q(decision="")),
                name="city_accepted_with_score",
            ),
            models.CheckConstraint(
                condition=Q(reported_on=None) | Q(accepted_on__isnull=False), name="city_result_after_acceptance"
            ),
            models.CheckConstraint(
                condition=Q(applied_on=None) | Q(stage="cultivation"), name="city_applies_from_cultivation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region.name} {self.get_stage_display()}"

    def get_absolute_url(self) -> str:
        return reverse("cultivation:city", args=[self.region_id])

    @property
    def is_open(self) -> bool:
        return self.closed_on is None
