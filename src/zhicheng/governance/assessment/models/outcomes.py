import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.doers import doer, person
from zhicheng.governance.assessment.models.entries import Entry


class ObjectionState(models.TextChoices):
    FILED = "filed", _("待答复")
    WITHDRAWN = "withdrawn", _("已撤回")
    ACCEPTED = "accepted", _("已采纳")
    REJECTED = "rejected", _("未采纳")


@pghistory.track()
class Objection(models.Model):
    """A city's objection to the points of one criterion. `stated_points` is what they were when it was filed."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="objections", verbose_name=_("城市自评"))
    criterion = models.CharField(_("评分项"), max_length=40)
    stated_points = models.DecimalField(_("现得分"), max_digits=7, decimal_places=4)
    reason = models.TextField(_("理由"), max_length=2000)
    evidence = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("证明材料")
    )
    state = models.CharField(_("状态"), max_length=10, choices=ObjectionState, default=ObjectionState.FILED)
    filed_at = models.DateTimeField(_("提出时间"))
    filed_by = doer(_("提出人"))
    ended_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    ended_by = person(_("办结人"))
    answer = models.TextField(_("答复"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("考核异议")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "criterion"], condition=Q(state="filed"), name="assessment_objection_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ObjectionState.values), name="assessment_objection_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="filed", ended_at=None, ended_by=None)
                | ~Q(state="filed") & Q(ended_at__isnull=False, ended_by__isnull=False),
                name="assessment_objection_ended_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "rejected"]) & ~Q(answer="")
                | Q(state__in=["filed", "withdrawn"], answer=""),
                name="assessment_objection_answer_has_words",
            ),
        ]

    def __str__(self) -> str:
        return _text("第 %(number)d 号异议") % {"number": self.pk or 0}

    def get_absolute_url(self) -> str:
        return reverse("assessment:objection", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == ObjectionState.FILED


@pghistory.track()
class Arbitration(models.Model):
    """Points that the national office set for one criterion of a city instead of the experts' mean, with the reason.

    Before the results it settles experts who lie far apart; with `objection` it follows from a city's accepted objection. The newest
    of a criterion counts.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="arbitrations", verbose_name=_("城市自评"))
    criterion = models.CharField(_("评分项"), max_length=40)
    points = models.DecimalField(_("裁定分"), max_digits=5, decimal_places=1)
    reason = models.TextField(_("理由"), max_length=2000)
    by = doer(_("裁定人"))
    at = models.DateTimeField(_("裁定时间"))
    objection = models.OneToOneField(
        Objection, models.PROTECT, null=True, blank=True, related_name="correction", verbose_name=_("异议")
    )

    class Meta:
        verbose_name = _("裁定")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "criterion"], condition=Q(objection=None), name="assessment_arbitrated_once"
            ),
            models.CheckConstraint(
                condition=Q(points__range=(0, 100)) & ~Q(reason=""), name="assessment_arbitration_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.points}"


@pghistory.track()
class Result(models.Model):
    """What a city has in the end, as `computing.results_of` gives it: points of 100, four digits.

    `raw` is the mean of the experts' points as they gave them, `adjusted` after arbitration and correction for severity; `total` is
    `adjusted` with bonus and without deductions. Equal totals share a rank; `of` counts the cities. `must_failed` names the must-items
    not met. `criteria` is criterion → points that count.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="result", verbose_name=_("城市自评"))
    raw = models.DecimalField(_("专家平均分"), max_digits=7, decimal_places=4)
    adjusted = models.DecimalField(_("校正后得分"), max_digits=7, decimal_places=4)
    bonus = models.DecimalField(_("加分"), max_digits=7, decimal_places=4)
    deduction = models.DecimalField(_("扣分"), max_digits=7, decimal_places=4)
    total = models.DecimalField(_("总分"), max_digits=7, decimal_places=4)
    rank = models.PositiveSmallIntegerField(_("名次"))
    of = models.PositiveSmallIntegerField(_("参加城市"))
    grade = models.CharField(_("等级"), max_length=40)
    must_failed = ArrayField(models.CharField(max_length=40), verbose_name=_("未达的必达项"), default=list, blank=True)
    criteria = models.JSONField(_("各项得分"), default=dict)
    computed_at = models.DateTimeField(_("计算时间"))

    class Meta:
        verbose_name = _("考核结果")
        ordering = ["rank", "entry"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rank__gte=1, rank__lte=models.F("of")), name="assessment_rank_within_the_field"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.total}"

    @property
    def is_top_half(self) -> bool:
        """Whether the city stands in the upper half: of 5 cities the first 2."""
        return self.rank * 2 <= self.of


@pghistory.track()
class Incident(models.Model):
    """Something that happened in a city and costs it points, by kinds that the scheme names. A mistake is `withdrawn`, not removed."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("城市"))
    on = models.DateField(_("发生日期"))
    kind = models.CharField(_("类别"), max_length=40)
    text = models.TextField(_("情况"), max_length=2000)
    by = doer(_("登记人"))
    at = models.DateTimeField(_("登记时间"))
    why_withdrawn = models.CharField(_("撤销原因"), max_length=400, blank=True)
    withdrawn_by = person(_("撤销人"))
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("扣分事项")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="assessment_incident_has_words"),
            models.CheckConstraint(
                condition=Q(why_withdrawn="", withdrawn_by=None) | ~Q(why_withdrawn="") & Q(withdrawn_by__isnull=False),
                name="assessment_incident_withdrawn_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        return reverse("assessment:incidents")
