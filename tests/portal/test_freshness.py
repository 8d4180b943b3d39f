"""A public page is given again until something is done; what belongs to one visitor never is."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from tests.people import firm, person, signed_in
from zhicheng.base.accounts.models import Role
from zhicheng.base.audit.actions import record
from zhicheng.base.regions.models import Region
from zhicheng.portal.settings import MIDDLEWARE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_installed")]
PAGE = "/regions/440300/"


@pytest.fixture
def as_installed() -> Iterator[None]:
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        yield


@pytest.fixture
def shenzhen() -> Region:
    person("王")
    return Region.objects.get(code="440300")


def cost(client: Client, address: str = PAGE) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_stranger_is_given_the_page_again_for_one_query(shenzhen: Region) -> None:
    client = Client()
    first = client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        again = client.get(PAGE)
    assert len(queries) == 1
    assert (again.content, again["Content-Type"]) == (first.content, first["Content-Type"])
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]


def test_the_next_act_makes_the_page_anew(shenzhen: Region) -> None:
    client = Client()
    assert "某市" not in client.get(PAGE).content.decode()
    Region.objects.filter(code="440300").update(name="某市")
    assert "某市" not in client.get(PAGE).content.decode()
    with transaction.atomic():
        record("region.renamed", on=shenzhen, by=None)
    assert "某市" in client.get(PAGE).content.decode()


def test_every_address_has_its_own_page(shenzhen: Region) -> None:
    client = Client()
    client.get(PAGE)
    assert client.get("/regions/440000/").content != client.get(PAGE).content
    assert cost(client, f"{PAGE}?sort=-code") > 1


def test_large_text_is_another_page(shenzhen: Region) -> None:
    client = Client()
    normal = client.get(PAGE).content
    client.get(f"{PAGE}?text=large")
    assert client.get(PAGE).content != normal


def test_who_is_signed_in_gets_a_page_of_his_own(shenzhen: Region) -> None:
    officer, user = signed_in(person("王")), signed_in(person("李", Role.ORGANISATION, party=firm()))
    assert "（市局经办人）" in officer.get(PAGE).content.decode()
    assert "（市局经办人）" not in user.get(PAGE).content.decode()
    stranger = Client().get(PAGE).content.decode()
    assert ("王" in stranger, "李" in stranger) == (False, False)
    assert cost(officer) > 1


def test_a_form_with_a_token_is_not_kept(shenzhen: Region) -> None:
    client = Client()
    one, other = client.get("/accounts/login/"), Client().get("/accounts/login/")
    assert one.cookies["csrftoken"].value != other.cookies["csrftoken"].value


def test_a_page_that_is_not_there_is_looked_for_each_time(shenzhen: Region) -> None:
    client = Client()
    assert client.get("/regions/990000/").status_code == 404
    Region.objects.create(code="990000", name="试验省", short_name="试验", level="province")
    assert client.get("/regions/990000/").status_code == 200
