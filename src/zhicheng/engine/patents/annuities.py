"""Annual fees of a Chinese patent: which are due, when, how much, and until when a late one is still taken.

Sources: 专利法 (2020) 第四十二条 for the terms; 专利法实施细则 第九十八条 of the 2010 text (第一百一十五条 of the 2023 text, numbering from
secondary texts) for due dates, the six months of grace and the surcharge. Amounts are not law here but a table that the caller gives.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zhicheng.engine.calendars.periods import add_months, whole_months
from zhicheng.engine.patents.record import Kind

GRACE_MONTHS = 6
SURCHARGE_PERCENT_A_MONTH = 5
DESIGN_TERM_CHANGED_ON = date(2021, 6, 1)
"""From this filing date on a design runs 15 years, before it 10 (专利法 2020, in force that day)."""


@dataclass(frozen=True, slots=True)
class FeeBand:
    """The fee of each year from `first_year` to `last_year` (counted from filing, 1 = the first) for the kinds named."""

    kinds: frozenset[Kind]
    first_year: int
    last_year: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Annuity:
    """One year's fee. Paid after `due_on` it costs more each month; after `grace_until` the right has ended on `due_on`.

    `amount_fen` is None where the table has no band for that year.
    """

    year: int
    due_on: date
    grace_until: date
    amount_fen: int | None

    def surcharge_fen(self, paid_on: date) -> int | None:
        """What is added when paid on a day: 5 % of the full fee for every whole month past the due date; None when unknown."""
        if self.amount_fen is None:
            return None
        return self.amount_fen * SURCHARGE_PERCENT_A_MONTH * whole_months(self.due_on, paid_on) // 100


def term_years(kind: Kind, filed_on: date) -> int | None:
    """Years of protection from filing; None for a kind that Chinese law does not know."""
    if kind is Kind.DESIGN:
        return 15 if filed_on >= DESIGN_TERM_CHANGED_ON else 10
    return {Kind.INVENTION: 20, Kind.UTILITY_MODEL: 10}.get(kind)


def expires_on(kind: Kind, filed_on: date) -> date | None:
    """The day the term ends, fees or not."""
    years = term_years(kind, filed_on)
    return None if years is None else add_months(filed_on, 12 * years)


def annuities(kind: Kind, filed_on: date, granted_on: date, bands: Sequence[FeeBand]) -> Iterator[Annuity]:
    """The fees of the years after that of the grant, in order, each due before the year before it ends.

    The fee of the grant's own year is paid with the registration and is no date to watch.
    """
    for year in range(fee_year(filed_on, granted_on) + 1, (term_years(kind, filed_on) or 0) + 1):
        due_on = add_months(filed_on, 12 * (year - 1))
        yield Annuity(year, due_on, add_months(filed_on, 12 * (year - 1) + GRACE_MONTHS), amount_of(kind, year, bands))


def fee_year(filed_on: date, day: date) -> int:
    """Which year since filing a day lies in, the first being 1."""
    return whole_months(filed_on, day) // 12 + 1


def amount_of(kind: Kind, year: int, bands: Sequence[FeeBand]) -> int | None:
    """The fee of a year by the table."""
    for band in bands:
        if kind in band.kinds and band.first_year <= year <= band.last_year:
            return band.amount_fen
    return None
