"""A region's adoption of a year's plan, and how it is carried out."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.doers import person


class Level(models.TextChoices):
    PROVINCE = "province", _("省")
    CITY = "city", _("市")


class State(models.TextChoices):
    DRAFT = "draft", _("编制中")
    SUBMITTED = "submitted", _("待负责人批准")
    RETURNED = "returned", _("退回修改")
    APPROVED = "approved", _("已批准，待上报")
    FILED = "filed", _("已上报")
    FORWARDED = "forwarded", _("省局已收，待国家局")
    RECEIVED = "received", _("国家局已收")


WRITABLE = frozenset({State.DRAFT, State.RETURNED})
AMENDABLE = frozenset({State.APPROVED, State.FORWARDED, State.RECEIVED})
TRANSITIONS: list[tuple[str, str]] = [
    (State.DRAFT, State.SUBMITTED),
    (State.RETURNED, State.SUBMITTED),
    (State.SUBMITTED, State.RETURNED),
    (State.SUBMITTED, State.APPROVED),
    (State.APPROVED, State.FILED),
    (State.FILED, State.RETURNED),
    (State.FILED, State.FORWARDED),
    (State.FILED, State.RECEIVED),
    (State.FORWARDED, State.RETURNED),
    (State.FORWARDED, State.RECEIVED),
    *((state, State.DRAFT) for state in sorted(AMENDABLE)),
]


@pghistory.track()
class Adoption(models.Model):
    """The plan of a year as one province or city carries it out; one for a region and year.

    `version` counts the approvals; 0 = none yet. `amending_why` is the reason of a change after an approval, kept with the version
    that it leads to. Each step keeps who took it last and when.
    """

    plan_year = models.PositiveSmallIntegerField(_("年度"))
    definition = models.ForeignKey(
        "definitions.Definition", models.PROTECT, related_name="+", verbose_name=_("计划版次")
    )
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("地区"))
    level = models.CharField(_("级别"), max_length=8, choices=Level)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(_("版次"), default=0)
    amending_why = models.CharField(_("调整原因"), max_length=400, blank=True)
    begun_at = models.DateTimeField(_("开始编制"), default=timezone.now)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("编制人"))
    edited_at = models.DateTimeField(_("最后修改"), default=timezone.now)
    edited_by = person(_("最后修改人"))
    submitted_at = models.DateTimeField(_("送审时间"), null=True, blank=True)
    submitted_by = person(_("送审人"))
    approved_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    approved_by = person(_("批准人"))
    filed_at = models.DateTimeField(_("上报时间"), null=True, blank=True)
    filed_by = person(_("上报人"))
    forwarded_at = models.DateTimeField(_("省局接收时间"), null=True, blank=True)
    forwarded_by = person(_("省局接收人"))
    received_at = models.DateTimeField(_("国家局接收时间"), null=True, blank=True)
    received_by = person(_("国家局接收人"))
    returned_at = models.DateTimeField(_("退回时间"), null=True, blank=True)
    returned_by = person(_("退回人"))
    returned_why = models.CharField(_("退回原因"), max_length=400, blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("年度计划")
        ordering = ["-plan_year", "region"]
        constraints = [
            models.UniqueConstraint(fields=["plan_year", "region"], name="adoption_once_a_region_and_year"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="adoption_state_known"),
            models.CheckConstraint(
                condition=Q(version=0) | Q(approved_at__isnull=False), name="adoption_approval_dated"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(approved_by=F("submitted_by")), name="adoption_approved_by_another"
            ),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(returned_why=""), name="adoption_returned_why"),
        ]
        triggers = [pgtrigger.FSM(name="adoption_in_order", field="state", transitions=TRANSITIONS)]

    def __str__(self) -> str:
        return _text("%(region)s %(year)d 年度计划") % {"region": self.region.short_name, "year": self.plan_year}

    def get_absolute_url(self) -> str:
        return reverse("plans:adoption", args=[self.plan_year, self.region_id])

    @property
    def is_writable(self) -> bool:
        """Whether what is planned may be changed now."""
        return self.state in WRITABLE

    @property
    def is_in_force(self) -> bool:
        """Whether it was approved once: from then on it is carried out, also while an amendment is being written."""
        return self.version > 0


@pghistory.track()
class Version(models.Model):
    """What was approved, whole, as it stood on that day; never changed. `why` is the reason of an amendment, empty for the first."""

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="versions", verbose_name=_("年度计划"))
    number = models.PositiveSmallIntegerField(_("版次"))
    why = models.CharField(_("调整原因"), max_length=400, blank=True)
    content = models.JSONField(_("内容"))
    approved_at = models.DateTimeField(_("批准时间"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("批准人")
    )

    class Meta:
        verbose_name = _("计划版本")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["adoption", "number"], name="plan_version_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(why=""), name="plan_amendment_has_reason"),
        ]
        triggers = [pgtrigger.Protect(name="plan_version_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return _text("%(plan)s第 %(number)d 版") % {"plan": self.adoption, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("plans:version", args=[self.adoption.plan_year, self.adoption.region_id, self.number])


@pghistory.track()
class TaskChoice(models.Model):
    """Whether a task of the plan is taken up. A must task always is; one of unknown duty is offered like a may task."""

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="choices", verbose_name=_("年度计划"))
    task_ref = models.CharField(_("任务"), max_length=3)
    taken = models.BooleanField(_("承担"), default=False)
    reason = models.CharField(_("理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("任务选择")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["adoption", "task_ref"], name="task_choice_once")]

    def __str__(self) -> str:
        return _text("任务（%(ref)s）") % {"ref": self.task_ref}


@pghistory.track()
class Expectation(models.Model):
    """What the region expects of a target's figure by the end of the year; `value` is the leading indicator's, in its unit."""

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="expectations", verbose_name=_("年度计划"))
    target_code = models.CharField(_("目标"), max_length=60)
    value = models.FloatField(_("预期值"))
    why = models.CharField(_("测算依据"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("目标预期值")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["adoption", "target_code"], name="expectation_once")]

    def __str__(self) -> str:
        return self.target_code


@pghistory.track()
class Measure(models.Model):
    """One thing the region does for a task of the plan. Money in fen.

    `done_on` is set when its last milestone is done. `revision` counts edits: whoever edits names the one he began with. `spent_fen` is
    what the newest note says. `warned_for` names the lateness or silence that its officers were told of last.
    """

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="measures", verbose_name=_("年度计划"))
    task_ref = models.CharField(_("任务"), max_length=3)
    title = models.CharField(_("措施"), max_length=120)
    content = models.CharField(_("内容"), max_length=1000, blank=True)
    owner = models.CharField(_("责任人"), max_length=40)
    department = models.CharField(_("牵头处室"), max_length=60)
    partners = models.CharField(_("配合单位"), max_length=200, blank=True)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("完成期限"))
    budget_fen = models.PositiveBigIntegerField(_("预算（分）"), default=0)
    spent_fen = models.PositiveBigIntegerField(_("已支出（分）"), default=0)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    revision = models.PositiveIntegerField(_("修改次数"), default=0)
    warned_for = models.CharField(_("已提醒的情形"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("措施")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="measure_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:measure", args=[self.pk])


@pghistory.track()
class Milestone(models.Model):
    """A dated step of a measure."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="milestones", verbose_name=_("措施"))
    title = models.CharField(_("里程碑"), max_length=120)
    due_on = models.DateField(_("应完成日期"))
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    done_by = person(_("登记人"))

    class Meta:
        verbose_name = _("里程碑")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None) | Q(done_on__isnull=False, done_by__isnull=False),
                name="milestone_done_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Risk(models.TextChoices):
    NONE = "none", _("无风险")
    SOME = "some", _("有风险")
    SERIOUS = "serious", _("难以按期完成")


@pghistory.track()
class Progress(models.Model):
    """A dated note on how a measure goes, never changed. `spent_fen` is all that was spent by that day, null when the note does not say."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="notes", verbose_name=_("措施"))
    day = models.DateField(_("日期"))
    text = models.CharField(_("进展"), max_length=1000)
    risk = models.CharField(_("风险"), max_length=8, choices=Risk, default=Risk.NONE)
    spent_fen = models.PositiveBigIntegerField(_("累计支出（分）"), null=True, blank=True)
    written_at = models.DateTimeField(_("登记时间"), default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))

    class Meta:
        verbose_name = _("进展记录")
        ordering = ["-day", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(risk__in=Risk.values), name="progress_risk_known")]
        triggers = [pgtrigger.Protect(name="progress_stays", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.text[:40]


class EvidenceKind(models.TextChoices):
    DOCUMENT = "document", _("文件通知")
    RECORD = "record", _("工作记录")
    FUNDS = "funds", _("经费凭证")
    RESULT = "result", _("成果材料")
    OTHER = "other", _("其他")


@pghistory.track()
class Evidence(models.Model):
    """A paper that proves something of a region's year: handed in once, used in several places, also in the annual assessment."""

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="evidence", verbose_name=_("年度计划"))
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+", verbose_name=_("文件"))
    caption = models.CharField(_("说明"), max_length=120)
    kind = models.CharField(_("类别"), max_length=10, choices=EvidenceKind)
    added_at = models.DateTimeField(_("上传时间"), default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人"))

    class Meta:
        verbose_name = _("证明材料")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["adoption", "document"], name="evidence_document_once"),
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_known"),
        ]

    def __str__(self) -> str:
        return self.caption


@pghistory.track()
class EvidenceUse(models.Model):
    """That a paper proves a measure, or one of its milestones."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="uses", verbose_name=_("证明材料"))
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="evidence_uses", verbose_name=_("措施"))
    milestone = models.ForeignKey(
        Milestone, models.CASCADE, null=True, blank=True, related_name="evidence_uses", verbose_name=_("里程碑")
    )

    class Meta:
        verbose_name = _("证明材料的用处")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "measure", "milestone"], name="evidence_used_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence} → {self.milestone or self.measure}"
