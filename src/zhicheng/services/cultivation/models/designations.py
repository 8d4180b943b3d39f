from datetime import date
from typing import cast

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.doers import person
from zhicheng.base.definitions.queries import model_of
from zhicheng.services.cultivation.definition_kinds import ProgrammeDefinition, TitleLevel


class State(models.TextChoices):
    IN_FORCE = "in_force", _("有效")
    SUSPENDED = "suspended", _("暂停")
    WITHDRAWN = "withdrawn", _("撤销")
    EXPIRED = "expired", _("任期届满")
    SUPERSEDED = "superseded", _("已晋级")


HELD = (State.IN_FORCE, State.SUSPENDED)
"""The title still belongs to its holder."""
TRANSITIONS = tuple((old, new) for old in HELD for new in State if new != old)


@pghistory.track()
class Designation(models.Model):
    """A title held by an organisation, or by a region where `party` is empty; `region` is the holder's place in both cases.

    `holder_name` is the name in the document that granted it. `definition` is the version of the programme under which it was granted.
    `ends_on` is the last day of the term, empty where there is none; `ended_on` the day from which it was no longer held. `code` is what
    a stranger verifies it by. `application` is the number of the case it came from, `source` the list it was taken from.
    """

    definition = models.ForeignKey(
        "definitions.Definition", models.PROTECT, related_name="+", verbose_name=_("项目版次")
    )
    programme = models.CharField(_("项目"), max_length=60)
    level = models.CharField(_("级别"), max_length=40)
    title = models.CharField(_("称号"), max_length=60)
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, null=True, blank=True, related_name="designations", verbose_name=_("单位")
    )
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="designations", verbose_name=_("所在地"))
    holder_name = models.CharField(_("名称"), max_length=120)
    number = models.CharField(_("证书编号"), max_length=60, blank=True)
    document = models.CharField(_("文号"), max_length=120)
    granted_on = models.DateField(_("授予日期"))
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.IN_FORCE)
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)
    review_due_on = models.DateField(_("下次复核日期"), null=True, blank=True)
    code = models.CharField(_("核验码"), max_length=16, unique=True)
    application = models.CharField(_("办件编号"), max_length=30, blank=True)
    source = models.CharField(_("来源"), max_length=300, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("此前的称号")
    )
    synthetic = models.BooleanField(_("演示数据"), default=False)
    created_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("称号")
        ordering = ["-starts_on", "-pk"]
        indexes = [
            models.Index(fields=["programme", "state"]),
            models.Index(fields=["region", "state"]),
            models.Index(fields=["party", "state"]),
            models.Index(fields=["ends_on"], condition=Q(state__in=HELD), name="designation_running"),
        ]
        constraints = [
            # A holder has one title of a programme at a time: whoever rises to the next level loses the one below.
            models.UniqueConstraint(
                fields=["programme", "party"],
                condition=Q(state__in=HELD, party__isnull=False),
                name="title_once_a_party",
            ),
            models.UniqueConstraint(
                fields=["programme", "region"], condition=Q(state__in=HELD, party=None), name="title_once_a_region"
            ),
            models.UniqueConstraint(
                fields=["programme", "level", "party", "region", "starts_on"],
                nulls_distinct=False,
                name="title_recorded_once",
            ),
            models.UniqueConstraint(fields=["programme", "number"], condition=~Q(number=""), name="title_number_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="title_state_known"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="title_term_runs_forward"
            ),
            models.CheckConstraint(
                condition=Q(state__in=HELD, ended_on=None) | (~Q(state__in=HELD) & Q(ended_on__isnull=False)),
                name="title_ended_on_a_day",
            ),
            models.CheckConstraint(condition=~Q(document=""), name="title_has_document"),
        ]
        triggers = [pgtrigger.FSM(name="states_in_order", field="state", transitions=list(TRANSITIONS))]

    def __str__(self) -> str:
        return f"{self.holder_name} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("cultivation:title", args=[self.pk])

    @property
    def model(self) -> ProgrammeDefinition:
        """The programme as it was when the title was granted."""
        return cast("ProgrammeDefinition", model_of(self.definition))

    @property
    def level_model(self) -> TitleLevel:
        return self.model.levels[self.model.rank(self.level)]

    @property
    def is_held(self) -> bool:
        return self.state in HELD

    def counts_on(self, day: date) -> bool:
        """Whether the title is in force on a day, as far as its state of today tells."""
        return self.state == State.IN_FORCE and self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class EventKind(models.TextChoices):
    GRANTED = "granted", _("授予")
    UPGRADED = "upgraded", _("晋级")
    RENEWED = "renewed", _("延续")
    REVIEWED = "reviewed", _("复核")
    SUSPENDED = "suspended", _("暂停")
    RESUMED = "resumed", _("恢复")
    WITHDRAWN = "withdrawn", _("撤销")
    EXPIRED = "expired", _("任期届满")
    CORRECTED = "corrected", _("更正")


@pghistory.track()
class Event(models.Model):
    """What happened to a title, and why. Rows are only added. `passed` is the result of a review, empty for everything else."""

    designation = models.ForeignKey(Designation, models.PROTECT, related_name="acts", verbose_name=_("称号"))
    kind = models.CharField(_("事项"), max_length=10, choices=EventKind)
    on = models.DateField(_("日期"))
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    document = models.CharField(_("文号"), max_length=120, blank=True)
    passed = models.BooleanField(_("复核结果"), null=True, blank=True)
    ends_on = models.DateField(_("此后的结束日期"), null=True, blank=True)
    by = person(_("经办人"))
    at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("称号变更")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="title_event_known"),
            models.CheckConstraint(
                condition=Q(kind="reviewed", passed__isnull=False) | (~Q(kind="reviewed") & Q(passed=None)),
                name="title_review_has_result",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["suspended", "withdrawn", "resumed"]) | ~Q(reason=""),
                name="title_event_says_why",
            ),
        ]
        triggers = [pgtrigger.Protect(name="events_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.designation} {self.get_kind_display()}"
