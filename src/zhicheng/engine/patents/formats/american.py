"""What the United States' four formats have in common: how parties, numbers and citations are made from their words."""

from collections.abc import Iterable

from zhicheng.engine.patents.formats.numbering import cited_of
from zhicheng.engine.patents.record import Citation, Party, PartyRole

OFFICE = "US"

_COUNTRY_LETTERS = 2


def country_of(words: str, default: str = "") -> str:
    """The two letters of WIPO ST.3; files until 2001 add a third (``JPX``), United States parties have none."""
    letters = words.strip()[:_COUNTRY_LETTERS].upper()
    return letters if letters.isalpha() and words.strip().casefold() not in ("unknown", "omitted") else default


def address_of(*parts: str) -> str:
    """Street, city, state and country as one line, what is blank left out."""
    return ", ".join(part for part in (part.strip() for part in parts) if part and part.casefold() not in _BLANK_PARTS)


_BLANK_PARTS = {"unknown", "omitted"}


def parties_of(owners: Iterable[Party], inventors: Iterable[Party], agencies: Iterable[Party]) -> tuple[Party, ...]:
    """The parties in the record's order. Where nobody else owns the right, the inventors applied for it themselves."""
    named = tuple(inventors)
    applicants = tuple(owners) or tuple(
        Party(PartyRole.APPLICANT, one.name, one.country, one.address, one.postcode) for one in named
    )
    return tuple(party for party in (*applicants, *named, *agencies) if party.name)


def patent_citation(country: str, number: str, kind: str, origin: str) -> Citation | None:
    """A cited document; kind codes are printed since 2001 only. None for one without a number."""
    if not number.strip():
        return None
    return Citation(cited_of(f"{country or OFFICE}{number}{kind}"), origin=origin)
