"""The list of accounts."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.ui.tables import Column, Filter, Table

STATES = (("active", _("启用")), ("waiting", _("待授权")), ("suspended", _("停用")))


def state_of(user: User) -> tuple[str, Any]:
    """Chip of an account: kind and words."""
    if not user.role:
        return "info", _("待授权")
    return ("ok", _("启用")) if user.is_active else ("bad", _("停用"))


def narrow_by_state(rows: QuerySet[User], state: str) -> QuerySet[User]:
    """Accounts in one of `STATES`."""
    if state == "waiting":
        return rows.filter(role="")
    return rows.exclude(role="").filter(is_active=state == "active")


def detail_url(user: User) -> str:
    return reverse("accounts:detail", args=[user.pk])


class AccountTable(Table):
    code = "accounts"
    caption = _("账户")
    columns = (
        Column("username", _("用户名"), link=detail_url, row_header=True),
        Column("name", _("姓名")),
        Column("role", _("角色"), value=lambda user: str(user.get_role_display()), sort="role"),
        Column("region__name", _("管辖区域")),
        Column("party__name", _("所属单位"), optional=True),
        Column("department", _("处室"), optional=True),
        Column("has_device", _("第二因素"), shows=lambda has: _("已设置") if has else _("未设置"), optional=True),
        Column("last_login", _("上次登录"), optional=True),
        Column("state", _("状态"), value=lambda user: str(state_of(user)[1]), chip=state_of, sort="is_active"),
    )
    default_sort = "username"
    search_fields = ("username", "name", "department", "party__name")
    search_label = _("用户名、姓名、处室或单位")
    filters = (
        Filter("role", _("角色"), Role.choices),
        Filter("state", _("状态"), STATES, apply=narrow_by_state),
    )
    empty_text = _("还没有账户。")
