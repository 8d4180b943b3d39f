"""United States grants 1976 to 2001: the "green book" text, a field a line.

Columns 1 to 4 hold the field's code, the text begins in column 6, lines without a code go on with the field before. A code of
four letters alone on its line opens a group (``PATN`` a patent, ``INVT`` an inventor …). Codes by the office's description of
the full-text files.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from zhicheng.engine.numbers.patents import PatentNumber
from zhicheng.engine.patents.formats.american import OFFICE, address_of, country_of, parties_of, patent_citation
from zhicheng.engine.patents.formats.building import classes_of, fixed_ipc_of, patent_of, texts_of
from zhicheng.engine.patents.formats.decoding import text_of
from zhicheng.engine.patents.formats.faults import RecordRefused, read_each
from zhicheng.engine.patents.formats.fields import count_of, date_of, one_line, without_number
from zhicheng.engine.patents.formats.format import Format, Member, Reading
from zhicheng.engine.patents.formats.markup import excerpt_of
from zhicheng.engine.patents.formats.numbering import application_of, docdb_publication_of, loose_application_of
from zhicheng.engine.patents.formats.splitting import LONGEST_RECORD_BYTES, Piece, matching, pieces_of
from zhicheng.engine.patents.formats.symbols import locarno_of
from zhicheng.engine.patents.record import Citation, Classification, ClassScheme, Party, PartyRole, Patent, Priority

_PATENT = re.compile(rb"PATN[ \t]*\r?\n")
_RECOGNISED = re.compile(rb"(?:^|\n)PATN[ \t]*\r?\nWKU  ")
_GROUP = re.compile(r"[A-Z]{4}")
_TEXT_COLUMN = 5
_NUMBER_CHARS = 8  # of the nine in WKU; the last is a check digit that nobody prints
_SERIAL_DIGITS = 6  # of the seven in APN, likewise
_KINDS = {"D": "S", "RE": "E", "PP": "P", "H": "H", "T": ""}
_DESCRIPTION = ("GOVT", "PARN", "BSUM", "DRWD", "DETD")
_REDUNDANT = {"NUM", "STM", "TBL"}


@dataclass(slots=True)
class _Group:
    """One group of fields, in their order."""

    code: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    def first(self, code: str) -> str:
        return next((text for one, text in self.fields if one == code), "")

    def every(self, code: str) -> list[str]:
        return [text for one, text in self.fields if one == code]


def _recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - the content decides
    return _RECOGNISED.search(head) is not None


def _read(member: Member) -> Reading:
    pieces = (
        piece for piece in pieces_of(member.stream, matching(_PATENT, after=b"\n")) if piece.data.startswith(b"PATN")
    )
    return read_each(member, pieces, partial(_patent, source=member.name), excerpt_of)


def _groups(piece: Piece) -> list[_Group]:
    if piece.too_long:
        raise RecordRefused(f"这条记录超过 {LONGEST_RECORD_BYTES >> 20} MB，已跳过。请检查文件是否完整")
    groups: list[_Group] = []
    for line in text_of(piece.data).splitlines():
        code, text = line[:4].rstrip(), line[_TEXT_COLUMN:].strip()
        if not text and _GROUP.fullmatch(code):
            groups.append(_Group(code))
        elif code:
            groups[-1].fields.append((code, text))
        elif groups[-1].fields:
            code, before = groups[-1].fields[-1]
            groups[-1].fields[-1] = (code, f"{before} {text}")
    return groups


def _patent(piece: Piece, *, source: str) -> Patent:
    groups = _groups(piece)
    head = groups[0]
    claims = _claims(_all(groups, "CLMS") or _all(groups, "DCLM"))
    return patent_of(
        _number(head.first("WKU")),
        source=source,
        published_on=date_of(head.first("ISD")),
        application=_application(head),
        filed_on=date_of(head.first("APD")),
        titles=texts_of(("en", one_line(head.first("TTL")))),
        abstracts=texts_of(("en", _text(_all(groups, "ABST")))),
        claims=claims,
        claim_count=count_of(head.first("NCL")) or len(claims) or None,
        description_chars=len(_text(one for code in _DESCRIPTION for one in _all(groups, code))) or None,
        parties=parties_of(
            (_party(PartyRole.APPLICANT, one) for one in _all(groups, "ASSG")),
            (_party(PartyRole.INVENTOR, one) for one in _all(groups, "INVT")),
            _agencies(_all(groups, "LREP")),
        ),
        classes=tuple(_classes(head.first("WKU"), _all(groups, "CLAS"))),
        priorities=tuple(map(_priority, _all(groups, "PRIR"))),
        citations=tuple(_citations(groups)),
    )


def _all(groups: Iterable[_Group], code: str) -> list[_Group]:
    return [group for group in groups if group.code == code]


def _text(groups: Iterable[_Group]) -> str:
    return one_line(" ".join(text for group in groups for code, text in group.fields if code not in _REDUNDANT))


def _number(words: str) -> PatentNumber:
    digits = words[:_NUMBER_CHARS]
    return docdb_publication_of(OFFICE, digits, _kind_of(digits))


def _kind_of(digits: str) -> str:
    return _KINDS.get(digits.rstrip("0123456789 ."), "A")


def _application(head: _Group) -> str:
    series, serial = head.first("SRC"), head.first("APN")[:_SERIAL_DIGITS]
    return application_of(f"{series:0>2}/{serial}", OFFICE) if series and serial else ""


def _party(role: PartyRole, group: _Group) -> Party:
    state = group.first("STA")
    return Party(
        role,
        _name(group.first("NAM")),
        country_of(group.first("CNT"), OFFICE if state else ""),
        address_of(group.first("STR"), group.first("CTY"), state),
        group.first("ZIP"),
    )


def _name(words: str) -> str:
    """``Hoff; Don G.`` is a person, family name first; organisations have no semicolon."""
    family, _, given = words.partition(";")
    return f"{given.strip()} {family.strip()}".strip()


def _agencies(groups: Iterable[_Group]) -> Iterator[Party]:
    for group in groups:
        for name in group.every("FRM") or map(_name, group.every("FR2")):
            yield Party(PartyRole.AGENCY, name)


def _claims(groups: Iterable[_Group]) -> tuple[str, ...]:
    """Each ``NUM`` begins a claim; a design's only claim has none."""
    claims: list[list[str]] = []
    for code, text in (one for group in groups for one in group.fields):
        if code == "NUM":
            claims.append([])
        elif code not in _REDUNDANT:
            claims = claims or [[]]
            claims[-1].append(text)
    return tuple(without_number(one_line(" ".join(parts)), i) for i, parts in enumerate(claims, start=1))


def _classes(number: str, groups: list[_Group]) -> Iterator[Classification]:
    words = [text for group in groups for text in group.every("ICL")]
    if number.startswith("D"):
        yield from classes_of(ClassScheme.LOCARNO, map(locarno_of, words))
    else:
        yield from fixed_ipc_of(words)


def _priority(group: _Group) -> Priority:
    country = country_of(group.first("CNT"))
    return Priority(loose_application_of(group.first("APN"), country), country, date_of(group.first("APD")))


def _citations(groups: list[_Group]) -> Iterator[Citation]:
    for group in groups:
        if group.code in ("UREF", "FREF"):
            citation = _cited(country_of(group.first("CNT")), group.first("PNO"))
            if citation is not None:
                yield citation
        elif group.code == "OREF":
            yield from (
                Citation(one_line(text), is_patent=False) for code, text in group.fields if code.startswith("PA")
            )


def _cited(country: str, number: str) -> Citation | None:
    """Until 2001 the office published nothing but grants, so the number alone tells the kind code."""
    kind = "" if country else _kind_of(number)
    return patent_citation(country, number, kind, "")


FORMAT = Format("uspto_greenbook", "美国专利商标局文本（1976—2001 年授权）", _recognises, _read)
