"""The dates of a made-up application, from filing to the end of the right, as Chinese procedure orders them.

Published within 18 months; an invention then examined and granted, refused or withdrawn; a right kept as long as its yearly fees are
paid, at most to its term. Everything is told as it stood on `KNOWN_UNTIL`.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from zhicheng.engine.calendars.periods import add_months
from zhicheng.engine.patents.annuities import FeeBand, amount_of, fee_year, term_years
from zhicheng.engine.patents.record import Fee, Kind, LegalEvent, LegalState

KNOWN_UNTIL = date(2026, 6, 30)
FIRST_FILING, LAST_FILING = date(2008, 1, 2), date(2024, 10, 31)
LONGEST_UNTIL_PUBLISHED = 560
"""Days after filing by which every made-up application is published."""
DRAWS = 6

_GRANTED, _REFUSED = 0.62, 0.86  # shares of examined inventions, cumulative; the rest are withdrawn
_NOTICE_DAYS = 250  # from the missed due date to the notice that the right has ended
_MOST_YEARS_KEPT = 30  # drawn with its square; terms end most of them earlier
_TRANSFERRED = 0.05
_LEAP_DAY = 29
_PUBLICATION_DAYS = (1, 4)  # the office publishes on Tuesdays and Fridays
_UNTIL_PUBLICATION_DAY = tuple(
    min((day - weekday) % 7 for day in _PUBLICATION_DAYS) for weekday in range(7)
)  # 0 is a Monday


class Life(NamedTuple):
    """What happened to one application. `granted` is None where it was not."""

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
    first_year = _fee_year(filed, granted)
    missed_year = first_year + 1 + int(drawn[4] ** 2 * _MOST_YEARS_KEPT)
    missed, term_end = _anniversary(filed, missed_year - 1), _term_end(kind, filed)
    end = _end(missed, term_end)
    state = LegalState.IN_FORCE if end is None else end.state or LegalState.UNKNOWN
    all_events = (*events, *_transferred(granted, min(missed, term_end), drawn[5]), *((end,) if end else ()))
    paid_until = min(missed_year, _fee_year(filed, KNOWN_UNTIL) + 1)
    fees = _fees(kind, filed, (first_year, paid_until), term_end, bands)
    return Life(kind, filed, published, granted, state, all_events, fees)


def _end(missed: date, term_end: date) -> LegalEvent | None:
    """How the right ended, None while it lasts: by a fee not paid before its term was over, or by its term."""
    if missed < term_end:
        notice = _publication_day(missed.toordinal() + _NOTICE_DAYS)
        return LegalEvent(notice, "CF01", "未缴年费专利权终止", LegalState.LAPSED) if notice <= KNOWN_UNTIL else None
    return LegalEvent(term_end, "CX01", "专利权有效期届满", LegalState.EXPIRED) if term_end <= KNOWN_UNTIL else None


def _transferred(granted: date, end: date, drawn: float) -> tuple[LegalEvent, ...]:
    """One right in twenty changes hands while it lasts; that leaves its state as it is."""
    if drawn >= _TRANSFERRED:
        return ()
    day = _publication_day(granted.toordinal() + 60 + int(drawn / _TRANSFERRED * 400))
    if day >= end or day > KNOWN_UNTIL:
        return ()
    return (LegalEvent(day, "TR01", "专利权的转移"),)


def _fees(kind: Kind, filed: date, years: tuple[int, int], term_end: date, bands: Sequence[FeeBand]) -> tuple[Fee, ...]:
    """The last yearly fee paid, and the next one: due, or missed. ``years`` are those of the grant and of the next fee."""
    granted_in, reached = years
    fees = []
    for year in (reached - 1, reached):
        due = _anniversary(filed, year - 1)
        if year > granted_in and due < term_end:
            paid = due if year < reached else None
            fees.append(Fee("年费", year, due, paid, amount_of(kind, year, bands)))
    return tuple(fees)


def _term_end(kind: Kind, filed: date) -> date:
    return _anniversary(filed, term_years(kind, filed) or 0)


def _fee_year(filed: date, day: date) -> int:
    """As `fee_year`, at a third of its cost."""
    if filed.day == _LEAP_DAY:
        return fee_year(filed, day)
    return day.year - filed.year + ((day.month, day.day) >= (filed.month, filed.day))


def _anniversary(day: date, years: int) -> date:
    """As `add_months` by whole years, at a third of its cost."""
    return add_months(day, 12 * years) if day.day == _LEAP_DAY else day.replace(year=day.year + years)


def _publication_day(ordinal: int) -> date:
    """The day, or the next one on which the office publishes."""
    return date.fromordinal(ordinal + _UNTIL_PUBLICATION_DAY[(ordinal - 1) % 7])
