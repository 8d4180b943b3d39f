"""Certificates are registered once, renewed without counting as new, suspended, withdrawn and watched."""

from collections.abc import Callable
from datetime import date

import pytest
from django_scopes import scopes_disabled

from tests.people import SHUSHAN, firm, person
from tests.services.standards import samples
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.verdicts import Refused
from zhicheng.services.standards import actions, queries
from zhicheng.services.standards.models import Certificate, State, Surveillance

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standards() -> None:
    samples.define()


@pytest.fixture
def wang() -> User:
    return person("王")


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_a_first_certificate_runs_three_years_and_is_watched_every_year(wang: User) -> None:
    made = samples.certified(wang, issued_on=date(2018, 10, 16))
    assert (made.is_new, made.first_issued_on, made.expires_on) == (True, date(2018, 10, 16), date(2021, 10, 15))
    assert list(made.surveillances.values_list("due_on", flat=True)) == [date(2019, 10, 16), date(2020, 10, 16)]
    assert made.standard == "GB/T 29490"
    assert LogEntry.objects.filter(verb="certificate.registered").count() == 1


@pytest.mark.parametrize(
    ("day", "in_force"),
    [("2018-10-15", False), ("2018-10-16", True), ("2021-10-15", True), ("2021-10-16", False)],
)
def test_it_is_in_force_from_its_first_to_its_last_day(day: str, in_force: bool) -> None:
    made = samples.certified(issued_on=date(2018, 10, 16))
    on = date.fromisoformat(day)
    assert made.is_in_force(on) is in_force
    assert queries.register().filter(queries.in_force(on)).exists() is in_force


def test_a_renewed_certificate_is_no_new_certification(wang: User) -> None:
    first = samples.certified(wang, issued_on=date(2018, 10, 16))
    made = actions.renew(certificate=first, facts=samples.facts(issued_on=date(2021, 9, 1)), by=wang)
    assert (made.holder, made.is_new, made.first_issued_on, made.replaces) == (
        first.holder, False, date(2018, 10, 16), first,
    )  # fmt: skip
    assert (
        refusal(lambda: actions.renew(certificate=first, facts=samples.facts(issued_on=date(2021, 9, 2)), by=wang))
        == "replaced"
    )
    assert (
        refusal(lambda: actions.renew(certificate=made, facts=samples.facts(issued_on=date(2021, 9, 1)), by=wang))
        == "not_later"
    )


def test_a_number_and_a_first_certification_are_taken_once(wang: User) -> None:
    first = samples.certified(wang)
    assert refusal(lambda: samples.certified(wang, number=first.number)) == "number_taken"
    assert refusal(lambda: samples.certified(wang, holder=first.holder, issued_on=date(2018, 12, 1))) == "first_taken"
    later = samples.certified(
        wang, holder=first.holder, issued_on=date(2018, 12, 1), first_issued_on=date(2018, 10, 16)
    )
    assert later.is_new is False


def test_dates_that_cannot_be_are_refused(wang: User) -> None:
    assert refusal(lambda: samples.certified(wang, first_issued_on=date(2019, 1, 1))) == "first_later"
    assert refusal(lambda: samples.certified(wang, expires_on=date(2018, 10, 16))) == "expires_before"
    assert refusal(lambda: samples.certified(wang, edition="GB/T 1-1900")) == "edition_unknown"


def test_it_is_suspended_resumed_and_withdrawn_for_good(wang: User) -> None:
    made = samples.certified(wang)
    assert actions.suspend(certificate=made, by=wang, why="公告").state == State.SUSPENDED
    assert refusal(lambda: actions.suspend(certificate=made, by=wang, why="公告")) == "suspended_already"
    assert actions.resume(certificate=made, by=wang, why="公告").state == State.VALID
    assert refusal(lambda: actions.resume(certificate=made, by=wang, why="公告")) == "not_suspended"
    ended = actions.withdraw(certificate=made, ended_on=date(2019, 5, 1), by=wang, why="公告")
    assert (ended.state, ended.ended_on) == (State.WITHDRAWN, date(2019, 5, 1))
    assert refusal(lambda: actions.resume(certificate=made, by=wang, why="公告")) == "withdrawn"


def test_an_audit_is_recorded_once_and_not_before_the_certificate(wang: User) -> None:
    made = samples.certified(wang)
    audit = made.surveillances.get(due_on=date(2019, 10, 16))

    def done(day: date) -> Surveillance:
        return actions.record_surveillance(surveillance=audit, done_on=day, result="passed", note="", by=wang)

    assert refusal(lambda: done(date(2018, 1, 1))) == "before_issue"
    assert done(date(2019, 10, 10)).result == "passed"
    assert refusal(lambda: done(date(2019, 10, 11))) == "recorded"


def test_only_officers_of_the_place_keep_the_register() -> None:
    stranger, owner = person("赵", Role.CITY_HANDLER, "340100"), person("李", Role.ORGANISATION)
    assert refusal(lambda: samples.certified(stranger)) == "beyond_reach"
    assert owner.party is not None
    assert refusal(lambda: samples.certified(owner, holder=owner.party)) == "not_an_officer"
    with scopes_disabled():
        assert Certificate.objects.count() == 0


def test_a_correction_says_what_changed_and_stays_in_reach(wang: User) -> None:
    made = samples.certified(wang)
    far = samples.facts(number=made.number, holder=firm(region=SHUSHAN))
    assert refusal(lambda: actions.correct(certificate=made, facts=far, by=wang, why="误")) == "beyond_reach"
    same_holder = samples.facts(number=made.number, holder=made.holder, body="另一家认证有限公司")
    assert actions.correct(certificate=made, facts=same_holder, by=wang, why="误").body == "另一家认证有限公司"
    entry = LogEntry.objects.get(verb="certificate.corrected")
    assert entry.facts["changed"] == {"body": ["示例认证有限公司", "另一家认证有限公司"]}
