"""Writes of contacts and custody."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record as log
from zhicheng.base.documents.models import Document
from zhicheng.base.notices.actions import notify
from zhicheng.base.parties.models import Party
from zhicheng.base.verdicts import Refused
from zhicheng.services.contacts import queries, rules
from zhicheng.services.contacts.models import Custody, CustodyState, SmeContact

NAMES = verbs.register(
    {
        "contact.recorded": gettext_lazy("登记服务记录"),
        "contact.followed_up": gettext_lazy("登记后续事项完成"),
        "contact.imported": gettext_lazy("导入服务记录"),
        "custody.proposed": gettext_lazy("提出托管"),
        "custody.confirmed": gettext_lazy("同意托管"),
        "custody.declined": gettext_lazy("不同意托管"),
        "custody.withdrawn": gettext_lazy("撤回托管提议"),
        "custody.ended": gettext_lazy("结束托管"),
    }
)


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What is recorded of a contact; `agency` is None when the office itself served."""

    party: Party
    day: date
    kind: str
    topic: str
    text: str
    agency: Party | None = None
    is_base: bool = False
    follow_up: str = ""
    due_on: date | None = None
    done_on: date | None = None
    synthetic: bool = False

    def as_fields(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


@transaction.atomic
def record(*, facts: ContactFacts, by: User | None) -> SmeContact:
    """Record who was served, how and on what; `by` None in the demonstration."""
    if by is not None:
        entrusted = queries.is_entrusted(facts.party, facts.agency)
        rules.can_record(by, facts.party, facts.agency, facts.day, is_entrusted=entrusted).or_refuse()
    made = write(facts, by)
    log("contact.recorded", on=made, by=by, region_code=facts.party.region_id, kind=facts.kind, topic=facts.topic)
    return made


@transaction.atomic
def follow_up_done(*, contact: SmeContact, done_on: date, by: User) -> SmeContact:
    """Note the day on which what was to follow was done."""
    with scopes_disabled():
        contact = SmeContact.objects.select_for_update(of=("self",)).select_related("party").get(pk=contact.pk)
    rules.can_follow_up(by, contact, done_on).or_refuse()
    contact.done_on = done_on
    contact.save(update_fields=["done_on"])
    log("contact.followed_up", on=contact, by=by, region_code=contact.party.region_id, done_on=str(done_on))
    return contact


@transaction.atomic
def import_list(*, contacts: Sequence[ContactFacts], document: Document, by: User) -> int:
    """Record the rows of a checked list, all or nothing; returns how many."""
    rules.can_import(by).or_refuse()
    for facts in contacts:
        rules.can_record(by, facts.party, facts.agency, facts.day, is_entrusted=False).or_refuse()
        write(facts, by)
    log("contact.imported", on=document, by=by, region_code=by.region_id or "", recorded=len(contacts))
    return len(contacts)


def write(facts: ContactFacts, by: User | None) -> SmeContact:
    with scopes_disabled():
        return SmeContact.objects.create(recorded_by=by, **facts.as_fields())


@transaction.atomic
def propose(*, party: Party, agency: Party, scope: str, by: User | None, synthetic: bool = False) -> Custody:
    """An agency offers to take care of an organisation's IP matters; the organisation is told."""
    if by is not None:
        rules.can_propose(by, party, agency).or_refuse()
    try:
        with transaction.atomic(), scopes_disabled():
            made = Custody.objects.create(
                party=party, agency=agency, scope=scope, proposed_by=by, synthetic=synthetic
            )  # fmt: skip
    except IntegrityError as error:
        if "custody_once" not in str(error):
            raise
        raise Refused("proposed_already", _("与这家单位已有待确认或正在进行的托管")) from error
    log("custody.proposed", on=made, by=by, region_code=party.region_id)
    tell(party, _("%s 提出托管贵单位的知识产权事务，请确认") % agency.name, made)
    return made


@transaction.atomic
def confirm(*, custody: Custody, by: User) -> Custody:
    """The organisation entrusts the agency from today."""
    custody = locked(custody)
    rules.can_answer(by, custody).or_refuse()
    changed(custody, CustodyState.RUNNING, by, starts_on=timezone.localdate())
    tell(custody.agency, _("%s 已同意托管") % custody.party.name, custody)
    return custody


@transaction.atomic
def decline(*, custody: Custody, reason: str, by: User) -> Custody:
    """The organisation does not want it."""
    custody = locked(custody)
    rules.can_answer(by, custody).or_refuse()
    changed(custody, CustodyState.DECLINED, by, reason=reason)
    tell(custody.agency, _("%s 未同意托管") % custody.party.name, custody)
    return custody


@transaction.atomic
def end(*, custody: Custody, reason: str, by: User) -> Custody:
    """Either side ends a custody with today as the last day; a proposal is withdrawn by the agency."""
    custody = locked(custody)
    rules.can_end(by, custody).or_refuse()
    if custody.state == CustodyState.PROPOSED:
        changed(custody, CustodyState.WITHDRAWN, by, reason=reason)
    else:
        changed(custody, CustodyState.ENDED, by, reason=reason, ends_on=timezone.localdate())
    other = custody.agency if by.party_id == custody.party_id else custody.party
    tell(other, _("托管已结束：%s") % custody, custody)
    return custody


VERB_OF = {
    CustodyState.RUNNING: "custody.confirmed",
    CustodyState.DECLINED: "custody.declined",
    CustodyState.WITHDRAWN: "custody.withdrawn",
    CustodyState.ENDED: "custody.ended",
}


def changed(custody: Custody, state: CustodyState, by: User, **values: Any) -> None:
    custody.state = state
    for name, value in values.items():
        setattr(custody, name, value)
    custody.save(update_fields=["state", *values])
    log(VERB_OF[state], on=custody, by=by, why=custody.reason, region_code=custody.party.region_id)


def locked(custody: Custody) -> Custody:
    with scopes_disabled():
        rows = Custody.objects.select_for_update(of=("self",)).select_related("party", "agency")
        return rows.get(pk=custody.pk)


def tell(party: Party, subject: str, custody: Custody) -> None:
    """A notice to everybody of an organisation."""
    for user in User.objects.filter(party=party, is_active=True):
        notify(to=user, subject=subject[:100], url=custody.get_absolute_url())
