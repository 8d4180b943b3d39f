"""One deterministic race: the second writer really waits for the first one's commit, and follows it."""

import threading
import time

import pytest
from django.db import connection, transaction

from tests.people import person
from zhicheng.base.accounts.models import User
from zhicheng.base.audit.actions import record

PATIENCE_SECONDS = 60


class SecondWriter(threading.Thread):
    """Records one act on a connection of its own; `backend` is that connection's PostgreSQL process."""

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user, self.backend, self.number, self.connected = user, 0, 0, threading.Event()

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (self.backend,) = cursor.fetchone()
            self.connected.set()
            with transaction.atomic():
                self.number = record("race.second", on=self.user, by=self.user).number
        finally:
            connection.close()


def blockers_of(backend: int) -> list[int | str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_blocking_pids(%s), pg_backend_pid()", [backend])
        pids, own = cursor.fetchone()
    return ["us" if pid == own else pid for pid in pids]


@pytest.mark.django_db(transaction=True)
def test_the_second_writer_waits_for_the_firsts_commit() -> None:
    user = person("王")
    second = SecondWriter(user)
    with transaction.atomic():
        first = record("race.first", on=user, by=user)
        second.start()
        assert second.connected.wait(PATIENCE_SECONDS)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while blockers_of(second.backend) != ["us"] and time.monotonic() < deadline:
            time.sleep(0.01)
        assert blockers_of(second.backend) == ["us"]
        assert second.number == 0
    second.join(PATIENCE_SECONDS)
    assert second.number == first.number + 1
