from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.verdicts import YES, Verdict, no

PUBLISHERS = frozenset({Role.NATIONAL})


def can_publish(user: User) -> Verdict:
    """Definitions bind everyone: the national office puts them in force."""
    if user.role not in PUBLISHERS:
        return no("not_a_publisher", _("定义由国家局发布"))
    return YES
