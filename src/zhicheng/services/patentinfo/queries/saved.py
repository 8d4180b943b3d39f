"""Reads of saved searches and what they newly found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.http import QueryDict

from zhicheng.base.accounts.models import User
from zhicheng.engine.patents.query import Field, all_of, explain
from zhicheng.engine.patents.query.nodes import Counts
from zhicheng.engine.patents.search import MOST_IDS, Card
from zhicheng.services.patentinfo import asking, holdings
from zhicheng.services.patentinfo.models import Cadence, Finding, SavedSearch

MOST_LISTED = 200
"""Publications that a finding lists by number."""
MOST_IN_FEED = 100
# A little less than the span, so that a nightly run at the same minute finds yesterday's due.
SPANS = {Cadence.DAILY: timedelta(hours=20), Cadence.WEEKLY: timedelta(days=6, hours=20)}


@dataclass(frozen=True, slots=True)
class News:
    """What meets a search and came into the lake, or was renewed there, after the version that its owner saw."""

    version: int
    count: int
    publications: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundPatent:
    """A publication of a finding, with its card while the lake still holds it."""

    publication: str
    found_at: datetime
    card: Card | None


def saved_by(user: User) -> QuerySet[SavedSearch]:
    """A person's searches, the newest first, with how much they found since and when last."""
    return SavedSearch.objects.filter(owner=user).annotate(
        found=Count("findings"), last_found_at=Max("findings__found_at")
    )


def due(now: datetime, version: int) -> QuerySet[SavedSearch]:
    """Searches whose owners want to hear, have not heard within their cadence, and have not seen this version of the lake."""
    waiting = Q()
    for cadence, span in SPANS.items():
        waiting |= Q(cadence=cadence) & (Q(told_at=None) | Q(told_at__lte=now - span))
    searches = SavedSearch.objects.annotate(told_at=Max("findings__found_at")).filter(waiting)
    return searches.filter(seen_version__lt=version, owner__is_active=True).order_by("pk")


def asked_of(search: SavedSearch) -> asking.Asked:
    """The search as its address says it."""
    return asking.read(QueryDict(search.query))


def news_of(search: SavedSearch) -> News:
    """What is new for a search; asks the index once. Raises `QueryRefused` and `IndexRefused`."""
    index = holdings.index()
    version = index.holds
    newer = Counts(Field.LOAD, search.seen_version + 1, None)
    found = index.ids(all_of(asked_of(search).query, newer), most=MOST_IDS)
    return News(version, len(found), tuple(found[:MOST_LISTED]))


def words_of(asked: asking.Asked) -> str:
    """What a search looks for, in words. Raises `QueryRefused`."""
    return explain(asked.query)


def in_feed(search: SavedSearch) -> list[FoundPatent]:
    """What the findings of a search list, the newest first, each publication once."""
    seen: dict[str, datetime] = {}
    for finding in search.findings.all()[:MOST_IN_FEED]:
        for publication in finding.publications:
            seen.setdefault(publication, finding.found_at)
    return with_cards(list(seen.items())[:MOST_IN_FEED])


def found_in(findings: Sequence[Finding]) -> dict[int, list[FoundPatent]]:
    """The publications of each finding, by its key; the index is asked once."""
    pairs = [(finding.pk, one, finding.found_at) for finding in findings for one in finding.publications]
    shown = with_cards([(publication, day) for _pk, publication, day in pairs])
    answer: dict[int, list[FoundPatent]] = {finding.pk: [] for finding in findings}
    for (pk, _publication, _day), patent in zip(pairs, shown, strict=True):
        answer[pk].append(patent)
    return answer


def with_cards(dated: Sequence[tuple[str, datetime]]) -> list[FoundPatent]:
    cards = holdings.index().cards([publication for publication, _day in dated]) if dated else {}
    return [FoundPatent(publication, day, cards.get(publication)) for publication, day in dated]
