"""Both sides at once: one custody between two, one answer, one follow-up."""

from functools import partial

import pytest
from django_scopes import scopes_disabled

from tests.people import firm, person
from tests.racing import race
from tests.services.contacts import samples
from tests.services.contacts.samples import party_of
from zhicheng.base.accounts.models import Role, User
from zhicheng.services.contacts import actions
from zhicheng.services.contacts.models import Custody

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def test_an_agency_that_proposes_many_times_at_once_proposes_once() -> None:
    agency, party = party_of(person("孙", Role.AGENCY)), firm()
    colleagues = [person(str(number), Role.AGENCY, party=agency) for number in range(THREADS)]

    def propose(by: User) -> str:
        return actions.propose(party=party, agency=agency, scope="年费监控", by=by).state

    assert race([partial(propose, one) for one in colleagues]) == {"proposed": 1, "proposed_already": THREADS - 1}
    with scopes_disabled():
        assert Custody.objects.count() == 1


def test_while_the_organisation_answers_the_agency_withdraws_and_one_of_them_wins() -> None:
    sun, li = person("孙", Role.AGENCY), person("李", Role.ORGANISATION)
    custody = samples.proposed(party_of(li), party_of(sun))

    def decline() -> str:
        return actions.decline(custody=custody, reason="已有机构", by=li).state

    def withdraw() -> str:
        return actions.end(custody=custody, reason="填写有误", by=sun).state

    outcomes = race([decline, withdraw] * (THREADS // 2))
    assert outcomes["declined"] + outcomes["withdrawn"] == 1
    assert outcomes["answered_already"] + outcomes["ended_already"] == THREADS - 1


def test_what_follows_is_noted_once() -> None:
    contact = samples.recorded(follow_up="回访")
    officers = [person(str(number)) for number in range(THREADS)]

    def finish(by: User) -> str:
        return str(actions.follow_up_done(contact=contact, done_on=contact.day, by=by).done_on)

    outcomes = race([partial(finish, one) for one in officers])
    assert outcomes == {"2018-03-01": 1, "nothing_open": THREADS - 1}
