"""Who decides about applicants' names."""

from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import CITY_OFFICERS, OF_PARTIES, Role, User
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.patentinfo.models import ApplicantName, NameClaim

JUDGES = CITY_OFFICERS | {Role.PROVINCIAL, Role.NATIONAL}


def can_judge(user: User) -> Verdict:
    """Say whether two names are one applicant: officers from the city upwards."""
    if user.role not in JUDGES:
        return no("not_a_judge", _("申请人名称由市局、省局和国家局确认"))
    return YES


def can_claim(user: User, name_key: str) -> Verdict:
    """Say that a name is one's own organisation's, while nobody has it."""
    if user.role not in OF_PARTIES or user.party_id is None:
        return no("not_of_a_party", _("申请人名称由单位自己认领"))
    if not name_key:
        return no("no_name", _("请选择要认领的申请人名称"))
    # A name is given once in the whole country: who claims one must know that it is taken.
    with scopes_disabled():
        is_taken = ApplicantName.objects.filter(name_key=name_key).exists()
    return no("name_taken", _("这个申请人名称已经确认了所属单位")) if is_taken else YES


def can_decide(user: User, claim: NameClaim) -> Verdict:
    """Confirm or refuse what an organisation of one's reach claims; nobody confirms what he claimed himself."""
    if claim.by_id == user.pk:
        return no("own_claim", _("不能确认自己提出的认领"))
    if not user.reaches(claim.party.region_id):
        return no("beyond_reach", _("这家单位不在您的辖区，请由当地知识产权管理部门确认"))
    return can_judge(user)
