"""Setup step: the hall of a demonstration, filled once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import User
from zhicheng.base.notices.actions import read_all
from zhicheng.base.parties.models import Kind
from zhicheng.portal.demonstration import batches, certificates, contacts, counties, heads, outlets, reports, stages
from zhicheng.portal.demonstration.batches import Batch
from zhicheng.portal.demonstration.choosing import Choice
from zhicheng.portal.demonstration.fates import SEED, Days, Fate, Plan, plans
from zhicheng.portal.demonstration.handling import Filing, Story, told_already
from zhicheng.portal.demonstration.offices import Offices
from zhicheng.portal.demonstration.patents import numbers_by_party
from zhicheng.portal.demonstration.people import CITY_CODES, Cast

OWN_NUMBERS, BATCH_NUMBERS, MENTOR_NUMBERS = 100_000, 200_000, 300_000
"""Serial numbers from which the cases of the printed organisation, of ranked batches, and of mentors are counted."""
FEWEST_OF_A_BATCH, MOST_OF_A_BATCH = 2, 10
LATEST_BATCH_DAYS = 120
"""How long ago the latest ranked batch opened."""
OWN = (
    ("qiye", "gbt29490_coaching", Fate.RETURNED, 6), ("qiye", "service_voucher", Fate.DRAFT, 2), ("qiye", "rights_aid", Fate.EXAMINED, 12),
    ("qiye", "patent_listing", Fate.APPROVED, 30), ("qiye", "general_question", Fate.SUBMITTED, 1),
    ("qiye", "pledge_subsidy", Fate.PUBLICISED, 16), ("jigou", "brand_agency", Fate.REVIEWING, 11),
    ("yinhang", "training_enrolment", Fate.RETURNED, 4), ("demo-danwei-026", "mentor_request", Fate.SUBMITTED, 2),
    ("daoshi", "general_question", Fate.RETURNED, 3),
)  # fmt: skip
"""What waits for the printed logins, or is theirs: who applies, for what, how far it is, and how many days ago it began."""
HOME_OF_PEOPLE = "440305"
"""Where people without an organisation live."""
ANYTIME = ("service_voucher", "training_enrolment")
ADVANTAGE, COUNTY = "advantage_enterprise_cultivation", "county_pilot"


def load() -> str:
    """Fill the hall of a demonstration with the cases that are missing; returns what was done."""
    if not settings.DEMONSTRATION:
        return _("不是演示系统，不设演示办件")
    with scopes_disabled():
        return Demonstration(settings.DEMONSTRATION_APPLICATIONS, timezone.localdate()).fill()


class Demonstration:
    """So many cases, as on a day."""

    def __init__(self, count: int, today: date) -> None:
        self.count, self.today = count, today
        self.cast = Cast()
        self.patents: dict[int, tuple[str, ...]] = {}

    @cached_property
    def choice(self) -> Choice:
        """Who may apply for what; it looks at every case, so it is made only when there is something to tell."""
        return Choice(self.cast)

    def fill(self) -> str:
        """Everybody, then everything; what is there already stays as it is."""
        planned = list(plans(self.count, self.today))
        missing = self.missing(planned)
        if not missing:
            return _("没有变化")
        with transaction.atomic():
            self.cast.enter()
            self.open_batches()
            self.registers()
        self.patents = numbers_by_party(self.cast.parties)
        made = self.ranked_batches() + self.mentors()
        self.settle_the_past()
        made += self.own_cases() + sum(self.case(plan) for plan in missing)
        facts = {"parties": len(self.cast.parties), "cases": made}
        return _("%(parties)d 家单位，新增 %(cases)d 件办件") % facts

    def missing(self, planned: Sequence[Plan]) -> list[Plan]:
        there = told_already([plan.number for plan in planned])
        return [plan for plan in planned if plan.number not in there]

    def open_batches(self) -> None:
        """Windows in which one can apply: of 2018, and now."""
        for city in CITY_CODES:
            for code in ANYTIME:
                batches.announced(Batch(code, city, "2018 年度", date(2018, 1, 2), 200, 0, 330), self.cast)
                batches.announced(Batch(code, city, "本期", self.today - timedelta(days=45), 60, 10, 90), self.cast)

    def registers(self) -> None:
        """What the services keep; it stands before the cases, whose conditions ask it."""
        certificates.register_all(self.cast, self.today)
        outlets.open_all(self.cast)
        contacts.record_all(self.cast)
        counties.declare_first(self.cast)
        offices = Offices()
        offices.enter()
        heads.enter_all(offices, self.today)
        stages.lead_all(offices, self.today)
        reports.file_all(offices, self.today)
        self.choice.used.add((COUNTY, counties.PRINTED_COUNTY))

    def ranked_batches(self) -> int:
        """Enterprises of 2018 and lately, counties of 2018: as many applicants as the number of cases allows."""
        most = min(MOST_OF_A_BATCH, max(FEWEST_OF_A_BATCH, self.count // 30))
        made = 0
        for number, city in enumerate(CITY_CODES[: 1 + self.count // 100]):
            spring = Batch(ADVANTAGE, city, "2018 年第一批", date(2018, 3, 19), max(1, most // 2 - number), 1)
            counties = Batch(COUNTY, city, "2018 年度", date(2018, 4, 9), 2 - number // 2, 1)
            made += self.batch(spring, BATCH_NUMBERS + 200 * number, most)
            made += self.batch(counties, BATCH_NUMBERS + 200 * number + 100, 3)
        lately = self.today - timedelta(days=LATEST_BATCH_DAYS)
        latest = Batch(ADVANTAGE, CITY_CODES[0], f"{lately.year} 年第一批", lately, 2, 1)
        return made + self.batch(latest, BATCH_NUMBERS + 1000, most // 2)

    def settle_the_past(self) -> None:
        """The counties of the batches report; what all this told people so far is read, so that inboxes begin with what waits."""
        with transaction.atomic():
            counties.work_all(self.cast, self.today)
            for user in User.objects.filter(synthetic=True, notices__read_at=None, notices__isnull=False).distinct():
                read_all(by=user)

    def batch(self, batch: Batch, first_number: int, most: int) -> int:
        """One ranked batch in a transaction of its own."""
        if told_already([first_number]):
            return 0
        lots = Random(SEED + first_number)  # noqa: S311 - lots that anybody can draw again, not a secret
        filings = self.choice.some(batch.item, batch.city, batch.opens_on, most, lots)
        if not filings:
            return 0
        begins = [batch.opens_on + timedelta(days=7 + number // 2) for number in range(len(filings))]
        stories = [
            self.story(Plan(first_number + number, batch.item, batch.city, Fate.EXAMINED, begins[number]), filing)
            for number, filing in enumerate(filings)
        ]
        with transaction.atomic():
            return batches.told(batch, stories, self.cast)

    def mentors(self) -> int:
        """Each city's maker got a mentor in 2018."""
        made = 0
        for number, city in enumerate(CITY_CODES):
            maker = next(party for party in self.cast.of_city(city) if party.kind == Kind.MAKER)
            begins = date(2018, 5, 14) + timedelta(days=number)
            made += self.told(
                Plan(MENTOR_NUMBERS + number, "mentor_request", city, Fate.APPROVED, begins), self.choice.of(maker)
            )
        return made

    def own_cases(self) -> int:
        """The cases that the organisations of the printed logins find when they sign in."""
        made = 0
        for number, (username, code, fate, days) in enumerate(OWN):
            user = self.cast.users[username]
            plan = Plan(OWN_NUMBERS + number, code, CITY_CODES[0], fate, self.today - timedelta(days=days))
            if user.party is None:
                made += self.told(plan, Filing(user, HOME_OF_PEOPLE))
            elif self.choice.reserve(code, user.party, plan.begins):
                made += self.told(plan, self.choice.of(user.party))
        return made

    def case(self, plan: Plan) -> int:
        """One case of the many."""
        lots = Random(SEED * 2 + plan.number)  # noqa: S311 - as above
        code, filing = self.choice.chosen(plan, lots)
        return self.told(replace(plan, item=code), filing)

    def told(self, plan: Plan, filing: Filing) -> int:
        """A case in a transaction of its own, unless it is there."""
        if told_already([plan.number]):
            return 0
        with transaction.atomic():
            self.story(plan, filing).tell(plan.fate)
        return 1

    def story(self, plan: Plan, filing: Filing) -> Story:
        lots = Random(SEED * 3 + plan.number)  # noqa: S311 - as above
        days = Days(plan.begins, lots, self.today - timedelta(days=1))
        bank = next(party for party in self.cast.of_city(plan.city) if party.kind == Kind.BANK)
        any_numbers = next(iter(self.patents.values()), ())
        numbers = self.patents.get(filing.party.pk, any_numbers) if filing.party else any_numbers
        return Story(self.cast, self.choice.items[plan.item], filing, plan.number, days, numbers, bank)
