from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.parties.models import Party
from zhicheng.base.verdicts import YES, Verdict, no


def can_list(user: User) -> Verdict:
    """Officers see the parties of their reach."""
    if user.is_officer:
        return YES
    return no("not_an_officer", _("主体名录供各级知识产权管理部门工作人员使用"))


def can_see(user: User, party: Party) -> Verdict:
    """Officers in whose reach it lies, and its own people."""
    if user.party_id == party.pk or (user.is_officer and user.reaches(party.region_id)):
        return YES
    return no("not_your_party", _("这家单位不在您的辖区，也不是您所属的单位"))


def can_register(user: User, region_code: str) -> Verdict:
    """Officers register the parties of their reach."""
    if not user.is_officer:
        return no("not_an_officer", _("登记主体由所在地知识产权管理部门办理"))
    if not user.reaches(region_code):
        return no("beyond_reach", _("所在地不在您的辖区，请由当地知识产权管理部门登记"))
    return YES


def can_correct(user: User, party: Party) -> Verdict:
    """Who sees a party may correct what is registered of it."""
    return can_see(user, party)


def can_confirm(user: User, party: Party) -> Verdict:
    """Only its own people say that what is registered of a party is right."""
    if user.party_id == party.pk:
        return YES
    return no("not_your_party", _("只有本单位的账户可以确认单位信息"))


def has_party(user: User) -> Verdict:
    """Who belongs to an organisation."""
    if user.party_id is not None:
        return YES
    return no("not_of_a_party", _("您的账户没有所属单位。各单位的登记信息可以在主体名录中查找"))
