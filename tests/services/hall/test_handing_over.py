"""What an approval leads to happens exactly once, whatever dies on the way."""

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
from django.db.models import QuerySet
from django_scopes import scopes_disabled

from tests.services.hall import samples
from zhicheng.base.jobs import actions as jobs
from zhicheng.base.jobs.models import Job
from zhicheng.base.jobs.running import run_waiting
from zhicheng.base.parties.models import Party
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall import leading
from zhicheng.services.hall.actions import handing_over
from zhicheng.services.hall.leading import Delivered, Outcome
from zhicheng.services.hall.models import Application, Handover, State

LIMIT_SECONDS = 120
MADE = "由办件产生的单位"

Workers = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def start_worker(transactional_db: None) -> Iterator[Workers]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.services.hall.worker_settings",
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
def offered(monkeypatch: pytest.MonkeyPatch) -> list[Application]:
    """An outcome `sample.count` that is there for one test; the cases it was performed for."""
    performed: list[Application] = []

    def perform(application: Application, **parameters: object) -> Delivered:
        performed.append(application)
        if parameters.get("refuse"):
            raise Refused("no_budget", "本年度预算已用完")
        return Delivered("已办", "/parties/")

    monkeypatch.setitem(leading._registered, "sample.count", Outcome("sample.count", "数数", perform))
    return performed


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "not within the limit"
        time.sleep(0.05)


def made() -> int:
    with scopes_disabled():
        return Party.objects.filter(name=MADE).count()


def queued() -> "QuerySet[Job]":
    return Job.objects.filter(task=handing_over.HAND_OVER)


def runs(folder: Path) -> int:
    path = folder / "runs"
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_a_process_killed_between_decision_and_outcome_makes_it_exactly_once(
    start_worker: Workers, tmp_path: Path
) -> None:
    definition = samples.publish_item(outcome="sample.make", outcome_with={"folder": str(tmp_path)})
    samples.case(State.DELIVERED, definition=definition)
    handover = Handover.objects.get()
    assert (handover.state, queued().get().arguments) == ("waiting", {"handover": handover.pk})
    first = start_worker()
    wait_until(lambda: runs(tmp_path) == 1)
    first.send_signal(signal.SIGKILL)
    first.wait()
    wait_until(lambda: jobs.rescue() == 1)
    handover.refresh_from_db()
    assert (handover.state, made()) == ("waiting", 0)
    (tmp_path / "go").touch()
    start_worker()
    wait_until(lambda: Handover.objects.filter(state="done").exists())
    assert (runs(tmp_path), made()) == (2, 1)


@pytest.mark.django_db
def test_an_outcome_is_performed_once_however_often_it_is_asked_for(offered: list[Application]) -> None:
    application = samples.case(State.DELIVERED, definition=samples.publish_item(outcome="sample.count"))
    run_waiting()
    handover = Handover.objects.get()
    for _each in range(2):
        handing_over.perform(handover_id=handover.pk)
    assert (offered, handover.state, handover.text, handover.url) == ([application], "done", "已办", "/parties/")


@pytest.mark.django_db
def test_an_outcome_without_service_waits_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    samples.case(State.DELIVERED, definition=samples.publish_item(outcome="sample.later"))
    run_waiting()
    handover = Handover.objects.get()
    assert (handover.state, handover.done_at) == ("awaits", None)
    assert handing_over.take_up_waiting() == 0
    later = Outcome("sample.later", "以后", lambda _application, **_parameters: Delivered("已办"))
    monkeypatch.setitem(leading._registered, "sample.later", later)
    assert handing_over.take_up_waiting() == 1
    run_waiting()
    handover.refresh_from_db()
    assert (handover.state, handover.text) == ("done", "已办")


@pytest.mark.django_db
def test_an_outcome_that_is_refused_says_why_and_can_be_tried_again(offered: list[Application]) -> None:
    definition = samples.publish_item(outcome="sample.count", outcome_with={"refuse": True})
    samples.case(State.DELIVERED, definition=definition)
    run_waiting()
    handover = Handover.objects.get()
    assert (handover.state, handover.text, queued().get().error) == (
        "failed",
        "本年度预算已用完",
        "本年度预算已用完",
    )


@pytest.mark.django_db
def test_a_refusal_leads_to_nothing(offered: list[Application]) -> None:
    samples.case(State.DELIVERED, definition=samples.publish_item(outcome="sample.count"), approved=False)
    assert (Handover.objects.count(), queued().count(), offered) == (0, 0, [])
