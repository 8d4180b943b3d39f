"""One life of an application 办件, and what belongs to it."""

import uuid
from typing import TYPE_CHECKING, cast

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from zhicheng.base.accounts.doers import person
from zhicheng.base.accounts.models import Role
from zhicheng.base.definitions.queries import model_of
from zhicheng.base.ui.addresses import address

if TYPE_CHECKING:
    from zhicheng.services.hall.definition_kinds import ItemDefinition, Step


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已提交")
    RETURNED = "returned", _("补正中")
    ACCEPTED = "accepted", _("审查中")
    EXAMINED = "examined", _("待决定")
    DECIDED = "decided", _("已决定")
    PUBLICISED = "publicised", _("公示中")
    DELIVERED = "delivered", _("已办结")
    WITHDRAWN = "withdrawn", _("已撤回")
    EXPIRED = "expired", _("已失效")


ENDED = frozenset({State.DELIVERED, State.WITHDRAWN, State.EXPIRED})
AT_OFFICE = frozenset({State.SUBMITTED, State.ACCEPTED, State.EXAMINED, State.DECIDED, State.PUBLICISED})
"""The office's clock runs."""
TRANSITIONS = (
    (State.DRAFT, State.SUBMITTED), (State.DRAFT, State.EXPIRED),
    (State.SUBMITTED, State.RETURNED), (State.SUBMITTED, State.ACCEPTED), (State.SUBMITTED, State.EXAMINED), (State.SUBMITTED, State.DECIDED),
    (State.SUBMITTED, State.WITHDRAWN),
    (State.RETURNED, State.SUBMITTED), (State.RETURNED, State.ACCEPTED), (State.RETURNED, State.EXPIRED), (State.RETURNED, State.WITHDRAWN),
    (State.ACCEPTED, State.RETURNED), (State.ACCEPTED, State.EXAMINED), (State.ACCEPTED, State.WITHDRAWN),
    (State.EXAMINED, State.DECIDED), (State.EXAMINED, State.WITHDRAWN), (State.EXAMINED, State.ACCEPTED),
    (State.DECIDED, State.PUBLICISED), (State.DECIDED, State.DELIVERED), (State.DECIDED, State.WITHDRAWN),
    (State.PUBLICISED, State.DELIVERED), (State.PUBLICISED, State.EXAMINED), (State.PUBLICISED, State.WITHDRAWN),
)  # fmt: skip
"""Every change of state that may happen; the database refuses the others. An objection that is upheld sends a case back to be decided."""


class Channel(models.TextChoices):
    ONLINE = "online", _("网上")
    PAPER = "paper", _("窗口（纸质）")
    AUTOMATIC = "automatic", _("免申即享")


class Decision(models.TextChoices):
    APPROVED = "approved", _("同意")
    RESERVED = "reserved", _("列入候补")
    REFUSED = "refused", _("不同意")
    NOT_ACCEPTED = "not_accepted", _("不予受理")


@pghistory.track()
class Application(models.Model):
    """A case: who applies for what, under which version of the item, and how far it is. `service_kind` is the item's, for counting.

    `party` applies; for items of cities and counties nobody but the `region` itself; a citizen without account has neither and is known by
    `applicant_name` and the digest of a code. `region` is the applicant's place and the scope of who may see it; `office` is the division whose
    office handles it, null for the national one. `step` counts the item's steps from 0; `awaited_role` is the role that has to act on it, empty
    while nobody of the office has to. `corrections` are what the applicant has to mend: [{"field": code, "words": …}].

    The clock of a step: it has run `spent_workdays` before `clock_from`, the day it started again; null while it stands still. `due_on` is the last day
    of the limit while it runs. `filing_key` names the form from which the draft was made: sent twice, it makes one draft.
    """

    definition = models.ForeignKey(
        "definitions.Definition", models.PROTECT, related_name="+", verbose_name=_("事项版次")
    )
    item = models.CharField(_("事项"), max_length=60)
    service_kind = models.CharField(_("服务种类"), max_length=20, blank=True)
    number = models.CharField(_("办件编号"), max_length=30, null=True, blank=True, unique=True)
    filing_key = models.UUIDField(_("填报标识"), default=uuid.uuid4, unique=True)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel, default=Channel.ONLINE)
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("申请人")
    )
    applicant_name = models.CharField(_("申请人名称"), max_length=120)
    contact_name = models.CharField(_("联系人"), max_length=40, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    code_digest = models.CharField(_("查询码摘要"), max_length=64, blank=True)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("所在地"))
    office = models.ForeignKey(
        "regions.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("办理机关所在区划")
    )
    filed_by = person(_("填报人"))
    handler = person(_("经办人"))
    call = models.ForeignKey(
        "hall.Call",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="applications",
        verbose_name=_("批次"),
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    step = models.PositiveSmallIntegerField(_("环节"), default=0)
    awaited_role = models.CharField(_("待办角色"), max_length=16, choices=Role, blank=True)
    answers = models.JSONField(_("填报内容"), default=dict)
    corrections = models.JSONField(_("补正要求"), default=list, blank=True)
    score = models.DecimalField(_("评审得分"), max_digits=8, decimal_places=3, null=True, blank=True)
    place = models.PositiveIntegerField(_("名次"), null=True, blank=True)
    decision = models.CharField(_("决定"), max_length=12, choices=Decision, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    decided_by = person(_("决定人"))
    accepted_by = person(_("受理人"))
    examined_by = person(_("审查人"))
    limit_workdays = models.PositiveSmallIntegerField(_("时限（工作日）"), default=0)
    spent_workdays = models.PositiveSmallIntegerField(_("已用（工作日）"), default=0)
    clock_from = models.DateField(_("起算日"), null=True, blank=True)
    due_on = models.DateField(_("到期日"), null=True, blank=True)
    warned_at = models.DateTimeField(_("提醒时间"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("上报时间"), null=True, blank=True)
    was_overdue = models.BooleanField(_("曾经超期"), default=False)
    expires_on = models.DateField(_("失效日"), null=True, blank=True)
    created_at = models.DateTimeField(_("填报时间"), auto_now_add=True)
    saved_at = models.DateTimeField(_("保存时间"), auto_now=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("受理时间"), null=True, blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    publicised_until = models.DateField(_("公示截止日"), null=True, blank=True)
    delivered_on = models.DateField(_("办结日"), null=True, blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    # What `submit` tells a citizen without account once; only its digest is kept.
    lookup_code: str = ""
    # In whose place somebody acts on the case, for the log of that act.
    acted_for: str = ""

    objects: models.Manager["Application"] = ScopedManager(reach="region__code__startswith")

    class Meta:
        verbose_name = _("办件")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["office", "state", "due_on"]),
            models.Index(fields=["handler", "state", "due_on"]),
            models.Index(fields=["party", "item"]),
            models.Index(fields=["region", "-submitted_at"]),
            models.Index(fields=["item", "state"]),
            models.Index(fields=["due_on"], condition=Q(due_on__isnull=False), name="hall_application_running"),
            models.Index(
                fields=["office", "delivered_on", "id"],
                condition=Q(delivered_on__isnull=False),
                name="hall_application_ended",
            ),
            models.Index(
                fields=["awaited_role", "due_on", "id"],
                include=["region", "handler", "state"],
                condition=~Q(awaited_role=""),
                name="hall_application_awaited",
            ),
            models.Index(
                fields=["office", "due_on", "id"],
                include=["number", "applicant_name"],
                condition=Q(state__in=sorted(AT_OFFICE)),
                name="hall_application_at_office",
            ),
            models.Index(
                fields=["expires_on"], condition=Q(expires_on__isnull=False), name="hall_application_expiring"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="application_state_known"),
            models.CheckConstraint(
                condition=Q(number=None, submitted_at=None) | Q(number__isnull=False, submitted_at__isnull=False),
                name="application_number_from_submission",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "expired"]) | Q(number__isnull=False),
                name="application_at_work_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "publicised", "delivered"])
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="application_decided_says_what",
            ),
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_on__isnull=False)
                | (~Q(state="delivered") & Q(delivered_on=None)),
                name="application_delivered_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(clock_from=None, due_on=None) | Q(clock_from__isnull=False, due_on__isnull=False),
                name="application_clock_runs_or_stands",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(state__in=sorted(AT_OFFICE)), name="application_clock_runs_at_office"
            ),
            # Nobody decides what they filed or accepted themselves.
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(filed_by=None) | ~Q(decided_by=models.F("filed_by")),
                name="application_not_decided_by_filer",
            ),
        ]
        triggers = [pgtrigger.FSM(name="states_in_order", field="state", transitions=list(TRANSITIONS))]

    def __str__(self) -> str:
        return self.number or f"{_('草稿')} {self.pk}"

    def get_absolute_url(self) -> str:
        return address("hall:case", self.pk)

    @property
    def model(self) -> "ItemDefinition":
        """The item as it was when the application was filed."""
        return cast("ItemDefinition", model_of(self.definition))

    @property
    def current_step(self) -> "Step":
        return self.model.steps[self.step]


@pghistory.track()
class Attachment(models.Model):
    """A paper of a case: `code` is the material's or the file field's, empty for one that the office added."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="attachments", verbose_name=_("办件"))
    code = models.CharField(_("材料"), max_length=40, blank=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+", verbose_name=_("文件"))
    added_by = person(_("上传人"))
    added_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    replaced_at = models.DateTimeField(_("被替换时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("办件材料")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["application", "document"], name="attachment_once")]

    def __str__(self) -> str:
        return str(self.document)


@pghistory.track()
class Message(models.Model):
    """Words inside a case; `internal` ones are the office's own."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="messages", verbose_name=_("办件"))
    by = person(_("发送人"))
    text = models.TextField(_("内容"))
    internal = models.BooleanField(_("仅机关可见"), default=False)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("办件留言")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="message_says_something")]

    def __str__(self) -> str:
        return self.text[:40]


@pghistory.track()
class Delegation(models.Model):
    """A person's work is done by another from one day to another, both included."""

    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations", verbose_name=_("委托人")
    )
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("受托人"))
    starts_on = models.DateField(_("开始日"))
    ends_on = models.DateField(_("结束日"))
    why = models.CharField(_("原因"), max_length=200)
    ended_at = models.DateTimeField(_("提前结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("委托代办")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=models.F("taker")), name="delegation_between_two"),
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="delegation_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"


@pghistory.track()
class Series(models.Model):
    """The last number given in a series (office and year): locked until commit, so numbers have no gap and no double."""

    code = models.CharField(_("字头"), max_length=20)
    year = models.PositiveSmallIntegerField(_("年份"))
    last = models.PositiveIntegerField(_("最后编号"), default=0)

    class Meta:
        verbose_name = _("编号")
        ordering = ["code", "year"]
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.code}{self.year}-{self.last:05d}"


@pghistory.track()
class Once(models.Model):
    """An act that came with a key is done once, however often it is sent."""

    key = models.UUIDField(_("标识"), primary_key=True)
    application = models.ForeignKey(Application, models.CASCADE, related_name="+", verbose_name=_("办件"))
    verb = models.CharField(_("动作"), max_length=60)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("已办动作")
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"


@pghistory.track()
class Letter(models.Model):
    """A decision letter: its number, its words, and the code by which a stranger verifies it."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="letter", verbose_name=_("办件"))
    number = models.CharField(_("文号"), max_length=60, unique=True)
    code = models.CharField(_("核验码"), max_length=20, unique=True)
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("正文"))
    issued_on = models.DateField(_("签发日"))
    issued_by = person(_("签发人"))
    revoked_on = models.DateField(_("撤销日"), null=True, blank=True)
    revoked_by = person(_("撤销人"))
    revoked_why = models.CharField(_("撤销原因"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("决定书")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_on=None, revoked_why="") | (Q(revoked_on__isnull=False) & ~Q(revoked_why="")),
                name="letter_revoked_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return address("hall:verify", self.code)


class HandoverState(models.TextChoices):
    WAITING = "waiting", _("等待办理")
    DONE = "done", _("已完成")
    AWAITS_SERVICE = "awaits", _("等待服务上线")
    FAILED = "failed", _("没有成功")


@pghistory.track()
class Handover(models.Model):
    """What an approval leads to. Made with the decision in one transaction, performed exactly once by a job."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="handover", verbose_name=_("办件"))
    outcome = models.CharField(_("结果"), max_length=60)
    parameters = models.JSONField(_("参数"), default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=HandoverState, default=HandoverState.WAITING)
    text = models.CharField(_("说明"), max_length=400, blank=True)
    url = models.CharField(_("链接"), max_length=200, blank=True)
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("办理结果")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at=None)),
                name="handover_done_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.outcome}"


@pghistory.track()
class Rating(models.Model):
    """The applicant's word on the service 好差评: five stars at most, once a case; the office answers.

    `item`, `region` and `synthetic` are the case's and never change: hundreds of thousands are counted by them without joining the cases.
    """

    application = models.OneToOneField(Application, models.CASCADE, related_name="rating", verbose_name=_("办件"))
    item = models.CharField(_("事项"), max_length=60)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("所在地"))
    synthetic = models.BooleanField(_("演示数据"), default=False)
    stars = models.PositiveSmallIntegerField(_("评价"))
    text = models.TextField(_("意见"), blank=True)
    at = models.DateTimeField(_("评价时间"), auto_now_add=True)
    reply = models.TextField(_("答复"), blank=True)
    replied_by = person(_("答复人"))
    replied_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("好差评")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["-at", "id"], include=["region", "stars", "replied_at"], name="hall_rating_newest"),
            models.Index(fields=["region"], condition=Q(stars__lt=3, replied_at=None), name="hall_rating_unanswered"),
        ]
        constraints = [models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="rating_one_to_five")]

    def __str__(self) -> str:
        return f"{self.application} {self.stars}"
