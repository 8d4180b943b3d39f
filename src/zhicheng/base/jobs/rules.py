from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.jobs.models import ACTIVE, Job, State
from zhicheng.base.verdicts import YES, Verdict, no


def can_see(user: User, job: Job) -> Verdict:
    """One's own jobs; officers also those started in their reach; the system administrator all."""
    if user.role == Role.SYSTEM_ADMIN or job.requested_by_id == user.pk:
        return YES
    if user.is_officer and user.reaches(job.region_code):
        return YES
    return no("not_your_job", _("只能查看自己发起的任务和本辖区发起的任务"))


def can_cancel(user: User, job: Job) -> Verdict:
    """Who sees a job may stop it, until it has ended."""
    return can_see(user, job) & is_active(job)


def can_retry(user: User, job: Job) -> Verdict:
    """Who sees a job may start it again when it ended without a result."""
    return can_see(user, job) & has_ended_early(job)


def is_active(job: Job) -> Verdict:
    if job.state in ACTIVE:
        return YES
    return no("job_ended", _("任务已结束，不能取消"))


def has_ended_early(job: Job) -> Verdict:
    if job.state in {State.FAILED, State.CANCELLED}:
        return YES
    return no("job_not_failed", _("只有未完成或已取消的任务可以重新执行"))
