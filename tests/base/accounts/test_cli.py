"""`zhicheng accounts create-administrator`: the first administrators of an installation."""

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.people import person
from zhicheng.base.accounts.cli import app
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry

pytestmark = pytest.mark.django_db
PASSWORD = "juliet sierra 42"


def create(*, typed: str = "", **options: str) -> Result:
    words = [f"--{name}={value}" for name, value in options.items()]
    return CliRunner().invoke(app, ["create-administrator", *words], input=typed)


def test_it_asks_for_everything_and_the_password_twice() -> None:
    result = create(typed=f"security_admin\nanquan9\n安全\n{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    admin = User.objects.get(username="anquan9")
    assert (admin.role, admin.region, admin.is_active, admin.must_change_password) == (
        Role.SECURITY_ADMIN,
        None,
        True,
        True,
    )
    assert admin.check_password(PASSWORD)
    assert PASSWORD not in result.output
    entry = LogEntry.objects.get(on_kind="accounts.user", on_id=str(admin.pk))
    assert (entry.verb, entry.user_label, entry.why) == ("account.opened", "系统", "由命令行开通")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"role": "city_head"}, "命令行只开通系统、安全、审计三类管理员"),
        ({"role": "emperor"}, "命令行只开通系统、安全、审计三类管理员"),
        ({"username": "有中文"}, "用户名由"),
        ({"password": "short"}, "10"),
        ({"password": "anquan9!!!"}, "相似"),
    ],
)
def test_what_the_pages_refuse_it_refuses(changes: dict[str, str], said: str) -> None:
    options = {"role": "security_admin", "username": "anquan9", "name": "安全", "password": PASSWORD, **changes}
    result = create(**options)
    assert result.exit_code == 2
    assert said in result.output
    assert not User.objects.filter(name="安全").exclude(synthetic=True).exists()


def test_a_taken_username_is_refused() -> None:
    taken = person("王")
    result = create(role="system_admin", username=taken.username, name="安建", password=PASSWORD)
    assert result.exit_code == 2
    assert "已被使用，请换一个" in result.output
