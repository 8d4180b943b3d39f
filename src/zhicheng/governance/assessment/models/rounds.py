import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.doers import doer, person
from zhicheng.governance.witnesses import cancelled_has_reason, dates_witness


class State(models.TextChoices):
    OPENED = "opened", _("自评与受理")
    COMPLETE = "complete", _("材料齐备")
    SCORING = "scoring", _("专家评分")
    PANEL = "panel", _("专家会商")
    RESULTS = "results", _("征求意见")
    FINAL = "final", _("已定稿")
    PUBLISHED = "published", _("已发布")
    CANCELLED = "cancelled", _("已取消")


ENDED = frozenset({State.PUBLISHED, State.CANCELLED})
# From here on cities know their results.
BEFORE_CITIES = frozenset({State.RESULTS, State.FINAL, State.PUBLISHED})
ORDER = (State.OPENED, State.COMPLETE, State.SCORING, State.PANEL, State.RESULTS, State.FINAL, State.PUBLISHED)


@pghistory.track()
class Round(models.Model):
    """One year's assessment by one version of a scheme, from the call for self-assessments to publication. One at a time is open for a year.

    `seed` is what the panels were drawn with and `pool` whom they were drawn from (city → numbers of the experts who may judge it):
    with both anyone can draw again. `closes_on` is the last day on which cities may object, `reminded` of what people were told that its time runs out.
    """

    definition = models.ForeignKey(
        "definitions.Definition", models.PROTECT, related_name="+", verbose_name=_("方案版次")
    )
    year = models.PositiveSmallIntegerField(_("考核年度"))
    number = models.PositiveSmallIntegerField(_("轮次"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPENED)
    experts = models.PositiveSmallIntegerField(_("每市专家人数"))
    objection_workdays = models.PositiveSmallIntegerField(_("异议期限（工作日）"))
    opened_at = models.DateTimeField(_("开始时间"), default=timezone.now)
    opened_by = doer(_("发起人"))
    self_assessment_until = models.DateField(_("自评截止日期"))
    completed_at = models.DateTimeField(_("受理结束时间"), null=True, blank=True)
    completed_by = person(_("结束受理的人"))
    seed = models.CharField(_("抽取种子"), max_length=64, blank=True)
    pool = models.JSONField(_("可抽专家编号"), default=dict, blank=True)
    drawn_at = models.DateTimeField(_("抽取时间"), null=True, blank=True)
    drawn_by = person(_("抽取人"))
    met_at = models.DateTimeField(_("开始会商时间"), null=True, blank=True)
    met_by = person(_("开始会商的人"))
    sent_at = models.DateTimeField(_("送各市时间"), null=True, blank=True)
    sent_by = person(_("送出人"))
    closes_on = models.DateField(_("异议截止日期"), null=True, blank=True)
    reminded = models.JSONField(_("已提醒的事"), default=list, blank=True)
    finalised_at = models.DateTimeField(_("定稿时间"), null=True, blank=True)
    finalised_by = person(_("定稿人"))
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    published_by = person(_("发布人"))
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True)
    cancelled_by = person(_("取消人"))
    why_cancelled = models.CharField(_("取消原因"), max_length=400, blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("年度考核")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="assessment_number_once"),
            models.UniqueConstraint(
                fields=["year"], condition=~Q(state__in=["published", "cancelled"]), name="assessment_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="assessment_state_known"),
            models.CheckConstraint(
                condition=Q(objection_workdays__gte=1, experts__gte=3), name="assessment_leaves_time_and_has_panels"
            ),
            dates_witness(ORDER, State.COMPLETE, ("completed_at", "completed_by"), "assessment_complete_has_date"),
            dates_witness(ORDER, State.SCORING, ("drawn_at", "drawn_by"), "assessment_drawn_has_date"),
            dates_witness(ORDER, State.PANEL, ("met_at", "met_by"), "assessment_met_has_date"),
            dates_witness(ORDER, State.RESULTS, ("sent_at", "sent_by", "closes_on"), "assessment_sent_has_date"),
            dates_witness(ORDER, State.FINAL, ("finalised_at", "finalised_by"), "assessment_final_has_date"),
            dates_witness(ORDER, State.PUBLISHED, ("published_at", "published_by"), "assessment_published_has_date"),
            models.CheckConstraint(
                condition=Q(drawn_at=None, seed="") | Q(drawn_at__isnull=False) & ~Q(seed=""),
                name="assessment_drawn_has_seed",
            ),
            cancelled_has_reason("assessment_cancelled_has_reason"),
        ]

    def __str__(self) -> str:
        return _text("%(year)d 年度考核（第 %(number)d 轮）") % {"year": self.year, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("assessment:round", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def is_before_cities(self) -> bool:
        """Whether cities have been shown their results."""
        return self.state in BEFORE_CITIES
