"""Heads 负责人 who must be trained in rotation, and the trainings they took part in (2018 plan, 四（三）)."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


@pghistory.track()
class Head(models.Model):
    """A head of a division, section or office (处、科、室主要负责人) or above, from `since` to `until`, the last day in post; null while in post."""

    name = models.CharField(_("姓名"), max_length=40)
    unit = models.CharField(_("单位（处、科、室）"), max_length=80)
    post = models.CharField(_("职务"), max_length=40)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("所在地区"))
    since = models.DateField(_("任职日期"))
    until = models.DateField(_("离任日期"), null=True, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    registered_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    objects: models.Manager["Head"] = ScopedManager(reach="region__code__startswith")

    class Meta:
        verbose_name = _("负责人")
        ordering = ["region", "unit", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "unit", "region"], condition=Q(until=None), name="head_in_post_once"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="head_leaves_after_coming"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(unit=""), name="head_has_name_and_unit"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("training:head", args=[self.pk])


@pghistory.track()
class HeadTraining(models.Model):
    """A training that a head finished on `ended_on`; `counts_until` is the last day of the cycle for which it counts."""

    head = models.ForeignKey(Head, models.CASCADE, related_name="trainings", verbose_name=_("负责人"))
    ended_on = models.DateField(_("结束日期"))
    counts_until = models.DateField(_("计入轮训至"))
    course = models.CharField(_("培训名称"), max_length=120)
    organiser = models.CharField(_("组织单位"), max_length=80, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("负责人培训记录")
        ordering = ["-ended_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["head", "ended_on", "course"], name="head_training_once"),
            models.CheckConstraint(condition=Q(counts_until__gt=F("ended_on")), name="head_training_counts_a_while"),
            models.CheckConstraint(condition=~Q(course=""), name="head_training_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.head} {self.ended_on}"
