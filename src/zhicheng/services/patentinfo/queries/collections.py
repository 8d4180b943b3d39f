"""Reads of collections and of what they hold."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from zhicheng.base.accounts.models import User
from zhicheng.engine.patents.search import Card
from zhicheng.services.patentinfo import holdings
from zhicheng.services.patentinfo.models import Collection, Kept


@dataclass(frozen=True, slots=True)
class KeptPatent:
    """A patent in a collection, with its card while the lake holds it."""

    kept: Kept
    card: Card | None


def visible_to(user: User) -> QuerySet[Collection]:
    """The collections of `rules.collections.can_see` as one query, with how many patents each holds."""
    reach = Q(owner=user)
    if user.party_id:
        reach |= Q(shared=True, party_id=user.party_id)
    return Collection.objects.filter(reach).select_related("owner").annotate(patents=Count("kept"))


def kept_in(collection: Collection) -> list[KeptPatent]:
    """All that a collection holds, the newest first; the index is asked once."""
    rows = list(collection.kept.select_related("by"))
    cards = holdings.index().cards([row.publication for row in rows])
    return [KeptPatent(row, cards.get(row.publication)) for row in rows]
