"""Who records contacts, and who gives and takes custody."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import OF_PARTIES, Role, User
from zhicheng.base.parties.models import Kind as PartyKind
from zhicheng.base.parties.models import Party, Size
from zhicheng.base.verdicts import YES, Verdict, no
from zhicheng.services.contacts.models import Custody, CustodyState, SmeContact

SME_KINDS = frozenset({PartyKind.ENTERPRISE, PartyKind.MAKER})


def can_work(user: User) -> Verdict:
    """Officers and agencies record whom they served."""
    if user.is_officer or user.role == Role.AGENCY:
        return YES
    return no("not_a_server", _("服务台账由知识产权管理部门和服务机构登记"))


def can_import(user: User) -> Verdict:
    """Officers bring in lists."""
    return YES if user.is_officer else no("not_an_officer", _("服务台账由知识产权管理部门导入"))


def has_own(user: User) -> Verdict:
    """Who belongs to an organisation sees what is recorded of it."""
    return YES if user.role in OF_PARTIES else no("not_an_organisation", _("这里只显示登录人所属单位的记录"))


def can_see_any(user: User) -> Verdict:
    if user.is_officer or user.role in OF_PARTIES:
        return YES
    return no("not_concerned", _("这里由服务机构、单位和管理部门查看"))


def can_record(user: User, party: Party, agency: Party | None, day: date, *, is_entrusted: bool) -> Verdict:
    """An officer records what happened in the reach; an agency what it did for those who have entrusted it (`is_entrusted`)."""
    if day > timezone.localdate():
        return no("in_future", _("日期不能晚于今天"))
    if agency is not None and agency.pk == party.pk:
        return no("own_party", _("服务机构和服务对象不能是同一家单位"))
    if user.is_officer:
        return YES if user.reaches(party.region_id) else no("beyond_reach", _("这家单位不在您的辖区"))
    if user.role == Role.AGENCY and (agency is None or agency.pk != user.party_id):
        return no("not_your_agency", _("服务机构只能登记本机构的服务"))
    if user.role == Role.AGENCY and not is_entrusted:
        return no("not_entrusted", _("服务机构只能登记对托管单位的服务，这家单位没有委托本机构"))
    return can_work(user)


def can_follow_up(user: User, contact: SmeContact, done_on: date) -> Verdict:
    """Who recorded it or the office of the place notes once that what was to follow is done."""
    if not contact.is_open:
        return no("nothing_open", _("没有待办的后续事项，或已登记完成"))
    if not contact.day <= done_on <= timezone.localdate():
        return no("wrong_day", _("完成日期应在服务日期和今天之间"))
    if user.role == Role.AGENCY and contact.agency_id == user.party_id:
        return YES
    if user.is_officer and user.reaches(contact.party.region_id):
        return YES
    return no("not_yours", _("后续事项由登记的机构或当地管理部门办理"))


def can_propose_any(user: User) -> Verdict:
    return YES if user.role == Role.AGENCY else no("not_an_agency", _("托管由服务机构提出"))


def can_propose(user: User, party: Party, agency: Party) -> Verdict:
    """An agency offers custody to a small or medium enterprise or a maker, not to itself."""
    if agency.pk != user.party_id:
        return no("not_your_agency", _("服务机构只能以本机构的名义提出托管"))
    if party.pk == agency.pk:
        return no("own_party", _("服务机构不能托管本单位"))
    if party.kind not in SME_KINDS or party.size == Size.LARGE:
        return no("no_sme", _("托管面向中小微企业和创客，这家单位不在此列"))
    return can_propose_any(user)


def can_answer(user: User, custody: Custody) -> Verdict:
    """The organisation confirms or declines a proposal."""
    if user.party_id is None or user.party_id != custody.party_id:
        return no("not_your_party", _("托管由被托管单位确认"))
    if custody.state != CustodyState.PROPOSED:
        return no("answered_already", _("这项托管已经答复或撤回"))
    return YES


def can_end(user: User, custody: Custody) -> Verdict:
    """Either side ends a running custody; only the agency withdraws a proposal."""
    if user.party_id is None or user.party_id not in {custody.party_id, custody.agency_id}:
        return no("not_your_custody", _("托管由服务机构或被托管单位结束"))
    if custody.state == CustodyState.PROPOSED and user.party_id == custody.party_id:
        return no("unconfirmed", _("托管还没有确认，请选择同意或不同意"))
    if custody.state not in {CustodyState.PROPOSED, CustodyState.RUNNING}:
        return no("ended_already", _("这项托管已经结束"))
    return YES
