from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.verdicts import YES, Verdict, no


def can_evaluate(user: User) -> Verdict:
    """The national office has the evaluation computed; changed figures do so by themselves."""
    if user.role != Role.NATIONAL:
        return no("not_national", _("专利实力评价由国家局发起"))
    return YES
