"""What the job worker runs: people's jobs, and the housekeeping of jobs themselves."""

from procrastinate.contrib.django import app

from zhicheng.base.jobs import actions, queueing
from zhicheng.base.jobs.running import own_connection, run


@app.task(name=queueing.RUN)
def run_job(*, job_id: int) -> None:
    """Run one job of `Job`; first look whether an earlier worker left one behind."""
    actions.rescue()
    with own_connection() as reports:
        run(job_id, reports=reports)


@app.periodic(cron="* * * * *")
@app.task(name="zhicheng.jobs.rescue", queueing_lock="zhicheng.jobs.rescue")
def rescue(timestamp: int) -> None:
    """Every minute: find jobs whose process died."""
    del timestamp
    actions.rescue()


@app.periodic(cron="23 3 * * *")
@app.task(name="zhicheng.jobs.forget_old", queueing_lock="zhicheng.jobs.forget_old")
def forget_old(timestamp: int) -> None:
    """Every night: delete what ended long ago."""
    del timestamp
    actions.forget_old()
