"""Reads of parties. Outside a request give the reach with `django_scopes.scope(reach=…)`; a query without one is an error."""

from collections.abc import Collection

from django.db.models import QuerySet
from django_scopes import scope, scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.parties.models import Party


def visible_to(user: User) -> QuerySet[Party]:
    """The parties of `rules.can_see` as one query, with region and the region above it."""
    if user.is_officer:
        with scope(reach=user.reach):
            return Party.objects.select_related("region__parent")
    with scopes_disabled():
        parties = Party.objects.select_related("region__parent")
        return parties.filter(pk=user.party_id) if user.party_id else parties.none()


def by_uscc(codes: Collection[str]) -> dict[str, Party]:
    """Parties of the whole country by their code: a code is given once, so whoever registers one must know that it is taken."""
    with scopes_disabled():
        return {party.uscc: party for party in Party.objects.filter(uscc__in=codes) if party.uscc}


def by_name(user: User, names: Collection[str]) -> dict[tuple[str, str], Party]:
    """Parties in a user's reach by name and region code, of the given names."""
    return {(party.name, party.region_id): party for party in visible_to(user).filter(name__in=names)}
