"""United States documents of 2001 to 2004: grants by WIPO ST.32 (``PATDOC``) and applications (``PAP``), XML and SGML.

Grants name their fields by INID codes (``B110`` is the number (11), ``B721`` an inventor (72) …), applications by words. The SGML
of 2001 leaves empty elements open; those that the DTD declares EMPTY are closed before the XML parser sees them.
"""

import re
from collections.abc import Iterable, Iterator

from zhicheng.engine.patents.formats.american import OFFICE, address_of, country_of, parties_of, patent_citation
from zhicheng.engine.patents.formats.building import classes_of, fixed_ipc_of, patent_of, texts_of
from zhicheng.engine.patents.formats.faults import RecordRefused
from zhicheng.engine.patents.formats.fields import count_of, date_of, without_number
from zhicheng.engine.patents.formats.format import Format, Member, Reading
from zhicheng.engine.patents.formats.markup import Element, document_pieces, length_of, read_pieces, words_at, words_of
from zhicheng.engine.patents.formats.numbering import application_of, docdb_publication_of, loose_application_of
from zhicheng.engine.patents.formats.splitting import Piece
from zhicheng.engine.patents.formats.symbols import locarno_of
from zhicheng.engine.patents.record import Citation, Classification, ClassScheme, Party, PartyRole, Patent, Priority

_ROOTS = ("PATDOC", "patent-application-publication")
_MARKS = tuple(f"<{root}".encode() for root in _ROOTS)
_LEFT_OPEN = re.compile(
    rb"<(CITED-BY-EXAMINER|CITED-BY-OTHER|B473US|B597US|B221US|EMI|CHEMCDX|CHEMMOL|MATHEMATICA|CUSTOM-CHARACTER|FILE-UNAVAILABLE)"
    rb"(\s[^<>]*?)?(?<!/)>(?!</\1>)"
)
_FACTS = "subdoc-bibliographic-information"


def _recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - the content decides
    return any(mark + end in head for mark in _MARKS for end in (b" ", b">", b"\r", b"\n"))


def _read(member: Member) -> Reading:
    pieces = map(_closed, document_pieces(member, _ROOTS))
    return read_pieces(member, pieces, lambda root: _patent(root, member.name))


def _closed(piece: Piece) -> Piece:
    if piece.data.lstrip().startswith(b"<?xml"):
        return piece
    return Piece(_LEFT_OPEN.sub(rb"<\1\2/>", piece.data), piece.too_long)


def _patent(root: Element, source: str) -> Patent:
    if root.tag == "PATDOC" and root.find("SDOBI") is not None:
        return _grant(root, source)
    if root.tag == "patent-application-publication" and root.find(_FACTS) is not None:
        return _application(root, source)
    raise RecordRefused("缺少著录项目（SDOBI 或 subdoc-bibliographic-information）。请向提供方索取完整的文件")


def _grant(root: Element, source: str) -> Patent:
    claims = _numbered(root.iterfind("SDOCL//CLM"))
    kind = words_at(root, "SDOBI/B100/B130")
    return patent_of(
        docdb_publication_of(words_at(root, "SDOBI/B100/B190") or OFFICE, words_at(root, "SDOBI/B100/B110"), kind),
        source=source,
        published_on=date_of(words_at(root, "SDOBI/B100/B140")),
        application=application_of(words_at(root, "SDOBI/B200/B210"), OFFICE),
        filed_on=date_of(words_at(root, "SDOBI/B200/B220")),
        titles=texts_of(("en", words_at(root, "SDOBI/B500/B540"))),
        abstracts=texts_of(("en", words_at(root, "SDOAB"))),
        claims=claims,
        claim_count=count_of(words_at(root, "SDOBI/B500/B570/B577")) or len(claims) or None,
        description_chars=length_of(root.find("SDODE")),
        parties=parties_of(
            (_grant_party(PartyRole.APPLICANT, one) for one in root.iterfind("SDOBI/B700/B730/B731/PARTY-US")),
            (_grant_party(PartyRole.INVENTOR, one) for one in root.iterfind("SDOBI/B700/B720/B721/PARTY-US")),
            (_grant_party(PartyRole.AGENCY, one) for one in root.iterfind("SDOBI/B700/B740/B741/PARTY-US")),
        ),
        classes=_grant_classes(root, kind),
        priorities=tuple(_grant_priorities(root)),
        citations=tuple(_citations(root)),
    )


def _numbered(claims: Iterable[Element]) -> tuple[str, ...]:
    return tuple(without_number(words_of(claim), number) for number, claim in enumerate(claims, start=1))


def _grant_party(role: PartyRole, listed: Element) -> Party:
    organisation = words_at(listed, "NAM/ONM")
    person = f"{words_at(listed, 'NAM/FNM')} {words_at(listed, 'NAM/SNM')}".strip()
    state = words_at(listed, "ADR/STATE")
    return Party(
        role,
        organisation or person,
        country_of(words_at(listed, "ADR/CTRY"), OFFICE if state else ""),
        address_of(words_at(listed, "ADR/STR"), words_at(listed, "ADR/CITY"), state),
        words_at(listed, "ADR/PCODE"),
    )


def _grant_classes(root: Element, kind: str) -> tuple[Classification, ...]:
    listed = root.find("SDOBI/B500/B510")
    words = [_as_printed(one) for one in listed if one.tag in ("B511", "B512")] if listed is not None else []
    if kind.startswith("S"):
        return classes_of(ClassScheme.LOCARNO, map(locarno_of, words))
    return fixed_ipc_of(words)


def _as_printed(listed: Element) -> str:
    """The text with its inner spaces: in the classes of these files they stand for digits."""
    return (listed.findtext("PDAT") or "").strip()


def _grant_priorities(root: Element) -> Iterator[Priority]:
    """Numbers, dates and countries follow each other as siblings; a number begins the next priority."""
    listed = root.find("SDOBI/B300")
    found: list[dict[str, str]] = []
    for one in listed if listed is not None else ():
        if one.tag == "B310" or not found:
            found.append({})
        found[-1][one.tag] = words_of(one)
    for each in found:
        country = country_of(each.get("B330", ""))
        yield Priority(loose_application_of(each.get("B310", ""), country), country, date_of(each.get("B320", "")))


def _citations(root: Element) -> Iterator[Citation]:
    for listed in root.iterfind("SDOBI/B500/B560/*"):
        origin = "examiner" if listed.find("CITED-BY-EXAMINER") is not None else "other"
        document = listed.find("PCIT/DOC")
        if document is not None:
            country, number, kind = (words_at(document, name) for name in ("CTRY", "DNUM", "KIND"))
            citation = patent_citation(country_of(country), number, kind, origin)
            if citation is not None:
                yield citation
        elif words := words_at(listed, "NCIT"):
            yield Citation(words, origin=origin, is_patent=False)


def _application(root: Element, source: str) -> Patent:
    facts = root.find(_FACTS)
    claims = _numbered(root.iterfind("subdoc-claims/claim"))
    number, kind = words_at(facts, "document-id/doc-number"), words_at(facts, "document-id/kind-code")
    assignees = (_assignee(one) for one in facts.iterfind("assignee"))
    return patent_of(
        docdb_publication_of(OFFICE, number, kind),
        source=source,
        published_on=date_of(words_at(facts, "document-id/document-date")),
        application=application_of(words_at(facts, "domestic-filing-data/application-number/doc-number"), OFFICE),
        filed_on=date_of(words_at(facts, "domestic-filing-data/filing-date")),
        titles=texts_of(("en", words_at(facts, "technical-information/title-of-invention"))),
        abstracts=texts_of(("en", " ".join(map(words_of, root.iterfind("subdoc-abstract/paragraph"))))),
        claims=claims,
        claim_count=len(claims) or None,
        description_chars=length_of(root.find("subdoc-description")),
        parties=parties_of(assignees, map(_inventor, facts.find("inventors")), ()),
        classes=_application_classes(facts),
        priorities=tuple(map(_application_priority, facts.iterfind("foreign-priority-data"))),
    )


def _inventor(listed: Element) -> Party:
    names = (words_at(listed, f"name/{part}") for part in ("given-name", "middle-name", "family-name"))
    home = next(iter(listed.iterfind("residence/*")), listed)
    state = words_at(home, "state")
    return Party(
        PartyRole.INVENTOR,
        " ".join(filter(None, names)),
        country_of(words_at(home, "country-code"), OFFICE if state else ""),
        address_of(words_at(home, "city"), state),
    )


def _assignee(listed: Element) -> Party:
    return Party(
        PartyRole.APPLICANT,
        words_at(listed, "organization-name") or words_at(listed, "name"),
        country_of(words_at(listed, "address/country/country-code")),
        address_of(words_at(listed, "address/city"), words_at(listed, "address/state")),
    )


def _application_classes(facts: Element) -> tuple[Classification, ...]:
    return fixed_ipc_of(words_of(one) for one in facts.iterfind("technical-information/classification-ipc//ipc"))


def _application_priority(listed: Element) -> Priority:
    country = country_of(words_at(listed, "country-code"))
    number = words_at(listed, "priority-application-number/doc-number")
    return Priority(loose_application_of(number, country), country, date_of(words_at(listed, "filing-date")))


FORMAT = Format("uspto_sgml", "美国专利商标局 SGML/XML（2001—2004 年）", _recognises, _read)
