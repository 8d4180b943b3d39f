"""All that is known of one patent, gathered for its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhicheng.base.definitions.queries import current_models
from zhicheng.base.regions import queries as regions
from zhicheng.engine.numbers import InvalidNumber
from zhicheng.engine.numbers.patents import parse
from zhicheng.engine.patents.annuities import Annuity, annuities, expires_on
from zhicheng.engine.patents.claims import Claim, claim_tree
from zhicheng.engine.patents.query import Field
from zhicheng.engine.patents.query.nodes import Number
from zhicheng.engine.patents.record import Citation, ClassScheme, LegalState, Party, PartyRole, Patent
from zhicheng.engine.patents.search import Card, IndexRefused
from zhicheng.services.patentinfo import holdings
from zhicheng.services.patentinfo.definition_kinds import FeeTable
from zhicheng.services.patentinfo.models import ApplicantName

FEES = "cnipa"
MOST_CITING = 200
MOST_FAMILY = 50
MOST_SIMILAR = 5
ENDED = frozenset(
    {
        LegalState.REJECTED,
        LegalState.WITHDRAWN,
        LegalState.LAPSED,
        LegalState.EXPIRED,
        LegalState.INVALIDATED,
    }
)


@dataclass(frozen=True, slots=True)
class Owner:
    """An applicant: where it is, and its page when the name is confirmed to be an organisation of the platform."""

    party: Party
    place: str
    organisation: int | None


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """A document on either side of a citation; `card` where it is held here."""

    number: str
    category: str
    card: Card | None


@dataclass(frozen=True, slots=True)
class Fee:
    """One year's fee with the certainty of its amount."""

    annuity: Annuity
    basis: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A patent and everything around it. `expires` and `fees` only for Chinese rights that were granted."""

    patent: Patent
    owners: tuple[Owner, ...]
    claims: tuple[Claim, ...]
    publications: tuple[Card, ...]
    cited: tuple[CitedDocument, ...]
    citing: tuple[CitedDocument, ...]
    family: tuple[Card, ...]
    similar: tuple[Card, ...]
    expires: date | None
    fees: tuple[Fee, ...]
    is_number_checked: bool


def sheet(patent: Patent, *, for_officer: bool = False) -> Sheet:
    """Gather what belongs to a patent. Officers see which applicants are organisations in their reach."""
    citing = [Citation(number) for number in holdings.lake().newest().citing(patent.publication)[:MOST_CITING]]
    return Sheet(
        patent=patent,
        owners=owners(patent.parties_as(PartyRole.APPLICANT), for_officer=for_officer),
        claims=claim_tree(patent.claims),
        publications=same_application(patent),
        cited=documents(patent.citations),
        citing=documents(citing),
        family=family(patent),
        similar=similar(patent),
        expires=expires(patent),
        fees=fees(patent),
        is_number_checked=is_checked(patent.application),
    )


def owners(applicants: Sequence[Party], *, for_officer: bool) -> tuple[Owner, ...]:
    organisations = organisations_named([party.name_key for party in applicants]) if for_officer else {}
    places = regions.names({party.region for party in applicants if party.region})
    return tuple(Owner(party, places.get(party.region, ""), organisations.get(party.name_key)) for party in applicants)


def organisations_named(keys: Sequence[str]) -> dict[str, int]:
    """Normalised name → the organisation that it is confirmed to be, in the reader's reach."""
    return dict(ApplicantName.objects.filter(name_key__in=keys).values_list("name_key", "party_id"))


def documents(citations: Sequence[Citation]) -> tuple[CitedDocument, ...]:
    """The documents of citations, with the cards of those that are held."""
    held = cards([one.cited for one in citations if one.is_patent])
    return tuple(CitedDocument(one.cited, one.category, held.get(one.cited)) for one in citations)


def cards(publications: Sequence[str]) -> dict[str, Card]:
    """Cards by number; without an index none."""
    try:
        return holdings.index().cards(publications) if publications else {}
    except IndexRefused:
        return {}


def same_application(patent: Patent) -> tuple[Card, ...]:
    """All publications of the same application, the first published first."""
    if not patent.application:
        return ()
    try:
        numbers = holdings.index().ids(Number(Field.APPLICATION, patent.application), most=MOST_FAMILY)
    except IndexRefused:
        return ()
    return tuple(sorted(cards(numbers).values(), key=lambda card: (card.published_on or date.max, card.publication)))


def family(patent: Patent) -> tuple[Card, ...]:
    """The other members of the family that are held."""
    if not patent.family:
        return ()
    others = [one for one in holdings.lake().newest().family(patent.family) if one != patent.publication]
    return tuple(cards(others[:MOST_FAMILY]).values())


def similar(patent: Patent) -> tuple[Card, ...]:
    try:
        return tuple(hit.card for hit in holdings.index().similar(patent.publication, most=MOST_SIMILAR).hits)
    except IndexRefused:
        return ()


def is_granted_in_china(patent: Patent) -> bool:
    return patent.country == "CN" and patent.granted_on is not None and patent.filed_on is not None


def expires(patent: Patent) -> date | None:
    """The end of the term, of a right that has not ended before."""
    if not is_granted_in_china(patent) or patent.filed_on is None or patent.state in ENDED:
        return None
    return expires_on(patent.kind, patent.filed_on)


def fees(patent: Patent) -> tuple[Fee, ...]:
    """The annual fees by the table in force; none once the right has ended."""
    table = current_models("patent_fees").get(FEES)
    if not isinstance(table, FeeTable) or expires(patent) is None or patent.filed_on is None:
        return ()
    owed = annuities(patent.kind, patent.filed_on, patent.granted_on or patent.filed_on, table.fee_bands)
    return tuple(Fee(one, table.basis_of(patent.kind, one.year)) for one in owed)


def is_checked(application: str) -> bool:
    """Whether the application number has a check digit and it is right."""
    try:
        return bool(application) and bool(parse(application).check_digit)
    except InvalidNumber:
        return False


def symbols(patent: Patent) -> list[str]:
    """IPC symbols, else those of CPC or Locarno."""
    for scheme in (ClassScheme.IPC, ClassScheme.CPC, ClassScheme.LOCARNO):
        if found := patent.symbols(scheme):
            return list(found)
    return []
