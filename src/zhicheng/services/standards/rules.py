"""Who keeps the register of certificates."""

from datetime import date

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.parties.models import Party
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.standards.models import Certificate, State, Surveillance


def can_keep(user: User) -> Verdict:
    """Officers of every level keep the register."""
    if not user.is_officer:
        return no("not_an_officer", _("认证证书由各级知识产权管理部门登记"))
    return YES


def can_register(user: User, holder: Party) -> Verdict:
    """An officer registers certificates of the organisations in his reach."""
    if not user.reaches(holder.region_id):
        return no("beyond_reach", _("持证单位不在您的辖区，请由当地知识产权管理部门登记"))
    return can_keep(user)


def can_change(user: User, certificate: Certificate) -> Verdict:
    """Who registers a holder's certificates also corrects, suspends and withdraws them; a withdrawn one stays as it is."""
    if certificate.state == State.WITHDRAWN:
        return no("withdrawn", _("这张证书已经撤销，不能再改"))
    return can_register(user, certificate.holder)


def can_suspend(user: User, certificate: Certificate) -> Verdict:
    if certificate.state == State.SUSPENDED:
        return no("suspended_already", _("这张证书已经暂停"))
    return can_change(user, certificate)


def can_resume(user: User, certificate: Certificate) -> Verdict:
    if certificate.state == State.VALID:
        return no("not_suspended", _("这张证书没有暂停"))
    return can_change(user, certificate)


def can_renew(user: User, certificate: Certificate, issued_on: date) -> Verdict:
    """A certificate is replaced once, by a later one."""
    if hasattr(certificate, "replaced_by"):
        return no("replaced", _("这张证书已经换发，请从新证书办理"))
    if issued_on <= certificate.issued_on:
        return no("not_later", _("新证书的颁发日期应当晚于原证书（%s）") % certificate.issued_on)
    return can_change(user, certificate)


def can_record_surveillance(user: User, surveillance: Surveillance, done_on: date) -> Verdict:
    """An audit is recorded once, after the certificate was issued and not before it happened."""
    if surveillance.done_on is not None:
        return no("recorded", _("这次监督审核已经登记"))
    if done_on < surveillance.certificate.issued_on:
        return no("before_issue", _("审核日期早于证书颁发日期"))
    return can_change(user, surveillance.certificate)
