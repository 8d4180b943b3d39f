"""Recording titles that were granted elsewhere: existing lists, and the roster of demonstration cities."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.documents.models import Document
from zhicheng.base.parties.actions import Change as PartyChange
from zhicheng.base.parties.actions import PartyFacts
from zhicheng.base.parties.actions import import_list as register_parties
from zhicheng.base.parties.models import Party
from zhicheng.base.parties.queries import visible_to
from zhicheng.base.regions.models import DemonstrationUnit, Region
from zhicheng.base.verdicts import Refused
from zhicheng.services.cultivation.actions.titles import Grant, give, known_rung, note_event
from zhicheng.services.cultivation.models import Designation, EventKind
from zhicheng.services.cultivation.queries import cities, titles
from zhicheng.services.cultivation.rules import titles as rules

NAMES = verbs.register({"title.list_imported": gettext_lazy("导入称号名单")})
ROSTER_NOTE = gettext_lazy("名单只有首个任期，期满后的复核与延续没有收录。")
CORRECTED = ("document", "number", "granted_on", "ends_on")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list: a title for a holder that is known, or for an organisation that has to be registered first.

    `designation` is the title that is recorded already and differs in what may be corrected; None for a new one.
    """

    grant: Grant
    party: Party | None = None
    region: Region | None = None
    newcomer: PartyFacts | None = None
    designation: Designation | None = None

    @property
    def place_code(self) -> str:
        if self.newcomer:
            return self.newcomer.region_code
        holder = self.party.region_id if self.party else None
        return holder or (self.region.code if self.region else "")


@transaction.atomic
def import_list(*, entries: Sequence[Entry], document: Document, by: User) -> tuple[int, int, int]:
    """Record a checked list, all or nothing; returns how many titles were granted, corrected, and organisations registered."""
    for entry in entries:
        rules.can_record(by, entry.place_code).or_refuse()
    registered = register_newcomers(entries, document, by)
    granted = corrected = 0
    for entry in entries:
        if entry.designation is not None:
            correct(entry.designation, entry.grant, by)
            corrected += 1
        else:
            write(with_holder(entry, registered), by)
            granted += 1
    record(
        "title.list_imported", on=document, by=by, region_code=by.region_id or "",
        granted=granted, corrected=corrected, registered=len(registered),
    )  # fmt: skip
    return granted, corrected, len(registered)


def register_newcomers(entries: Iterable[Entry], document: Document, by: User) -> dict[tuple[str, str], Party]:
    """Register the organisations that nobody knew; name and division → party."""
    new = {(one.newcomer.name, one.newcomer.region_code): one.newcomer for one in entries if one.newcomer}
    if not new:
        return {}
    register_parties(changes=[PartyChange(facts) for facts in new.values()], document=document, by=by)
    names = {name for name, _code in new}
    rows = visible_to(by).filter(name__in=names).order_by("pk")
    return {(row.name, row.region_id): row for row in rows if (row.name, row.region_id) in new}


def with_holder(entry: Entry, registered: dict[tuple[str, str], Party]) -> Entry:
    if entry.newcomer is None:
        return entry
    return replace(entry, party=registered[entry.newcomer.name, entry.newcomer.region_code])


def write(entry: Entry, by: User | None) -> Designation:
    """A title as the list says; the programme's rule of holders and the days are asked as for any other."""
    place = entry.party.region if entry.party else entry.region
    if place is None:
        raise Refused("no_holder", _("没有指明由谁持有这个称号"))
    rung = known_rung(entry.grant.programme, entry.grant.level)
    return give(entry.grant, rung, party=entry.party, place=place, by=by)


def correct(row: Designation, grant: Grant, by: User) -> None:
    """Bring a recorded title to what the list says, and keep that it was corrected."""
    for name in CORRECTED:
        setattr(row, name, getattr(grant, name))
    row.save(update_fields=[*CORRECTED])
    note_event(row, EventKind.CORRECTED, by, on=grant.granted_on, document=grant.document, ends_on=grant.ends_on)


@transaction.atomic
def load_roster(*, units: Sequence[DemonstrationUnit]) -> int:
    """Record the demonstration cities of the carried roster with their first terms; returns how many were new."""
    if titles.definition(cities.PROGRAMME) is None:
        return 0
    known = titles.known([(cities.PROGRAMME, "demonstration")])
    starts: set[tuple[str, date]] = {(key[3], key[4]) for key in known}
    new = [unit for unit in units if (unit.region_id, unit.term_from) not in starts]
    for unit in new:
        made = write(Entry(grant_of(unit), region=unit.region), None)
        Designation.objects.filter(pk=made.pk).update(holder_name=unit.name)
    if new:
        rung = known_rung(cities.PROGRAMME, "demonstration")
        record("title.list_imported", on=rung.definition, by=None, granted=len(new))
    return len(new)


def grant_of(unit: DemonstrationUnit) -> Grant:
    return Grant(
        cities.PROGRAMME, "demonstration", document=unit.document, granted_on=unit.term_from, starts_on=unit.term_from,
        ends_on=unit.term_to, source=unit.source[:300], note=str(ROSTER_NOTE),
    )  # fmt: skip
