"""Who may read the log."""

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.verdicts import YES, Verdict, no


def can_read_log(user: User) -> Verdict:
    """The audit administrator reads all of it, officers what happened in their reach."""
    if user.role == Role.AUDIT_ADMIN or user.is_officer:
        return YES
    return no("not_a_log_reader", _("操作日志由审计管理员查看，各级管理部门可查看本辖区的部分"))
