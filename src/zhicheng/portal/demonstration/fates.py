"""How a case may go, and how many go which way. What is over happened in 2018, some of it in the last months; what runs began of late."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from django.utils import timezone

from zhicheng.engine.places import contains
from zhicheng.portal.demonstration.people import CITY_CODES

SEED = 20181016


class Fate(StrEnum):
    """The last thing that happens to a case."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REVIEWING = "reviewing"
    EXAMINED = "examined"
    DECIDED = "decided"
    PUBLICISED = "publicised"
    APPROVED = "approved"
    CORRECTED = "corrected"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


RUNNING = (
    Fate.DRAFT,
    Fate.SUBMITTED,
    Fate.RETURNED,
    Fate.ACCEPTED,
    Fate.REVIEWING,
    Fate.EXAMINED,
    Fate.DECIDED,
    Fate.PUBLICISED,
)
SHARES = {
    Fate.APPROVED: 38, Fate.CORRECTED: 8, Fate.REFUSED: 6, Fate.NOT_ACCEPTED: 4, Fate.WITHDRAWN: 4, Fate.EXPIRED: 2,
    Fate.DRAFT: 6, Fate.SUBMITTED: 9, Fate.RETURNED: 6, Fate.ACCEPTED: 6, Fate.REVIEWING: 3, Fate.EXAMINED: 4, Fate.DECIDED: 2,
    Fate.PUBLICISED: 2,
}  # fmt: skip
"""Of a hundred cases."""
ITEMS = (
    "general_question", "gbt29490_coaching", "service_voucher", "rights_aid", "training_enrolment", "mentor_request", "patent_listing",
    "pledge_subsidy", "outlet_filing", "base_filing", "general_question", "gbt29490_coaching", "brand_agency", "training_enrolment",
    "ip_town", "expert_consultation", "expert_consultation",
)  # fmt: skip
"""What is applied for outside ranked batches, the commonest several times."""
REVIEWED = ("brand_agency",)
PUBLICISED = ("pledge_subsidy", "brand_agency", "ip_town")
EXAMINED = ("rights_aid", "pledge_subsidy", "outlet_filing", "brand_agency", "ip_town", "pledge_subsidy")
FITTING = {Fate.REVIEWING: REVIEWED, Fate.PUBLICISED: PUBLICISED, Fate.ACCEPTED: EXAMINED}
"""Items that have the step at which a case is to stand."""
CITY_WEIGHTS = (6, 3, 3)
HOURS = (9, 10, 11, 14, 15, 16, 17)


@dataclass(frozen=True, slots=True)
class Plan:
    """One case to be: its serial number, which item, where, how it goes, and the day it begins."""

    number: int
    item: str
    city: str
    fate: Fate
    begins: date


def plans(count: int, today: date) -> Iterator[Plan]:
    """So many cases, always the same ones, the first of every fate: each with lots of its own, so that more leave the first as they are."""
    for number in range(count):
        lots = Random(SEED + number)  # noqa: S311 - lots that anybody can draw again, not a secret
        drawn = lots.choices(list(SHARES), weights=list(SHARES.values()))[0]
        fate = list(Fate)[number] if number < len(Fate) else drawn
        city = lots.choices(CITY_CODES, weights=CITY_WEIGHTS)[0]
        item = lots.choice(FITTING.get(fate, ITEMS))
        yield Plan(number, item, city, fate, begins_on(fate, item, today, lots))


def begins_on(fate: Fate, item: str, today: date, lots: Random) -> date:
    if fate in RUNNING:
        return today - timedelta(days=lots.randint(1, 6) + DAYS_BEFORE.get(fate, 0))
    in_2018 = IN_2018 + timedelta(days=lots.randint(0, 240))
    is_late = item in ENDED_LATELY_TOO and lots.random() < LATE_SHARE
    return today - timedelta(days=lots.randint(*LATE_DAYS)) if is_late else in_2018


IN_2018 = date(2018, 1, 5)
"""From when on cases began that ended in that year."""
ENDED_LATELY_TOO = (
    "general_question",
    "rights_aid",
    "pledge_subsidy",
    "patent_listing",
    "base_filing",
    "brand_agency",
    "ip_town",
)
"""Items of which cases ended in the last months too, so that there are titles in force and fresh ratings. The plan of 2018 counts none."""
LATE_SHARE, LATE_DAYS = 0.4, (75, 300)


def items_for(plan: Plan) -> tuple[str, ...]:
    """Items that may take the place of the planned one: what ended lately is of those that are open at any time."""
    ended_lately = plan.fate not in RUNNING and plan.begins.year > IN_2018.year
    return ENDED_LATELY_TOO if ended_lately else FITTING.get(plan.fate, ITEMS)


DAYS_BEFORE = {Fate.REVIEWING: 8, Fate.EXAMINED: 8, Fate.DECIDED: 10, Fate.PUBLICISED: 12, Fate.ACCEPTED: 3}
"""How much earlier a case began that has already come this far."""


SOON, SLOW_SHARE = 2, 0.05


class Days:
    """The days of one case: each act some days after the one before, in office hours, never after today."""

    def __init__(self, begins: date, lots: Random, latest: date) -> None:
        self.day, self.lots, self.latest = begins, lots, latest
        self.last: datetime | None = None

    def now(self) -> datetime:
        """The moment of this act, never before the one before it."""
        drawn = time(self.lots.choice(HOURS), self.lots.randint(0, 59))
        moment = timezone.make_aware(datetime.combine(workday(self.day), drawn))
        self.last = max(moment, self.last + timedelta(minutes=5)) if self.last else moment
        return self.last

    def later(self, least: int = 0, most: int = 2) -> datetime:
        """Some days on; now and then it takes long."""
        if most <= SOON and self.lots.random() < SLOW_SHARE:
            least, most = 5, 9
        self.day = min(self.day + timedelta(days=self.lots.randint(least, most)), self.latest)
        return self.now()


def workday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def weekday_after(day: date) -> date:
    """The first day after it from Monday to Friday: one that `workday` leaves where it is, also where a weekend is worked."""
    after = day + timedelta(days=1)
    return after + timedelta(days=(7 - after.weekday()) % 7 if after.weekday() > 4 else 0)


def counties_of(city: str, codes: Sequence[str]) -> list[str]:
    return [code for code in codes if contains(city, code)]
