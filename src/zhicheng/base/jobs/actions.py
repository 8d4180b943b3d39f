"""Writes of jobs. Running them is `running.py`."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django.models import ProcrastinateJob

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.jobs import queueing
from zhicheng.base.jobs.models import ENDED, Job, State
from zhicheng.base.jobs.rules import can_cancel, can_retry
from zhicheng.base.jobs.running import LOCKS
from zhicheng.base.verdicts import Refused

NAMES = verbs.register(
    {
        "job.queued": gettext_lazy("发起后台任务"),
        "job.cancelled": gettext_lazy("取消后台任务"),
        "job.retried": gettext_lazy("重新执行后台任务"),
        "job.rescued": gettext_lazy("找回中断的后台任务"),
    }
)
# A job whose process died is tried once more; one that kills its process twice would kill the next as well.
MOST_ATTEMPTS = 2
KEPT_DAYS = 90
QUEUE_KEPT_HOURS = 48
# procrastinate's workers say every 10 s that they live.
DEAD_WORKER_AFTER = timedelta(seconds=60)


@transaction.atomic
def start(
    *,
    task: str,
    title: str,
    by: User | None,
    arguments: Mapping[str, Any] | None = None,
    result_url: str = "",
    once: str = "",
) -> Job:
    """Queue a job in the caller's transaction: rolled back = never queued. The caller's verb has asked its own rule.

    `arguments` are JSON values. Of several waiting jobs with the same `once` there is only one: the waiting twin is returned,
    so `once` has to name everything in the arguments that matters.
    """
    if once and (twin := waiting_twin(once)):
        return twin
    job = Job(
        task=task, title=title, arguments=dict(arguments or {}), once=once, requested_by=by,
        region_code=(by.region_id or "") if by else "", result_url=result_url,
    )  # fmt: skip
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        # Race: another transaction queued the twin between our look and our insert; the unique index made us wait for its end.
        twin = waiting_twin(once) if once else None
        if twin is None:
            raise
        return twin
    enqueue(job)
    record("job.queued", on=job, by=by, region_code=job.region_code, task=task)
    return job


def waiting_twin(once: str) -> Job | None:
    """The waiting job with this `once`, held until our commit.

    Race: without the row lock a worker could begin it before our change is visible, and the change would never be worked on.
    """
    return Job.objects.select_for_update(no_key=True).filter(once=once, state=State.WAITING).first()


def enqueue(job: Job) -> None:
    """Give the job a fresh queue entry."""
    job.queue_id = queueing.put(job.pk, once=job.once)
    Job.objects.filter(pk=job.pk).update(queue_id=job.queue_id)


@transaction.atomic
def cancel(*, job: Job, by: User) -> Job:
    """Stop a job: a waiting one at once, a running one at its next report of progress."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    can_cancel(by, job).or_refuse()
    job.cancel_requested = True
    if job.state == State.WAITING:
        job.state, job.finished_at = State.CANCELLED, timezone.now()
        queueing.take_out(job.queue_id)
    job.save(update_fields=["cancel_requested", "state", "finished_at"])
    record("job.cancelled", on=job, by=by, region_code=job.region_code)
    return job


@transaction.atomic
def retry(*, job: Job, by: User) -> Job:
    """Queue a job again that failed or was cancelled."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    can_retry(by, job).or_refuse()
    if job.once and waiting_twin(job.once):
        raise Refused("twin_waiting", _("相同的任务已在等待，不必重新执行"))
    job.attempts = 0
    return_to_queue(job)
    record("job.retried", on=job, by=by, region_code=job.region_code)
    return job


def return_to_queue(job: Job) -> None:
    """Make a job wait again as if new; its attempts are counted on."""
    job.state, job.finished_at, job.started_at = State.WAITING, None, None
    job.done, job.total, job.message, job.error, job.result = 0, 0, "", "", ""
    job.cancel_requested = False
    job.save()
    enqueue(job)


def rescue() -> int:
    """Find jobs whose process died and queue them once more, or show them as failed; returns how many were found."""
    found = 0
    for job_id in list(Job.objects.filter(state=State.RUNNING).values_list("pk", flat=True)):
        found += rescue_running(job_id=job_id)
    for job_id in list(held_by_dead_workers()):
        found += rescue_waiting(job_id=job_id)
    return found


@transaction.atomic
def rescue_running(*, job_id: int) -> bool:
    """Rescue a job that says it runs but whose process no longer holds its lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCKS, job_id])
        [is_dead] = cursor.fetchone()
    # Race: the job may have ended between our list and our lock; its row decides.
    job = Job.objects.select_for_update().filter(pk=job_id, state=State.RUNNING).first() if is_dead else None
    if job is None:
        return False
    queueing.take_out(job.queue_id)
    if job.cancel_requested:
        end(job, State.CANCELLED)
    elif job.attempts >= MOST_ATTEMPTS or (job.once and waiting_twin(job.once)):
        end(job, State.FAILED, _("执行这个任务的进程中断了。可以重新执行；再次中断时请联系系统管理员。"))
    else:
        return_to_queue(job)
    record("job.rescued", on=job, by=None, region_code=job.region_code, state=job.state, attempts=job.attempts)
    return True


def held_by_dead_workers() -> "QuerySet[Job, int]":
    """Ids of waiting jobs whose queue entry was fetched by a worker that died before it began."""
    dead = Q(worker=None) | Q(worker__last_heartbeat__lt=timezone.now() - DEAD_WORKER_AFTER)
    entries = ProcrastinateJob.objects.filter(dead, status="doing", task_name=queueing.RUN)
    return Job.objects.filter(state=State.WAITING, queue_id__in=entries.values("pk")).values_list("pk", flat=True)


@transaction.atomic
def rescue_waiting(*, job_id: int) -> bool:
    """Give a waiting job a new queue entry for the one its dead worker holds."""
    job = Job.objects.select_for_update().filter(pk=job_id, state=State.WAITING).first()
    if job is None:
        return False
    queueing.take_out(job.queue_id)
    enqueue(job)
    return True


def end(job: Job, state: State, error: str = "") -> None:
    job.state, job.error, job.finished_at = state, error, timezone.now()
    job.save(update_fields=["state", "error", "finished_at"])


@transaction.atomic
def forget_old() -> int:
    """Delete jobs that ended more than 90 days ago (the log keeps that they were); returns how many."""
    oldest = timezone.now() - timedelta(days=KEPT_DAYS)
    deleted, _kinds = Job.objects.filter(state__in=ENDED, finished_at__lt=oldest).delete()
    queueing.forget_ended(hours=QUEUE_KEPT_HOURS)
    return deleted
