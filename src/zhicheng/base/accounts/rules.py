"""Who may do what to accounts. The three administrators are separated (三员分立), and nobody changes himself."""

import re

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import (
    ADMINISTRATORS,
    CODE_OF_ROLE,
    COUNTRYWIDE,
    MAY_HAVE_PARTY,
    OF_PARTIES,
    Role,
    User,
)
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.engine.places import contains

LISTS_ACCOUNTS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})


def is_officer(user: User) -> Verdict:
    """An officer of any level."""
    return YES if user.is_officer else no("not_an_officer", _("此页供各级知识产权管理部门工作人员使用"))


def is_system_admin(user: User) -> Verdict:
    """Opens accounts and keeps their names; gives no powers."""
    return YES if user.role == Role.SYSTEM_ADMIN else no("not_system_admin", _("开通和登记账户由系统管理员办理"))


def is_security_admin(user: User) -> Verdict:
    """Gives role and reach, unlocks and resets; opens no accounts."""
    return (
        YES
        if user.role == Role.SECURITY_ADMIN
        else no("not_security_admin", _("授权、解锁、停用和重置由安全管理员办理"))
    )


def can_list_accounts(user: User) -> Verdict:
    """The audit administrator reads the log instead."""
    if user.role not in LISTS_ACCOUNTS:
        return no("not_an_account_admin", _("账户由系统管理员和安全管理员管理"))
    return YES


def is_another(by: User, account: User) -> Verdict:
    """Nobody changes his own account."""
    return no("not_for_oneself", _("不能办理自己的账户，请由另一位管理员办理")) if by.pk == account.pk else YES


def can_open(by: User) -> Verdict:
    """Open an account, still without role."""
    return is_system_admin(by)


def can_correct(by: User, account: User) -> Verdict:
    """Correct name, office and mail address."""
    return is_system_admin(by) & is_another(by, account)


def can_grant(by: User, account: User) -> Verdict:
    """Give or change role and reach; also unlock, suspend, resume and reset."""
    return is_security_admin(by) & is_another(by, account)


def can_resume(by: User, account: User) -> Verdict:
    """Let a suspended account sign in again."""
    if not account.role:
        return no("no_role", _("这个账户还没有角色，请先授权"))
    return can_grant(by, account)


def can_hand_over(by: User, account: User) -> Verdict:
    """See the link with which the person sets the first password."""
    if account.has_usable_password():
        return no("has_password", _("本人已经设定密码；忘记密码的，请重置"))
    if not account.is_active:
        return no("suspended", _("账户未启用，请先授权或恢复"))
    return can_grant(by, account)


def can_hold(role: str, *, region_code: str, party_region_code: str | None) -> Verdict:
    """Whether role, reach and party fit; the database holds the same as constraints."""
    if role not in Role.values:
        return no("role_unknown", _("请选择角色"))
    return region_fits(role, region_code) & party_fits(role, region_code, party_region_code)


def region_fits(role: str, region_code: str) -> Verdict:
    """National office and administrators reach the whole country; the others have a division of their level."""
    if role in COUNTRYWIDE:
        return no("region_not_wanted", _("国家局和管理员不设管辖区域")) if region_code else YES
    if not region_code:
        return no("region_missing", _("请选择管辖区域"))
    pattern = CODE_OF_ROLE.get(Role(role))
    if pattern and not re.fullmatch(pattern, region_code):
        return no("region_of_other_level", _("管辖区域与角色的层级不符"))
    return YES


def party_fits(role: str, region_code: str, party_region_code: str | None) -> Verdict:
    """Users of organisations belong to one, in their own reach; officers to none."""
    if party_region_code is None:
        return no("party_missing", _("请选择所属单位")) if role in OF_PARTIES else YES
    if role not in MAY_HAVE_PARTY:
        return no("party_not_wanted", _("这个角色不属于任何单位"))
    if not contains(region_code, party_region_code):
        return no("party_elsewhere", _("所属单位不在管辖区域内"))
    return YES


def is_administrator_role(role: str) -> Verdict:
    """The command line makes administrators only; everybody else is opened and granted by them."""
    if role not in ADMINISTRATORS:
        return no("not_an_administrator", _("命令行只开通系统、安全、审计三类管理员"))
    return YES
