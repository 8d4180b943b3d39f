"""The second factor: who must have it, setting it up, codes, recovery codes, and being held until it is passed."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from tests.people import PASSWORD, person, signed_in
from zhicheng.base.accounts import actions
from zhicheng.base.accounts.models import ADMINISTRATORS, OFFICERS, RecoveryCode, Role, User
from zhicheng.base.accounts.second_factor import device_of, must_have
from zhicheng.base.audit.models import LogEntry

pytestmark = pytest.mark.django_db
ASK, SET_UP = "/accounts/second-factor/", "/accounts/second-factor/set-up/"


@pytest.fixture(autouse=True)
def in_earnest(settings: Settings) -> None:
    settings.DEMONSTRATION = False


@pytest.fixture
def wang() -> User:
    return person("王")


def signed_in_by_password(user: User) -> Client:
    client = Client()
    assert client.post("/accounts/login/", {"username": user.username, "password": PASSWORD}).status_code == 302
    return client


def code_of(device: TOTPDevice, *, ahead: int = 0) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = timezone.now().timestamp() + ahead * device.step
    return f"{totp.token():06d}"


def with_device(user: User) -> tuple[TOTPDevice, list[str]]:
    device = actions.pending_device(account=user)
    codes = actions.confirm_device(account=user, device=device, code=code_of(device, ahead=-1))
    device.refresh_from_db()
    return device, codes


def test_officers_and_administrators_must_have_it_except_in_a_demonstration(settings: Settings) -> None:
    people = {role: person("王", role) for role in Role}
    assert {role for role, user in people.items() if must_have(user)} == OFFICERS | ADMINISTRATORS
    settings.DEMONSTRATION = True
    assert not any(must_have(user) for user in people.values())


def test_an_officer_without_device_is_held_at_setting_it_up(wang: User) -> None:
    client = signed_in_by_password(wang)
    for page in ("/", "/accounts/me/", "/notices/", "/audit/"):
        assert client.get(page).headers["Location"] == SET_UP, page
    page = client.get(SET_UP)
    device = TOTPDevice.objects.get(user=wang)
    secret = page.context["enrolment"].secret.replace(" ", "")
    assert re.fullmatch(r"[A-Z2-7]{32}", secret)
    assert page.context["enrolment"].picture.startswith("data:image/svg+xml")
    answer = client.post(SET_UP, {"code": code_of(device)})
    assert len(answer.context["codes"]) == 10
    assert all(re.fullmatch(r"([A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}", code) for code in answer.context["codes"])
    assert client.get("/accounts/me/").status_code == 200


def test_an_organisations_user_may_do_without(wang: User) -> None:
    li = person("李", Role.ORGANISATION)
    assert signed_in_by_password(li).get("/accounts/me/").status_code == 200


def test_whoever_has_a_device_is_asked_also_in_a_demonstration(settings: Settings) -> None:
    settings.DEMONSTRATION = True
    li = person("李", Role.ORGANISATION)
    device, _codes = with_device(li)
    client = signed_in_by_password(li)
    assert client.get("/accounts/me/").headers["Location"] == ASK
    assert client.post(ASK, {"code": code_of(device)}).status_code == 302
    assert client.get("/accounts/me/").status_code == 200


def test_the_code_lets_in_under_a_new_session_key_and_is_logged(wang: User) -> None:
    device, _codes = with_device(wang)
    client = signed_in_by_password(wang)
    assert client.get("/accounts/me/").headers["Location"] == ASK
    assert not LogEntry.objects.filter(user=wang, verb="account.signed_in").exists()
    before = client.session.session_key
    answer = client.post(ASK, {"code": code_of(device), "next": "/notices/"})
    assert answer.headers["Location"] == "/notices/"
    assert client.session.session_key != before
    assert LogEntry.objects.filter(user=wang, verb="account.signed_in").count() == 1


def test_a_code_counts_once(wang: User) -> None:
    device, _codes = with_device(wang)
    code = code_of(device)
    assert signed_in_by_password(wang).post(ASK, {"code": code}).status_code == 302
    again = signed_in_by_password(wang).post(ASK, {"code": code})
    assert again.status_code == 200
    assert "验证码不正确" in again.context["form"].errors["code"][0]


def test_wrong_codes_wait_longer_and_longer(wang: User) -> None:
    device, _codes = with_device(wang)
    with time_machine.travel(dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC), tick=False) as clock:
        TOTPDevice.objects.filter(pk=device.pk).update(last_t=-1)
        client = signed_in_by_password(wang)
        said = []
        for wait in (0, 2, 3):
            clock.shift(wait)
            said.append(client.post(ASK, {"code": "000000"}).context["form"].errors["code"][0])
        assert said == [
            "验证码不正确。请在 09:00:01 以后再试",
            "验证码不正确。请在 09:00:04 以后再试",
            "验证码不正确。请在 09:00:09 以后再试",
        ]
        assert client.post(ASK, {"code": code_of(device)}).status_code == 200  # right, but too early
        clock.shift(5)
        assert client.post(ASK, {"code": code_of(device)}).status_code == 302


def test_a_device_that_is_set_up_cannot_be_replaced_by_somebody_with_the_password(wang: User) -> None:
    device, _codes = with_device(wang)
    thief = signed_in_by_password(wang)
    assert thief.get(SET_UP).headers["Location"] == ASK
    assert thief.post(SET_UP, {"code": "123456"}).headers["Location"] == ASK
    assert thief.post("/accounts/second-factor/codes/").headers["Location"] == ASK
    assert [each.pk for each in TOTPDevice.objects.filter(user=wang)] == [device.pk]


def test_a_wrong_first_code_confirms_nothing(wang: User) -> None:
    client = signed_in_by_password(wang)
    client.get(SET_UP)
    device = TOTPDevice.objects.get(user=wang)
    wrong = f"{(int(code_of(device)) + 1) % 1_000_000:06d}"
    answer = client.post(SET_UP, {"code": wrong})
    assert answer.context["form"].errors["code"][0].startswith("验证码不正确")
    assert device_of(wang) is None
    assert not RecoveryCode.objects.filter(user=wang).exists()
    assert client.get("/accounts/me/").headers["Location"] == SET_UP


def test_a_recovery_code_lets_in_once_in_any_spelling(wang: User) -> None:
    _device, codes = with_device(wang)
    spelled = codes[3].lower().replace("-", " ")
    client = signed_in_by_password(wang)
    assert client.post(ASK, {"code": spelled}).status_code == 302
    assert client.get("/accounts/me/").context["codes_left"] == 9
    again = signed_in_by_password(wang)
    assert again.post(ASK, {"code": codes[3]}).status_code == 200
    assert again.get("/accounts/me/").headers["Location"] == ASK


def test_recovery_codes_are_not_kept_in_plain_and_belong_to_one_person(wang: User) -> None:
    _device, codes = with_device(wang)
    kept = list(RecoveryCode.objects.filter(user=wang).values_list("digest", flat=True))
    assert len(set(kept)) == 10
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in kept)
    li = person("李")
    with_device(li)
    client = signed_in_by_password(li)
    assert client.post(ASK, {"code": codes[0]}).status_code == 200


def test_new_recovery_codes_void_the_old(wang: User) -> None:
    _device, old = with_device(wang)
    new = actions.renew_recovery_codes(account=wang)
    assert set(old) & set(new) == set()
    assert [actions.use_recovery_code(account=wang, code=code) for code in (old[0], new[0])] == [False, True]


def test_a_reset_device_is_set_up_anew_and_its_session_is_held(wang: User) -> None:
    device, codes = with_device(wang)
    client = signed_in_by_password(wang)
    client.post(ASK, {"code": code_of(device)})
    assert client.get("/accounts/me/").status_code == 200
    actions.reset_second_factor(account=wang, by=person("安", Role.SECURITY_ADMIN), why="手机遗失")
    assert client.get("/accounts/me/").headers["Location"] == SET_UP
    assert not actions.use_recovery_code(account=wang, code=codes[0])
    waiting = signed_in_by_password(wang)
    assert waiting.get("/accounts/me/").headers["Location"] == SET_UP


def test_tests_sign_people_in_with_the_second_factor_passed() -> None:
    for role in Role:
        assert signed_in(person("王", role)).get("/accounts/me/").status_code == 200, role
