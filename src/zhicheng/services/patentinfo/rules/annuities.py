"""Who sees and notes the fees of an organisation's patents."""

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import OF_PARTIES, User
from zhicheng.base.verdicts import YES, Verdict, no


def can_follow(user: User) -> Verdict:
    """The organisation's own people; officers do not see what it pays."""
    if user.role in OF_PARTIES and user.party_id:
        return YES
    return no("not_of_an_organisation", _("年费日历供企业、高校等单位的用户查看本单位的专利"))


def can_note(user: User, has_fee: bool) -> Verdict:
    """Say that a fee is paid: of a patent of the own organisation and a year that has a fee."""
    if not has_fee:
        return no("not_own_fee", _("贵单位已确认的专利中没有这笔年费"))
    return can_follow(user)
