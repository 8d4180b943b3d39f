"""Writes of certificates."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NoReturn

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.documents.models import Document
from zhicheng.base.parties.models import Party
from zhicheng.base.verdicts import Refused
from zhicheng.engine.calendars.periods import add_months
from zhicheng.services.standards import queries, rules
from zhicheng.services.standards.models import Certificate, State, Surveillance

NAMES = verbs.register(
    {
        "certificate.registered": gettext_lazy("登记认证证书"),
        "certificate.renewed": gettext_lazy("登记换发的证书"),
        "certificate.corrected": gettext_lazy("更正认证证书"),
        "certificate.suspended": gettext_lazy("登记证书暂停"),
        "certificate.resumed": gettext_lazy("登记证书恢复"),
        "certificate.withdrawn": gettext_lazy("登记证书撤销"),
        "certificate.watched": gettext_lazy("登记监督审核"),
        "certificate.imported": gettext_lazy("导入证书名录"),
    }
)
# Letters and digits that nobody takes for another when reading them aloud.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says. `expires_on` None = the term of its standard; `first_issued_on` None = it is the first."""

    number: str
    holder: Party
    edition: str
    body: str
    issued_on: date
    first_issued_on: date | None = None
    expires_on: date | None = None
    scope: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A row of a list: a new certificate, or what is to be corrected in one."""

    facts: CertificateFacts
    certificate: Certificate | None = None


@transaction.atomic
def register(*, facts: CertificateFacts, by: User | None, document: Document | None = None) -> Certificate:
    """Register a certificate with the dates on which its surveillance is due. Its number is new in the whole country."""
    if by is not None:
        rules.can_register(by, facts.holder).or_refuse()
    made = write(Certificate(document=document, registered_by=by), facts)
    plan_surveillance([made])
    record("certificate.registered", on=made, by=by, region_code=facts.holder.region_id, standard=made.standard)
    return made


@transaction.atomic
def renew(*, certificate: Certificate, facts: CertificateFacts, by: User) -> Certificate:
    """Register the certificate that replaces another of the same holder; it is no new certification."""
    certificate = locked(certificate)
    rules.can_renew(by, certificate, facts.issued_on).or_refuse()
    same_holder = replace(facts, holder=certificate.holder, first_issued_on=certificate.first_issued_on)
    made = write(Certificate(replaces=certificate, registered_by=by), same_holder)
    plan_surveillance([made])
    record("certificate.renewed", on=made, by=by, region_code=made.holder.region_id, replaces=certificate.number)
    return made


@transaction.atomic
def correct(*, certificate: Certificate, facts: CertificateFacts, by: User, why: str) -> Certificate:
    """Correct what is registered of a certificate."""
    certificate = locked(certificate)
    rules.can_change(by, certificate).or_refuse()
    rules.can_register(by, facts.holder).or_refuse()
    changed = differences(certificate, facts)
    if not changed:
        return certificate
    write(certificate, facts)
    record("certificate.corrected", on=certificate, by=by, why=why, region_code=facts.holder.region_id, changed=changed)
    return certificate


@transaction.atomic
def suspend(*, certificate: Certificate, by: User, why: str) -> Certificate:
    """Note that the body suspended it."""
    certificate = locked(certificate)
    rules.can_suspend(by, certificate).or_refuse()
    return moved(certificate, State.SUSPENDED, "certificate.suspended", by, why)


@transaction.atomic
def resume(*, certificate: Certificate, by: User, why: str) -> Certificate:
    """Note that it is valid again."""
    certificate = locked(certificate)
    rules.can_resume(by, certificate).or_refuse()
    return moved(certificate, State.VALID, "certificate.resumed", by, why)


@transaction.atomic
def withdraw(*, certificate: Certificate, ended_on: date, by: User, why: str) -> Certificate:
    """Note that the body withdrew it, from which day; that is final."""
    certificate = locked(certificate)
    rules.can_change(by, certificate).or_refuse()
    certificate.ended_on = ended_on
    return moved(certificate, State.WITHDRAWN, "certificate.withdrawn", by, why)


@transaction.atomic
def record_surveillance(*, surveillance: Surveillance, done_on: date, result: str, note: str, by: User) -> Surveillance:
    """Record what a surveillance audit found."""
    with scopes_disabled():
        surveillance = Surveillance.objects.select_for_update(of=("self",)).select_related("certificate__holder").get(
            pk=surveillance.pk
        )  # fmt: skip
    rules.can_record_surveillance(by, surveillance, done_on).or_refuse()
    surveillance.done_on, surveillance.result, surveillance.note = done_on, result, note
    surveillance.save(update_fields=["done_on", "result", "note"])
    holder = surveillance.certificate.holder
    record(
        "certificate.watched", on=surveillance.certificate, by=by, why=note, region_code=holder.region_id, result=result
    )
    return surveillance


@transaction.atomic
def import_list(*, changes: Sequence[Change], document: Document, by: User) -> tuple[int, int]:
    """Register and correct the rows of a checked list, all or nothing; returns (registered, corrected)."""
    for change in changes:
        rules.can_register(by, change.facts.holder).or_refuse()
        if change.certificate is not None:
            rules.can_change(by, change.certificate).or_refuse()
    new = [write(Certificate(registered_by=by), each.facts) for each in changes if each.certificate is None]
    for change in changes:
        if change.certificate is not None:
            write(change.certificate, change.facts)
    plan_surveillance(new)
    corrected = len(changes) - len(new)
    record(
        "certificate.imported",
        on=document,
        by=by,
        region_code=by.region_id or "",
        registered=len(new),
        corrected=corrected,
    )
    return len(new), corrected


def locked(certificate: Certificate) -> Certificate:
    with scopes_disabled():
        return Certificate.objects.select_for_update(of=("self",)).select_related("holder").get(pk=certificate.pk)


def moved(certificate: Certificate, state: State, verb: str, by: User, why: str) -> Certificate:
    certificate.state = state
    certificate.save(update_fields=["state", "ended_on"])
    record(verb, on=certificate, by=by, why=why, region_code=certificate.holder.region_id)
    return certificate


def write(certificate: Certificate, facts: CertificateFacts) -> Certificate:
    """Save what a certificate says; the database is the last to know whether its number or the first certification is taken."""
    for name, value in fields_of(facts).items():
        setattr(certificate, name, value)
    certificate.code = certificate.code or new_code()
    try:
        with transaction.atomic():
            certificate.save()
    except IntegrityError as error:
        raise_if_taken(error)
    return certificate


def fields_of(facts: CertificateFacts) -> dict[str, Any]:
    """The columns of a certificate; raises `Refused` for an edition that is not defined or dates that cannot be."""
    given = queries.editions().get(facts.edition)
    if given is None:
        raise Refused("edition_unknown", _("没有定义标准版本“%s”，请在“定义”中添加") % facts.edition)
    first = facts.first_issued_on or facts.issued_on
    expires = facts.expires_on or add_months(facts.issued_on, 12 * given.standard.term_years) - timedelta(days=1)
    if first > facts.issued_on:
        raise Refused("first_later", _("首次颁发日期（%s）晚于颁发日期") % first)
    if expires <= facts.issued_on:
        raise Refused("expires_before", _("有效期至（%s）不晚于颁发日期") % expires)
    return {
        "number": facts.number, "holder": facts.holder, "standard": given.standard.number, "edition": facts.edition,
        "scope": facts.scope, "body": facts.body, "issued_on": facts.issued_on, "first_issued_on": first,
        "expires_on": expires, "is_new": first == facts.issued_on, "synthetic": facts.synthetic,
    }  # fmt: skip


def differences(certificate: Certificate, facts: CertificateFacts) -> dict[str, list[str]]:
    """Field → [old, new] of what differs."""
    new = fields_of(facts)
    old = {name: getattr(certificate, name) for name in new}
    return {name: [str(old[name]), str(new[name])] for name in new if old[name] != new[name]}


def plan_surveillance(certificates: Sequence[Certificate]) -> None:
    """The days on which the yearly audits of a certificate's term are due."""
    known = queries.standards()
    due = [
        Surveillance(certificate=one, due_on=day)
        for one in certificates
        for day in due_days(one, known[one.standard].surveillance_months)
    ]
    Surveillance.objects.bulk_create(due)


def due_days(certificate: Certificate, every_months: int) -> Iterator[date]:
    """Every so many months after the issue, before the certificate expires: the audit at its end is that of the next one."""
    number = 1
    while (day := add_months(certificate.issued_on, number * every_months)) < certificate.expires_on:
        yield day
        number += 1


def new_code() -> str:
    return "".join(secrets.choice(SIGNS) for _each in range(CODE_LENGTH))


def raise_if_taken(error: IntegrityError) -> NoReturn:
    """Race: another officer registers the same certificate at the same moment."""
    text = str(error)
    if "number" in text:
        raise Refused("number_taken", _("这个证书编号已经登记过，请先在证书名录中查找")) from error
    if "certificate_first_once" in text:
        because = _("这家单位已登记过该标准的首次认证；换证、扩项请填写首次颁发日期")
        raise Refused("first_taken", because) from error
    raise error
