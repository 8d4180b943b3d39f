"""Writes of outlets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.documents.models import Document
from zhicheng.base.parties.models import Party
from zhicheng.base.regions.models import Region
from zhicheng.base.verdicts import Refused
from zhicheng.services.outlets import rules
from zhicheng.services.outlets.models import Outlet, OutletService

NAMES = verbs.register(
    {
        "outlet.opened": gettext_lazy("登记服务网点"),
        "outlet.corrected": gettext_lazy("更正服务网点"),
        "outlet.closed": gettext_lazy("登记网点停止服务"),
        "outlet.served": gettext_lazy("登记网点服务"),
        "outlet.imported": gettext_lazy("导入服务网点"),
    }
)


@dataclass(frozen=True, slots=True)
class OutletFacts:
    """What is registered of an outlet."""

    name: str
    kind: str
    host: str
    region: Region
    opened_on: date
    party: Party | None = None
    address: str = ""
    phone: str = ""
    services: tuple[str, ...] = ()
    synthetic: bool = False

    def as_fields(self) -> dict[str, Any]:
        return {
            "name": self.name, "kind": self.kind, "host": self.host, "region": self.region, "party": self.party,
            "opened_on": self.opened_on, "address": self.address, "phone": self.phone,
            "services": list(self.services), "synthetic": self.synthetic,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A row of a list: a new outlet, or what is to be corrected in one."""

    facts: OutletFacts
    outlet: Outlet | None = None


@transaction.atomic
def open_outlet(*, facts: OutletFacts, by: User | None, application_number: str = "") -> Outlet:
    """Register an outlet; `by` None when an approved filing leads to it."""
    if by is not None:
        rules.can_open(by, facts.region).or_refuse()
    made = write(Outlet(registered_by=by, application_number=application_number), facts)
    record("outlet.opened", on=made, by=by, region_code=made.region_id)
    return made


@transaction.atomic
def correct(*, outlet: Outlet, facts: OutletFacts, by: User, why: str) -> Outlet:
    """Correct what is registered of an outlet."""
    outlet = locked(outlet)
    rules.can_change(by, outlet).or_refuse()
    rules.can_open(by, facts.region).or_refuse()
    changed = differences(outlet, facts)
    if changed:
        write(outlet, facts)
        record("outlet.corrected", on=outlet, by=by, why=why, region_code=outlet.region_id, changed=changed)
    return outlet


@transaction.atomic
def close(*, outlet: Outlet, closed_on: date, why: str, by: User) -> Outlet:
    """Note the last day on which an outlet serves."""
    outlet = locked(outlet)
    rules.can_close(by, outlet, closed_on).or_refuse()
    outlet.closed_on, outlet.why_closed = closed_on, why
    outlet.save(update_fields=["closed_on", "why_closed"])
    record("outlet.closed", on=outlet, by=by, why=why, region_code=outlet.region_id, closed_on=str(closed_on))
    return outlet


@transaction.atomic
def record_service(
    *, outlet: Outlet, day: date, service: str, people: int, by: User | None, is_free: bool = True, note: str = ""
) -> OutletService:
    """Record what an outlet did on a day."""
    if by is not None:
        rules.can_record(by, outlet, day).or_refuse()
    made = OutletService.objects.create(
        outlet=outlet, day=day, service=service, people=people, is_free=is_free, note=note, recorded_by=by, synthetic=outlet.synthetic
    )  # fmt: skip
    record(
        "outlet.served", on=outlet, by=by, region_code=outlet.region_id, service=service, people=people, day=str(day)
    )
    return made


@transaction.atomic
def import_list(*, changes: Sequence[Change], document: Document, by: User) -> tuple[int, int]:
    """Register and correct the rows of a checked list, all or nothing; returns (registered, corrected)."""
    for change in changes:
        rules.can_open(by, change.facts.region).or_refuse()
        write(change.outlet or Outlet(registered_by=by), change.facts)
    new = sum(change.outlet is None for change in changes)
    record(
        "outlet.imported",
        on=document,
        by=by,
        region_code=by.region_id or "",
        registered=new,
        corrected=len(changes) - new,
    )
    return new, len(changes) - new


def locked(outlet: Outlet) -> Outlet:
    with scopes_disabled():
        return Outlet.objects.select_for_update().get(pk=outlet.pk)


def write(outlet: Outlet, facts: OutletFacts) -> Outlet:
    for name, value in facts.as_fields().items():
        setattr(outlet, name, value)
    try:
        with transaction.atomic():
            outlet.save()
    except IntegrityError as error:
        if "outlet_serving_once" not in str(error):
            raise
        raise Refused("name_taken", _("该县（市、区）已有同名的网点，请先在网点名册中查找")) from error
    return outlet


def differences(outlet: Outlet, facts: OutletFacts) -> dict[str, list[str]]:
    """Field → [old, new] of what differs."""
    new = facts.as_fields()
    old = {name: getattr(outlet, name) for name in new}
    return {name: [str(old[name]), str(new[name])] for name in new if old[name] != new[name]}
