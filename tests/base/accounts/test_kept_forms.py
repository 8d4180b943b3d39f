"""What was typed while the session ran out waits in the browser's session, and only there."""

import datetime as dt

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from tests.people import PASSWORD, person, signed_in
from zhicheng.base.accounts import kept_forms
from zhicheng.base.accounts.models import User

pytestmark = pytest.mark.django_db
PAGE = "/parties/register/"
HERE = {"Origin": "http://testserver", "Referer": f"http://testserver{PAGE}"}
TYPED = {"name": "第三号精密仪器有限公司", "kind": "enterprise", "password": "hidden words", "csrfmiddlewaretoken": "t"}


@pytest.fixture
def wang() -> User:
    return person("王")


def taken(client: Client, path: str) -> dict[str, str] | None:
    """What a page at this address would get back."""
    request = RequestFactory().get(path)
    request.session = client.session
    found = kept_forms.take(request)
    return found.dict() if found else None


def idle_post(client: Client, **headers: str) -> HttpResponse:
    """Send the form 40 minutes after the last use."""
    client.get("/accounts/me/")
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=40), tick=False):
        return client.post(PAGE, TYPED, headers=headers)


def test_an_idle_session_keeps_the_form_for_its_page_and_without_secrets(wang: User) -> None:
    client = signed_in(wang)
    answer = idle_post(client, **HERE)
    assert answer.headers["Location"] == f"/accounts/login/?why=idle&next={PAGE}"
    assert "刚才填写的内容已保留" in client.get("/accounts/login/").content.decode()
    client.post("/accounts/login/", {"username": wang.username, "password": PASSWORD})
    assert taken(client, "/parties/") is None
    assert taken(client, PAGE) == {"name": "第三号精密仪器有限公司", "kind": "enterprise"}


def test_a_vanished_session_keeps_it_too(wang: User) -> None:
    client = Client()
    assert client.post(PAGE, TYPED, headers=HERE).status_code == 302
    assert taken(client, PAGE) == {"name": "第三号精密仪器有限公司", "kind": "enterprise"}


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}])
def test_what_another_site_sends_is_not_kept(wang: User, headers: dict[str, str]) -> None:
    client = signed_in(wang)
    idle_post(client, **headers)
    assert taken(client, PAGE) is None


def test_far_too_much_is_not_kept(wang: User) -> None:
    client = Client()
    client.post(PAGE, {"name": "字" * (kept_forms.MOST_CHARACTERS + 1)}, headers=HERE)
    assert taken(client, PAGE) is None


def test_an_expired_form_shows_and_keeps_what_was_typed(wang: User) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(PAGE, TYPED, headers=HERE)
    page = answer.content.decode()
    assert (answer.status_code, "第三号精密仪器有限公司" in page, "hidden words" in page) == (403, True, False)
    assert taken(client, PAGE) == {"name": "第三号精密仪器有限公司", "kind": "enterprise"}


def test_an_expired_form_from_elsewhere_shows_nothing_back(wang: User) -> None:
    answer = Client(enforce_csrf_checks=True).post(PAGE, TYPED, headers={"Origin": "https://elsewhere.example"})
    assert (answer.status_code, "第三号" in answer.content.decode()) == (403, False)
