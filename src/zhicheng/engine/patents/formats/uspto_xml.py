"""United States grants and applications since 2005: ``us-patent-grant`` and ``us-patent-application`` XML (WIPO ST.36).

Weekly files hold thousands of documents one after another, each with its own declaration. Sequence listings among them
(``sequence-cwu``) are no publications and are passed over. Element names by the office's DTDs v4.0 to v4.7.
"""

from collections.abc import Iterator

from zhicheng.engine.patents.formats.american import OFFICE, address_of, country_of, parties_of, patent_citation
from zhicheng.engine.patents.formats.building import classes_of, cpc_of, fixed_ipc_of, ipc_of, patent_of, texts_of
from zhicheng.engine.patents.formats.faults import RecordRefused
from zhicheng.engine.patents.formats.fields import count_of, date_of, without_number
from zhicheng.engine.patents.formats.format import Format, Member, Reading
from zhicheng.engine.patents.formats.markup import (
    Element,
    codes_of,
    document_pieces,
    first_children_of,
    leaves_of,
    length_of,
    named,
    read_pieces,
    words_at,
    words_of,
)
from zhicheng.engine.patents.formats.numbering import application_of, docdb_publication_of, loose_application_of
from zhicheng.engine.patents.formats.symbols import locarno_of
from zhicheng.engine.patents.record import Citation, Classification, ClassScheme, Party, PartyRole, Patent, Priority

_ROOTS = ("us-patent-grant", "us-patent-application")
_MARKS = tuple(f"<{root}".encode() for root in _ROOTS)
_PASSED_OVER = "sequence-cwu"
_ORIGINS = {"cited by applicant": "applicant", "cited by examiner": "examiner", "cited by third party": "third party"}


def _recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - the content decides
    return any(mark in head for mark in _MARKS)


def _read(member: Member) -> Reading:
    pieces = document_pieces(member, (*_ROOTS, _PASSED_OVER))
    return read_pieces(member, pieces, lambda root: _patent(root, member.name))


def _patent(root: Element, source: str) -> Patent | None:
    if root.tag == _PASSED_OVER:
        return None
    facts = root.find("us-bibliographic-data-grant")
    if facts is None:
        facts = root.find("us-bibliographic-data-application")
    published = facts.find("publication-reference/document-id") if facts is not None else None
    if facts is None or published is None:
        raise RecordRefused("缺少著录项目或公开号（publication-reference）。请向提供方索取完整的文件")
    claims = tuple(without_number(words_of(one), i) for i, one in enumerate(root.iterfind("claims/claim"), start=1))
    return patent_of(
        docdb_publication_of(*(words_at(published, name) for name in ("country", "doc-number", "kind"))),
        source=source,
        published_on=date_of(words_at(published, "date")),
        application=application_of(words_at(facts, "application-reference/document-id/doc-number"), OFFICE),
        filed_on=date_of(words_at(facts, "application-reference/document-id/date")),
        titles=texts_of((_language(root), words_at(facts, "invention-title"))),
        abstracts=texts_of((_language(root), " ".join(map(words_of, root.iterfind("abstract"))))),
        claims=claims,
        claim_count=count_of(words_at(facts, "number-of-claims")) or len(claims) or None,
        description_chars=length_of(root.find("description")),
        parties=_parties(facts),
        classes=_classes(facts),
        priorities=tuple(map(_priority, facts.iterfind("priority-claims/priority-claim"))),
        citations=tuple(_citations(facts)),
    )


def _language(root: Element) -> str:
    return str(root.get("lang", "en")).lower()


def _priority(claim: Element) -> Priority:
    country = country_of(words_at(claim, "country"))
    return Priority(
        loose_application_of(words_at(claim, "doc-number"), country), country, date_of(words_at(claim, "date"))
    )


def _parties(facts: Element) -> tuple[Party, ...]:
    """The assignees are the applicants of a grant; else those who applied. Until 2012 inventors stand among applicants."""
    listed = [*facts.iterfind("us-parties/us-applicants/us-applicant"), *facts.iterfind("parties/applicants/applicant")]
    inventing = [one for one in listed if "inventor" in one.get("app-type", "")]
    applying = [one for one in listed if one.get("app-type", "") in ("applicant", "applicant-entity")]
    assigned = list(facts.iterfind("assignees/assignee"))
    inventors = [
        *facts.iterfind("us-parties/inventors/inventor"),
        *facts.iterfind("parties/inventors/inventor"),
        *inventing,
    ]
    agents = [*facts.iterfind("us-parties/agents/agent"), *facts.iterfind("parties/agents/agent")]
    return parties_of(
        (_party(PartyRole.APPLICANT, one) for one in assigned or applying),
        (_party(PartyRole.INVENTOR, one) for one in inventors),
        (_party(PartyRole.AGENCY, one) for one in agents),
    )


def _party(role: PartyRole, listed: Element) -> Party:
    book = listed.find("addressbook")
    book = listed if book is None else book
    names = leaves_of(book).get
    person = f"{names('first-name', '')} {names('last-name', '')}".strip()
    address = book.find("address")
    lines = (leaves_of(address) if address is not None else {}).get
    return Party(
        role,
        names("orgname", "") or names("name", "") or person,
        country_of(lines("country", "")),
        address_of(*(lines(name, "") for name in ("address-1", "address-2", "street", "city", "state"))),
        lines("postcode", ""),
    )


def _classes(facts: Element) -> tuple[Classification, ...]:
    ipc = ipc_of(_symbol(one) for one in facts.iterfind("classifications-ipcr/classification-ipcr"))
    old = facts.find("classification-ipc")
    if old is not None and not ipc:
        ipc = fixed_ipc_of(one.text or "" for one in old if one.tag.endswith("-classification"))
    cpc = cpc_of(_symbol(one) for one in facts.iterfind("classifications-cpc//classification-cpc"))
    locarno = (locarno_of(one.text or "") for one in facts.iterfind("classification-locarno/main-classification"))
    return (*ipc, *cpc, *classes_of(ClassScheme.LOCARNO, locarno))


def _symbol(listed: Element) -> str:
    parts = codes_of(listed).get
    subclass = "".join(parts(name, "") for name in ("section", "class", "subclass"))
    return f"{subclass}{parts('main-group', '')}/{parts('subgroup', '')}"


def _citations(facts: Element) -> Iterator[Citation]:
    """Cited documents, in ``us-references-cited`` since 2012, ``references-cited`` before."""
    for listed in (
        *facts.iterfind("us-references-cited/us-citation"),
        *facts.iterfind("references-cited/citation"),
    ):
        parts = first_children_of(listed)
        category = words_of(parts.get("category"))
        origin = _ORIGINS.get(category, category)
        document = next(iter(named((parts["patcit"],), "document-id")), None) if "patcit" in parts else None
        if document is not None:
            facts_of = codes_of(document).get
            citation = patent_citation(
                facts_of("country", ""), facts_of("doc-number", ""), facts_of("kind", ""), origin
            )
            if citation is not None:
                yield citation
        elif words := words_at(listed, "nplcit/othercit"):
            yield Citation(words, origin=origin, is_patent=False)


FORMAT = Format("uspto_xml", "美国专利商标局 XML（2005 年至今）", _recognises, _read)
