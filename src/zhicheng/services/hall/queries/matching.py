"""Reads of matching: what stands, and whose records changed since."""

from collections.abc import Collection, Iterator
from typing import Any, TypeAlias

from django.apps import apps
from django.db.models import Max, QuerySet
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.parties.models import Party
from zhicheng.base.records.marks import history_of
from zhicheng.services.hall import asking
from zhicheng.services.hall.models import ItemStanding, MatchMark, PartyStanding

Lists: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Codes of the items for which an organisation is eligible, nearly, and left open by the records; each sorted."""
ROWS_AT_ONCE = 5000
WINDOW = 300
"""Events before the last one that are looked at again: an older transaction may commit after a younger one."""


def standing_rows(parties: Collection[int] | None) -> Iterator[tuple[int, Lists]]:
    """What stands of some organisations or of all."""
    rows = PartyStanding.objects.all() if parties is None else PartyStanding.objects.filter(party__in=parties)
    for party, *lists in rows.values_list("party_id", "eligible", "near", "unknown").iterator(ROWS_AT_ONCE):
        eligible, near, unknown = map(tuple, lists)
        yield party, (eligible, near, unknown)


def all_ids() -> list[int]:
    """Every organisation of the country."""
    with scopes_disabled():
        return list(Party.objects.order_by().values_list("pk", flat=True))


def is_anybody_there() -> bool:
    """Whether any organisation is registered."""
    with scopes_disabled():
        return Party.objects.order_by().exists()


def there_are(parties: Collection[int]) -> list[int]:
    """Those of some organisations that still exist."""
    with scopes_disabled():
        return list(Party.objects.filter(pk__in=parties).order_by().values_list("pk", flat=True))


def histories() -> Iterator[tuple[str, Any, str]]:
    """(label, history, column) of each followed model that keeps one."""
    for label, column in asking.followed().items():
        history = history_of(apps.get_model(label))
        if history is not None:
            yield label, history, column


def ends_of_histories() -> dict[str, tuple[int, int]]:
    """How far each followed history reaches: its last event, and how many stand shortly before it."""
    return {label: end_of(history) for label, history, _column in histories()}


def end_of(history: Any) -> tuple[int, int]:
    last = history.objects.aggregate(last=Max("pgh_id"))["last"] or 0
    return last, history.objects.filter(pgh_id__gt=last - WINDOW).count()


def changed_parties(ends: dict[str, tuple[int, int]]) -> set[int]:
    """The organisations in whose records something happened between the marks that are kept and these ends."""
    kept = {mark.history: (mark.last, mark.near) for mark in MatchMark.objects.all()}
    found: set[int] = set()
    for label, history, column in histories():
        last, near = kept.get(label, (0, 0))
        if ends.get(label) != (last, near):
            news = history.objects.filter(pgh_id__gt=last - WINDOW, **{f"{column}__isnull": False})
            found |= set(news.order_by().values_list(column, flat=True).distinct())
    return found


def standing_of(party_id: int) -> PartyStanding | None:
    """What stands of one organisation; None before it was matched."""
    return PartyStanding.objects.filter(pk=party_id).first()


def item_standing(code: str) -> ItemStanding | None:
    """How many organisations may have an item, countrywide; None before it was matched."""
    return ItemStanding.objects.filter(pk=code).first()


def who_may_have(user: User, code: str, state: str) -> QuerySet[Party]:
    """The organisations in an officer's reach that stand so to an item: `eligible`, `near` or `unknown`."""
    with scopes_disabled():
        parties = Party.objects.filter(region__code__startswith=user.reach, **{f"standing__{state}__contains": [code]})
        return parties.select_related("region", "standing")
