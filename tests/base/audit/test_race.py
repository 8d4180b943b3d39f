"""Many writers at once: the chain keeps one order and no gap."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from tests.people import person
from zhicheng.base.accounts.models import User
from zhicheng.base.audit.actions import record
from zhicheng.base.audit.models import ChainHead, LogEntry
from zhicheng.base.audit.verifying import verify

THREADS, RECORDS = 24, 20


def write(barrier: Barrier, thread: int, user: User) -> None:
    barrier.wait()
    try:
        for number in range(RECORDS):
            with transaction.atomic():
                record("race.run", on=user, by=user, thread=thread, number=number)
            lose_one(user, thread)
    finally:
        connection.close()


def lose_one(user: User, thread: int) -> None:
    """A verb that was logged and then rolled back must leave no gap."""
    with transaction.atomic():
        record("race.lost", on=user, by=user, thread=thread)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_24_writers_make_one_chain_without_gap() -> None:
    user = person("王")
    before = ChainHead.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    barrier = Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        for job in [pool.submit(write, barrier, thread, user) for thread in range(THREADS)]:
            job.result()
    outcome = verify()
    assert (outcome.fault, outcome.entries) == (None, before + THREADS * RECORDS)
    numbers = list(LogEntry.objects.filter(number__gt=before).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(before + 1, before + 1 + THREADS * RECORDS))
    assert set(LogEntry.objects.filter(number__gt=before).values_list("verb", flat=True)) == {"race.run"}
    for thread in range(THREADS):
        own = LogEntry.objects.filter(number__gt=before, facts__thread=thread).order_by("number")
        assert [entry.facts["number"] for entry in own] == list(range(RECORDS))
