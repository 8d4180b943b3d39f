"""The list of accounts: what it shows, filters, and what it costs."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.people import firm, person, signed_in
from zhicheng.base.accounts.models import Role, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_list_costs_the_same_at_any_length(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _row in range(rows):
        person("列表", Role.ORGANISATION, party=firm())
    client = signed_in(person("安全", Role.SECURITY_ADMIN))
    client.get("/accounts/")
    with django_assert_num_queries(4):  # session, person, unread notices, rows: all on one page, which needs no count
        page = client.get("/accounts/", {"q": "列表"})
    assert [user.name for user in page.context["table"].rows] == ["列表"] * rows


def test_one_account_costs_few_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client, wang = signed_in(person("安全", Role.SECURITY_ADMIN)), person("王")
    client.get("/accounts/")
    with django_assert_num_queries(6):  # session, person, account, locked?, history, unread notices
        client.get(f"/accounts/{wang.pk}/")


def test_filters() -> None:
    client = signed_in(person("安全", Role.SECURITY_ADMIN))
    users = {"active": person("甲", Role.COUNTY), "suspended": person("乙", Role.COUNTY)}
    User.objects.filter(pk=users["suspended"].pk).update(is_active=False)
    users["waiting"] = User.objects.create(username="waiting", name="丙", is_active=False)
    own = {user.pk: state for state, user in users.items()}
    for state in users:
        rows = client.get("/accounts/", {"state": state}).context["table"].everything
        assert [own[user.pk] for user in rows if user.pk in own] == [state]
    rows = client.get("/accounts/", {"role": "county"}).context["table"].everything
    assert {own[user.pk] for user in rows if user.pk in own} == {"active", "suspended"}


def test_the_visitors_own_row_is_marked() -> None:
    admin = person("安全", Role.SECURITY_ADMIN)
    table = signed_in(admin).get("/accounts/", {"q": admin.username}).context["table"]
    assert [line.mine for line in table.lines] == [True]
