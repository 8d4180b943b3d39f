"""Certificates and the yearly look at them."""

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class State(models.TextChoices):
    VALID = "valid", _("有效")
    SUSPENDED = "suspended", _("暂停")
    WITHDRAWN = "withdrawn", _("撤销")


@pghistory.track()
class Certificate(models.Model):
    """A certificate of a management standard, from `issued_on` to `expires_on`, the last day on which it is valid.

    `standard` is the standard's number (`GB/T 29490`), `edition` the one it was given by. `is_new`: the holder's first certificate by
    this standard; a renewed or extended one is not (`replaces` names the one before). `ended_on` is the day on which it ended before its
    time, `code` what a stranger verifies it by.
    """

    number = models.CharField(_("证书编号"), max_length=60, unique=True)
    holder = models.ForeignKey("parties.Party", models.PROTECT, related_name="+", verbose_name=_("持证单位"))
    standard = models.CharField(_("标准"), max_length=30)
    edition = models.CharField(_("标准版本"), max_length=40)
    scope = models.CharField(_("认证范围"), max_length=300, blank=True)
    body = models.CharField(_("认证机构"), max_length=120)
    issued_on = models.DateField(_("颁发日期"))
    first_issued_on = models.DateField(_("首次颁发日期"))
    expires_on = models.DateField(_("有效期至"))
    is_new = models.BooleanField(_("首次认证"))
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("换发自")
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.VALID)
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)
    code = models.CharField(_("核验码"), max_length=20, unique=True)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("证书文件")
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    registered_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    objects: models.Manager["Certificate"] = ScopedManager(reach="holder__region__code__startswith")

    class Meta:
        verbose_name = _("认证证书")
        ordering = ["-issued_on", "-pk"]
        indexes = [models.Index(fields=["holder", "standard"]), models.Index(fields=["standard", "issued_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="certificate_state_known"),
            models.CheckConstraint(condition=Q(expires_on__gt=F("issued_on")), name="certificate_expires_after_issue"),
            models.CheckConstraint(
                condition=Q(first_issued_on__lte=F("issued_on")), name="certificate_first_issue_not_later"
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", ended_on__isnull=False) | (~Q(state="withdrawn") & Q(ended_on=None)),
                name="certificate_withdrawn_on_a_day",
            ),
            # The first certificate of an organisation by a standard counts once, whatever is registered twice.
            models.UniqueConstraint(
                fields=["holder", "standard"], condition=Q(is_new=True), name="certificate_first_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("standards:certificate", args=[self.pk])

    def is_in_force(self, on: date | None = None) -> bool:
        """Valid, not suspended, and within its term."""
        day = on or timezone.localdate()
        return self.state == State.VALID and self.issued_on <= day <= self.expires_on


class Result(models.TextChoices):
    PASSED = "passed", _("通过")
    CONDITIONAL = "conditional", _("整改后通过")
    FAILED = "failed", _("未通过")


@pghistory.track()
class Surveillance(models.Model):
    """One yearly surveillance audit 监督审核: when it is due, and what it found."""

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="surveillances", verbose_name=_("证书"))
    due_on = models.DateField(_("应审日期"))
    done_on = models.DateField(_("审核日期"), null=True, blank=True)
    result = models.CharField(_("结论"), max_length=12, choices=Result, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("监督审核")
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "due_on"], name="surveillance_once"),
            models.CheckConstraint(
                condition=Q(done_on=None, result="") | (Q(done_on__isnull=False) & ~Q(result="")),
                name="surveillance_done_with_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {self.due_on}"
