"""What stands in the head of every page, by who looks at it."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.ui.addresses import address
from zhicheng.base.ui.navigation import Item
from zhicheng.governance.assessment.rules.rounds import can_follow

# Route, label.
PUBLIC = (
    ("home", _("首页")),
    ("hall:home", _("办事服务")),
    ("plans:list", _("工作计划")),
    ("patentinfo:search", _("专利检索")),
    ("strength:latest", _("专利实力")),
    ("assessment:latest", _("年度考核")),
    ("indicators:catalogue", _("指标数据")),
    ("releases:list", _("公开发布")),
    ("regions", _("示范城市")),
)
OFFICER = (
    ("workbench", _("工作台")),
    ("cockpit:home", _("驾驶舱")),
    ("hall:desk", _("办件")),
    ("hall:home", _("办事服务")),
    ("plans:list", _("工作计划")),
    ("patentinfo:search", _("专利检索")),
    ("strength:latest", _("专利实力")),
    ("assessment:list", _("年度考核")),
    ("indicators:catalogue", _("指标数据")),
    ("definitions:list", _("定义")),
)
# To officers the pages of cases, calls and statistics are all their own work; only the items are what everybody sees.
OFFICER_SECTIONS = {"hall:desk": "/hall/", "hall:home": "/hall/items/"}
ADMINISTRATOR = {
    Role.SYSTEM_ADMIN: (("accounts:list", _("账户")), ("jobs:list", _("后台任务"))),
    Role.SECURITY_ADMIN: (("accounts:list", _("账户")),),
    Role.AUDIT_ADMIN: (("audit:list", _("日志")),),
}


def items(request: HttpRequest) -> list[Item]:
    """The entries for a visitor or the signed-in person."""
    sections = OFFICER_SECTIONS if isinstance(request.user, User) and request.user.is_officer else {}
    return [Item(label, address(route), sections.get(route, "")) for route, label in routes(request.user)]


def routes(user: object) -> tuple[tuple[str, object], ...]:
    if not isinstance(user, User):
        return PUBLIC
    if user.is_officer:
        return tuple(entry for entry in OFFICER if entry[0] != "assessment:list" or can_follow(user))
    if user.is_administrator:
        return (("workbench", _("工作台")), *ADMINISTRATOR[Role(user.role)], *PUBLIC)
    return (("workbench", _("工作台")), *PUBLIC)
