"""From a patent to a document of the index and to its card, and from the card's bytes back."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields as dataclass_fields
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import islice

from tantivy import Document

from zhicheng.engine.patents.record import ClassScheme, PartyRole, Patent
from zhicheng.engine.patents.search import schema as fields
from zhicheng.engine.patents.search.index import Card
from zhicheng.engine.patents.search.numbers import application_forms, publication_forms, without_kind
from zhicheng.engine.patents.search.spelling import spelled
from zhicheng.engine.places import prefix

LONGEST_NAME = 200
CARD_INVENTORS = 10  # enough for a list; the lake has them all
_TOGETHER = 200  # documents whose texts are spelled in one go
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_PLACES = {field.name: place for place, field in enumerate(dataclass_fields(Card))}
_LISTS = [_PLACES[name] for name in ("applicants", "inventors", "ipc")]
_DAYS = [_PLACES[name] for name in ("filed_on", "published_on")]


def documents(patents: Iterable[Patent]) -> Iterator[tuple[str, Document]]:
    """Each publication number with the patent as the index takes it."""
    waiting = iter(patents)
    while batch := list(islice(waiting, _TOGETHER)):
        texts = [_texts(patent) for patent in batch]
        terms = iter(spelled([text for each in texts for _, text in each]))
        for patent, named in zip(batch, texts, strict=True):
            yield patent.publication, _document(patent, [(name, next(terms)) for name, _ in named])


def _document(patent: Patent, terms: list[tuple[str, str]]) -> Document:
    made = Document()
    for name, text in terms:
        made.add_text(name, text)
    applicants, symbols = _names(patent, PartyRole.APPLICANT), symbols_of(patent)
    _add_numbers(made, patent)
    _add_facets(made, patent, applicants, symbols)
    _add_counts(made, patent)
    made.add_bytes(fields.CARD, _card_bytes(patent, applicants, symbols))
    return made


def _texts(patent: Patent) -> list[tuple[str, str]]:
    """Every text with its field. Each is a value of its own, between which the index leaves a gap that no phrase bridges."""
    parties = patent.parties
    return [
        *((fields.TITLE, title.text) for title in patent.titles),
        *((fields.ABSTRACT, abstract.text) for abstract in patent.abstracts),
        *((fields.CLAIMS, claim) for claim in patent.claims),
        *((str(party.role), party.name) for party in parties),
        *((fields.ADDRESS, party.address) for party in parties if party.address and party.role is not PartyRole.AGENCY),
    ]


def _add_numbers(made: Document, patent: Patent) -> None:
    made.add_text(fields.ID, patent.publication)
    for form in publication_forms(patent.publication):
        made.add_text(fields.PUBLICATION_FORMS, form)
    for form in application_forms(patent.application):
        made.add_text(fields.APPLICATION_FORMS, form)
    for number in {without_kind(one.cited.upper()) for one in patent.citations if one.is_patent}:
        made.add_text(fields.CITES, number)


def _add_facets(made: Document, patent: Patent, applicants: list[str], symbols: tuple[str, ...]) -> None:
    made.add_text("office", patent.country)
    made.add_text("kind", str(patent.kind))
    made.add_text("state", str(patent.state))
    made.add_text(fields.SYNTHETIC, "yes" if patent.synthetic else "no")
    for name, value in _levels(patent.region):
        made.add_text(name, value)
    for name in {name[:LONGEST_NAME] for name in applicants}:
        made.add_text(fields.APPLICANT_NAME, name)
    _add_classes(made, symbols)


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
    for symbol in set(symbols):
        made.add_text(fields.CLASSES, symbol)
    for name, code in {level for symbol in symbols for level in levels_above(symbol)}:
        made.add_text(name, code)


@lru_cache(maxsize=1 << 16)
def levels_above(symbol: str) -> tuple[tuple[str, str], ...]:
    """A symbol's section, class, subclass and main group, as far down as it goes; none for Locarno."""
    if symbol[:1].isdigit():
        return ()
    group = symbol.partition("/")[0]
    levels = (("ipc_section", 1), ("ipc_class", 3), ("ipc_subclass", 4))
    above = tuple((name, symbol[:length]) for name, length in levels if len(group) >= length)
    return (*above, ("ipc_group", group)) if len(group) > 4 else above


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


def _card_bytes(patent: Patent, applicants: list[str], symbols: tuple[str, ...]) -> bytes:
    """The card's fields in their order, then what the publication cites."""
    facts = (
        patent.publication,
        patent.application,
        patent.country,
        str(patent.kind),
        patent.kind_code,
        str(patent.stage),
        str(patent.state),
        patent.title(),
        patent.abstract(),
        applicants,
        _names(patent, PartyRole.INVENTOR)[:CARD_INVENTORS],
        symbols,
        patent.filed_on.isoformat() if patent.filed_on else None,
        patent.published_on.isoformat() if patent.published_on else None,
        patent.region,
        patent.family,
        patent.cited_by_count or 0,
        patent.claim_count or len(patent.claims) or None,
        patent.synthetic,
        patent.load,
        [one.cited for one in patent.citations if one.is_patent],
    )
    return _ENCODER.encode(facts).encode("utf-8", "replace")


def _names(patent: Patent, role: PartyRole) -> list[str]:
    return [party.name for party in patent.parties if party.role is role]


def card_of(stored: bytes) -> Card:
    """The card that was stored with a document."""
    *facts, _ = json.loads(stored)
    for place in _LISTS:
        facts[place] = tuple(facts[place])
    for place in _DAYS:
        facts[place] = date.fromisoformat(facts[place]) if facts[place] else None
    return Card(*facts)


def cites_of(stored: bytes) -> list[str]:
    """The numbers that the publication of a stored card cites."""
    cited: list[str] = json.loads(stored)[-1]
    return cited
