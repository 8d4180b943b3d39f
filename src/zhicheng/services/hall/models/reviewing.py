"""What reviewers say of a case, whom they must not judge, and what others object."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.doers import person
from zhicheng.services.hall.models.applications import Application


class ReviewState(models.TextChoices):
    ASSIGNED = "assigned", _("待评审")
    DECLINED = "declined", _("已回避")
    SUBMITTED = "submitted", _("已评审")


@pghistory.track()
class Review(models.Model):
    """One reviewer's score sheet for one round of a case. `scores` is criterion → points; `total` their sum when submitted."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="reviews", verbose_name=_("办件"))
    step = models.PositiveSmallIntegerField(_("环节"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="hall_reviews", verbose_name=_("评审人")
    )
    state = models.CharField(_("状态"), max_length=10, choices=ReviewState, default=ReviewState.ASSIGNED)
    scores = models.JSONField(_("打分"), default=dict)
    total = models.DecimalField(_("总分"), max_digits=8, decimal_places=3, null=True, blank=True)
    comment = models.TextField(_("评审意见"), blank=True)
    assigned_by = person(_("指派人"))
    assigned_at = models.DateTimeField(_("指派时间"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("评审")
        ordering = ["pk"]
        indexes = [models.Index(fields=["reviewer", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["application", "step", "reviewer"], name="review_once_a_reviewer"),
            models.CheckConstraint(
                condition=Q(state="submitted", total__isnull=False, submitted_at__isnull=False)
                | ~Q(state="submitted") & Q(total=None, submitted_at=None),
                name="review_submitted_has_total",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.reviewer}"


@pghistory.track()
class Interest(models.Model):
    """An organisation that a reviewer must not judge, and why: he declared it, or an officer entered it. It holds until it is ended."""

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="interests", verbose_name=_("评审人")
    )
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+", verbose_name=_("单位"))
    why = models.CharField(_("关系"), max_length=200)
    declared_by = person(_("申报人"))
    declared_at = models.DateTimeField(_("申报时间"), auto_now_add=True)
    ended_at = models.DateTimeField(_("解除时间"), null=True, blank=True)
    ended_by = person(_("解除人"))
    ended_why = models.CharField(_("解除原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("利益关系")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "party"], condition=Q(ended_at=None), name="interest_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_why="") | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
                name="interest_ended_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} {self.party}"


@pghistory.track()
class Objection(models.Model):
    """An objection against a publicised decision; `upheld` is null until it is answered."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="objections", verbose_name=_("办件"))
    name = models.CharField(_("异议人"), max_length=60)
    contact = models.CharField(_("联系方式"), max_length=80)
    text = models.TextField(_("异议内容"))
    by = person(_("提出人"))
    at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    upheld = models.BooleanField(_("是否成立"), null=True, blank=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_by = person(_("答复人"))
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("公示异议")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(upheld=None, answered_at=None)
                | Q(upheld__isnull=False, answered_at__isnull=False) & ~Q(answer=""),
                name="objection_answered_in_words",
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]
