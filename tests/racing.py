"""Races in real threads, for tests with `django_db(transaction=True)`."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence

from django.db import connection

from zhicheng.base.verdicts import Refused


def race(acts: Sequence[Callable[[], str]]) -> Counter[str]:
    """Run the acts in threads that start together; what each gave, or the code of its refusal, counted.

    What fails otherwise is not counted: pytest reports the error of its thread.
    """
    ready, outcomes = threading.Barrier(len(acts)), Counter[str]()

    def run(act: Callable[[], str]) -> None:
        ready.wait()
        try:
            outcomes[outcome_of(act)] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def outcome_of(act: Callable[[], str]) -> str:
    try:
        return act()
    except Refused as refusal:
        return refusal.code
