"""The dates of a made-up application, from filing to the end of the right, as Chinese procedure orders them.

Published within 18 months; an invention then examined and granted, refused or withdrawn; a right kept as long as its yearly fees are
paid, at most to its term. Everything is told as it stood on `KNOWN_UNTIL`. Days are proleptic ordinals, 0 for never.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhicheng.engine.patents.annuities import FeeBand, add_months, amount_of, expires_on, fee_year
from zhicheng.engine.patents.record import Fee, Kind, LegalEvent, LegalState

KNOWN_UNTIL = date(2026, 6, 30)
FIRST_FILING, LAST_FILING = date(2008, 1, 2), date(2024, 10, 31)
LONGEST_UNTIL_PUBLISHED = 560
"""Days after filing by which every made-up application is published."""
DRAWS = 6

_GRANTED, _REFUSED = 0.62, 0.86  # shares of examined inventions, cumulative; the rest are withdrawn
_NOTICE_DAYS = 250  # from the missed due date to the notice that the right has ended
_YEARS_KEPT_ON_AVERAGE = 9
_PUBLICATION_DAYS = (1, 4)  # the office publishes on Tuesdays and Fridays
_UNTIL_PUBLICATION_DAY = tuple(
    min((day - weekday) % 7 for day in _PUBLICATION_DAYS) for weekday in range(7)
)  # 0 is a Monday


@dataclass(frozen=True, slots=True)
class Life:
    """What happened to one application. `decided` is grant, refusal or withdrawal, by `state`; `granted` only a grant."""

    kind: Kind
    filed: date
    published: date
    granted: date | None
    state: LegalState
    events: tuple[LegalEvent, ...]
    fees: tuple[Fee, ...]


def life(kind: Kind, filed: date, drawn: Sequence[float], bands: Sequence[FeeBand]) -> Life:
    """The life of an application; ``drawn`` are `DRAWS` numbers in [0, 1)."""
    if kind is Kind.INVENTION:
        return _invention(filed, drawn, bands)
    longest = 200 if kind is Kind.UTILITY_MODEL else 120
    granted = _publication_day(filed.toordinal() + 140 + int(drawn[0] * longest))
    first = LegalEvent(granted, "GR01", "授权", LegalState.IN_FORCE)
    return _with_right(kind, filed, granted, granted, (first,), drawn, bands)


def _invention(filed: date, drawn: Sequence[float], bands: Sequence[FeeBand]) -> Life:
    published = _publication_day(filed.toordinal() + 95 + int(drawn[0] * 455))
    examined = _publication_day(published.toordinal() + 18 + int(drawn[1] * 40))
    decided = _publication_day(examined.toordinal() + 240 + int(drawn[2] * 780))
    events = (
        LegalEvent(published, "PB01", "公布", LegalState.PENDING),
        LegalEvent(examined, "SE01", "实质审查的生效", LegalState.PENDING),
    )
    if decided > KNOWN_UNTIL:
        return Life(Kind.INVENTION, filed, published, None, LegalState.PENDING, events, ())
    if drawn[3] < _GRANTED:
        granted = LegalEvent(decided, "GR01", "授权", LegalState.IN_FORCE)
        return _with_right(Kind.INVENTION, filed, published, decided, (*events, granted), drawn, bands)
    refused = drawn[3] < _REFUSED
    code, words = ("RJ01", "发明专利申请公布后的驳回") if refused else ("WD01", "发明专利申请公布后的视为撤回")
    state = LegalState.REJECTED if refused else LegalState.WITHDRAWN
    return Life(Kind.INVENTION, filed, published, None, state, (*events, LegalEvent(decided, code, words, state)), ())


def _with_right(
    kind: Kind,
    filed: date,
    published: date,
    granted: date,
    events: tuple[LegalEvent, ...],
    drawn: Sequence[float],
    bands: Sequence[FeeBand],
) -> Life:
    """A granted right to its end, or as far as is known."""
    first_year = fee_year(filed, granted)
    missed_year = first_year + 1 + int(drawn[4] ** 2 * 2.4 * _YEARS_KEPT_ON_AVERAGE)
    missed, term_end = add_months(filed, 12 * (missed_year - 1)), expires_on(kind, filed)
    ends = [event for event in (_unpaid(missed), _expired(term_end)) if event and event.happened_on]
    end = min(ends, key=lambda event: event.happened_on or KNOWN_UNTIL)
    is_over = end.happened_on is not None and end.happened_on <= KNOWN_UNTIL
    state = (end.state or LegalState.UNKNOWN) if is_over else LegalState.IN_FORCE
    all_events = (*events, *_transferred(granted, missed, drawn[5]), *((end,) if is_over else ()))
    fees = _fees(kind, filed, first_year, missed_year, bands)
    return Life(kind, filed, published, granted, state, all_events, fees)


def _unpaid(missed: date) -> LegalEvent:
    notice = _publication_day(missed.toordinal() + _NOTICE_DAYS)
    return LegalEvent(notice, "CF01", "未缴年费专利权终止", LegalState.LAPSED)


def _expired(term_end: date | None) -> LegalEvent | None:
    return LegalEvent(term_end, "CX01", "专利权有效期届满", LegalState.EXPIRED) if term_end else None


def _transferred(granted: date, missed: date, drawn: float) -> tuple[LegalEvent, ...]:
    """One right in twenty changes hands between its grant and the fee it misses; that leaves its state as it is."""
    day = _publication_day(granted.toordinal() + 60 + int(drawn * 20 * 400))
    if drawn >= 0.05 or day >= missed or day > KNOWN_UNTIL:
        return ()
    return (LegalEvent(day, "TR01", "专利权的转移"),)


def _fees(kind: Kind, filed: date, first_year: int, missed_year: int, bands: Sequence[FeeBand]) -> tuple[Fee, ...]:
    """The last yearly fee paid, and the next one: due, or missed."""
    term_end = expires_on(kind, filed) or KNOWN_UNTIL
    reached = min(missed_year, fee_year(filed, KNOWN_UNTIL) + 1)
    fees = []
    for year in (reached - 1, reached):
        due = add_months(filed, 12 * (year - 1))
        if year > first_year and due < term_end:
            paid = due if year < reached else None
            fees.append(Fee("年费", year, due, paid, amount_of(kind, year, bands)))
    return tuple(fees)


def _publication_day(ordinal: int) -> date:
    """The day, or the next one on which the office publishes."""
    return date.fromordinal(ordinal + _UNTIL_PUBLICATION_DAY[(ordinal - 1) % 7])
