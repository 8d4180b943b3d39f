import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.doers import doer, person
from zhicheng.governance.witnesses import cancelled_has_reason, dates_witness


class State(models.TextChoices):
    DRAFT = "draft", _("筹备")
    COMPUTED = "computed", _("已计算")
    CHECKED = "checked", _("已核对")
    OBJECTIONS = "objections", _("征求意见")
    FINAL = "final", _("已定稿")
    PUBLISHED = "published", _("已发布")
    CANCELLED = "cancelled", _("已取消")


ENDED = frozenset({State.PUBLISHED, State.CANCELLED})
# From here on the year stands still: cities have seen it.
BEFORE_CITIES = frozenset({State.OBJECTIONS, State.FINAL, State.PUBLISHED})
ORDER = (State.DRAFT, State.COMPUTED, State.CHECKED, State.OBJECTIONS, State.FINAL, State.PUBLISHED)


@pghistory.track()
class Round(models.Model):
    """One year's evaluation by one version of a scheme, from draft to publication. One at a time is open for a scheme and year.

    `closes_on` is the last day on which cities may object. `drifted_at` says since when the figures in force give something else
    than the newest run; it is empty while they agree.
    """

    scheme = models.CharField(_("方案"), max_length=60)
    definition = models.ForeignKey(
        "definitions.Definition", models.PROTECT, related_name="+", verbose_name=_("方案版次")
    )
    year = models.PositiveSmallIntegerField(_("评价年份"))
    number = models.PositiveSmallIntegerField(_("轮次"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    objection_workdays = models.PositiveSmallIntegerField(_("异议期限（工作日）"))
    opened_at = models.DateTimeField(_("开始时间"), auto_now_add=True)
    opened_by = doer(_("发起人"))
    computed_at = models.DateTimeField(_("计算时间"), null=True, blank=True)
    checked_at = models.DateTimeField(_("核对时间"), null=True, blank=True)
    checked_by = person(_("核对人"))
    sent_at = models.DateTimeField(_("送各市时间"), null=True, blank=True)
    sent_by = person(_("送出人"))
    closes_on = models.DateField(_("异议截止日期"), null=True, blank=True)
    finalised_at = models.DateTimeField(_("定稿时间"), null=True, blank=True)
    finalised_by = person(_("定稿人"))
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    published_by = person(_("发布人"))
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True)
    cancelled_by = person(_("取消人"))
    why_cancelled = models.CharField(_("取消原因"), max_length=400, blank=True)
    drifted_at = models.DateTimeField(_("数据有变化的时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("年度评价")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "year", "number"], name="round_number_once"),
            models.UniqueConstraint(
                fields=["scheme", "year"], condition=~Q(state__in=["published", "cancelled"]), name="round_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="round_state_known"),
            models.CheckConstraint(condition=Q(objection_workdays__gte=1), name="round_leaves_time"),
            dates_witness(ORDER, State.COMPUTED, ("computed_at",), "round_computed_has_date"),
            dates_witness(ORDER, State.CHECKED, ("checked_at", "checked_by"), "round_checked_has_date"),
            dates_witness(ORDER, State.OBJECTIONS, ("sent_at", "sent_by", "closes_on"), "round_sent_has_date"),
            dates_witness(ORDER, State.FINAL, ("finalised_at", "finalised_by"), "round_final_has_date"),
            dates_witness(ORDER, State.PUBLISHED, ("published_at", "published_by"), "round_published_has_date"),
            cancelled_has_reason("round_cancelled_has_reason"),
        ]

    def __str__(self) -> str:
        return _text("%(year)d 年专利实力评价（%(scheme)s，第 %(number)d 轮）") % {
            "year": self.year,
            "scheme": self.scheme,
            "number": self.number,
        }

    def get_absolute_url(self) -> str:
        return reverse("rounds:round", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def is_before_cities(self) -> bool:
        """Whether cities have been shown their part."""
        return self.state in BEFORE_CITIES


@pghistory.track(exclude=["figures"])
class Run(models.Model):
    """One computing within a round: the stored evaluation, and as CSV every figure that went into it (`release.figures_csv`)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="runs", verbose_name=_("年度评价"))
    evaluation = models.OneToOneField(
        "strength.Evaluation", models.PROTECT, related_name="+", verbose_name=_("计算结果")
    )
    figures = models.TextField(_("输入数据"))

    class Meta:
        verbose_name = _("评价计算")
        ordering = ["-pk"]
        triggers = [pgtrigger.Protect(name="run_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.evaluation)


class Group(models.TextChoices):
    SCREENING = "screening", _("未入评的城市")
    MISSING = "missing", _("缺数据的指标")
    OUTLIERS = "outliers", _("异常值")
    MOVERS = "movers", _("名次变化最大的城市")
    INTEGRITY = "integrity", _("数据核对的发现")


@pghistory.track()
class CheckGroup(models.Model):
    """What an officer has to look at before a run goes to the cities, and that he did. It belongs to one run: another has its own.

    `findings` is a list of {region, name, indicator, label, period, words}, as they were when the run was computed.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="groups", verbose_name=_("评价计算"))
    group = models.CharField(_("核对内容"), max_length=12, choices=Group)
    findings = models.JSONField(_("发现"), default=list)
    count = models.PositiveIntegerField(_("处数"))
    remark = models.CharField(_("核对意见"), max_length=400, blank=True)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by = person(_("确认人"))

    class Meta:
        verbose_name = _("评价核对")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "group"], name="check_group_once_a_run"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None, remark="")
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(remark=""),
                name="check_group_confirmed_with_remark",
            ),
        ]

    def __str__(self) -> str:
        return self.get_group_display()

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class ObjectionState(models.TextChoices):
    FILED = "filed", _("待答复")
    WITHDRAWN = "withdrawn", _("已撤回")
    ACCEPTED = "accepted", _("已采纳")
    REJECTED = "rejected", _("未采纳")


@pghistory.track()
class Objection(models.Model):
    """A city's objection to one of its figures in a round, with the value it holds right and its evidence.

    `stated_value` is what the figure said when the objection was filed, empty when it was missing. An accepted objection names the
    import that corrected the figure.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="objections", verbose_name=_("年度评价"))
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("城市"))
    indicator = models.CharField(_("指标"), max_length=60)
    period = models.SmallIntegerField(_("年份"))
    stated_value = models.FloatField(_("现数值"), null=True)
    proposed_value = models.FloatField(_("主张的数值"))
    reason = models.TextField(_("理由"), max_length=2000)
    evidence = models.ForeignKey("documents.Document", models.PROTECT, related_name="+", verbose_name=_("证明材料"))
    state = models.CharField(_("状态"), max_length=10, choices=ObjectionState, default=ObjectionState.FILED)
    filed_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    filed_by = doer(_("提出人"))
    ended_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    ended_by = person(_("办结人"))
    answer = models.TextField(_("答复"), max_length=2000, blank=True)
    correction = models.ForeignKey(
        "indicators.Import", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("更正")
    )

    class Meta:
        verbose_name = _("异议")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "region", "indicator", "period"],
                condition=Q(state="filed"),
                name="objection_one_open_a_figure",
            ),
            models.CheckConstraint(condition=Q(state__in=ObjectionState.values), name="objection_state_known"),
            models.CheckConstraint(
                condition=Q(state="filed", ended_at=None, ended_by=None)
                | ~Q(state="filed") & Q(ended_at__isnull=False, ended_by__isnull=False),
                name="objection_ended_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "rejected"]) & ~Q(answer="")
                | Q(state__in=["filed", "withdrawn"], answer=""),
                name="objection_answer_has_words",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", correction__isnull=False) | ~Q(state="accepted") & Q(correction=None),
                name="objection_accepted_is_corrected",
            ),
        ]

    def __str__(self) -> str:
        return _text("第 %(number)d 号异议") % {"number": self.pk or 0}

    def get_absolute_url(self) -> str:
        return reverse("rounds:objection", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == ObjectionState.FILED


@pghistory.track(exclude=["content"])
class Release(models.Model):
    """What was published, as one file that anyone can recompute. It never changes."""

    round = models.OneToOneField(Round, models.PROTECT, related_name="release", verbose_name=_("年度评价"))
    evaluation = models.OneToOneField(
        "strength.Evaluation", models.PROTECT, related_name="+", verbose_name=_("计算结果")
    )
    name = models.CharField(_("文件名"), max_length=120)
    content = models.BinaryField(_("内容"))
    sha256 = models.CharField(_("摘要"), max_length=64)
    files = ArrayField(models.CharField(max_length=60), verbose_name=_("所含文件"))
    made_at = models.DateTimeField(_("制作时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("发布包")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="release_hash_has_its_form")
        ]
        triggers = [pgtrigger.Protect(name="release_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name
