import pghistory
import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicheng.base.jobs.registry import label_of


class State(models.TextChoices):
    WAITING = "waiting", _("等待")
    RUNNING = "running", _("进行中")
    DONE = "done", _("完成")
    FAILED = "failed", _("未完成")
    CANCELLED = "cancelled", _("已取消")


ACTIVE = frozenset({State.WAITING, State.RUNNING})
ENDED = frozenset({State.DONE, State.FAILED, State.CANCELLED})


# Progress is written twice a second: only a change of state is worth a row of history.
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pgtrigger.AnyChange("state")),
    pghistory.DeleteEvent(),
)
class Job(models.Model):
    """One piece of long work that somebody asked for, and how far it is.

    The queue entry (`queue_id`) is plumbing of procrastinate; this row is what people see and what decides:
    a job is run by whoever turns its state from waiting to running.
    """

    task = models.CharField(_("任务"), max_length=60)
    title = models.CharField(_("内容"), max_length=200)
    arguments = models.JSONField(_("参数"), default=dict, encoder=DjangoJSONEncoder)
    once = models.CharField(_("合并标识"), max_length=200, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("发起人")
    )
    region_code = models.CharField(_("发起区域"), max_length=6, blank=True)
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=0)
    message = models.CharField(_("正在处理"), max_length=200, blank=True)
    result = models.TextField(_("结果"), blank=True)
    result_url = models.CharField(_("结果页"), max_length=400, blank=True)
    error = models.TextField(_("未完成的原因"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("执行次数"), default=0)
    cancel_requested = models.BooleanField(_("已请求取消"), default=False)
    queue_id = models.BigIntegerField(_("队列编号"), null=True, blank=True)
    created_at = models.DateTimeField(_("发起时间"), auto_now_add=True)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    reported_at = models.DateTimeField(_("最近报告"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("后台任务")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state"]), models.Index(fields=["region_code", "-created_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["once"], condition=Q(state=State.WAITING) & ~Q(once=""), name="job_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(ACTIVE), finished_at=None)
                | Q(state__in=sorted(ENDED), finished_at__isnull=False),
                name="job_ended_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING) | Q(started_at__isnull=False), name="job_running_has_start"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("jobs:detail", args=[self.pk])

    @property
    def task_label(self) -> str:
        return label_of(self.task)

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def share_done(self) -> float | None:
        """Done part between 0 and 1; None while the total is unknown."""
        if self.state == State.DONE:
            return 1.0
        return min(self.done / self.total, 1.0) if self.total else None
