"""The three administrators are separated, nobody changes himself, and role, reach and party fit."""

from collections.abc import Callable

import pytest

from tests.people import HEFEI, NANSHAN, SHENZHEN, person
from zhicheng.base.accounts import actions, rules
from zhicheng.base.accounts.models import ADMINISTRATORS, COUNTRYWIDE, OF_PARTIES, OFFICERS, Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.verdicts import Refused, Verdict

pytestmark = pytest.mark.django_db

PEOPLE = [role for role in Role if role not in ADMINISTRATORS]


def codes(*verdicts: Verdict) -> list[str]:
    return [verdict.code for verdict in verdicts]


@pytest.mark.parametrize("role", Role)
def test_each_administrator_has_powers_of_one_kind(role: Role) -> None:
    by, account = person("甲", role), person("乙", Role.COUNTY)
    may = {
        "open": bool(rules.can_open(by)),
        "correct": bool(rules.can_correct(by, account)),
        "grant": bool(rules.can_grant(by, account)),
        "resume": bool(rules.can_resume(by, account)),
        "list": bool(rules.can_list_accounts(by)),
    }
    system, security = role == Role.SYSTEM_ADMIN, role == Role.SECURITY_ADMIN
    assert may == {
        "open": system,
        "correct": system,
        "grant": security,
        "resume": security,
        "list": system or security,
    }


def test_nobody_changes_himself() -> None:
    system, security = person("甲", Role.SYSTEM_ADMIN), person("乙", Role.SECURITY_ADMIN)
    assert codes(rules.can_correct(system, system), rules.can_grant(security, security)) == ["not_for_oneself"] * 2
    with pytest.raises(Refused) as refusal:
        actions.grant(account=security, role=Role.SYSTEM_ADMIN, region_code="", party=None, by=security, why="想要")
    assert refusal.value.code == "not_for_oneself"
    security.refresh_from_db()
    assert security.role == Role.SECURITY_ADMIN


@pytest.mark.parametrize(
    "verb", [actions.suspend, actions.resume, actions.unlock, actions.reset_password, actions.reset_second_factor]
)
@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.CITY_HEAD])
def test_only_the_security_administrator_closes_and_resets(verb: Callable[..., object], role: Role) -> None:
    account = person("乙", Role.COUNTY)
    before = User.objects.values().get(pk=account.pk)
    with pytest.raises(Refused) as refusal:
        verb(account=account, by=person("甲", role), why="试试")
    assert refusal.value.code == "not_security_admin"
    assert User.objects.values().get(pk=account.pk) == before
    assert not LogEntry.objects.filter(on_kind="accounts.user", on_id=str(account.pk)).exists()


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.NATIONAL])
def test_only_the_system_administrator_opens_accounts(role: Role) -> None:
    with pytest.raises(Refused) as refusal:
        actions.open_account(username="new", name="新", department="", email="", by=person("甲", role))
    assert refusal.value.code == "not_system_admin"
    assert not User.objects.filter(username="new").exists()


def test_officer_rule() -> None:
    assert {role for role in Role if rules.is_officer(person("甲", role))} == OFFICERS


@pytest.mark.parametrize(
    ("role", "region_code", "party_region_code", "code"),
    [
        (Role.NATIONAL, "", None, ""),
        (Role.NATIONAL, "440000", None, "region_not_wanted"),
        (Role.SECURITY_ADMIN, "440000", None, "region_not_wanted"),
        (Role.PROVINCIAL, "440000", None, ""),
        (Role.PROVINCIAL, "440300", None, "region_of_other_level"),
        (Role.PROVINCIAL, "", None, "region_missing"),
        (Role.CITY_HANDLER, "440300", None, ""),
        (Role.CITY_HEAD, "110000", None, ""),  # a municipality does a city's work
        (Role.CITY_HEAD, "440000", None, "region_of_other_level"),
        (Role.CITY_HANDLER, "440305", None, "region_of_other_level"),
        (Role.CITY_HANDLER, "", None, "region_missing"),
        (Role.COUNTY, "440305", None, ""),
        (Role.COUNTY, "441900", None, "region_of_other_level"),
        (Role.COUNTY, "440305", "440305", "party_not_wanted"),
        (Role.ORGANISATION, "440300", "440305", ""),
        (Role.ORGANISATION, "440300", None, "party_missing"),
        (Role.ORGANISATION, "340100", "440305", "party_elsewhere"),
        (Role.EXPERT, "440300", None, ""),
        (Role.EXPERT, "440300", "440305", ""),
        ("", "440300", None, "role_unknown"),
        ("emperor", "", None, "role_unknown"),
    ],
)
def test_role_reach_and_party_must_fit(role: str, region_code: str, party_region_code: str | None, code: str) -> None:
    assert rules.can_hold(role, region_code=region_code, party_region_code=party_region_code).code == code


@pytest.mark.parametrize("role", PEOPLE)
def test_reach_is_the_subtree_of_the_region(role: Role) -> None:
    user = person("甲", role)
    expected = {Role.NATIONAL: "", Role.PROVINCIAL: "44", Role.COUNTY: NANSHAN}.get(role, "4403")
    assert user.reach == expected
    assert user.reaches(NANSHAN)
    assert user.reaches(HEFEI) == (role in COUNTRYWIDE)


def test_only_users_of_organisations_must_have_a_party() -> None:
    assert {
        role for role in Role if rules.can_hold(role, region_code="", party_region_code=None).code == ""
    } == COUNTRYWIDE
    missing = {
        role
        for role in Role
        if rules.can_hold(role, region_code=SHENZHEN, party_region_code=None).code == "party_missing"
    }
    assert missing == OF_PARTIES
