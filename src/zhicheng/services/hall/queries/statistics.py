"""How the hall works: what came in, what was ended, in how many days, within the limit or not, and what applicants say of it.

Every number comes from a grouped query over all cases of a reach; nothing is read case by case. What was computed is kept for five
minutes: the page says of which moment it is.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Count, DateField, F, Q, QuerySet
from django.db.models.functions import Cast, ExtractMonth, ExtractYear, Substr
from django.utils import timezone
from django_scopes import scopes_disabled

from zhicheng.base import counts
from zhicheng.base.definitions import queries as definitions
from zhicheng.base.regions.queries import names
from zhicheng.services.hall.models import Application, Decision, Rating, State
from zhicheng.services.hall.models.applications import AT_OFFICE

KEPT_SECONDS = 300
LONGEST_SECONDS = 86_400
LOCKS = 7_400_331
"""Any constant will do; with the numbers' key it names a computing among PostgreSQL's advisory locks: twenty officers in the first
minute of the day must not each count a million cases.
"""
SATISFIED_FROM = 3
"""好差评: from three stars on (basically satisfied) an opinion is good."""
MONTHS = 12
Counted = TypeVar("Counted", Application, Rating)
COUNTS = ("received", "running", "overdue", "returned", "delivered", "approved", "in_time")


@dataclass(slots=True)
class Line:
    """The work on one item, or in one place. `days` maps calendar days from submission to delivery to cases; `stars` stars to opinions."""

    code: str
    title: str
    received: int = 0
    running: int = 0
    overdue: int = 0
    returned: int = 0
    delivered: int = 0
    approved: int = 0
    in_time: int = 0
    days: Counter[int] = field(default_factory=Counter)
    stars: Counter[int] = field(default_factory=Counter)

    def add(self, numbers: Iterable[int]) -> None:
        """Add counts in the order of `COUNTS`."""
        for name, count in zip(COUNTS, numbers, strict=True):
            setattr(self, name, getattr(self, name) + count)

    @property
    def in_time_share(self) -> float | None:
        """The share of the delivered cases that never exceeded a limit; None when none was delivered."""
        return self.in_time / self.delivered if self.delivered else None

    @property
    def median_days(self) -> float | None:
        return quantile(self.days, 0.5)

    @property
    def p90_days(self) -> float | None:
        return quantile(self.days, 0.9)

    @property
    def ratings(self) -> int:
        return self.stars.total()

    @property
    def good_share(self) -> float | None:
        """The share of good opinions; None without any."""
        good = sum(count for stars, count in self.stars.items() if stars >= SATISFIED_FROM)
        return good / self.ratings if self.ratings else None

    @property
    def bad(self) -> int:
        return sum(count for stars, count in self.stars.items() if stars < SATISFIED_FROM)


@dataclass(frozen=True, slots=True)
class Statistics:
    """The hall in a reach from `since` to the moment `at`: by item, by place, and (received, delivered) by month."""

    since: date
    at: datetime
    by_item: list[Line]
    by_place: list[Line]
    by_month: list[tuple[str, int, int]]
    total: Line


def quantile(days: Mapping[int, int], share: float) -> float | None:
    """The smallest value that at least this share of the cases does not exceed; None without cases."""
    total = sum(days.values())
    reached = 0
    for value in sorted(days):
        reached += days[value]
        if reached >= share * total:
            return float(value)
    return None


def statistics(reach: str, since: date, today: date) -> Statistics:
    """The numbers of a reach. From five minutes on the first who asks computes them anew, the others read the old ones meanwhile."""
    key = key_of(reach, since, today)
    kept: Statistics | None = cache.get(key)
    if kept is not None and is_fresh(kept):
        return kept
    with transaction.atomic():
        if kept is not None and not has_turn(key):
            return kept
        # Of those who have nothing to read one computes; whoever waited for the lock finds it done.
        kept = wait_turn(key) if kept is None else kept
        if kept is None or not is_fresh(kept):
            kept = computed(reach, since, today)
            cache.set(key, kept, LONGEST_SECONDS)
        return kept


def key_of(reach: str, since: date, today: date) -> str:
    return f"hall-statistics:{reach}:{since}:{today}"


def is_fresh(kept: Statistics) -> bool:
    return timezone.now() - kept.at < timedelta(seconds=KEPT_SECONDS)


def has_turn(key: str) -> bool:
    """Whether nobody computes these numbers just now; true to one at a time until its transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [LOCKS, key])
        return bool(cursor.fetchone()[0])


def wait_turn(key: str) -> Statistics | None:
    """Wait for whoever computes these numbers; what is kept then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCKS, key])
    kept: Statistics | None = cache.get(key)
    return kept


def computed(reach: str, since: date, today: date) -> Statistics:
    """The numbers as they are now."""
    width = {0: 2, 2: 4}.get(len(reach), 6)
    by_item, total = lines_by(reach, since, today, "item")
    by_place, _total = lines_by(reach, since, today, "division", division=Substr("region_id", 1, width))
    titles = definitions.titles("item")
    places = names([code.ljust(6, "0") for code in by_place])
    for code, line in by_item.items():
        line.title = titles.get(code, code)
    for code, line in by_place.items():
        line.code = code.ljust(6, "0")
        line.title = places.get(line.code, line.code)
    return Statistics(since, timezone.now(), ordered(by_item), ordered(by_place), by_month(reach, since, today), total)


def ordered(lines: Mapping[str, Line]) -> list[Line]:
    """The busiest first."""
    return sorted(lines.values(), key=lambda line: (-line.received, -line.delivered, line.code))


def cases_within(reach: str) -> QuerySet[Application]:
    """The cases of a reach that were handed in; made-up ones count in a demonstration only."""
    with scopes_disabled():
        found = Application.objects.filter(number__isnull=False)
    return counted_within(reach, found)


def counted_within(reach: str, found: QuerySet[Counted]) -> QuerySet[Counted]:
    """Those of a reach; made-up ones count in a demonstration only."""
    found = found.filter(region__code__startswith=reach) if reach else found
    return found if settings.DEMONSTRATION else found.filter(synthetic=False)


def lines_by(
    reach: str, since: date, today: date, group: str, **computed_group: Substr
) -> tuple[dict[str, Line], Line]:
    """Group → its line, and all of them together."""
    cases = cases_within(reach).annotate(**computed_group)
    ratings = counted_within(reach, Rating.objects.filter(at__gte=midnight(since))).annotate(**computed_group)
    lines: dict[str, Line] = {}
    for code, *numbers in counted(cases, since, today, group):
        lines[code] = Line(code, code)
        lines[code].add(numbers)
    for code, days, count in handling_days(cases, since, group):
        lines.setdefault(code, Line(code, code)).days[days] += count
    for code, stars, count in opinions(ratings, group):
        lines.setdefault(code, Line(code, code)).stars[stars] += count
    return lines, summed(lines.values())


def counted(
    cases: QuerySet[Application], since: date, today: date, group: str
) -> Iterable[tuple[str, *tuple[int, ...]]]:
    """(group, counts in the order of `COUNTS`). Received and delivered are those of the period, running is what runs now."""
    delivered = Q(state=State.DELIVERED, delivered_on__gte=since)
    running = Q(state__in=sorted(AT_OFFICE))
    rows: Iterable[tuple[str, *tuple[int, ...]]] = (
        cases.filter(Q(submitted_at__gte=midnight(since)) | delivered | running | Q(state=State.RETURNED))
        .order_by()
        .values_list(group)
        .annotate(
            received=Count("pk", filter=Q(submitted_at__gte=midnight(since))),
            running=Count("pk", filter=running),
            overdue=Count("pk", filter=running & Q(due_on__lt=today)),
            returned=Count("pk", filter=Q(state=State.RETURNED)),
            delivered=Count("pk", filter=delivered),
            approved=Count("pk", filter=delivered & Q(decision=Decision.APPROVED)),
            in_time=Count("pk", filter=delivered & Q(was_overdue=False)),
        )
    )
    return rows


def handling_days(cases: QuerySet[Application], since: date, group: str) -> Iterable[tuple[str, int, int]]:
    """(group, calendar days from submission to delivery, cases) of what was delivered in the period."""
    delivered = cases.filter(state=State.DELIVERED, delivered_on__gte=since)
    took = F("delivered_on") - Cast("submitted_at", DateField())
    rows = delivered.order_by().annotate(took=took).values_list(group, "took").annotate(cases=Count("pk"))
    return ((code, took.days, count) for code, took, count in rows)


def opinions(ratings: QuerySet[Rating], group: str) -> Iterable[tuple[str, int, int]]:
    """(group, stars, opinions)."""
    rows: Iterable[tuple[str, int, int]] = ratings.order_by().values_list(group, "stars").annotate(given=Count("pk"))
    return rows


def midnight(day: date) -> datetime:
    """The moment at which a day begins here: compared with it, an index of moments serves."""
    return timezone.make_aware(datetime.combine(day, time.min))


def summed(lines: Iterable[Line]) -> Line:
    """All lines together."""
    total = Line("", "")
    for line in lines:
        total.add(getattr(line, name) for name in COUNTS)
        total.days.update(line.days)
        total.stars.update(line.stars)
    return total


def by_month(reach: str, since: date, today: date) -> list[tuple[str, int, int]]:
    """(month as 2018-10, received, delivered) for each month of the period, also those without cases."""
    cases = cases_within(reach).order_by()
    received = months_of(cases.filter(submitted_at__gte=midnight(since)), "submitted_at")
    delivered = months_of(cases.filter(state=State.DELIVERED, delivered_on__gte=since), "delivered_on")
    return [(month, received.get(month, 0), delivered.get(month, 0)) for month in months_between(since, today)]


def months_of(cases: QuerySet[Application], day: str) -> dict[str, int]:
    rows = cases.values_list(ExtractYear(day), ExtractMonth(day)).annotate(cases=Count("pk"))
    return {f"{year}-{month:02}": count for year, month, count in rows}


def months_between(since: date, today: date) -> list[str]:
    """Every month from the first day to the last."""
    first, last = since.year * MONTHS + since.month - 1, today.year * MONTHS + today.month - 1
    return [f"{count // MONTHS}-{count % MONTHS + 1:02}" for count in range(first, last + 1)]


NOT_LISTED = ("application__answers", "application__corrections", "application__definition__text")
"""The long texts behind an opinion, which lists do not show."""


def ratings_within(reach: str, since: date | None = None) -> QuerySet[Rating]:
    """The opinions on cases of a reach, given since a day (None: ever), the newest first."""
    found = Rating.objects.select_related("application__definition").defer(*NOT_LISTED).order_by("-at", "pk")
    return counted_within(reach, found.filter(at__gte=midnight(since)) if since else found)


def ratings_count(reach: str, since: date | None) -> int:
    """How many opinions there are on cases of a reach since a day."""
    return counts.large(f"ratings:{reach}:{since}", lambda: ratings_within(reach, since).count())


def bad_unanswered(reach: str) -> int:
    """How many bad opinions, whenever given, wait for the office's word."""
    waiting = counted_within(reach, Rating.objects.filter(stars__lt=SATISFIED_FROM, replied_at=None))
    return counts.large(f"ratings-unanswered:{reach}", waiting.count)
