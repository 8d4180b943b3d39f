"""The queue under the jobs: procrastinate's tables in our own database, so that a job is queued in the transaction of its change."""

from django.db import transaction
from procrastinate import sql
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

RUN = "zhicheng.jobs.run"


def put(job_id: int, *, once: str) -> int:
    """Queue a job; returns the entry's id. Entries with the same `once` never run side by side."""
    return app.configure_task(RUN, lock=once or None).defer(job_id=job_id)


@transaction.atomic
def take_out(queue_id: int | None) -> None:
    """Remove an entry that waits, or that a dead worker holds; one that ended is left alone."""
    entry = ProcrastinateJob.objects.select_for_update().filter(pk=queue_id, status__in=("todo", "doing")).first()
    if entry:
        app.connector.get_sync_connector().execute_query(
            sql.queries["finish_job"], job_id=entry.pk, status="aborted", delete_job=True
        )


def forget_ended(*, hours: int) -> None:
    """Delete entries that ended more than `hours` ago."""
    app.connector.get_sync_connector().execute_query(
        sql.queries["delete_old_jobs"],
        nb_hours=hours,
        queue=None,
        statuses=["succeeded", "failed", "cancelled", "aborted"],
    )
