"""European Patent Office: DOCDB exchange documents and full texts, as OPS answers and bulk files bring them.

Documents are told apart by their tags before they are parsed, so that a broken one spoils no other; each is then read inside a
root that declares the file's name spaces. Of the parallel name formats, Chinese characters (``original``) come first, then the
office's own spelling (``epodoc``, ``docdb``). Element names by the exchange schema (exch) and the OPS full-text schema (ftxt).
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from zhicheng.engine.patents.formats.building import cpc_of, ipc_of, patent_of, texts_of
from zhicheng.engine.patents.formats.decoding import encoding_of
from zhicheng.engine.patents.formats.faults import RecordRefused, read_each
from zhicheng.engine.patents.formats.fields import claims_of, date_of
from zhicheng.engine.patents.formats.format import Format, FormatRefused, Member, Reading
from zhicheng.engine.patents.formats.markup import (
    Element,
    excerpt_of,
    leaves_of,
    length_of,
    root_of,
    words_at,
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
    pieces = pieces_of(member.stream, _RECORD)
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


def _opening(head: bytes) -> bytes:
    spaces = {found[1]: found[3] for found in _NAMESPACE.finditer(head)}
    declared = b"".join(b' xmlns:%s="%s"' % space for space in spaces.items())
    encoding = encoding_of(head[:200]).removesuffix("-sig").encode("ascii")
    return b'<?xml version="1.0" encoding="%s"?><records%s>' % (encoding, declared)


def _until_closed(data: bytes) -> bytes:
    """The document up to its closing tag; all of it when there is none, for the parser to say so."""
    name = data[1:].split(None, 1)[0].split(b">", 1)[0]
    end = data.find(b"</%s>" % name)
    return data if end < 0 else data[: end + len(name) + 3]


def _patent(piece: Piece, source: str) -> Patent:
    document = next(iter(root_of(piece)), None)
    if document is None:
        raise RecordRefused("记录是空的。请向提供方索取完整的文件")
    facts = document.find("{*}bibliographic-data")
    published = _preferred_id(facts, "{*}publication-reference")
    if facts is None or published is None:
        raise RecordRefused("缺少著录项目或公开号（publication-reference）。请向提供方索取完整的文件")
    numbers = leaves_of(published).get
    claims = tuple(_claims(document))
    return patent_of(
        docdb_publication_of(numbers("country", ""), numbers("doc-number", ""), numbers("kind", "")),
        source=source,
        published_on=date_of(numbers("date", "")),
        application=_application(facts),
        filed_on=_filed_on(facts),
        titles=_texts(facts.iterfind("{*}invention-title")),
        abstracts=_texts(document.iterfind("{*}abstract")),
        claims=claims,
        claim_count=len(claims) or None,
        description_chars=length_of(document.find("{*}description")),
        parties=(*_parties(facts, PartyRole.APPLICANT), *_parties(facts, PartyRole.INVENTOR)),
        classes=_classes(facts),
        priorities=tuple(_priorities(facts)),
        citations=tuple(_citations(facts)),
        family=document.get("family-id", ""),
    )


def _preferred_id(parent: Element | None, path: str) -> Element | None:
    """Of the numbers of one reference that in DOCDB's three fields, else the first."""
    ids = parent.findall(f"{path}/{{*}}document-id") if parent is not None else []
    return next((one for one in ids if one.get("document-id-type") == "docdb"), ids[0] if ids else None)


def _id_of_type(parent: Element, path: str, kind: str) -> Element | None:
    ids = parent.findall(f"{path}/{{*}}document-id")
    return next((one for one in ids if one.get("document-id-type") == kind), None)


def _application(facts: Element) -> str:
    """The applicant office's own number where it can be read (it has the check digit), else DOCDB's."""
    reference = _preferred_id(facts, "{*}application-reference")
    if reference is None:
        return ""
    country, number = words_at(reference, "{*}country"), words_at(reference, "{*}doc-number")
    original = _id_of_type(facts, "{*}application-reference", "original")
    if original is not None:
        try:
            return application_of(words_at(original, "{*}doc-number"), country)
        except RecordRefused:
            pass  # the office's spelling is for people; DOCDB's is read instead
    return loose_application_of(number, country)


def _filed_on(facts: Element) -> date | None:
    dates = (words_of(one) for one in facts.iterfind("{*}application-reference/{*}document-id/{*}date"))
    return next((date_of(words) for words in dates if words), None)


def _texts(elements: Iterable[Element]) -> tuple[Text, ...]:
    return texts_of(*((one.get("lang", "").lower(), words_of(one)) for one in elements))


def _claims(document: Element) -> Iterator[str]:
    """The claims in the first language given. A service may put all of them into one element, number by number."""
    claims = document.find("{*}claims")
    if claims is None:
        return
    texts = [
        part.text or "" if not len(part) else "".join(part.itertext()) for part in claims.iterfind(".//{*}claim-text")
    ]
    yield from claims_of("\n".join(one.strip() for one in texts))


def _parties(facts: Element, role: PartyRole) -> tuple[Party, ...]:
    listed = facts.findall(f"{{*}}parties/{{*}}{role.value}s/{{*}}{role.value}")
    by_format: dict[str | None, list[Element]] = {}
    for one in listed:
        by_format.setdefault(one.get("data-format"), []).append(one)
    residences = [_residence(one, role) for one in by_format.get("docdb", by_format.get("epodoc", []))]
    chosen = _chosen(by_format, role)
    if len(residences) != len(chosen):
        residences = [""] * len(chosen)
    return tuple(_party(one, role, residence) for one, residence in zip(chosen, residences, strict=True))


def _chosen(by_format: dict[str | None, list[Element]], role: PartyRole) -> list[Element]:
    original = by_format.get("original", [])
    if any(_HAN.search(_name(one, role)) for one in original):
        return original
    return next((by_format[one] for one in _FORMATS if one in by_format), [])


def _name(listed: Element, role: PartyRole) -> str:
    return words_at(listed, f"{{*}}{role.value}-name/{{*}}name")


def _residence(listed: Element, role: PartyRole) -> str:
    found = _RESIDENCE.search(_name(listed, role))
    return found[1] if found else words_at(listed, "{*}residence/{*}country")


def _party(listed: Element, role: PartyRole, residence: str) -> Party:
    name = _RESIDENCE.sub("", _name(listed, role)).strip(" ,;")
    return Party(role, name, _residence(listed, role) or residence, words_at(listed, "{*}address/{*}text"))


def _classes(facts: Element) -> tuple[Classification, ...]:
    ipc = [words_at(one, "{*}text") for one in facts.iterfind("{*}classifications-ipcr/{*}classification-ipcr")]
    older = [words_of(one) for one in facts.iterfind("{*}classification-ipc/{*}text")]
    cpc = [
        words
        for one in facts.iterfind("{*}patent-classifications/{*}patent-classification")
        if (words := _cpc_words(one))
    ]
    return (*ipc_of(ipc or older), *cpc_of(cpc))


def _cpc_words(listed: Element) -> str:
    """The symbol in one element (bulk files) or in five (OPS); empty for another scheme than CPC."""
    if not any(part.get("scheme") in _CPC_SCHEMES for part in listed if part.tag.endswith("classification-scheme")):
        return ""
    parts = leaves_of(listed).get
    group = "".join(parts(name, "") for name in ("section", "class", "subclass", "main-group"))
    return parts("classification-symbol", "") or f"{group}/{parts('subgroup', '')}"


def _priorities(facts: Element) -> Iterator[Priority]:
    for claim in facts.iterfind("{*}priority-claims/{*}priority-claim"):
        number = next(claim.iterfind("{*}document-id"), None)
        if number is None:
            continue
        parts = leaves_of(number).get
        words = parts("doc-number", "")
        country = parts("country", "") or words[:2]
        yield Priority(loose_application_of(words, country), country, date_of(parts("date", "")))


def _citations(facts: Element) -> Iterator[Citation]:
    for listed in facts.iterfind("{*}references-cited/{*}citation"):
        origin = listed.get("cited-by") or listed.get("cited-phase", "")
        category, cited, other = "", None, ""
        for part in listed:
            name = part.tag.rpartition("}")[2]
            if name == "category":
                category += words_of(part)
            elif name == "patcit":
                cited = _docdb_words(part)
            elif name == "nplcit":
                other = words_at(part, "{*}text") or words_of(part)
        if cited:
            yield Citation(cited_of(cited), category, origin)
        elif other:
            yield Citation(other, category, origin, is_patent=False)


def _docdb_words(cited: Element) -> str:
    """Country, number and kind of a cited document, from DOCDB's fields where they are given."""
    numbers = list(cited)
    if not numbers:
        return ""
    chosen = next((one for one in numbers if one.get("document-id-type") == "docdb"), numbers[-1])
    parts = leaves_of(chosen)
    return parts.get("country", "") + parts.get("doc-number", "") + parts.get("kind", "")


FORMAT = Format("epo", "欧洲专利局 OPS / DOCDB XML", _recognises, _read)
