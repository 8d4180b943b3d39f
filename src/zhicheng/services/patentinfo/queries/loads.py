"""Loads, and the versions of the lake that they made."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from zhicheng.engine.patents.lake import Version
from zhicheng.engine.patents.record import Reject
from zhicheng.services.patentinfo import holdings
from zhicheng.services.patentinfo.models import ACTIVE, Load, LoadState


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version of the lake beside the load that made it; `is_newest`: it is in force. `may_return`: it can be put back."""

    version: Version
    load: Load | None
    is_newest: bool
    may_return: bool

    @property
    def number(self) -> int:
        return self.version.number

    @property
    def made_at(self) -> datetime:
        return self.version.made_at

    @property
    def files(self) -> list[str]:
        return [source.name for source in self.version.sources]


def loads() -> QuerySet[Load]:
    """All confirmed loads, the newest first."""
    return Load.objects.exclude(state=LoadState.DRAFT).select_related("by", "job")


def drafts(owner_id: int) -> QuerySet[Load]:
    """What a person uploaded and has not confirmed."""
    return Load.objects.filter(state=LoadState.DRAFT, by=owner_id)


def active() -> Load | None:
    """The load that waits or runs, if there is one."""
    return Load.objects.filter(state__in=ACTIVE).select_related("by", "job").first()


def newest_number() -> int:
    """The version in force, 0 while the lake is empty."""
    snapshot = holdings.snapshot()
    return snapshot.version.number if snapshot else 0


def publications() -> int:
    """How many the version in force holds."""
    snapshot = holdings.snapshot()
    return len(snapshot) if snapshot else 0


def newest_load() -> Load | None:
    """The load that made the version in force; None when something else did."""
    return Load.objects.filter(version=newest_number(), state=LoadState.DONE).select_related("by").first()


def versions(*, may_return: bool) -> list[ShownVersion]:
    """All versions of the lake, the newest first; `may_return` says whether the visitor may put one back."""
    by_number = {load.version: load for load in loads().filter(version__isnull=False)}
    newest = newest_number()
    return [
        ShownVersion(one, by_number.get(one.number), one.number == newest, may_return and one.number != newest)
        for one in reversed(holdings.lake().versions())
    ]


def earlier_versions() -> set[int]:
    """The numbers of the versions that can be put back."""
    return {one.number for one in holdings.lake().versions()} - {newest_number()}


def lineage(number: int) -> set[int]:
    """A version and all that it grew from; what a roll-back left aside is not among them."""
    known = {one.number: one for one in holdings.lake().versions()}
    held: set[int] = set()
    while number in known:
        held.add(number)
        number = known[number].restored or known[number].parent
    return held


def rejects(load: Load) -> list[Reject]:
    """The records that a load set aside, in the order of its files; none while it has made no version."""
    if load.version is None:
        return []
    return holdings.lake().as_of(load.version).rejects(load.version)
