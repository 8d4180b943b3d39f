"""From a patent to a document of the index and to its card, and from the card's bytes back."""

import json
from datetime import date
from hashlib import blake2b
from typing import Any

from tantivy import Document

from zhicheng.engine.patents.record import ClassScheme, Party, PartyRole, Patent
from zhicheng.engine.patents.search import schema as fields
from zhicheng.engine.patents.search.index import Card
from zhicheng.engine.patents.search.numbers import application_forms, publication_forms, without_kind
from zhicheng.engine.patents.search.spelling import spelled
from zhicheng.engine.places import prefix

LONGEST_NAME = 200
CARD_INVENTORS = 10  # enough for a list; the lake has them all


def document(patent: Patent) -> Document:
    """The patent as the index takes it."""
    made = Document()
    _add_texts(made, patent)
    _add_numbers(made, patent)
    _add_facets(made, patent)
    _add_counts(made, patent)
    made.add_bytes(fields.CARD, _card_bytes(patent))
    return made


def _add_texts(made: Document, patent: Patent) -> None:
    # One value for each text: the index leaves a gap between values, so that no phrase reaches from one into the next.
    for title in patent.titles:
        made.add_text(fields.TITLE, spelled(title.text))
    for abstract in patent.abstracts:
        made.add_text(fields.ABSTRACT, spelled(abstract.text))
    for claim in patent.claims:
        made.add_text(fields.CLAIMS, spelled(claim))
    for party in patent.parties:
        made.add_text(party.role.value, spelled(party.name))
        if party.address and party.role is not PartyRole.AGENCY:
            made.add_text(fields.ADDRESS, spelled(party.address))


def _add_numbers(made: Document, patent: Patent) -> None:
    made.add_text(fields.ID, patent.publication)
    for form in publication_forms(patent.publication):
        made.add_text(fields.PUBLICATION_FORMS, form)
    for form in application_forms(patent.application):
        made.add_text(fields.APPLICATION_FORMS, form)
    for number in {without_kind(one.cited.upper()) for one in patent.citations if one.is_patent}:
        made.add_text(fields.CITES, number)


def _add_facets(made: Document, patent: Patent) -> None:
    made.add_text("office", patent.country)
    made.add_text("kind", patent.kind.value)
    made.add_text("state", patent.state.value)
    made.add_text(fields.SYNTHETIC, "yes" if patent.synthetic else "no")
    for name, value in _levels(patent.region):
        made.add_text(name, value)
    for name in {party.name[:LONGEST_NAME] for party in patent.parties_as(PartyRole.APPLICANT)}:
        made.add_text(fields.APPLICANT_NAME, name)
    _add_classes(made, symbols_of(patent))


def _levels(region: str) -> list[tuple[str, str]]:
    """The division and those it lies in, as far down as the code says: 440305 → 440000, 440300, 440305."""
    length = len(prefix(region)) if region else 0
    names = (("province", 2), ("city", 4), ("county", 6))
    return [(name, region[:digits].ljust(6, "0")) for name, digits in names if digits <= length]


def symbols_of(patent: Patent) -> tuple[str, ...]:
    """The symbols a patent is sought by: of the IPC, else of the CPC, else of Locarno."""
    for scheme in (ClassScheme.IPC, ClassScheme.CPC, ClassScheme.LOCARNO):
        symbols = patent.symbols(scheme)
        if symbols:
            return symbols
    return ()


def _add_classes(made: Document, symbols: tuple[str, ...]) -> None:
    above = {ancestor for symbol in symbols for ancestor in ancestors(symbol)}
    for name, code in above:
        made.add_text(fields.CLASSES, code)
        if name:
            made.add_text(name, code)


def ancestors(symbol: str) -> list[tuple[str, str]]:
    """A symbol and all above it, each with the facet of its level: H01M10/0525, H01M10, H01M, H01, H; 14-02, 14."""
    if symbol[:1].isdigit():
        return [("", symbol), ("", symbol[:2])]
    levels = [("ipc_section", symbol[:1]), ("ipc_class", symbol[:3]), ("ipc_subclass", symbol[:4])]
    group, stroke, _ = symbol.partition("/")
    if len(group) > 4:
        levels.append(("ipc_group", group))
    return [*levels, ("", symbol)] if stroke else [level for level in levels if len(level[1]) <= len(symbol)]


def _add_counts(made: Document, patent: Patent) -> None:
    for name, year_name, day in (
        (fields.FILED, fields.YEARS[0], patent.filed_on),
        (fields.PUBLISHED, fields.YEARS[1], patent.published_on),
    ):
        if day:
            made.add_integer(name, as_number(day))
            made.add_integer(year_name, day.year)
    made.add_integer(fields.CITED_COUNT, patent.cited_by_count or 0)
    claim_count = patent.claim_count or len(patent.claims)
    if claim_count:
        made.add_integer(fields.CLAIM_COUNT, claim_count)
    made.add_integer(fields.LOAD, patent.load)
    made.add_integer(fields.FAMILY, _family_key(patent))


def as_number(day: date) -> int:
    """2010-08-10 → 20100810."""
    return day.year * 10_000 + day.month * 100 + day.day


def _family_key(patent: Patent) -> int:
    """The same for all publications of a family, else of an application; 63 bits."""
    text = patent.family or patent.application or patent.publication
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 1


def _card_bytes(patent: Patent) -> bytes:
    inventors = [party.name for party in patent.parties_as(PartyRole.INVENTOR)[:CARD_INVENTORS]]
    facts = {
        "publication": patent.publication,
        "application": patent.application,
        "country": patent.country,
        "kind": patent.kind.value,
        "kind_code": patent.kind_code,
        "stage": patent.stage.value,
        "state": patent.state.value,
        "title": patent.title(),
        "abstract": patent.abstract(),
        "applicants": _names(patent.parties_as(PartyRole.APPLICANT)),
        "inventors": inventors,
        "ipc": symbols_of(patent),
        "filed_on": patent.filed_on.isoformat() if patent.filed_on else None,
        "published_on": patent.published_on.isoformat() if patent.published_on else None,
        "region": patent.region,
        "family": patent.family,
        "cited_by_count": patent.cited_by_count or 0,
        "claim_count": patent.claim_count or len(patent.claims) or None,
        "synthetic": patent.synthetic,
        "load": patent.load,
        "cites": [one.cited for one in patent.citations if one.is_patent],
    }
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _names(parties: tuple[Party, ...]) -> list[str]:
    return [party.name for party in parties]


def card_of(stored: bytes) -> Card:
    """The card that `document` stored."""
    facts: dict[str, Any] = json.loads(stored)
    del facts["cites"]
    for name in ("applicants", "inventors", "ipc"):
        facts[name] = tuple(facts[name])
    for name in ("filed_on", "published_on"):
        facts[name] = date.fromisoformat(facts[name]) if facts[name] else None
    return Card(**facts)


def cites_of(stored: bytes) -> list[str]:
    """The numbers that the publication of a stored card cites."""
    cited: list[str] = json.loads(stored)["cites"]
    return cited
