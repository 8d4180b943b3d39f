"""开通管理员账户。"""

from typing import Annotated

import typer
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from zhicheng.base.accounts import actions
from zhicheng.base.accounts.forms import USERNAME, normal
from zhicheng.base.accounts.models import ADMINISTRATORS, Role, User
from zhicheng.base.verdicts import Refused

app = typer.Typer(help="开通管理员账户。", no_args_is_help=True)
ROLES = "、".join(f"{role.value}（{role.label}）" for role in Role if role in ADMINISTRATORS)


@app.callback()
def accounts() -> None:
    """开通管理员账户。"""


@app.command("create-administrator")
def create_administrator(
    role: Annotated[str, typer.Option(prompt=f"角色：{ROLES}", help=ROLES)],
    username: Annotated[str, typer.Option(prompt="用户名", help="小写字母、数字、点或横线")],
    name: Annotated[str, typer.Option(prompt="姓名", help="本人姓名")],
    password: Annotated[
        str,
        typer.Option(
            prompt="初始密码（本人首次登录时须修改）",
            confirmation_prompt="再输入一次",
            hide_input=True,
            help="不写时询问",
        ),
    ],
) -> None:
    """开通一个系统、安全或审计管理员。三个角色须由三个人担任；其余账户由他们在网页上办理。"""
    username = normal(username)
    check(username, name, password)
    try:
        account = actions.create_administrator(username=username, name=name, role=role, password=password)
    except Refused as refusal:
        raise typer.BadParameter(refusal.because) from refusal
    typer.echo(f"已开通{account.get_role_display()}：{account.name}（{account.username}）。首次登录时须修改密码。")


def check(username: str, name: str, password: str) -> None:
    """The same demands as on the pages."""
    if not USERNAME.fullmatch(username):
        raise typer.BadParameter("用户名由 3 至 64 个小写字母、数字、点或横线组成，以字母或数字开头")
    try:
        validate_password(password, User(username=username, name=name))
    except ValidationError as fault:
        raise typer.BadParameter(" ".join(fault.messages)) from fault
