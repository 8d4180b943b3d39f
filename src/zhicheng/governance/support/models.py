"""Reviews of a term, and what a city was given."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.doers import person


class ReviewState(models.TextChoices):
    PROPOSED = "proposed", _("待决定")
    RECTIFYING = "rectifying", _("整改中")
    DECIDED = "decided", _("已决定")
    CANCELLED = "cancelled", _("已取消")


class Decision(models.TextChoices):
    RENEW = "renew", _("通过，进入下一任期")
    WITHDRAW = "withdraw", _("取消称号")


TRANSITIONS = (
    ("proposed", "rectifying"), ("proposed", "decided"), ("proposed", "cancelled"), ("rectifying", "proposed"),
)  # fmt: skip


OPEN_REVIEWS = frozenset({ReviewState.PROPOSED, ReviewState.RECTIFYING})


@pghistory.track()
class TermReview(models.Model):
    """The review 复核 of one term of a demonstration city.

    `reasons` and `proposal` are what the rule gave when the review was proposed, or proposed again; `stated` are the facts that nobody
    records and an officer stated: fact → {value, why}. `rectify_by` is the day until which a city has to mend what is missing.
    """

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("城市"))
    definition = models.ForeignKey(
        "definitions.Definition", models.PROTECT, related_name="+", verbose_name=_("规则版次")
    )
    starts_on = models.DateField(_("任期开始"))
    ends_on = models.DateField(_("任期届满"))
    state = models.CharField(_("状态"), max_length=10, choices=ReviewState, default=ReviewState.PROPOSED)
    proposal = models.CharField(_("建议"), max_length=60)
    reasons = models.JSONField(_("理由"), default=list)
    stated = models.JSONField(_("补充的事实"), default=dict, blank=True)
    proposed_at = models.DateTimeField(_("提出时间"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("提出人")
    )
    rectify_by = models.DateField(_("整改期限"), null=True, blank=True)
    decision = models.CharField(_("决定"), max_length=10, choices=Decision, blank=True)
    document = models.CharField(_("文号"), max_length=120, blank=True)
    why = models.CharField(_("说明"), max_length=400, blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    decided_by = person(_("决定人"))
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("三年复核")
        ordering = ["-ends_on", "region"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "starts_on"], condition=~Q(state="cancelled"), name="term_reviewed_once"
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="term_has_its_days"),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="term_review_state_known"),
            models.CheckConstraint(
                condition=Q(state="decided", decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(decision="")
                & ~Q(document="")
                | ~Q(state="decided") & Q(decision="", decided_at=None, decided_by=None),
                name="term_decided_with_document",
            ),
            models.CheckConstraint(
                condition=~Q(state="rectifying") | Q(rectify_by__isnull=False), name="term_rectified_by_a_day"
            ),
        ]
        triggers = [pgtrigger.FSM(name="term_review_in_order", field="state", transitions=list(TRANSITIONS))]

    def __str__(self) -> str:
        return f"{self.region.name} {self.starts_on} – {self.ends_on}"

    def get_absolute_url(self) -> str:
        return reverse("support:review", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REVIEWS


class SupportKind(models.TextChoices):
    """Guarantee measure (五) of the 2018 plan."""

    PROTECTION_CENTRE = "protection_centre", _("知识产权保护中心")
    OPERATION = "operation", _("知识产权运营")
    NAVIGATION = "navigation", _("专利导航创新质量评价")
    FINANCE = "finance", _("金融服务创新")


@pghistory.track()
class PolicySupport(models.Model):
    """What a city was given on an approved application. `preferred` says why it came first; empty when nothing put it there."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("城市"))
    kind = models.CharField(_("支持内容"), max_length=20, choices=SupportKind)
    given_on = models.DateField(_("决定日期"))
    application = models.CharField(_("办件编号"), max_length=40)
    document = models.CharField(_("文号"), max_length=120, blank=True)
    preferred = models.CharField(_("优先的依据"), max_length=120, blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("政策支持")
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["application"], name="support_once_an_application"),
            models.CheckConstraint(condition=Q(kind__in=SupportKind.values), name="support_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.region.name} {self.get_kind_display()}"


class Topic(models.TextChoices):
    """Guarantee measure (四) of the 2018 plan: what cities may ask experts for, and courses with teachers."""

    STRATEGY = "strategy", _("战略规划制定")
    POLICY = "policy", _("重大政策出台")
    EVENT = "event", _("重大事件协调")
    COURSE = "course", _("课程设计和师资")


@pghistory.track()
class Guidance(models.Model):
    """Expert guidance 专家指导 that was arranged on a city's application, and what came of it once it was held."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("城市"))
    topic = models.CharField(_("题目"), max_length=10, choices=Topic)
    question = models.CharField(_("需要解决的问题"), max_length=2000, blank=True)
    application = models.CharField(_("办件编号"), max_length=40)
    arranged_on = models.DateField(_("安排日期"))
    held_on = models.DateField(_("指导日期"), null=True, blank=True)
    experts = models.CharField(_("专家"), max_length=200, blank=True)
    opinion = models.TextField(_("书面意见"), max_length=4000, blank=True)
    by = person(_("登记人"))
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("专家指导")
        ordering = ["-arranged_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["application"], name="guidance_once_an_application"),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="guidance_topic_known"),
            models.CheckConstraint(
                condition=Q(held_on=None, opinion="", experts="")
                | Q(held_on__isnull=False) & ~Q(opinion="") & ~Q(experts=""),
                name="guidance_held_with_opinion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region.name} {self.get_topic_display()}"

    def get_absolute_url(self) -> str:
        return reverse("support:guidance", args=[self.pk])
