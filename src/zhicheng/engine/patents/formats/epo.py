"""European Patent Office: DOCDB exchange documents and full texts, as OPS answers and bulk files bring them.

Documents are told apart by their tags before they are parsed, so that a broken one spoils no other; each is then read inside a
root that declares the file's name spaces. Of the parallel name formats, Chinese characters (``original``) come first, then the
office's own spelling (``epodoc``, ``docdb``). Element names by the exchange schema (exch) and the OPS full-text schema (ftxt).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from zhicheng.engine.patents.formats.building import cpc_of, ipc_of, patent_of, texts_of
from zhicheng.engine.patents.formats.decoding import encoding_of
from zhicheng.engine.patents.formats.faults import RecordRefused, read_each
from zhicheng.engine.patents.formats.fields import claims_of, date_of
from zhicheng.engine.patents.formats.format import Format, FormatRefused, Member, Reading
from zhicheng.engine.patents.formats.markup import (
    Children,
    Element,
    children_of,
    codes_of,
    excerpt_of,
    leaves_of,
    length_of,
    local_name,
    named,
    root_of,
    words_of,
)
from zhicheng.engine.patents.formats.numbering import (
    application_of,
    cited_of,
    docdb_publication_of,
    loose_application_of,
)
from zhicheng.engine.patents.formats.splitting import Piece, pieces_of
from zhicheng.engine.patents.record import Citation, Classification, Party, PartyRole, Patent, Priority, Text

_MARKS = (b"http://www.epo.org/exchange", b"http://www.epo.org/fulltext")
_RECORD = re.compile(rb"<(?:\w{1,20}:)?(?:exchange-document|fulltext-document)[\s>]")
_END_OF_NAMES, _LONGEST_NAME = b"-document", 32
_NAMESPACE = re.compile(rb"""\sxmlns:(\w{1,20})\s*=\s*(["'])([^"'<>]{0,200})\2""")
_ENTITY = b"<!ENTITY"
_HAN = re.compile("[\u3400-\u9fff]")
_RESIDENCE = re.compile(r"\s*\[([A-Z]{2})\]\s*$")
_FORMATS = ("epodoc", "docdb", "docdba", "original", None)
_CPC_SCHEMES = {"CPC", "CPCI", "CPCA"}


def _recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - the content decides
    return any(mark in head for mark in _MARKS)


def _read(member: Member) -> Reading:
    return read_each(member, _documents(member), lambda piece: _patent(piece, member.name), _excerpt)


def _excerpt(piece: Piece) -> str:
    return excerpt_of(piece).partition(">")[2]


def _documents(member: Member) -> Iterator[Piece]:
    """Each document inside a root of its own. Raises :class:`FormatRefused` for a file without documents."""
    pieces = pieces_of(member.stream, _beginnings)
    head = next(pieces).data
    if _ENTITY in head:
        raise FormatRefused("文件声明了 XML 实体，为安全起见不予读取。请删去 <!ENTITY …> 声明后再上传")
    opening = _opening(head)
    found = False
    for piece in pieces:
        found = True
        yield Piece(opening + _until_closed(piece.data) + b"</records>", piece.too_long)
    if not found:
        raise FormatRefused(
            "文件里没有专利文献（可能是检索结果的号码清单或图像目录）。请下载著录项目或全文数据后再上传"
        )


def _beginnings(data: bytearray, start: int) -> Iterator[int]:
    """Where documents open. Their names' common end is sought first: much faster than a pattern tried at every tag."""
    place = data.find(_END_OF_NAMES, start)
    while place >= 0:
        opens = data.rfind(b"<", max(start, place - _LONGEST_NAME), place)
        if opens >= 0 and _RECORD.match(data, opens):
            yield opens
        place = data.find(_END_OF_NAMES, place + 1)


def _opening(head: bytes) -> bytes:
    spaces = {found[1]: found[3] for found in _NAMESPACE.finditer(head)}
    declared = b"".join(b' xmlns:%s="%s"' % space for space in spaces.items())
    encoding = encoding_of(head[:200]).removesuffix("-sig").encode("ascii")
    return b'<?xml version="1.0" encoding="%s"?><records%s>' % (encoding, declared)


def _until_closed(data: bytes) -> bytes:
    """The document up to its closing tag; all of it when there is none, for the parser to say so."""
    name = data[1:].split(None, 1)[0].split(b">", 1)[0]
    end = data.rfind(b"</%s>" % name)
    return data if end < 0 else data[: end + len(name) + 3]


def _patent(piece: Piece, source: str) -> Patent:
    document = next(iter(root_of(piece)), None)
    if document is None:
        raise RecordRefused("记录是空的。请向提供方索取完整的文件")
    parts = children_of(document)
    facts = children_of(parts["bibliographic-data"][0]) if "bibliographic-data" in parts else {}
    published = _preferred(_numbers(facts, "publication-reference"))
    if published is None:
        raise RecordRefused("缺少著录项目或公开号（publication-reference）。请向提供方索取完整的文件")
    numbers = codes_of(published).get
    applied = _numbers(facts, "application-reference")
    claims = tuple(_claims(parts))
    return patent_of(
        docdb_publication_of(numbers("country", ""), numbers("doc-number", ""), numbers("kind", "")),
        source=source,
        published_on=date_of(numbers("date", "")),
        application=_application(applied),
        filed_on=_filed_on(applied),
        titles=_texts(facts.get("invention-title", ())),
        abstracts=_texts(parts.get("abstract", ())),
        claims=claims,
        claim_count=len(claims) or None,
        description_chars=length_of(next(iter(parts.get("description", ())), None)),
        parties=(*_parties(facts, PartyRole.APPLICANT), *_parties(facts, PartyRole.INVENTOR)),
        classes=_classes(facts),
        priorities=tuple(_priorities(facts)),
        citations=tuple(_citations(facts)),
        family=document.get("family-id", ""),
    )


def _numbers(facts: Children, reference: str) -> list[Element]:
    """The numbers of a reference, which gives the same one in several formats."""
    return named(facts.get(reference, ()), "document-id")


def _preferred(numbers: list[Element]) -> Element | None:
    """That in DOCDB's three fields, else the first."""
    in_three_fields = _of_type(numbers, "docdb")
    return next(iter(numbers), None) if in_three_fields is None else in_three_fields


def _of_type(numbers: list[Element], kind: str) -> Element | None:
    return next((one for one in numbers if one.get("document-id-type") == kind), None)


def _application(numbers: list[Element]) -> str:
    """The applicant office's own number where it can be read (it has the check digit), else DOCDB's."""
    preferred = _preferred(numbers)
    if preferred is None:
        return ""
    parts = codes_of(preferred)
    country = parts.get("country", "")
    original = _of_type(numbers, "original")
    if original is not None:
        try:
            return application_of(codes_of(original).get("doc-number", ""), country)
        except RecordRefused:
            pass  # the office's spelling is for people; DOCDB's is read instead
    return loose_application_of(parts.get("doc-number", ""), country)


def _filed_on(numbers: list[Element]) -> date | None:
    dates = (words_of(one) for one in named(numbers, "date"))
    return next((date_of(words) for words in dates if words), None)


def _texts(elements: Iterable[Element]) -> tuple[Text, ...]:
    return texts_of(*((one.get("lang", "").lower(), words_of(one)) for one in elements))


def _claims(parts: Children) -> Iterator[str]:
    """The claims in the first language given. A service may put all of them into one element, number by number."""
    if "claims" not in parts:
        return
    texts = [
        part.text or "" if not len(part) else "".join(part.itertext())
        for part in parts["claims"][0].iterfind(".//{*}claim-text")
    ]
    yield from claims_of("\n".join(one.strip() for one in texts))


@dataclass(frozen=True, slots=True)
class _Named:
    """Somebody in one of the name formats; ``country`` is that of the residence, empty when not said."""

    name: str
    country: str
    address: str


def _parties(facts: Children, role: PartyRole) -> tuple[Party, ...]:
    by_format: dict[str | None, list[_Named]] = {}
    for one in named(named(facts.get("parties", ()), f"{role.value}s"), role.value):
        by_format.setdefault(one.get("data-format"), []).append(_named(one, role))
    residences = [one.country for one in by_format.get("docdb", by_format.get("epodoc", []))]
    chosen = _chosen(by_format)
    if len(residences) != len(chosen):
        residences = [""] * len(chosen)
    return tuple(
        Party(role, one.name, one.country or residence, one.address)
        for one, residence in zip(chosen, residences, strict=True)
    )


def _chosen(by_format: dict[str | None, list[_Named]]) -> list[_Named]:
    original = by_format.get("original", [])
    if any(_HAN.search(one.name) for one in original):
        return original
    return next((by_format[one] for one in _FORMATS if one in by_format), [])


def _named(listed: Element, role: PartyRole) -> _Named:
    parts = children_of(listed)
    name = _first_words(parts, f"{role.value}-name", "name")
    found = _RESIDENCE.search(name)
    country = found[1] if found else _first_words(parts, "residence", "country")
    return _Named(
        name[: found.start() if found else None].strip(" ,;"), country, _first_words(parts, "address", "text")
    )


def _first_words(parts: Children, name: str, inner: str) -> str:
    """The words of the first element below the parts of a name; empty where there is none."""
    return words_of(next(iter(named(parts[name], inner)), None)) if name in parts else ""


def _classes(facts: Children) -> tuple[Classification, ...]:
    ipc = (codes_of(one).get("text", "") for one in named(facts.get("classifications-ipcr", ()), "classification-ipcr"))
    older = map(words_of, named(facts.get("classification-ipc", ()), "text"))
    cpc = map(_cpc_words, named(facts.get("patent-classifications", ()), "patent-classification"))
    return (*(ipc_of(ipc) or ipc_of(older)), *cpc_of(filter(None, cpc)))


def _cpc_words(listed: Element) -> str:
    """The symbol in one element (bulk files) or in five (OPS); empty for another scheme than CPC."""
    scheme = next((scheme for part in listed if (scheme := part.get("scheme"))), "")
    if scheme not in _CPC_SCHEMES:
        return ""
    parts = codes_of(listed)
    group = "".join(parts.get(name, "") for name in ("section", "class", "subclass", "main-group"))
    return parts.get("classification-symbol") or f"{group}/{parts.get('subgroup', '')}"


def _priorities(facts: Children) -> Iterator[Priority]:
    for claim in named(facts.get("priority-claims", ()), "priority-claim"):
        number = next(iter(named((claim,), "document-id")), None)
        if number is None:
            continue
        parts = codes_of(number).get
        words = parts("doc-number", "")
        country = parts("country", "") or words[:2]
        yield Priority(loose_application_of(words, country), country, date_of(parts("date", "")))


def _citations(facts: Children) -> Iterator[Citation]:
    for listed in named(facts.get("references-cited", ()), "citation"):
        origin = listed.get("cited-by") or listed.get("cited-phase", "")
        category, cited, other = "", None, ""
        for part in listed:
            name = local_name(part)
            if name == "category":
                category += words_of(part)
            elif name == "patcit":
                cited = _docdb_words(part)
            elif name == "nplcit":
                other = leaves_of(part).get("text") or words_of(part)
        if cited:
            yield Citation(cited_of(cited), category, origin)
        elif other:
            yield Citation(other, category, origin, is_patent=False)


def _docdb_words(cited: Element) -> str:
    """Country, number and kind of a cited document, from DOCDB's fields where they are given."""
    number = None
    for number in cited:
        if number.get("document-id-type") == "docdb":
            break
    if number is None:
        return ""
    parts = codes_of(number)
    return parts.get("country", "") + parts.get("doc-number", "") + parts.get("kind", "")


FORMAT = Format("epo", "欧洲专利局 OPS / DOCDB XML", _recognises, _read)
