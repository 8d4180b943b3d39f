"""An account's way: opened, granted, invited, and in use; and what voids the link and the password."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.people import PASSWORD, division, firm, person, signed_in
from zhicheng.base.accounts import actions
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry

pytestmark = pytest.mark.django_db
CHOSEN = "juliet sierra 42"


@pytest.fixture
def system() -> Client:
    return signed_in(person("安建", Role.SYSTEM_ADMIN))


@pytest.fixture
def security() -> Client:
    return signed_in(person("安全", Role.SECURITY_ADMIN))


@pytest.fixture
def opened(system: Client) -> User:
    system.post("/accounts/new/", {"username": "WangFang", "name": "王芳", "department": "保护处", "email": ""})
    return User.objects.get(username="wangfang")


@pytest.fixture
def link(opened: User, security: Client) -> str:
    division("440300")
    grant = {"role": Role.CITY_HANDLER, "region_code": "440300", "party": "", "why": "任命"}
    assert security.post(f"/accounts/{opened.pk}/grant/", grant).status_code == 302
    url: str = security.get(f"/accounts/{opened.pk}/link/").context["url"]
    return url


def test_from_opening_to_signing_in(opened: User, link: str) -> None:
    assert link.startswith("http://testserver/accounts/join/")
    visitor = Client()
    assert visitor.get(link).context["account"] == opened
    assert visitor.post(link, {"password": CHOSEN, "again": CHOSEN}).headers["Location"] == "/accounts/login/"
    assert visitor.post("/accounts/login/", {"username": "wangfang", "password": CHOSEN}).status_code == 302
    assert visitor.get("/accounts/me/").context["request"].user.reach == "4403"
    history = LogEntry.objects.filter(on_kind="accounts.user", on_id=str(opened.pk)).order_by("number")
    assert list(history.values_list("verb", "user_label")) == [
        ("account.opened", "安建（系统管理员）"),
        ("account.granted", "安全（安全管理员）"),
        ("account.password_set", "王芳（市局经办人）"),
        ("account.signed_in", "王芳（市局经办人）"),
    ]


def test_an_opened_account_has_no_powers_and_no_door(opened: User, security: Client) -> None:
    assert (opened.role, opened.region, opened.is_active, opened.has_usable_password()) == ("", None, False, False)
    refused = security.get(f"/accounts/{opened.pk}/link/")
    assert refused.status_code == 409


def test_the_link_works_once(link: str) -> None:
    Client().post(link, {"password": CHOSEN, "again": CHOSEN})
    assert Client().get(link).status_code == 410
    assert Client().post(link, {"password": "another one 43", "again": "another one 43"}).status_code == 410


def test_the_link_dies_after_three_days(link: str) -> None:
    with time_machine.travel(timezone.localtime(), tick=False) as clock:
        clock.shift(3 * 24 * 3600 - 60)
        assert Client().get(link).status_code == 200
        clock.shift(120)
        assert Client().get(link).status_code == 410


@pytest.mark.parametrize("change", [lambda path: path[:-2] + "x/", lambda path: path.replace("/join/", "/join/x")])
def test_a_forged_link_is_void(link: str, change: Callable[[str], str]) -> None:
    assert Client().get(change(link)).status_code == 410


def test_a_suspended_account_cannot_be_joined(opened: User, link: str) -> None:
    User.objects.filter(pk=opened.pk).update(is_active=False)
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize(
    ("password", "again", "field", "said"),
    [
        ("short", "short", "password", "10"),
        ("password123", "password123", "password", "常见"),
        ("wangfang2026", "wangfang2026", "password", "相似"),
        (CHOSEN, CHOSEN + "x", "again", "两次输入的密码不一致"),
        ("", "", "password", "请填写“新密码”"),
    ],
)
def test_a_poor_password_is_refused_in_words(link: str, password: str, again: str, field: str, said: str) -> None:
    page = Client().post(link, {"password": password, "again": again})
    assert page.status_code == 200
    assert said in page.context["form"].errors[field][0]
    assert not User.objects.get(username="wangfang").has_usable_password()


def test_a_reset_password_ends_sessions_and_gives_a_new_link(security: Client) -> None:
    wang = person("王")
    own = signed_in(wang)
    assert own.get("/accounts/me/").status_code == 200
    answer = security.post(f"/accounts/{wang.pk}/reset-password/", {"why": "本人忘记密码"})
    assert answer.headers["Location"] == f"/accounts/{wang.pk}/"
    assert own.get("/accounts/me/").status_code == 302
    assert (
        "sessionid" not in Client().post("/accounts/login/", {"username": wang.username, "password": PASSWORD}).cookies
    )
    link = security.get(f"/accounts/{wang.pk}/link/").context["url"]
    assert Client().post(link, {"password": CHOSEN, "again": CHOSEN}).status_code == 302
    assert security.get(f"/accounts/{wang.pk}/link/").status_code == 409


def test_changing_the_password_keeps_this_session_and_ends_others() -> None:
    wang = person("王")
    here, elsewhere = signed_in(wang), signed_in(wang)
    wrong = here.post("/accounts/me/password/", {"current": "no", "password": CHOSEN, "again": CHOSEN})
    assert wrong.context["form"].errors["current"] == ["现在的密码不正确"]
    same = here.post("/accounts/me/password/", {"current": PASSWORD, "password": PASSWORD, "again": PASSWORD})
    assert same.context["form"].errors["password"] == ["新密码不能与现在的密码相同"]
    assert (
        here.post("/accounts/me/password/", {"current": PASSWORD, "password": CHOSEN, "again": CHOSEN}).status_code
        == 302
    )
    assert here.get("/accounts/me/").status_code == 200
    assert elsewhere.get("/accounts/me/").status_code == 302


def test_a_password_set_by_another_must_be_changed_first() -> None:
    admin = actions.create_administrator(username="anquan2", name="安全", role=Role.SECURITY_ADMIN, password=PASSWORD)
    client = signed_in(admin)
    assert client.get("/accounts/").headers["Location"] == "/accounts/me/password/"
    client.post("/accounts/me/password/", {"current": PASSWORD, "password": CHOSEN, "again": CHOSEN})
    assert client.get("/accounts/").status_code == 200


# The administrators' forms


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"role": "", "region_code": "440300"}, "role", "请选择“角色”"),
        (
            {"role": "city_handler", "region_code": "亚特兰蒂斯"},
            "region_code",
            "没有找到“亚特兰蒂斯”，请填写全称或代码",
        ),
        ({"role": "city_handler", "region_code": ""}, "region_code", "请选择管辖区域"),
        ({"role": "city_handler", "region_code": "440000"}, "region_code", "管辖区域与角色的层级不符"),
        ({"role": "organisation", "region_code": "440300"}, "party", "请选择所属单位"),
        (
            {"role": "organisation", "region_code": "440300", "party": "没有这家"},
            "party",
            "没有找到“没有这家”，请填写全称或代码",
        ),
        ({"role": "organisation", "region_code": "340100", "party": "深圳某厂"}, "party", "所属单位不在管辖区域内"),
        ({"role": "city_handler", "region_code": "440300", "why": ""}, "why", "请填写“原因”"),
    ],
)
def test_a_grant_that_does_not_fit_is_explained_at_its_field(
    opened: User, security: Client, typed: dict[str, str], field: str, said: str
) -> None:
    firm("深圳某厂", region="440300")
    division("340100")
    page = security.post(f"/accounts/{opened.pk}/grant/", {"why": "任命", **typed})
    assert page.status_code == 200
    assert page.context["form"].errors[field] == [said]
    opened.refresh_from_db()
    assert opened.role == ""


def test_namesakes_are_named(opened: User, security: Client) -> None:
    first, second = firm("同名厂", region="440300"), firm("同名厂", region="440305")
    grant = {"role": "organisation", "region_code": "440300", "party": "同名厂", "why": "申请"}
    page = security.post(f"/accounts/{opened.pk}/grant/", grant)
    assert page.context["form"].errors["party"] == [
        f"有几个同名的：同名厂（{first.pk}）、同名厂（{second.pk}）。请填写代码"
    ]


@pytest.mark.parametrize("username", ["ab", "有中文", "a b c", "-abc", "x" * 65])
def test_odd_usernames_are_refused(system: Client, username: str) -> None:
    page = system.post("/accounts/new/", {"username": username, "name": "某"})
    assert list(page.context["form"].errors) == ["username"]


def test_a_taken_username_is_refused_in_any_case(system: Client, opened: User) -> None:
    page = system.post("/accounts/new/", {"username": "WANGFANG", "name": "另一个王芳"})
    assert page.context["form"].errors["username"] == ["用户名“wangfang”已被使用，请换一个"]


def test_unlocking_lets_the_person_try_at_once(security: Client) -> None:
    wang = person("王")
    for _attempt in range(5):
        Client().post("/accounts/login/", {"username": wang.username, "password": "wrong"})
    assert security.get(f"/accounts/{wang.pk}/").context["is_locked"]
    assert Client().post("/accounts/login/", {"username": wang.username, "password": PASSWORD}).status_code == 429
    security.post(f"/accounts/{wang.pk}/unlock/", {"why": "本人来电"})
    assert not security.get(f"/accounts/{wang.pk}/").context["is_locked"]
    assert Client().post("/accounts/login/", {"username": wang.username, "password": PASSWORD}).status_code == 302


def test_suspending_and_resuming(security: Client) -> None:
    wang = person("王")
    security.post(f"/accounts/{wang.pk}/suspend/", {"why": "调离"})
    wang.refresh_from_db()
    assert not wang.is_active
    security.post(f"/accounts/{wang.pk}/resume/", {"why": "调回"})
    wang.refresh_from_db()
    assert (wang.is_active, wang.role) == (True, Role.CITY_HANDLER)


def test_an_account_without_role_cannot_be_resumed(opened: User, security: Client) -> None:
    assert security.post(f"/accounts/{opened.pk}/resume/", {"why": "试试"}).status_code == 409


def test_administrators_meet_a_refusal_on_their_own_account() -> None:
    system, security = person("安建", Role.SYSTEM_ADMIN), person("安全", Role.SECURITY_ADMIN)
    own_pages = [(system, "correct"), (security, "grant"), (security, "suspend"), (security, "reset-second-factor")]
    assert [signed_in(user).get(f"/accounts/{user.pk}/{page}/").status_code for user, page in own_pages] == [403] * 4
