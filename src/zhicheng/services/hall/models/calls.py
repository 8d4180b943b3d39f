"""Batches 批次: an item applied for within a window, with a quota."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CallState(models.TextChoices):
    ANNOUNCED = "announced", _("已公布")
    RANKED = "ranked", _("已排序")
    CLOSED = "closed", _("已结束")


@pghistory.track()
class Call(models.Model):
    """A call for applications of one item by one office. `quota` may be granted and `taken` are; `reserve` more wait in order.

    A place is taken by one guarded UPDATE; the constraint is the witness.
    """

    item = models.CharField(_("事项"), max_length=60)
    office = models.ForeignKey(
        "regions.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("办理机关所在区划")
    )
    title = models.CharField(_("名称"), max_length=120)
    opens_on = models.DateField(_("开始日"))
    closes_on = models.DateField(_("截止日"))
    quota = models.PositiveIntegerField(_("名额"))
    reserve = models.PositiveIntegerField(_("候补名额"), default=0)
    taken = models.PositiveIntegerField(_("已用名额"), default=0)
    ranking = models.CharField(
        _("排序"), max_length=12, choices=[("score", _("按得分")), ("first_come", _("按提交先后"))]
    )
    state = models.CharField(_("状态"), max_length=10, choices=CallState, default=CallState.ANNOUNCED)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("公布人")
    )
    announced_at = models.DateTimeField(_("公布时间"), auto_now_add=True)
    ranked_at = models.DateTimeField(_("排序时间"), null=True, blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("批次")
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("quota")), name="call_within_quota"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="call_closes_after_opening"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("hall:call", args=[self.pk])
