"""What changed since a day and why: figures that a computing moved, and the records that were added, corrected or removed behind them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import CharField, Count, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from pghistory.models import Event

from zhicheng.base.records.marks import histories, history_of
from zhicheng.base.records.registry import Words, find
from zhicheng.governance.indicators import queries
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition, LayoutDefinition
from zhicheng.governance.indicators.models import Moved

MOST = 1000
"""How many changed figures are listed."""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """Rows of a record set's own table since a day, and the titles of the indicators that count the set.

    `around` counts changes of the other tables that it reads: an organisation that moved takes its certificates along.
    """

    label: Words
    added: int
    corrected: int
    removed: int
    around: int
    indicators: tuple[str, ...]

    @property
    def total(self) -> int:
        return self.added + self.corrected + self.removed


@dataclass(frozen=True, slots=True)
class Move:
    """A figure that changed; `why` names the record set or the table that it comes from."""

    code: str
    indicator: IndicatorDefinition
    region: str
    name: str
    period: int
    before: float | None
    after: float | None
    at: datetime
    why: Words

    @property
    def title(self) -> str:
        return self.indicator.title

    @property
    def url(self) -> str:
        return reverse("indicators:figure", args=[self.code, self.region, self.period])


@dataclass(frozen=True, slots=True)
class Changes:
    """`moved` counts all changed figures, `moves` are the newest of them."""

    records: list[RecordChange]
    moves: list[Move]
    moved: int


def changes_since(day: date) -> Changes:
    """Everything since the beginning of a day, here; a handful of queries, however many tables are counted."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    models = queries.indicator_models()
    rows = Moved.objects.filter(computation__at__gte=start, indicator__in=models)
    return Changes(record_changes(start, models), moves(rows, models), rows.count())


def record_changes(start: datetime, models: dict[str, IndicatorDefinition]) -> list[RecordChange]:
    """The record sets whose own rows changed, most changed first. One query."""
    counting = [(find(code), users) for code, users in queries.counting_on(models).items()]
    read = [(offered, histories(offered), users) for offered, users in counting if offered]
    happened = events_since({history for _offered, tables, _users in read for history in tables}, start)
    found = []
    for offered, tables, users in read:
        own = history_of(offered.rows().model) if offered.rows else None
        of_own = happened[own] if own else Counter[str]()
        if of_own.total():
            titles = tuple(sorted(models[each].title for each in users))
            around = sum(happened[each].total() for each in tables if each is not own)
            numbers = (of_own["insert"], of_own["update"], of_own["delete"])
            found.append(RecordChange(offered.label, *numbers, around, titles))
    return sorted(found, key=lambda each: -each.total)


def events_since(tables: set[type[Event]], start: datetime) -> dict[type[Event], Counter[str]]:
    """History table → how many events of each label ("insert", "update", "delete") it has since then. One query."""
    happened: dict[type[Event], Counter[str]] = {table: Counter() for table in tables}
    named = {table._meta.db_table: table for table in tables}
    counts = [
        table.objects.filter(pgh_created_at__gte=start)
        .order_by()
        .values("pgh_label")
        .annotate(table=Value(name, CharField()), events=Count("pk"))
        .values_list("table", "pgh_label", "events")
        for name, table in sorted(named.items())
    ]
    for name, label, events in counts[0].union(*counts[1:], all=True) if counts else ():
        happened[named[name]][label] = events
    return happened


def moves(rows: QuerySet[Moved], models: dict[str, IndicatorDefinition]) -> list[Move]:
    """The newest changed figures."""
    newest = rows.order_by("-computation_id", "indicator", "region_id", "period").values_list(
        "indicator", "region_id", "region__short_name", "period", "before", "after", "computation__at"
    )
    layouts = queries.layout_models()
    reasons = {code: why_of(one, models, layouts) for code, one in models.items()}
    return [
        Move(code, models[code], region, name, period, before, after, at, reasons[code])
        for code, region, name, period, before, after, at in newest[:MOST]
    ]


def why_of(
    indicator: IndicatorDefinition, models: dict[str, IndicatorDefinition], layouts: dict[str, LayoutDefinition]
) -> Words:
    """What a change of an indicator comes from."""
    if indicator.counted and (offered := find(indicator.counted.records)):
        return offered.label
    if indicator.statistic:
        layout = layouts.get(indicator.statistic.layout)
        return layout.title if layout else indicator.statistic.layout
    if indicator.formula is not None:
        names = sorted(indicator.parsed.names) if indicator.parsed else []
        return "、".join(models[name].short for name in names if name in models)
    return _("填报")
