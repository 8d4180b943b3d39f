import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.doers import doer, person
from zhicheng.governance.assessment.models.rounds import Round


class EntryState(models.TextChoices):
    DRAFT = "draft", _("自评中")
    SIGNED = "signed", _("已签报")
    RETURNED = "returned", _("退回补正")
    COMPLETE = "complete", _("材料齐备")


@pghistory.track()
class Entry(models.Model):
    """A city's part in a round: its self-assessment, signed by the head.

    `faults` is why it was returned: a list of {criterion, words}. `must` is what the platform said of the must-items when the head
    signed: code → {label, met (true, false, or null where it could not be judged), words}.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="entries", verbose_name=_("年度考核"))
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("城市"))
    state = models.CharField(_("状态"), max_length=10, choices=EntryState, default=EntryState.DRAFT)
    signed_at = models.DateTimeField(_("签报时间"), null=True, blank=True)
    signed_by = person(_("签报人"))
    was_late = models.BooleanField(_("逾期签报"), default=False)
    must = models.JSONField(_("必达项"), default=dict, blank=True)
    faults = models.JSONField(_("须补正之处"), default=list, blank=True)
    returned_at = models.DateTimeField(_("退回时间"), null=True, blank=True)
    returned_by = person(_("退回人"))
    completed_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    completed_by = person(_("审核人"))

    class Meta:
        verbose_name = _("城市自评")
        ordering = ["region"]
        constraints = [
            models.UniqueConstraint(fields=["round", "region"], name="assessment_entry_once"),
            models.CheckConstraint(condition=Q(state__in=EntryState.values), name="assessment_entry_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["signed", "complete"], signed_at__isnull=False, signed_by__isnull=False)
                | Q(state__in=["draft", "returned"], signed_at=None, signed_by=None),
                name="assessment_entry_signed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state="complete", completed_at__isnull=False, completed_by__isnull=False)
                | ~Q(state="complete") & Q(completed_at=None, completed_by=None),
                name="assessment_entry_complete_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state="returned", returned_at__isnull=False, returned_by__isnull=False) & ~Q(faults=[])
                | ~Q(state="returned"),
                name="assessment_entry_returned_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region.name} {self.round.year}"

    def get_absolute_url(self) -> str:
        return reverse("assessment:entry", args=[self.pk])

    @property
    def is_with_city(self) -> bool:
        """Whether the city can still write."""
        return self.state in {EntryState.DRAFT, EntryState.RETURNED}


@pghistory.track()
class Answer(models.Model):
    """What a city says to one criterion. `self_points` are its own, for comparison only.

    `applies` is whether the criterion is asked of this city. `figures` are what the platform filled in, frozen when the head signed: a
    list of {code, title, unit, digits, period, value (null where missing), records, source}; empty before.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="answers", verbose_name=_("城市自评"))
    criterion = models.CharField(_("评分项"), max_length=40)
    applies = models.BooleanField(_("参加评分"), default=True)
    narrative = models.TextField(_("自评说明"), blank=True)
    self_points = models.DecimalField(_("自评分"), max_digits=5, decimal_places=1, null=True, blank=True)
    figures = models.JSONField(_("平台填入的数字"), default=list, blank=True)
    written_at = models.DateTimeField(_("填写时间"), null=True, blank=True)
    written_by = person(_("填写人"))

    class Meta:
        verbose_name = _("自评内容")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "criterion"], name="assessment_answer_once"),
            models.CheckConstraint(
                condition=Q(self_points=None) | Q(self_points__range=(0, 100)), name="assessment_self_points_in_bounds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.criterion}"


@pghistory.track()
class Citation(models.Model):
    """A piece of evidence that a city picked for a criterion from what it attached to its plan."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="citations", verbose_name=_("自评内容"))
    evidence = models.ForeignKey("plans.Evidence", models.PROTECT, related_name="+", verbose_name=_("证明材料"))

    class Meta:
        verbose_name = _("引用的证明材料")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["answer", "evidence"], name="assessment_evidence_cited_once")]

    def __str__(self) -> str:
        return str(self.evidence)


@pghistory.track()
class Opinion(models.Model):
    """What the province says of one of its cities. `points` are its view of the whole, shown to the experts, never counted."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="opinion", verbose_name=_("城市自评"))
    text = models.TextField(_("省局意见"), max_length=2000)
    points = models.DecimalField(_("建议分"), max_digits=5, decimal_places=1, null=True, blank=True)
    by = doer(_("填写人"))
    at = models.DateTimeField(_("填写时间"))

    class Meta:
        verbose_name = _("省局意见")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="assessment_opinion_has_words"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__range=(0, 100)), name="assessment_opinion_in_bounds"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]
