"""Patents in the rows of a table, by a mapping of its columns. Rows are read one by one, however large the file.

Only delimited text comes here: a workbook has become such text when it was opened (:mod:`.workbook`).
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from zhicheng.engine.numbers.patents import PatentNumber
from zhicheng.engine.patents.formats.building import classes_of, cpc_of, ipc_of, patent_of, texts_of
from zhicheng.engine.patents.formats.decoding import DAMAGED, lines_of
from zhicheng.engine.patents.formats.faults import RecordRefused, read_each
from zhicheng.engine.patents.formats.fields import BLANK, claims_of, count_of, date_of, one_line, parts_of
from zhicheng.engine.patents.formats.format import Format, FormatRefused, Member, Reading
from zhicheng.engine.patents.formats.kinds import kind_of_words
from zhicheng.engine.patents.formats.mapping import FIELDS, Mapping, MappingRefused, plain, read_mapping
from zhicheng.engine.patents.formats.numbering import application_of, cited_of, loose_application_of, publication_of
from zhicheng.engine.patents.formats.rows import Cells, Rows
from zhicheng.engine.patents.formats.states import event_state, state_of
from zhicheng.engine.patents.formats.symbols import locarno_of
from zhicheng.engine.patents.record import (
    Citation,
    ClassScheme,
    LegalEvent,
    Party,
    PartyRole,
    Patent,
    Priority,
    Text,
)
from zhicheng.engine.tables import from_cell

_DATE_DIGITS = 8

Row: TypeAlias = dict[str, str]
"""The words of one row by field: of a field's columns the first that is filled, empty where none is."""

Finish = Callable[[Patent, Row], Patent]
"""What a format does to a record after the mapping, with the row that it was read from."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """What mapping and header say of all rows, worked out once: `titles` and `abstracts` are fields with their languages."""

    mapping: Mapping
    width: int
    places: dict[str, tuple[int, ...]]
    empty: Row
    titles: tuple[tuple[str, str], ...]
    abstracts: tuple[tuple[str, str], ...]


def format_of(mapping: Mapping, finish: Finish | None = None) -> Format:
    """The format of the tables that a mapping describes."""
    wanted = set(mapping.requires)

    def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - the content decides
        return wanted <= header_in(head)

    return Format(mapping.code, mapping.label, recognises, lambda member: _read(member, mapping, finish))


def format_from_file(path: Path) -> Format:
    """The format of an operator's own mapping file. Raises :class:`MappingRefused`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise MappingRefused(f"打不开映射文件 {path.name}：{error.strerror}。请检查路径") from None
    except UnicodeDecodeError:
        raise MappingRefused(f"映射文件 {path.name} 不是 UTF-8 编码。请另存为 UTF-8") from None
    return format_of(read_mapping(text, path.name))


def header_in(head: bytes) -> set[str]:
    """The column names in the first bytes of a member, in their plain form; nothing if it is no table."""
    try:
        return set(map(plain, Rows(lines_of(io.BytesIO(head))).header))
    except FormatRefused:
        return set()


def _read(member: Member, mapping: Mapping, finish: Finish | None) -> Reading:
    rows = Rows(lines_of(member.stream))
    columns = _columns([plain(name) for name in rows.header], mapping)

    def parse(cells: Cells | None) -> Patent | None:
        row = _row(_checked(cells, columns.width), columns)
        patent = _patent(row, columns, member.name)
        return finish(patent, row) if finish else patent

    return read_each(member, iter(rows), parse, lambda cells: "; ".join(cells or ()))


def _columns(header: list[str], mapping: Mapping) -> _Columns:
    empty = dict.fromkeys((*FIELDS, *mapping.columns), "")
    titles, abstracts = (_text_fields(name, mapping) for name in ("title", "abstract"))
    return _Columns(mapping, len(header), _places(header, mapping), empty, titles, abstracts)


def _text_fields(name: str, mapping: Mapping) -> tuple[tuple[str, str], ...]:
    fields = (field for field in mapping.columns if field.startswith(name))
    return tuple((field, field.partition("_")[2] or mapping.language) for field in fields)


def _places(header: list[str], mapping: Mapping) -> dict[str, tuple[int, ...]]:
    found = {
        field: tuple(header.index(name) for name in names if name in header) for field, names in mapping.columns.items()
    }
    if not found["publication"]:
        wanted = "、".join(mapping.columns["publication"])
        raise FormatRefused(f"表里没有公开号一列（{wanted}）。请检查第一行是不是表头，或改用与它相符的映射文件")
    return {field: places for field, places in found.items() if places}


def _row(cells: Cells, columns: _Columns) -> Row:
    row = columns.empty.copy()
    for field, places in columns.places.items():
        for place in places:
            words = cells[place].strip()
            if words not in BLANK:
                row[field] = from_cell(words)
                break
    return row


def _checked(cells: Cells | None, width: int) -> Cells:
    if cells is None:
        raise RecordRefused("引号没有配对，分不清各列。文字里的引号要写两个，整格用引号括住")
    if len(cells) != width and (len(cells) < width or any(cell.strip() for cell in cells[width:])):
        raise RecordRefused(f"本行有 {len(cells)} 个单元格，表头有 {width} 列。文字里有逗号的单元格要用英文引号括住")
    if DAMAGED in "".join(cells):
        raise RecordRefused("本行有损坏的文字（�）。请从原系统重新导出这条记录")
    return cells


def _patent(row: Row, columns: _Columns, source: str) -> Patent:
    mapping = columns.mapping
    claims = _claims(row)
    state = state_of(row["state"])
    return patent_of(
        _publication(row, mapping),
        source=source,
        kind=kind_of_words(row["kind"]),
        published_on=_date(row["published_on"], mapping),
        **_granted(row, mapping),
        application=application_of(row["application"], mapping.country),
        filed_on=_date(row["filed_on"], mapping),
        titles=_texts(row, columns.titles),
        abstracts=_texts(row, columns.abstracts),
        claims=claims,
        claim_count=count_of(row["claim_count"]) if row["claim_count"] else _count_of_whole(row, claims),
        description_chars=count_of(row["description_chars"]),
        parties=tuple(_parties(row, mapping)),
        classes=(
            *ipc_of((*_parts(row, "ipc_main", mapping), *_parts(row, "ipc", mapping))),
            *cpc_of(_parts(row, "cpc", mapping)),
            *classes_of(ClassScheme.LOCARNO, map(locarno_of, _parts(row, "locarno", mapping))),
        ),
        priorities=tuple(_priority(words) for words in _parts(row, "priorities", mapping)),
        citations=tuple(Citation(cited_of(words)) for words in _parts(row, "cites", mapping)),
        events=_events(row, mapping),
        family=row["family"],
        family_size=count_of(row["family_size"]),
        cited_by_count=count_of(row["cited_by_count"]),
        state=state,
    )


def _publication(row: Row, mapping: Mapping) -> PatentNumber:
    words = row["publication"]
    if not words:
        raise RecordRefused("没有公开（公告）号，记录无从识别。请补上后再上传")
    number = publication_of(words, mapping.country)
    return (
        number
        if number.kind_code or not row["kind_code"]
        else publication_of(words + row["kind_code"], mapping.country)
    )


def _granted(row: Row, mapping: Mapping) -> dict[str, date | None]:
    """The day of grant where a column says it; else it follows from the publication."""
    granted_on = _date(row["granted_on"], mapping)
    return {"granted_on": granted_on} if granted_on else {}


def _date(words: str, mapping: Mapping) -> date | None:
    """The date by the first pattern that fits; a single pattern's refusal says what is wrong."""
    for pattern in mapping.dates[:-1]:
        try:
            return date_of(words, pattern)
        except RecordRefused:
            continue  # the next pattern may fit
    return date_of(words, mapping.dates[-1] if mapping.dates else "")


def _texts(row: Row, fields: tuple[tuple[str, str], ...]) -> tuple[Text, ...]:
    return texts_of(*((language, one_line(row[field])) for field, language in fields))


def _claims(row: Row) -> tuple[str, ...]:
    """All claims where the table has them, else the first alone."""
    whole = row["claims"]
    if whole:
        return claims_of(whole)
    first = claims_of(row["first_claim"])
    return first[:1]


def _count_of_whole(row: Row, claims: tuple[str, ...]) -> int | None:
    return len(claims) if row["claims"] else None


def _parts(row: Row, field: str, mapping: Mapping) -> tuple[str, ...]:
    words = row[field]
    return parts_of(words, mapping.separators_of.get(field, mapping.separators)) if words else ()


def _parties(row: Row, mapping: Mapping) -> Iterator[Party]:
    """Applicants, inventors, agencies. The address is the first applicant's; without a name it still says where."""
    names = _parts(row, "applicants", mapping) or (("",) if row["address"] else ())
    countries = _parts(row, "applicant_countries", mapping)
    for i, name in enumerate(names):
        country = _country(countries[i]) if i < len(countries) else ""
        address, postcode = (row["address"], row["postcode"]) if i == 0 else ("", "")
        yield Party(PartyRole.APPLICANT, one_line(name), country, one_line(address), postcode)
    yield from (Party(PartyRole.INVENTOR, one_line(name)) for name in _parts(row, "inventors", mapping))
    yield from (Party(PartyRole.AGENCY, one_line(name)) for name in _parts(row, "agencies", mapping))


def _country(words: str) -> str:
    return words.upper() if len(words) == 2 and words.isascii() and words.isalpha() else ""


def _priority(words: str) -> Priority:
    """A priority such as ``US 201562116216 P 20150213`` or ``JP2019-123456 2019.03.05``: the date stands last."""
    number, _, last = words.rpartition(" ")
    digits = "".join(filter(str.isdigit, last))
    filed_on = _loose_date(last) if number and len(digits) == _DATE_DIGITS else None
    text = loose_application_of(number if filed_on else words)
    return Priority(text, text[:2] if text[:2].isalpha() else "", filed_on)


def _loose_date(words: str) -> date | None:
    try:
        return date_of(words)
    except RecordRefused:
        return None


def _events(row: Row, mapping: Mapping) -> tuple[LegalEvent, ...]:
    words = one_line(row["event"])
    return (LegalEvent(_date(row["event_on"], mapping), "", words, event_state(words)),) if words else ()
