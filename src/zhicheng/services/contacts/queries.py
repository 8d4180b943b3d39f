"""Reads of contacts and custody. Nothing of it is public."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django_scopes import scope, scopes_disabled

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.parties.models import Kind as PartyKind
from zhicheng.base.parties.models import Party
from zhicheng.services.contacts.models import BEGUN_STATES, GUIDANCE, Custody, CustodyState, SmeContact


def all_contacts() -> QuerySet[SmeContact]:
    with scopes_disabled():
        return SmeContact.objects.select_related("party__region", "agency", "recorded_by")


def with_smes() -> QuerySet[SmeContact]:
    """Contacts with enterprises and makers; bases are counted apart."""
    return all_contacts().filter(is_base=False)


def base_guidances() -> QuerySet[SmeContact]:
    """Guidance of innovation bases on the plan's three topics."""
    return all_contacts().filter(is_base=True, topic__in=GUIDANCE)


def recorded_by(user: User) -> QuerySet[SmeContact]:
    """The ledger that a person keeps: an officer's reach, what an agency wrote."""
    if user.is_officer:
        with scope(reach=user.reach):
            return SmeContact.objects.select_related("party__region", "agency", "recorded_by")
    rows = all_contacts()
    return rows.filter(agency=user.party_id) if user.role == Role.AGENCY and user.party_id else rows.none()


def of_party(user: User) -> QuerySet[SmeContact]:
    """What is recorded of a person's own organisation."""
    return all_contacts().filter(party=user.party_id) if user.party_id else all_contacts().none()


def visible_to(user: User) -> QuerySet[SmeContact]:
    """What a person kept or is recorded of the own organisation."""
    return recorded_by(user) if user.is_officer else recorded_by(user) | of_party(user)


def still_open(rows: QuerySet[SmeContact]) -> QuerySet[SmeContact]:
    """Contacts of which something is to follow."""
    return rows.exclude(follow_up="").filter(done_on=None)


def of_parties(parties: Collection[int]) -> QuerySet[SmeContact]:
    """All contacts of some organisations."""
    return all_contacts().filter(party__in=parties)


def custodies(user: User) -> QuerySet[Custody]:
    """An officer's reach; what an organisation or agency is a side of."""
    if user.is_officer:
        with scope(reach=user.reach):
            return Custody.objects.select_related("party__region", "agency")
    own = Q(party=user.party_id) | Q(agency=user.party_id)
    return all_custodies().filter(own) if user.party_id else all_custodies().none()


def all_custodies() -> QuerySet[Custody]:
    with scopes_disabled():
        return Custody.objects.select_related("party__region", "agency")


def begun() -> QuerySet[Custody]:
    """Custodies that an organisation confirmed."""
    return all_custodies().filter(state__in=BEGUN_STATES)


def running() -> QuerySet[Custody]:
    return all_custodies().filter(state=CustodyState.RUNNING)


def is_entrusted(party: Party, agency: Party | None) -> bool:
    """Whether an organisation has entrusted an agency today."""
    return agency is not None and running().filter(party=party, agency=agency).exists()


def entrusted_to(agency_id: int | None) -> QuerySet[Party]:
    """Organisations that have entrusted an agency, by name."""
    with scopes_disabled():
        return Party.objects.filter(pk__in=running().filter(agency=agency_id).values("party")).order_by("name")


def named(text: str, kinds: Collection[str]) -> list[Party]:
    """Organisations of the whole country of some kinds, by full name or code."""
    with scopes_disabled():
        return list(Party.objects.filter(Q(uscc=text.upper()) | Q(name=text), kind__in=kinds)[:2])


def agencies_named(names: Collection[str]) -> dict[str, list[Party]]:
    """Full name or code → the agencies of the whole country."""
    with scopes_disabled():
        rows = Party.objects.filter(Q(uscc__in=names) | Q(name__in=names), kind=PartyKind.AGENCY)
        found: dict[str, list[Party]] = {}
        for each in rows:
            for key in {each.name, each.uscc or each.name}:
                found.setdefault(key, []).append(each)
        return found
