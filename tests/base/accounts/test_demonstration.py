"""One login for each role in a demonstration; none anywhere else."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.people import GUANGDONG, NANSHAN, SHENZHEN, division
from zhicheng.base.accounts.demonstration import LOGINS, PASSWORD, demonstration_logins, load
from zhicheng.base.accounts.models import OF_PARTIES, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> None:
    for code in (GUANGDONG, SHENZHEN, NANSHAN):
        division(code)
    load()


def test_there_is_one_login_for_each_role(loaded: None) -> None:
    users = User.objects.filter(synthetic=True)
    assert sorted(user.role for user in users) == sorted(Role.values)
    assert all(user.name.endswith("·演示") for user in users)


def test_parties_of_demonstration_users_are_marked(loaded: None) -> None:
    users = User.objects.filter(synthetic=True, party__isnull=False)
    assert {user.role for user in users} == OF_PARTIES
    assert all(user.party.synthetic for user in users)


def test_the_printed_logins_work(loaded: None) -> None:
    for role, username, password in demonstration_logins():
        answer = Client().post("/accounts/login/", {"username": username, "password": password})
        assert answer.status_code == 302, role


def test_loading_again_changes_nothing_but_a_changed_password(loaded: None) -> None:
    user = User.objects.get(username="jingban")
    user.set_password("something else entirely")
    user.save()
    assert load() == "没有变化"
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert User.objects.filter(synthetic=True).count() == len(LOGINS)


def test_another_installation_has_none_and_prints_none(settings: Settings) -> None:
    before = set(User.objects.values_list("username", flat=True))
    settings.DEMONSTRATION = False
    assert load() == "不是演示系统，不设演示账户"
    assert set(User.objects.values_list("username", flat=True)) == before
    assert demonstration_logins() == []


def test_demonstration_accounts_cannot_sign_in_once_the_demonstration_is_over(loaded: None, settings: Settings) -> None:
    client = Client()
    credentials = {"username": "jingban", "password": PASSWORD}
    assert client.post("/accounts/login/", credentials).status_code == 302
    settings.DEMONSTRATION = False
    assert client.get("/accounts/me/").status_code == 302
    assert "sessionid" not in Client().post("/accounts/login/", credentials).cookies
