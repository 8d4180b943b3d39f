import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.doers import doer
from zhicheng.governance.assessment.models.entries import Entry
from zhicheng.governance.assessment.models.rounds import Round


class SeatState(models.TextChoices):
    ASSIGNED = "assigned", _("待评分")
    SUBMITTED = "submitted", _("已提交")
    DECLINED = "declined", _("已回避")


@pghistory.track()
class Panelist(models.Model):
    """An expert's seat on a city's panel, and the score sheet that goes with it.

    `rater` numbers the experts of a round: one person has one number on all panels, and others know only the number. `seat` is the
    place on the panel; whoever replaces a person who declined takes the same seat.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="panelists", verbose_name=_("年度考核"))
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="panelists", verbose_name=_("城市自评"))
    expert = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assessment_seats", verbose_name=_("专家")
    )
    rater = models.PositiveSmallIntegerField(_("专家编号"))
    seat = models.PositiveSmallIntegerField(_("席位"))
    state = models.CharField(_("状态"), max_length=10, choices=SeatState, default=SeatState.ASSIGNED)
    reason = models.CharField(_("回避原因"), max_length=400, blank=True)
    assigned_at = models.DateTimeField(_("抽取时间"))
    ended_at = models.DateTimeField(_("提交或回避时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("评分表")
        ordering = ["entry", "seat", "pk"]
        indexes = [models.Index(fields=["expert", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["entry", "expert"], name="assessment_seat_once_a_person"),
            models.UniqueConstraint(
                fields=["entry", "seat"], condition=~Q(state="declined"), name="assessment_seat_taken_once"
            ),
            models.CheckConstraint(condition=Q(state__in=SeatState.values), name="assessment_seat_state_known"),
            models.CheckConstraint(
                condition=Q(state="assigned", ended_at=None) | ~Q(state="assigned") & Q(ended_at__isnull=False),
                name="assessment_seat_ended_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") & ~Q(reason="") | ~Q(state="declined") & Q(reason=""),
                name="assessment_declined_says_why",
            ),
        ]

    def __str__(self) -> str:
        return _text("专家 %(number)d 号") % {"number": self.rater}

    def get_absolute_url(self) -> str:
        return reverse("assessment:score", args=[self.pk])


@pghistory.track()
class Score(models.Model):
    """An expert's points for one criterion. The last word is the sheet's: they count when it is submitted."""

    panelist = models.ForeignKey(Panelist, models.CASCADE, related_name="scores", verbose_name=_("评分表"))
    criterion = models.CharField(_("评分项"), max_length=40)
    points = models.DecimalField(_("评分"), max_digits=5, decimal_places=1)
    note = models.CharField(_("说明"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("评分")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["panelist", "criterion"], name="assessment_score_once"),
            models.CheckConstraint(condition=Q(points__range=(0, 100)), name="assessment_points_in_bounds"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.points}"


@pghistory.track()
class Connection(models.Model):
    """A person's tie to a city, or to an organisation there: such a person does not judge it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assessment_connections", verbose_name=_("人员")
    )
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("城市"))
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("单位")
    )
    why = models.CharField(_("关系"), max_length=200)
    declared_by = doer(_("申报人"))
    declared_at = models.DateTimeField(_("申报时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("利益关系")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "region"], name="assessment_connection_once"),
            models.CheckConstraint(condition=~Q(why=""), name="assessment_connection_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.region}"
