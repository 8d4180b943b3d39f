"""Contacts with organisations 服务台账 and custody of their IP matters 托管."""

from datetime import date

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Kind(models.TextChoices):
    VISIT = "visit", _("走访")
    ADVICE = "advice", _("咨询")
    CALL = "call", _("电话")
    TRAINING = "training", _("培训")


class Topic(models.TextChoices):
    """What it was about; the first three are what the plan asks bases to be guided on (三（八）)."""

    PROTECTION = "protection", _("维权援助")
    PLEDGE = "pledge", _("质押融资")
    OPERATION = "operation", _("专利运营")
    STANDARD = "standard", _("贯标")
    SEARCH = "search", _("检索")
    OTHER = "other", _("其他")


GUIDANCE = (Topic.PROTECTION, Topic.PLEDGE, Topic.OPERATION)


@pghistory.track()
class SmeContact(models.Model):
    """An organisation was visited, advised, called or trained on a day, by an office or by an agency, and what is to follow.

    `is_base`: the organisation is an innovation base 双创基地 or makerspace 众创空间. `due_on` is the day until which `follow_up` is to be
    done, `done_on` the day on which it was.
    """

    day = models.DateField(_("日期"))
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+", verbose_name=_("服务对象"))
    is_base = models.BooleanField(_("双创基地、众创空间"), default=False)
    kind = models.CharField(_("方式"), max_length=10, choices=Kind)
    topic = models.CharField(_("内容"), max_length=10, choices=Topic)
    agency = models.ForeignKey(
        "parties.Party", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("服务机构")
    )
    text = models.CharField(_("情况"), max_length=1000)
    follow_up = models.CharField(_("后续事项"), max_length=500, blank=True)
    due_on = models.DateField(_("后续期限"), null=True, blank=True)
    done_on = models.DateField(_("后续完成日期"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    recorded_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    objects: models.Manager["SmeContact"] = ScopedManager(reach="party__region__code__startswith")

    class Meta:
        verbose_name = _("服务记录")
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["party", "day"])]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="contact_says_something"),
            models.CheckConstraint(condition=Q(agency=None) | ~Q(agency=F("party")), name="contact_not_with_itself"),
            models.CheckConstraint(
                condition=Q(follow_up="", due_on=None, done_on=None)
                | (~Q(follow_up="") & (Q(due_on=None) | Q(due_on__gte=F("day")))),
                name="contact_due_after_day",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(done_on__gte=F("day")), name="contact_followed_up_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.day}"

    def get_absolute_url(self) -> str:
        return reverse("contacts:contact", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return bool(self.follow_up) and self.done_on is None

    def is_overdue(self, on: date | None = None) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < (on or timezone.localdate())


class CustodyState(models.TextChoices):
    PROPOSED = "proposed", _("待单位确认")
    RUNNING = "running", _("托管中")
    DECLINED = "declined", _("单位未同意")
    WITHDRAWN = "withdrawn", _("机构已撤回")
    ENDED = "ended", _("已结束")


OPEN_STATES = (CustodyState.PROPOSED, CustodyState.RUNNING)
BEGUN_STATES = (CustodyState.RUNNING, CustodyState.ENDED)


@pghistory.track()
class Custody(models.Model):
    """An agency takes care of an organisation's IP matters, within `scope`.

    The agency proposes, the organisation confirms or declines, either ends it. `starts_on` is the day of confirmation, `ends_on` the last
    day; `reason` says why it was declined, withdrawn or ended.
    """

    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+", verbose_name=_("单位"))
    agency = models.ForeignKey("parties.Party", models.PROTECT, related_name="+", verbose_name=_("服务机构"))
    scope = models.CharField(_("托管事项"), max_length=500)
    state = models.CharField(_("状态"), max_length=10, choices=CustodyState, default=CustodyState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("提出人")
    )
    proposed_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    starts_on = models.DateField(_("开始日期"), null=True, blank=True)
    ends_on = models.DateField(_("结束日期"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    objects: models.Manager["Custody"] = ScopedManager(reach="party__region__code__startswith")

    class Meta:
        verbose_name = _("托管")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "agency"], condition=Q(state__in=["proposed", "running"]), name="custody_once"
            ),
            models.CheckConstraint(condition=~Q(party=F("agency")), name="custody_not_of_itself"),
            models.CheckConstraint(condition=~Q(scope=""), name="custody_has_scope"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "declined", "withdrawn"], starts_on=None, ends_on=None)
                | Q(state="running", starts_on__isnull=False, ends_on=None)
                | Q(state="ended", ends_on__gte=F("starts_on")),
                name="custody_days_fit_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "running"], reason="")
                | (Q(state__in=["declined", "withdrawn", "ended"]) & ~Q(reason="")),
                name="custody_reason_fits_state",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="custody_in_order",
                field="state",
                transitions=[
                    (CustodyState.PROPOSED, CustodyState.RUNNING),
                    (CustodyState.PROPOSED, CustodyState.DECLINED),
                    (CustodyState.PROPOSED, CustodyState.WITHDRAWN),
                    (CustodyState.RUNNING, CustodyState.ENDED),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} — {self.agency}"

    def get_absolute_url(self) -> str:
        return reverse("contacts:custody", args=[self.pk])
