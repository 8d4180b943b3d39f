"""Which patents meet a query, found the slow and obvious way: by looking at each."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from zhicheng.engine.patents.query import Field, Query
from zhicheng.engine.patents.query.nodes import (
    And,
    Choice,
    Counts,
    Dates,
    Everything,
    Near,
    Not,
    Number,
    Or,
    Phrase,
    Place,
    Symbol,
    Words,
)
from zhicheng.engine.patents.record import ClassScheme, PartyRole, Patent

_UNITS = re.compile(r"[\u3400-\u9fff]|[a-z0-9]+|[^\s]")
_GAP = ""  # between the values of a field: no word is empty


def found(query: Query, patents: Sequence[Patent]) -> set[str]:
    """The publication numbers of those that meet the query."""
    return {patent.publication for patent in patents if meets(query, patent, patents)}


def meets(query: Query, patent: Patent, all_patents: Sequence[Patent]) -> bool:
    match query:
        case And():
            return all(meets(child, patent, all_patents) for child in query.children)
        case Or():
            return any(meets(child, patent, all_patents) for child in query.children)
        case Not():
            return not meets(query.child, patent, all_patents)
        case Words() | Near():
            return _has_words(query, patent)
        case Number():
            return _number(query, patent, all_patents)
        case _:
            return _has_value(query, patent)


def _has_words(query: Words | Near, patent: Patent) -> bool:
    fields = _fields(patent, query.field)
    if isinstance(query, Near):
        return any(_near(units, query) for units in fields)
    has_phrase = any(places(units, query.phrase) for units in fields)
    return has_phrase or (query.field is Field.ANY and _is_number(patent, query.phrase))


def _has_value(query: Everything | Symbol | Dates | Counts | Place | Choice, patent: Patent) -> bool:
    match query:
        case Symbol():
            found = any(_covers(query, code) for code in _symbols(patent))
        case Dates():
            day = {Field.FILED: patent.filed_on, Field.PUBLISHED: patent.published_on}[query.field]
            found = day is not None and (query.first or date.min) <= day <= (query.last or date.max)
        case Counts():
            found = _counts(query, patent)
        case Place():
            found = bool(patent.region) and patent.region.startswith(re.sub("(00)+$", "", query.code))
        case Choice():
            found = query.value == _value(query.field, patent)
        case Everything():
            found = True
    return found


def units_of(text: str) -> list[str]:
    return _UNITS.findall(unicodedata.normalize("NFKC", text).lower())


def places(units: list[str], phrase: Phrase) -> list[tuple[int, int]]:
    """Where a phrase begins and ends."""
    sought = units_of(phrase.text)
    starts = range(len(units) - len(sought) + 1)
    return [(at, at + len(sought)) for at in starts if _same(units[at : at + len(sought)], sought, phrase.is_prefix)]


def _same(here: list[str], sought: list[str], is_prefix: bool) -> bool:
    return here[:-1] == sought[:-1] and (here[-1].startswith(sought[-1]) if is_prefix else here[-1] == sought[-1])


def _near(units: list[str], query: Near) -> bool:
    lefts, rights = places(units, query.left), places(units, query.right)
    gaps = [max(right[0] - left[1], left[0] - right[1]) for left in lefts for right in rights]
    return any(0 <= gap <= query.distance for gap in gaps)


def _fields(patent: Patent, field: Field) -> list[list[str]]:
    names = {
        Field.ANY: [Field.TITLE, Field.ABSTRACT, Field.CLAIMS, Field.APPLICANT],
        Field.TEXT: [Field.TITLE, Field.ABSTRACT, Field.CLAIMS],
    }.get(field, [field])
    return [_joined(_values(patent, name)) for name in names]


def _joined(values: Sequence[str]) -> list[str]:
    units: list[str] = []
    for value in values:
        units += [*([_GAP] if units else []), *units_of(value)]
    return units


def _values(patent: Patent, field: Field) -> Sequence[str]:
    match field:
        case Field.TITLE:
            return [text.text for text in patent.titles]
        case Field.ABSTRACT:
            return [text.text for text in patent.abstracts]
        case Field.CLAIMS:
            return patent.claims
        case Field.ADDRESS:
            return [party.address for party in patent.parties if party.address and party.role != PartyRole.AGENCY]
        case _:
            role = {Field.APPLICANT: "applicant", Field.INVENTOR: "inventor", Field.AGENCY: "agency"}[field]
            return [party.name for party in patent.parties if party.role == role]


def _symbols(patent: Patent) -> tuple[str, ...]:
    return patent.symbols(ClassScheme.IPC) or patent.symbols(ClassScheme.LOCARNO)


def _covers(query: Symbol, code: str) -> bool:
    if query.is_prefix:
        return code.startswith(query.code)
    if "/" in query.code or "-" in query.code:
        return code == query.code
    above = {code, code[:1], code[:3], code[:4], code.split("/", maxsplit=1)[0]}
    return query.code in ({code, code.split("-", maxsplit=1)[0]} if code[0].isdigit() else above)


def _counts(query: Counts, patent: Patent) -> bool:
    claim_count = patent.claim_count or len(patent.claims) or None
    number = {
        Field.CITED_COUNT: patent.cited_by_count or 0,
        Field.CLAIM_COUNT: claim_count,
        Field.LOAD: patent.load,
    }[query.field]
    is_enough = number is not None and (query.least is None or number >= query.least)
    return is_enough and (query.most is None or (number is not None and number <= query.most))


def _value(field: Field, patent: Patent) -> str:
    synthetic = "yes" if patent.synthetic else "no"
    values = {
        Field.KIND: patent.kind,
        Field.STATE: patent.state,
        Field.OFFICE: patent.country,
        Field.SYNTHETIC: synthetic,
    }
    return str(values[field])


def _bare(number: str) -> str:
    return number if ":" in number else re.sub(r"(?<=\d)[A-Z]\d?$", "", number)


def _forms(number: str, *, is_application: bool = False) -> set[str]:
    upper = number.upper()
    forms = {upper, _bare(upper)} - {""}
    if is_application and re.fullmatch(r"CN\d{13}", _bare(upper)):
        forms.add(_bare(upper)[:-1])
    return forms


def _fits(sought: str, forms: set[str], is_prefix: bool) -> bool:
    offices = forms | ({form[2:] for form in forms if form[:2].isalpha()} if sought[0].isdigit() else set())
    return any(form.startswith(sought) if is_prefix else form == sought for form in offices)


def _number(query: Number, patent: Patent, all_patents: Sequence[Patent]) -> bool:
    publication, application = _forms(patent.publication), _forms(patent.application, is_application=True)
    match query.field:
        case Field.PUBLICATION:
            return _fits(query.text, publication, query.is_prefix)
        case Field.APPLICATION:
            return _fits(query.text, application, query.is_prefix)
        case Field.CITES:
            sought = query.text if query.is_prefix else _bare(query.text)
            return any(_fits(sought, {_bare(number)}, query.is_prefix) for number in _cited(patent))
        case _:
            citing = [each for each in all_patents if _fits(query.text, _forms(each.publication), is_prefix=False)]
            return bool(publication & {_bare(number) for each in citing for number in _cited(each)})


def _cited(patent: Patent) -> list[str]:
    return [citation.cited.upper() for citation in patent.citations if citation.is_patent]


def _is_number(patent: Patent, phrase: Phrase) -> bool:
    number = re.sub(r"[^0-9A-Z:]", "", unicodedata.normalize("NFKC", phrase.text).upper())
    is_likely = len(number) >= 5 and re.search(r"\d", number) and not phrase.is_prefix and " " not in phrase.text
    forms = _forms(patent.publication) | _forms(patent.application, is_application=True)
    return bool(is_likely) and _fits(number, forms, is_prefix=False)
