"""Two officers of a county open the same quarter, two of the city judge the same return: one return, one judgement."""

from functools import partial

import pytest
from django_scopes import scopes_disabled

from tests.people import NANSHAN, division, person
from tests.racing import race
from tests.services.counties import samples
from zhicheng.base.accounts.models import Role, User
from zhicheng.services.counties import actions
from zhicheng.services.counties.models import CountyReturn

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def test_officers_who_open_a_quarter_at_once_share_one_return() -> None:
    officers = [person(str(number), Role.COUNTY) for number in range(THREADS)]

    def save(number: int) -> str:
        return samples.saved(by=officers[number], enforcement_cases=number).state

    results = race([partial(save, number) for number in range(THREADS)])
    assert results == {"draft": THREADS}
    with scopes_disabled():
        assert CountyReturn.objects.count() == 1


def test_a_return_is_judged_once() -> None:
    judges = [person(str(number)) for number in range(THREADS)]
    filed = samples.submitted()

    def approve(by: User) -> str:
        return actions.approve_return(filed=filed, by=by).state

    results = race([partial(approve, judge) for judge in judges])
    assert results == {"approved": 1, "not_submitted": THREADS - 1}


def test_a_county_is_declared_once() -> None:
    city = [person(str(number)) for number in range(THREADS)]
    division(NANSHAN)

    def declare(by: User) -> str:
        return samples.declared(by=by).level

    results = race([partial(declare, officer) for officer in city])
    assert results["pilot"] == 1
    assert results["declared_meanwhile"] + results["cultivated_already"] == THREADS - 1
