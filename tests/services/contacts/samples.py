"""Contacts and custodies for tests."""

from datetime import date
from typing import Any

from tests.people import NANSHAN, firm, person
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.parties.models import Kind as PartyKind
from zhicheng.base.parties.models import Party
from zhicheng.services.contacts import actions
from zhicheng.services.contacts.actions import ContactFacts
from zhicheng.services.contacts.models import Custody, SmeContact


def party_of(user: User) -> Party:
    assert user.party is not None
    return user.party


def facts(party: Party | None = None, **given: Any) -> ContactFacts:
    usual: dict[str, Any] = {
        "party": party or firm(region=NANSHAN),
        "day": date(2018, 3, 1),
        "kind": "visit",
        "topic": "protection",
        "text": "了解专利维权需求",
    }
    return ContactFacts(**usual | given)


def recorded(party: Party | None = None, by: User | None = None, **given: Any) -> SmeContact:
    return actions.record(facts=facts(party, **given), by=by)


def agency(name: str = "") -> Party:
    return firm(name, region=NANSHAN, kind=PartyKind.AGENCY)


def proposed(party: Party | None = None, by: Party | None = None) -> Custody:
    return actions.propose(party=party or firm(region=NANSHAN), agency=by or agency(), scope="专利年费监控", by=None)


def running(party: Party, by: Party) -> Custody:
    custody = proposed(party, by)
    return actions.confirm(custody=custody, by=person("确认人", Role.ORGANISATION, party=party))
