"""Signing in: throttle, same words for every wrong guess, return address, new session key, idle logout."""

import datetime as dt
import importlib
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from tests.hashing import CountedArgon2
from tests.people import PASSWORD, person, signed_in
from zhicheng.base.accounts import sessions
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry

pytestmark = pytest.mark.django_db
platform = importlib.import_module("zhicheng.portal.settings")
LOGIN = "/accounts/login/"
WRONG = "用户名或密码不正确，请检查大小写后再试"
AFTER = "/workbench/"


@pytest.fixture
def wang() -> User:
    return person("王")


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post(LOGIN, {"username": username, "password": password, **more})


def test_a_person_signs_in_and_out_and_the_log_says_so(wang: User, client: Client) -> None:
    answer = sign_in(client, wang.username)
    assert (answer.status_code, answer.headers["Location"]) == (302, AFTER)
    assert client.get("/accounts/me/").context["request"].user.pk == wang.pk
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/accounts/me/").status_code == 302
    verbs = LogEntry.objects.filter(user=wang).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["account.signed_in", "account.signed_out"]


def test_a_name_in_capitals_or_full_width_is_the_same_name(wang: User, client: Client) -> None:
    assert sign_in(client, f" {wang.username.upper()} ").status_code == 302


def test_signing_out_needs_a_post(wang: User) -> None:
    client = signed_in(wang)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.get("/accounts/me/").status_code == 200


def test_signing_in_again_leads_on(wang: User) -> None:
    answer = signed_in(wang).get(LOGIN, {"next": "/strength/2010/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/strength/2010/")


# Guessing


def test_a_wrong_name_and_a_wrong_password_get_the_same_page(wang: User, client: Client) -> None:
    known = sign_in(client, wang.username, "wrong").content.decode()
    unknown = sign_in(Client(), "nobody", "wrong").content.decode()
    assert WRONG in known
    assert without_names(known, wang.username) == without_names(unknown, "nobody")


def without_names(page: str, username: str) -> list[str]:
    """The page without what differs for a reason: the name typed and the form's token."""
    return [line.replace(username, "…") for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_a_wrong_name_takes_as_much_work_as_a_wrong_password(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["tests.hashing.CountedArgon2"]
    wang = User.objects.create_user("wang", PASSWORD, name="王", role=Role.NATIONAL)
    spent = []
    for name in (wang.username, "nobody"):
        before = CountedArgon2.runs
        sign_in(Client(), name, "wrong")
        spent.append(CountedArgon2.runs - before)
    assert spent == [1, 1]


@pytest.mark.parametrize("state", ["suspended", "without role", "never joined"])
def test_an_account_that_may_not_sign_in_gets_the_same_words(state: str, client: Client) -> None:
    user = person("王")
    if state == "never joined":
        user.set_unusable_password()
    else:
        user.is_active = False
        user.role, user.region = ("", None) if state == "without role" else (user.role, user.region)
    user.save()
    assert WRONG in sign_in(client, user.username).content.decode()


def test_five_wrong_guesses_wait_a_quarter_of_an_hour(wang: User, client: Client) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC), tick=False) as clock:
        statuses = [sign_in(client, wang.username, "wrong").status_code for _attempt in range(5)]
        assert statuses == [200, 200, 200, 200, 429]
        clock.shift(60)
        locked = sign_in(client, wang.username)
        assert (locked.status_code, locked.headers["Retry-After"]) == (429, str(14 * 60))
        assert "请在 09:15:00 以后再试" in locked.content.decode()
        clock.shift(14 * 60 - 1)
        assert sign_in(client, wang.username).status_code == 429
        clock.shift(2)
        assert sign_in(client, wang.username).status_code == 302


def test_the_wait_says_the_same_for_a_name_that_does_not_exist(client: Client) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC), tick=False):
        statuses = [sign_in(client, "nobody", "wrong").status_code for _attempt in range(6)]
        assert statuses == [200, 200, 200, 200, 429, 429]


def test_the_wait_is_for_one_name_from_one_address(wang: User) -> None:
    other = person("李")
    for _attempt in range(5):
        sign_in(Client(), wang.username, "wrong")
    assert sign_in(Client(), wang.username).status_code == 429
    assert sign_in(Client(), other.username).status_code == 302
    assert sign_in(Client(REMOTE_ADDR="10.1.2.3"), wang.username).status_code == 302


def test_a_right_password_forgets_the_wrong_ones(wang: User) -> None:
    for _round in range(2):
        for _attempt in range(4):
            assert sign_in(Client(), wang.username, "wrong").status_code == 200
        assert sign_in(Client(), wang.username).status_code == 302


def test_passwords_are_kept_by_argon2() -> None:
    assert platform.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert person("王").password.startswith("argon2$argon2id$")


# Where one is sent


@pytest.mark.parametrize(
    ("asked", "sent_to"),
    [
        ("/strength/2010/?sort=rank", "/strength/2010/?sort=rank"),
        ("http://testserver/help/", "http://testserver/help/"),
        ("https://evil.example/", AFTER),
        ("//evil.example/", AFTER),
        ("///evil.example/", AFTER),
        ("/\\evil.example/", AFTER),
        ("http:///evil.example/", AFTER),
        ("javascript:alert(1)", AFTER),
        ("http://testserver@evil.example/", AFTER),
        ("http://testserver.evil.example/", AFTER),
        ("\x00//evil.example", AFTER),
        ("", AFTER),
    ],
)
def test_next_leads_only_to_this_host(wang: User, asked: str, sent_to: str) -> None:
    assert sign_in(Client(), wang.username, next=asked).headers["Location"] == sent_to
    page = Client().get(LOGIN, {"next": asked})
    assert page.context["next"] == ("" if sent_to == AFTER else sent_to)


def test_a_page_for_people_asks_to_sign_in_and_comes_back(wang: User, client: Client) -> None:
    answer = client.get("/accounts/me/?page=2")
    target = urlsplit(answer.headers["Location"])
    assert (answer.status_code, target.path, parse_qs(target.query)) == (302, LOGIN, {"next": ["/accounts/me/?page=2"]})


def test_a_form_sent_by_nobody_comes_back_to_its_page(client: Client) -> None:
    answer = client.post("/notices/read/", headers={"Referer": "http://testserver/notices/?page=3"})
    assert parse_qs(urlsplit(answer.headers["Location"]).query) == {"next": ["/notices/?page=3"]}
    answer = client.post("/notices/read/", headers={"Referer": "https://evil.example/notices/"})
    assert parse_qs(urlsplit(answer.headers["Location"]).query) == {}


def test_a_fragment_asked_by_nobody_makes_the_whole_page_go_to_sign_in(client: Client) -> None:
    answer = client.get("/notices/", headers={"HX-Request": "true", "Referer": "http://testserver/jobs/"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"{LOGIN}?next=/jobs/")


# Sessions


def test_a_planted_session_key_is_worthless(wang: User, client: Client) -> None:
    client.get(LOGIN)
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies["sessionid"] = session.session_key
    sign_in(client, wang.username)
    assert client.cookies["sessionid"].value != session.session_key
    thief = Client()
    thief.cookies["sessionid"] = session.session_key
    assert thief.get("/accounts/me/").status_code == 302


def test_a_stolen_key_is_worthless_after_signing_out(wang: User, client: Client) -> None:
    sign_in(client, wang.username)
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert thief.get("/accounts/me/").status_code == 200
    client.post("/accounts/logout/")
    assert thief.get("/accounts/me/").status_code == 302


def test_suspending_signs_out_at_once(wang: User) -> None:
    client = signed_in(wang)
    assert client.get("/accounts/me/").status_code == 200
    User.objects.filter(pk=wang.pk).update(is_active=False)
    assert client.get("/accounts/me/").status_code == 302


def test_pages_of_people_are_not_kept_by_the_browser(wang: User) -> None:
    assert signed_in(wang).get("/accounts/me/").headers["Cache-Control"] == "private, no-store"


def test_half_an_hour_without_use_signs_out_and_says_so(wang: User, client: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, wang.username)
        clock.shift(29 * 60)
        assert client.get("/accounts/me/").status_code == 200
        clock.shift(30 * 60 + 1)
        answer = client.get("/accounts/me/?page=2")
        assert answer.headers["Location"] == f"{LOGIN}?why=idle&next=/accounts/me/%3Fpage%3D2"
        page = client.get(answer.headers["Location"])
        assert "您已有 30 分钟没有操作" in page.content.decode()
        assert sign_in(client, wang.username, next=page.context["next"]).headers["Location"] == "/accounts/me/?page=2"


def test_use_puts_off_the_idle_logout(wang: User) -> None:
    client = signed_in(wang)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _visit in range(4):
            assert client.get("/accounts/me/").status_code == 200
            clock.shift(20 * 60)


@pytest.mark.urls("tests.base.accounts.polled_urls")
def test_a_script_that_polls_does_not_put_it_off(wang: User) -> None:
    client = signed_in(wang)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.get("/accounts/me/")
        seen = client.session[sessions.SEEN_AT]
        clock.shift(20 * 60)
        client.get("/polled/")
        assert client.session[sessions.SEEN_AT] == seen
        clock.shift(11 * 60)
        assert client.get("/polled/").status_code == 302


def test_the_idle_check_writes_at_most_once_a_minute(wang: User) -> None:
    client = signed_in(wang)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.get("/accounts/me/")
        assert writes(client, 59, clock) == 0
        assert writes(client, 1, clock) == 1
        assert writes(client, 1, clock) == 0


def writes(client: Client, after_seconds: int, clock: time_machine.Traveller) -> int:
    clock.shift(after_seconds)
    with CaptureQueriesContext(connection) as queries:
        client.get("/accounts/me/")
    return sum("UPDATE" in query["sql"] and "django_session" in query["sql"] for query in queries)


def test_the_page_lists_the_demonstration_logins_only_in_a_demonstration(client: Client, settings: Settings) -> None:
    assert [login[0] for login in client.get(LOGIN).context["logins"]] == [str(role.label) for role in Role]
    settings.DEMONSTRATION = False
    assert client.get(LOGIN).context["logins"] == []
