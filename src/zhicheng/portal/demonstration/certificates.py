"""Certificates of 2017 and 2018, so that the plan's growth of a tenth is reached in two cities and missed in the third."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhicheng.base.accounts.models import Role
from zhicheng.base.parties.models import Kind, Party
from zhicheng.engine.calendars.periods import add_months
from zhicheng.portal.demonstration.people import CITY_CODES, Cast
from zhicheng.services.standards import actions
from zhicheng.services.standards.actions import CertificateFacts
from zhicheng.services.standards.models import Certificate, Result, Surveillance

NEW_CERTIFICATES = {CITY_CODES[0]: (8, 9), CITY_CODES[1]: (7, 8), CITY_CODES[2]: (8, 8)}
"""City → enterprises certified for the first time in 2017 and in 2018: growth 12.5 %, 14.3 % and none."""
LATELY = 1
"""Enterprises of each city certified for the first time in the last months: the subsidy without application waits for them."""
RENEWED_EVERY = 3
TERM_MONTHS = 36
EDITIONS = ("GB/T 29490-2013", "GB/T 29490-2023")
NEW_EDITION_FROM = date(2024, 1, 1)
BODIES = ("示例认证中心", "示例知识产权认证有限公司")
SCOPE = "研发、生产和销售的知识产权管理"


@dataclass(frozen=True, slots=True)
class First:
    """A first certification to be: whose, and on which day."""

    party: Party
    issued_on: date


def register_all(cast: Cast, today: date) -> int:
    """The register of the three cities, made once; returns how many certificates were registered."""
    if Certificate.objects.filter(synthetic=True).exists():
        return 0
    return sum(
        keep(cast, city, one, number, today)
        for city in CITY_CODES
        for number, one in enumerate(firsts(cast, city, today))
    )


def firsts(cast: Cast, city: str, today: date) -> Iterator[First]:
    """Who was certified when; the printed organisation is not, so that it can apply for coaching."""
    companies = [party for party in cast.of_city(city) if party.kind == Kind.ENTERPRISE and party != cast.parties[0]]
    waiting = iter(companies)
    for year, count in zip((2017, 2018), NEW_CERTIFICATES[city], strict=True):
        for number in range(count):
            yield First(next(waiting), date(year, 1, 10) + timedelta(days=number * 330 // count))
    for number in range(LATELY):
        yield First(next(waiting), today - timedelta(days=60 + number * 20))


def keep(cast: Cast, city: str, first: First, number: int, today: date) -> int:
    """A certificate with its audits, and for some those that replaced it until today."""
    officer = cast.officer(Role.CITY_HANDLER, city)
    certificate = actions.register(facts=facts_of(first.party, first.issued_on, 0), by=officer)
    chain = [certificate]
    if number % RENEWED_EVERY == 0:
        while chain[-1].expires_on < today:
            issued_on = chain[-1].expires_on - timedelta(days=20)
            facts = facts_of(first.party, issued_on, len(chain))
            chain.append(actions.renew(certificate=chain[-1], facts=facts, by=officer))
    audit(cast, city, chain, today)
    return len(chain)


def facts_of(party: Party, issued_on: date, turn: int) -> CertificateFacts:
    """`turn` counts the certificates of one holder."""
    number = f"示例{issued_on:%Y}IPMS{party.pk:05d}R{turn}"
    edition = EDITIONS[issued_on >= NEW_EDITION_FROM]
    body = BODIES[party.pk % len(BODIES)]
    last_day = add_months(issued_on, TERM_MONTHS) - timedelta(days=1)
    return CertificateFacts(number, party, edition, body, issued_on, None, last_day, SCOPE, synthetic=True)


def audit(cast: Cast, city: str, certificates: Sequence[Certificate], today: date) -> None:
    """The first audit of each certificate has taken place, where it was due."""
    officer = cast.officer(Role.CITY_HANDLER, city)
    for certificate in certificates:
        due = Surveillance.objects.filter(certificate=certificate, due_on__lt=today).order_by("due_on").first()
        if due is not None:
            actions.record_surveillance(
                surveillance=due, done_on=due.due_on - timedelta(days=9), result=Result.PASSED, note="", by=officer
            )
