"""Two officers of a county open the same quarter, two of the city judge the same return: one return, one judgement."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection
from django_scopes import scopes_disabled

from tests.people import NANSHAN, division, person
from tests.services.counties import samples
from zhicheng.base.accounts.models import Role
from zhicheng.base.verdicts import Refused
from zhicheng.services.counties import actions
from zhicheng.services.counties.models import CountyReturn

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def race(act: Callable[[int], object]) -> Counter[object]:
    """What `act(racer)` gave to threads that start together, counted; the code of a refusal instead."""
    ready, results = threading.Barrier(THREADS), Counter[object]()

    def run(racer: int) -> None:
        try:
            ready.wait()
            results[outcome_of(act, racer)] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[racer]) for racer in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def outcome_of(act: Callable[[int], object], racer: int) -> object:
    try:
        return act(racer)
    except Refused as refusal:
        return refusal.code


def test_officers_who_open_a_quarter_at_once_share_one_return() -> None:
    officers = [person(str(number), Role.COUNTY) for number in range(THREADS)]
    results = race(lambda racer: samples.saved(by=officers[racer], enforcement_cases=racer).state)
    assert results == {"draft": THREADS}
    with scopes_disabled():
        assert CountyReturn.objects.count() == 1


def test_a_return_is_judged_once() -> None:
    judges = [person(str(number)) for number in range(THREADS)]
    filed = samples.submitted()
    results = race(lambda racer: actions.approve_return(filed=filed, by=judges[racer]).state)
    assert results == {"approved": 1, "not_submitted": THREADS - 1}


def test_a_county_is_declared_once() -> None:
    city = [person(str(number)) for number in range(THREADS)]
    division(NANSHAN)
    results = race(lambda racer: samples.declared(by=city[racer]).level)
    assert results["pilot"] == 1
    assert results["declared_meanwhile"] + results["cultivated_already"] == THREADS - 1
