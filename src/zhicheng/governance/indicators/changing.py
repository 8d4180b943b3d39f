"""What changed since a day and why: figures that a computing moved, and the records that were added, corrected or removed behind them."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.records.marks import histories, history_of
from zhicheng.base.records.registry import RecordSet, Words, find
from zhicheng.governance.indicators import queries
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
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
    """Everything since the beginning of a day, here; a handful of queries for each table that is counted."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    models = queries.indicator_models()
    rows = Moved.objects.filter(computation__at__gte=start, indicator__in=models)
    return Changes(record_changes(start, models), moves(rows, models), rows.count())


def record_changes(start: datetime, models: dict[str, IndicatorDefinition]) -> list[RecordChange]:
    """The record sets whose own rows changed, most changed first."""
    found = []
    for code, users in queries.counting_on(models).items():
        offered = find(code)
        if offered is None or offered.rows is None:
            continue
        added, corrected, removed, around = counts(offered, start)
        if added or corrected or removed:
            titles = tuple(sorted(models[each].title for each in users))
            found.append(RecordChange(offered.label, added, corrected, removed, around, titles))
    return sorted(found, key=lambda each: -each.total)


def counts(offered: RecordSet, start: datetime) -> tuple[int, int, int, int]:
    """Rows added, corrected and removed in a set's own table, and events in the other tables that it reads."""
    own = history_of(offered.rows().model) if offered.rows else None
    numbers, around = (0, 0, 0), 0
    for history in histories(offered):
        events = history.objects.filter(pgh_created_at__gte=start)
        if history is not own:
            around += events.count()
            continue
        found = events.aggregate(
            added=Count("pk", filter=Q(pgh_label="insert")),
            corrected=Count("pk", filter=Q(pgh_label="update")),
            removed=Count("pk", filter=Q(pgh_label="delete")),
        )
        numbers = (found["added"], found["corrected"], found["removed"])
    return (*numbers, around)


def moves(rows: QuerySet[Moved], models: dict[str, IndicatorDefinition]) -> list[Move]:
    """The newest changed figures."""
    newest = rows.select_related("region", "computation").order_by(
        "-computation_id", "indicator", "region_id", "period"
    )
    return [
        Move(
            row.indicator, models[row.indicator], row.region_id, row.region.short_name, row.period,
            row.before, row.after, row.computation.at, why_of(models[row.indicator]),
        )
        for row in newest[:MOST]
    ]  # fmt: skip


def why_of(indicator: IndicatorDefinition) -> Words:
    """What a change of an indicator comes from."""
    if indicator.counted and (offered := find(indicator.counted.records)):
        return offered.label
    if indicator.statistic:
        layout = queries.layout_models().get(indicator.statistic.layout)
        return layout.title if layout else indicator.statistic.layout
    if indicator.formula is not None:
        names = sorted(indicator.parsed.names) if indicator.parsed else []
        models = queries.indicator_models()
        return "、".join(models[name].short for name in names if name in models)
    return _("填报")
