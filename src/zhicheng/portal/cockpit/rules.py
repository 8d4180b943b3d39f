"""Who sits in the cockpit."""

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import OFFICERS, User
from zhicheng.base.regions.models import Region
from zhicheng.base.verdicts import YES, Verdict, no


def can_look(user: User) -> Verdict:
    """Officers; what is public stands on the public pages."""
    if user.role in OFFICERS:
        return YES
    return no("not_an_officer", _("驾驶舱供各级知识产权管理部门使用；公开的数据在首页和指标页"))


def can_see(user: User, region: Region) -> bool:
    """A city in the officer's reach, or the own city of a county's officer."""
    return region.code.startswith(user.reach[:4]) if user.is_officer else False
