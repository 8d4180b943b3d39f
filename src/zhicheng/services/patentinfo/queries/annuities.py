"""The annual fees of an organisation's own Chinese patents.

Time limits: 专利法实施细则第五条 — a limit whose last day is a public holiday ends on the first working day after it. The working days are
the State Council's (`base.calendars`); of years not announced yet only the weekends are known, and `doubt` says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, cast

import pyarrow.compute as pc
from django.utils import timezone
from django_scopes import scopes_disabled

from zhicheng.base.calendars.queries import calendar as working_days
from zhicheng.base.definitions.queries import current_models
from zhicheng.base.parties.models import Party
from zhicheng.engine.calendars import Calendar, is_workday
from zhicheng.engine.calendars.periods import add_months
from zhicheng.engine.patents.annuities import GRACE_MONTHS, Annuity, annuities
from zhicheng.engine.patents.applicants import normalise
from zhicheng.engine.patents.record import Kind, LegalState, PartyRole
from zhicheng.services.patentinfo import holdings
from zhicheng.services.patentinfo.definition_kinds import FeeTable
from zhicheng.services.patentinfo.models import AnnuityNote, ApplicantName, NameClaim
from zhicheng.services.patentinfo.queries.applicants import keys_of_party
from zhicheng.services.patentinfo.sheets import ENDED, FEES

ONE_DAY = timedelta(days=1)
LONGEST_MOVE = timedelta(days=31)
"""No holiday is longer: how far a moved limit can lie from the day of the law."""
GRACE_DAYS = 31 * GRACE_MONTHS
LONGEST_TERM_YEARS = 21
"""An invention's twenty, and room for a moved day."""
COLUMNS = ["publication", "application", "kind", "filed_on", "granted_on", "state", "titles", "synthetic"]


class FeeState(StrEnum):
    """How one year's fee stands today, as far as the organisation has said."""

    COMING = "coming"
    GRACE = "grace"
    OVERDUE = "overdue"
    PAID = "paid"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Right:
    """A granted Chinese patent of the organisation that has not ended."""

    publication: str
    application: str
    title: str
    kind: Kind
    filed_on: date
    granted_on: date
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Fee:
    """One year's fee of one right. `pay_by` and `grace_end` are the days of the law moved to working days; amounts in fen.

    `surcharge_fen` is what comes on top when it is paid today; None where the amount is unknown.
    """

    right: Right
    annuity: Annuity
    pay_by: date
    grace_end: date
    basis: str
    state: FeeState
    paid_on: date | None
    surcharge_fen: int | None

    @property
    def amount_fen(self) -> int | None:
        return self.annuity.amount_fen

    @property
    def year(self) -> int:
        """The fee's year, counted from filing."""
        return self.annuity.year

    @property
    def is_open(self) -> bool:
        """Whether it can still be paid and nobody has said that it was."""
        return self.state in {FeeState.COMING, FeeState.GRACE}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Patents under the organisation's own name that nobody has confirmed yet."""

    name_key: str
    publications: int
    is_claimed: bool


def rights_of(party: Party) -> list[Right]:
    """The rights under the party's confirmed names, by publication number; of one application the last granted."""
    keys = tuple(sorted(keys_of_party(party.pk)))
    snapshot = holdings.snapshot()
    if not keys or snapshot is None:
        return []
    return list(_rights(str(holdings.lake().folder), snapshot.version.number, keys))


@lru_cache(maxsize=32)
def _rights(folder: str, version: int, keys: tuple[str, ...]) -> tuple[Right, ...]:
    """A version of a lake never changes: what it holds is read once."""
    del folder, version
    snapshot = holdings.lake().newest()
    published = publications_named(keys)
    if not published:
        return ()
    wanted = pc.field("publication").isin(published) & (pc.field("country") == "CN")
    rows = snapshot.dataset("patents").to_table(columns=COLUMNS, filter=wanted).to_pylist()
    return tuple(last_granted([right_of(row) for row in rows if is_right(row)]))


def publications_named(keys: Sequence[str]) -> list[str]:
    """The publications of the lake on which an applicant has one of the normalised names."""
    snapshot = holdings.snapshot()
    if snapshot is None:
        return []
    wanted = pc.field("name_key").isin(list(keys)) & (pc.field("role") == PartyRole.APPLICANT.value)
    rows = snapshot.dataset("parties").to_table(columns=["publication"], filter=wanted)
    return sorted(set(rows["publication"].to_pylist()))


def is_right(row: dict[str, Any]) -> bool:
    """Granted and not ended, as far as the lake knows."""
    return bool(row["granted_on"] and row["filed_on"]) and LegalState(row["state"]) not in ENDED


def right_of(row: dict[str, Any]) -> Right:
    titles = {one["language"]: one["text"] for one in row["titles"] or []}
    title = titles.get("zh") or next(iter(titles.values()), "")
    facts = {name: row[name] for name in ("publication", "application", "filed_on", "granted_on", "synthetic")}
    return Right(title=title, kind=Kind(row["kind"]), **facts)


def last_granted(rights: Sequence[Right]) -> list[Right]:
    """One right an application: an invention is published twice, as application and as grant."""
    newest: dict[str, Right] = {}
    for right in sorted(rights, key=lambda one: (one.granted_on, one.publication)):
        newest[right.application or right.publication] = right
    return sorted(newest.values(), key=lambda one: one.publication)


def fees_between(party: Party, first: date, last: date, today: date | None = None) -> list[Fee]:
    """The fees of a party to be paid by a day from `first` to `last`, in the order of those days."""
    rights = rights_of(party)
    if not rights:
        return []
    book = book_of(party, today or timezone.localdate())
    found = (fee for right in rights for fee in book.fees(right, first, last))
    return sorted(found, key=lambda fee: (fee.pay_by, fee.right.publication))


@dataclass(frozen=True, slots=True)
class Book:
    """What every fee is reckoned with."""

    table: FeeTable | None
    calendar: Calendar
    notes: dict[tuple[str, int], AnnuityNote]
    today: date

    def fees(self, right: Right, first: date, last: date) -> Iterator[Fee]:
        """The fees of a right to be paid between two days."""
        bands = self.table.fee_bands if self.table else ()
        for annuity in annuities(right.kind, right.filed_on, right.granted_on, bands):
            if first - LONGEST_MOVE <= annuity.due_on <= last:
                fee = self.fee(right, annuity)
                if first <= fee.pay_by <= last:
                    yield fee

    def fee(self, right: Right, annuity: Annuity) -> Fee:
        """One fee with its moved limits and how it stands."""
        pay_by = workday_from(annuity.due_on, self.calendar)
        grace_end = workday_from(annuity.grace_until, self.calendar)
        note = self.notes.get((right.publication, annuity.year))
        state = state_of(note, pay_by, grace_end, self.today)
        return Fee(
            right=right,
            annuity=annuity,
            pay_by=pay_by,
            grace_end=grace_end,
            basis=self.table.basis_of(right.kind, annuity.year) if self.table else "",
            state=state,
            paid_on=note.paid_on if note else None,
            surcharge_fen=annuity.surcharge_fen(self.today) if state is FeeState.GRACE else 0,
        )


def book_of(party: Party, today: date) -> Book:
    """The fees in force, the working days, and what the party has said."""
    table = cast("FeeTable | None", current_models("patent_fees").get(FEES))
    return Book(table, working_days(), notes_of(party), today)


def state_of(note: AnnuityNote | None, pay_by: date, grace_end: date, today: date) -> FeeState:
    """What the organisation said; else what the day says."""
    if note is not None:
        return FeeState.PAID if note.paid_on else FeeState.DROPPED
    if today <= pay_by:
        return FeeState.COMING
    return FeeState.GRACE if today <= grace_end else FeeState.OVERDUE


def workday_from(day: date, calendar: Calendar) -> date:
    """The day itself when offices work, else the next on which they do."""
    while not is_workday(day, calendar):
        day += ONE_DAY
    return day


def notes_of(party: Party) -> dict[tuple[str, int], AnnuityNote]:
    """What the party has said of its fees, by publication and year."""
    with scopes_disabled():
        return {(note.publication, note.year): note for note in AnnuityNote.objects.filter(party=party)}


def fee_of(party: Party, publication: str, year: int) -> Fee | None:
    """One fee of the party's; None for a patent that is not its own and a year that has none."""
    right = next((one for one in rights_of(party) if one.publication == publication), None)
    if right is None:
        return None
    book = book_of(party, timezone.localdate())
    fees = book.fees(right, right.granted_on, add_months(right.filed_on, 12 * LONGEST_TERM_YEARS))
    return next((fee for fee in fees if fee.year == year), None)


def year_and_late(party: Party, year: int) -> tuple[list[Fee], list[Fee]]:
    """The fees to be paid in a year; and those of any year whose day is past and that are still taken, with a surcharge."""
    today = timezone.localdate()
    first, last = date(year, 1, 1), date(year, 12, 31)
    fees = fees_between(party, min(first, today - timedelta(days=GRACE_DAYS) - LONGEST_MOVE), max(last, today))
    return [fee for fee in fees if fee.pay_by.year == year], [fee for fee in fees if fee.state is FeeState.GRACE]


def candidate(party: Party) -> Candidate | None:
    """Whether the lake has patents under the party's very name that nobody has confirmed."""
    key = normalise(party.name).key
    with scopes_disabled():
        if ApplicantName.objects.filter(name_key=key).exists():
            return None
        is_claimed = NameClaim.objects.filter(party=party, name_key=key).exists()
    count = len(publications_named([key]))
    return Candidate(key, count, is_claimed) if count else None
