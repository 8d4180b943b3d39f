from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NoReturn

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.documents.models import Document
from zhicheng.base.parties.models import Party
from zhicheng.base.parties.rules import can_confirm, can_correct, can_register
from zhicheng.base.verdicts import Refused, Verdict
from zhicheng.engine.numbers import InvalidNumber, uscc

NAMES = verbs.register(
    {
        "party.registered": gettext_lazy("登记主体"),
        "party.corrected": gettext_lazy("更正主体信息"),
        "party.imported": gettext_lazy("导入主体名录"),
        "party.confirmed": gettext_lazy("确认单位信息"),
    }
)
FIELDS = ["kind", "name", "uscc", "region", "address", "size", "founded_on", "credit_grade", "synthetic"]
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Details:
    """What conditions of service items ask about a party; empty or None while unknown."""

    size: str = ""
    founded_on: date | None = None
    credit_grade: str = ""


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What is registered of a party; `uscc` is empty while unknown. Without `details` those that are registered stay."""

    kind: str
    name: str
    uscc: str
    region_code: str
    address: str = ""
    synthetic: bool = False
    details: Details | None = None

    def as_fields(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "name": self.name,
            "uscc": self.uscc or None,
            "region_id": self.region_code,
            "address": self.address,
            "synthetic": self.synthetic,
            **(asdict(self.details) if self.details else {}),
        }


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a list to be imported: new when `party` is None, else what is to be corrected."""

    facts: PartyFacts
    party: Party | None = None


@transaction.atomic
def register(*, facts: PartyFacts, by: User) -> Party:
    """Register a party; its code must be well formed and new in the whole country."""
    can_register(by, facts.region_code).or_refuse()
    party = write(Party(), facts)
    record("party.registered", on=party, by=by, region_code=party.region_id, uscc=party.uscc)
    return party


@transaction.atomic
def correct(*, party: Party, facts: PartyFacts, by: User, why: str) -> Party:
    """Correct what is registered of a party; an officer does not move it out of his reach."""
    with scopes_disabled():
        party = Party.objects.select_for_update().get(pk=party.pk)
    can_correct(by, party).or_refuse()
    if by.is_officer:
        can_register(by, facts.region_code).or_refuse()
    changed = changes_of(party, facts)
    if not changed:
        return party
    write(party, facts)
    record("party.corrected", on=party, by=by, why=why, region_code=party.region_id, changed=changed)
    return party


@transaction.atomic
def confirm(*, party: Party, by: User) -> Party:
    """An organisation says that what is registered of it is right, as of today."""
    with scopes_disabled():
        party = Party.objects.select_for_update().get(pk=party.pk)
    can_confirm(by, party).or_refuse()
    if party.confirmed_on == timezone.localdate():
        return party
    party.confirmed_on = timezone.localdate()
    party.save(update_fields=["confirmed_on"])
    record("party.confirmed", on=party, by=by, region_code=party.region_id)
    return party


@transaction.atomic
def import_list(*, changes: Sequence[Change], document: Document, by: User) -> tuple[int, int]:
    """Register and correct the rows of a checked list, all or nothing; returns (registered, corrected).

    The log has one entry for the list, on its document; the history of the rows is kept by their triggers.
    """
    for change in changes:
        can_import(by, change).or_refuse()
    new = [fill(Party(), change.facts) for change in changes if change.party is None]
    known = [fill(change.party, change.facts) for change in changes if change.party is not None]
    with scopes_disabled():
        write_all(new, known)
    record(
        "party.imported", on=document, by=by, region_code=by.region_id or "", registered=len(new), corrected=len(known)
    )
    return len(new), len(known)


def can_import(by: User, change: Change) -> Verdict:
    """Each row by the rule of what it does."""
    registering = can_register(by, change.facts.region_code)
    return registering & can_correct(by, change.party) if change.party else registering


def write_all(new: list[Party], known: list[Party]) -> None:
    try:
        Party.objects.bulk_create(new, batch_size=BATCH)
        Party.objects.bulk_update(known, FIELDS, batch_size=BATCH)
    except IntegrityError as error:
        raise_if_code_taken(error)


def changes_of(party: Party, facts: PartyFacts) -> dict[str, list[Any]]:
    """Field → [old, new] of what differs."""
    new = facts.as_fields()
    return {name: [plain(getattr(party, name)), plain(new[name])] for name in new if getattr(party, name) != new[name]}


def plain(value: Any) -> Any:
    """A value as the log keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def write(party: Party, facts: PartyFacts) -> Party:
    """Save the facts; the database is the last to know whether the code is taken."""
    if facts.uscc:
        check_code(facts.uscc)
    try:
        with transaction.atomic():
            fill(party, facts).save()
    except IntegrityError as error:
        raise_if_code_taken(error)
    return party


def fill(party: Party, facts: PartyFacts) -> Party:
    for name, value in facts.as_fields().items():
        setattr(party, name, value)
    return party


def check_code(code: str) -> None:
    try:
        uscc.validate(code)
    except InvalidNumber as fault:
        raise Refused("uscc_wrong", str(fault)) from fault


def raise_if_code_taken(error: IntegrityError) -> NoReturn:
    """Race: another office registers the same organisation at the same moment. Nothing of it is told: it may lie in another reach."""
    if "uscc" not in str(error):
        raise error
    because = _("这个统一社会信用代码已经登记过，请在名录中查找；找不到的，说明登记在别的辖区")
    raise Refused("uscc_taken", because) from error
