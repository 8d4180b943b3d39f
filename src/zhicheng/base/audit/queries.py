"""Reads of the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.audit.rules import can_read_log
from zhicheng.base.regions.models import Region

LONGEST_HISTORY = 100


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One act in a thing's history, as the timeline component shows it."""

    date: datetime
    event: str
    note: str
    number: int


def visible_to(user: User) -> QuerySet[LogEntry]:
    """The entries a person may read, with `region_name`. Acts without region are the country's."""
    region = Region.objects.filter(code=OuterRef("region_code"))
    rows = LogEntry.objects.annotate(region_name=Subquery(region.values("name")[:1]))
    if not can_read_log(user):
        return rows.none()
    return rows.filter(region_code__startswith=user.reach) if user.reach else rows


def history_of(thing: models.Model) -> Sequence[HistoryItem]:
    """What was done with a thing, newest first, the last hundred acts. Whoever may see the thing may see it: one query."""
    entries = LogEntry.objects.filter(on_kind=thing._meta.label_lower, on_id=str(thing.pk))[:LONGEST_HISTORY]
    return [item_of(entry) for entry in entries]


def item_of(entry: LogEntry) -> HistoryItem:
    """Who, what and why in two lines."""
    who = _("%(who)s。原因：%(why)s") if entry.why else "%(who)s"
    return HistoryItem(
        entry.at, verbs.name(entry.verb), who % {"who": entry.user_label, "why": entry.why}, entry.number
    )


def head_number() -> int:
    """The number of the newest entry, 0 for an empty log: whatever was done by a verb has raised it."""
    head = LogEntry.objects.order_by("-number").values_list("number", flat=True).first()
    return head or 0


def head_digest() -> str:
    """The digest of the newest entry, empty for an empty log: like its number, and never the same twice."""
    return LogEntry.objects.order_by("-number").values_list("digest", flat=True).first() or ""
