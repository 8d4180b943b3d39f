"""Running jobs: claim, work, report, end.

Who runs a job holds an advisory lock of PostgreSQL for as long as its session lives. A killed process loses its session and with
it the lock, so `actions.rescue` knows at once and without guessing which running jobs are dead.
"""

import contextlib
import logging
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pghistory
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from zhicheng.base.jobs import queueing, registry
from zhicheng.base.jobs.models import Job, State
from zhicheng.base.verdicts import Refused

logger = logging.getLogger(__name__)

# Any constant will do; with a job's id it names the job among PostgreSQL's advisory locks.
LOCKS = 7_400_302
REPORT_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended, in words for people."""

    state: State
    result: str = ""
    error: str = ""


class Reporter:
    """The `Progress` of one run: writes at most every half second, and learns there whether to stop."""

    def __init__(self, job: Job, reports: BaseDatabaseWrapper) -> None:
        self.job = job
        self.reports = reports
        self.next_write = 0.0

    def __call__(self, done: int, total: int, message: str = "") -> None:
        if time.monotonic() < self.next_write:
            return
        self.next_write = time.monotonic() + REPORT_SECONDS
        with self.reports.cursor() as cursor:
            cursor.execute(
                "UPDATE jobs_job SET done = %s, total = %s, message = %s, reported_at = now() "
                "WHERE id = %s AND state = 'running' AND attempts = %s RETURNING cancel_requested",
                [done, total, message[:200], self.job.pk, self.job.attempts],
            )
            row = cursor.fetchone()
        # No row: this run was given up for dead and another took its place.
        if row is None or row[0]:
            raise registry.JobCancelled


def run_waiting() -> int:
    """Run every waiting job in this process, oldest first, until none is left; returns how many ran (set-up, tests)."""
    ran = 0
    while job := Job.objects.filter(state=State.WAITING).order_by("pk").first():
        ran += run(job.pk, reports=connection)
        queueing.take_out(job.queue_id)
    return ran


def run(job_id: int, *, reports: BaseDatabaseWrapper) -> bool:
    """Run one job unless another has it; `reports` is the connection on which its progress becomes visible."""
    with lock_held(job_id, reports):
        job = claim(job_id)
        if job is None:
            return False
        with scopes_disabled(), pghistory.context(user=job.requested_by_id, job=job.pk):
            outcome = perform(job, Reporter(job, reports))
        finish(job, outcome)
    return True


@contextlib.contextmanager
def own_connection() -> Iterator[BaseDatabaseWrapper]:
    """A second connection to the database: what it writes is seen by others while the job's transaction is still open."""
    reports = connections.create_connection("default")
    try:
        yield reports
    finally:
        reports.close()


@contextlib.contextmanager
def lock_held(job_id: int, reports: BaseDatabaseWrapper) -> Iterator[None]:
    with reports.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCKS, job_id])
    try:
        yield
    finally:
        with reports.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, job_id])


def claim(job_id: int) -> Job | None:
    """Turn a job from waiting to running; None when it no longer waits."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job_id, state=State.WAITING)
    # Race: two processes may hold an entry for this job; the guarded UPDATE lets one through.
    claimed = waiting.update(state=State.RUNNING, started_at=now, reported_at=now, attempts=F("attempts") + 1)
    return Job.objects.get(pk=job_id) if claimed else None


def perform(job: Job, progress: registry.Progress) -> Outcome:
    """Do the work and put its end into words; a stack trace goes to the server's log only."""
    task = registry.find(job.task)
    if task is None:
        return Outcome(State.FAILED, error=_("本版本没有“%(task)s”这个任务，不能执行") % {"task": job.task})
    try:
        return Outcome(State.DONE, result=task.work(progress, **job.arguments) or "")
    except registry.JobCancelled:
        return Outcome(State.CANCELLED)
    except registry.JobFailed as failure:
        return Outcome(State.FAILED, error=str(failure))
    except Refused as refusal:
        return Outcome(State.FAILED, error=refusal.because)
    except Exception:
        reference = uuid.uuid4().hex[:8]
        logger.exception("job %s (%s) failed, reference %s", job.pk, job.task, reference)
        return Outcome(State.FAILED, error=_("程序出错，任务没有完成。请把编号 %s 告诉系统管理员。") % reference)


def finish(job: Job, outcome: Outcome) -> None:
    """Write how a run ended, unless another run has taken its place."""
    mine = Job.objects.filter(pk=job.pk, state=State.RUNNING, attempts=job.attempts)
    mine.update(
        state=outcome.state,
        result=outcome.result,
        error=outcome.error,
        message="",
        finished_at=timezone.now(),
    )
