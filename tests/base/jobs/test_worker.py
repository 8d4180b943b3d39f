"""A real worker process, killed in the middle of a job."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.people import person
from zhicheng.base.accounts.models import User
from zhicheng.base.jobs import actions
from zhicheng.base.jobs.models import Job, State
from zhicheng.base.jobs.queueing import RUN

LIMIT_SECONDS = 120

Workers = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def start_worker(transactional_db: None) -> Iterator[Workers]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.base.jobs.worker_settings",
            "ZHICHENG_TEST_DATABASE": connection.settings_dict["NAME"],
        }
        worker = ["procrastinate", "--skip-checks", "worker", "--fetch-job-polling-interval", "0.2"]
        command = [sys.executable, "-m", "django", *worker]
        started.append(subprocess.Popen(command, env=environment, cwd=settings.ROOT))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


@pytest.fixture
def wang(transactional_db: None) -> User:
    return person("王")


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "not within the limit"
        time.sleep(0.05)


def state_of(job: Job) -> str:
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


def begun(folder: Path) -> int:
    path = folder / "runs"
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_a_killed_worker_leaves_a_job_that_is_run_once_more(start_worker: Workers, wang: User, tmp_path: Path) -> None:
    job = actions.start(task="sample.until_told", title="等", by=wang, arguments={"folder": str(tmp_path)}, once="wait")
    first = start_worker()
    wait_until(lambda: Job.objects.filter(pk=job.pk, message="等候").exists())  # progress is seen while it runs
    assert actions.rescue() == 0  # it lives
    first.send_signal(signal.SIGKILL)
    first.wait()
    # PostgreSQL sees the session end by itself; the next worker's minute comes sooner here.
    wait_until(lambda: actions.rescue() == 1)
    assert state_of(job) == State.WAITING
    start_worker()
    wait_until(lambda: begun(tmp_path) == 2)
    (tmp_path / "go").touch()
    wait_until(lambda: state_of(job) == State.DONE)
    job.refresh_from_db()
    assert (job.result, job.attempts, begun(tmp_path)) == ("等到了", 2, 2)
    # The run's lake may have made jobs of its own: only this one is looked at.
    entries = ProcrastinateJob.objects.filter(task_name=RUN, args__job_id=job.pk).values_list("args", "status")
    wait_until(lambda: list(entries.all()) == [({"job_id": job.pk}, "succeeded")])


def test_a_running_job_is_cancelled_from_outside(start_worker: Workers, wang: User, tmp_path: Path) -> None:
    job = actions.start(task="sample.until_told", title="等", by=wang, arguments={"folder": str(tmp_path)})
    start_worker()
    wait_until(lambda: begun(tmp_path) == 1)
    actions.cancel(job=job, by=wang)
    wait_until(lambda: state_of(job) == State.CANCELLED)
    assert begun(tmp_path) == 1
