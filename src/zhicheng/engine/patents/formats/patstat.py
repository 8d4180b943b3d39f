"""PATSTAT: tables of the European Patent Office's statistical database, joined by their identifiers. A folder or ZIP of them is one load.

Tables are known by their columns, not by their names, so that the full database (``tls201_appln``, ``tls206_person`` …) and extracts of
it are read alike. Where there is a table of publications, each of them is a record; else each application is one, numbered
``patstat:`` and its ``appln_id``. An extract may give the year of filing only: then the date stays empty. Joins run in DuckDB with
bounded memory, spilling to a temporary folder.
"""

import csv
import gzip
import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

import duckdb

from zhicheng.engine.patents.formats.building import cpc_of, ipc_of, patent_of, texts_of
from zhicheng.engine.patents.formats.faults import RecordRefused, reject
from zhicheng.engine.patents.formats.fields import count_of, date_of, one_line
from zhicheng.engine.patents.formats.format import Format, FormatRefused, Member, Reading
from zhicheng.engine.patents.formats.numbering import cited_of, docdb_publication_of, loose_application_of
from zhicheng.engine.patents.formats.streams import BROKEN_PACKING, Meter
from zhicheng.engine.patents.record import Citation, Kind, Party, PartyRole, Patent, Stage

_TABLE_NAME = re.compile(
    r"(tls2\d\d_\w+|[a-z]{2}_(patent|applt|inventor|el_applt|el_cpc|el_ipc|el_inventor_patent|el_patent_field))\.(csv|txt)(\.gz)?"
)
_APPLICATIONS_NAME = re.compile(r"tls201_|[a-z]{2}_patent\.")
_ZIP = b"PK\x03\x04"
_MEMORY = "512MB"
_MAX_UNPACKED_BYTES = 64 << 30
_MAX_RATIO = 200
_BATCH_ROWS = 1_000
_NO_DATE = "9999-12-31"  # how PATSTAT writes a date that is not known

_TABLES = {
    # table: the columns it is known by, and those it must not have
    "publications": ({"pat_publn_id", "publn_auth", "publn_nr", "appln_id"}, set()),
    "citations": ({"pat_publn_id", "cited_pat_publn_id"}, set()),
    "persons": ({"person_id"}, {"appln_id"}),
    "links": ({"person_id", "appln_id"}, set()),
    "ipc": ({"appln_id", "ipc_class_symbol"}, set()),
    "cpc": ({"appln_id", "cpc_class_symbol"}, set()),
    "titles": ({"appln_id", "appln_title"}, set()),
    "abstracts": ({"appln_id", "appln_abstract"}, set()),
    "applications": ({"appln_id", "appln_filing_year"}, {"person_id", "pat_publn_id"}),
}
"""The tables that are read, the more particular first; others (fields, sectors, priorities) are passed over."""

_WANTED = {
    "publications": ("pat_publn_id", "publn_auth", "publn_nr", "publn_kind", "appln_id", "publn_date"),
    "citations": ("pat_publn_id", "cited_pat_publn_id", "citn_origin"),
    "persons": ("person_id", "psn_name", "han_name", "person_name", "person_ctry_code", "person_address", "city"),
    "links": ("person_id", "appln_id", "applt_seq_nr", "invt_seq_nr"),
    "ipc": ("appln_id", "ipc_class_symbol"),
    "cpc": ("appln_id", "cpc_class_symbol"),
    "titles": ("appln_id", "appln_title", "appln_title_lg"),
    "abstracts": ("appln_id", "appln_abstract", "appln_abstract_lg"),
    "applications": (
        "appln_id",
        "appln_auth",
        "appln_nr",
        "appln_kind",
        "appln_filing_date",
        "ipr_type",
        "docdb_family_id",
        "docdb_family_size",
        "nb_citing_docdb_fam",
    ),
}

_KINDS = {"PI": Kind.INVENTION, "UM": Kind.UTILITY_MODEL, "DP": Kind.DESIGN}

_JOINED = """
WITH named AS (
    SELECT person_id, any_value(coalesce(person_name, han_name, psn_name)) AS name, any_value(person_ctry_code) AS country,
           any_value(coalesce(person_address, city)) AS address
    FROM persons GROUP BY person_id
), owning AS (
    SELECT appln_id, list([name, country, address] ORDER BY try_cast(applt_seq_nr AS INTEGER), name) AS parties
    FROM links JOIN named USING (person_id) WHERE try_cast(applt_seq_nr AS INTEGER) > 0 GROUP BY appln_id
), inventing AS (
    SELECT appln_id, list([name, country, address] ORDER BY try_cast(invt_seq_nr AS INTEGER), name) AS parties
    FROM links JOIN named USING (person_id) WHERE try_cast(invt_seq_nr AS INTEGER) > 0 GROUP BY appln_id
), ipcs AS (SELECT appln_id, list(ipc_class_symbol ORDER BY rowid) AS symbols FROM ipc GROUP BY appln_id
), cpcs AS (SELECT appln_id, list(cpc_class_symbol ORDER BY rowid) AS symbols FROM cpc GROUP BY appln_id
), cited AS (
    SELECT c.pat_publn_id, list([p.publn_auth || p.publn_nr || coalesce(p.publn_kind, ''), c.citn_origin] ORDER BY c.rowid) AS documents
    FROM citations c JOIN publications p ON p.pat_publn_id = c.cited_pat_publn_id GROUP BY c.pat_publn_id
)
SELECT a.*, t.appln_title, t.appln_title_lg, b.appln_abstract, b.appln_abstract_lg, owning.parties AS owners,
       inventing.parties AS inventors, ipcs.symbols AS ipc, cpcs.symbols AS cpc, p.publn_auth, p.publn_nr, p.publn_kind, p.publn_date,
       cited.documents AS cites
FROM applications a
LEFT JOIN publications p ON p.appln_id = a.appln_id
LEFT JOIN titles t ON t.appln_id = a.appln_id
LEFT JOIN abstracts b ON b.appln_id = a.appln_id
LEFT JOIN owning ON owning.appln_id = a.appln_id
LEFT JOIN inventing ON inventing.appln_id = a.appln_id
LEFT JOIN ipcs ON ipcs.appln_id = a.appln_id
LEFT JOIN cpcs ON cpcs.appln_id = a.appln_id
LEFT JOIN cited ON cited.pat_publn_id = p.pat_publn_id
ORDER BY try_cast(a.appln_id AS BIGINT), a.appln_id, try_cast(p.pat_publn_id AS BIGINT)
"""


@dataclass(frozen=True, slots=True)
class _Table:
    """A table's file in the temporary folder, what it is, and the columns it has."""

    file: Path
    name: str
    kind: str
    columns: tuple[str, ...]


def is_set(names: Sequence[str]) -> bool:
    """Whether files of these names (without folders) are PATSTAT tables that belong together."""
    tables = [name for name in map(str.lower, names) if _TABLE_NAME.fullmatch(name)]
    return len(tables) > 1 and any(_APPLICATIONS_NAME.match(name) for name in tables)


@contextmanager
def packed(files: Sequence[Path]) -> Iterator[IO[bytes]]:
    """The files of a folder as one stream, stored without packing."""
    with tempfile.TemporaryFile() as copy:
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
            for file in files:
                archive.write(file, file.name)
        copy.seek(0)
        yield copy


def _recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - whatever ZIP comes here was opened as a set of tables
    return head.startswith(_ZIP) and b"[Content_Types].xml" not in head


def _read(member: Member) -> Reading:
    with tempfile.TemporaryDirectory(prefix="patstat-") as name:
        folder = Path(name)
        tables = _unpacked(member, folder)
        kinds = {table.kind for table in tables}
        if "applications" not in kinds:
            raise FormatRefused(
                "压缩文件里没有 PATSTAT 的申请表（含 appln_id 和 appln_filing_year 两列）。请把各表放在一起再上传"
            )
        with duckdb.connect(str(folder / "join.duckdb")) as database:
            yield from _joined(database, tables, member)


def _joined(database: duckdb.DuckDBPyConnection, tables: list[_Table], member: Member) -> Reading:
    database.execute(f"SET memory_limit = '{_MEMORY}'; SET threads = 2; SET preserve_insertion_order = true")
    database.execute("SET enable_progress_bar = false")
    try:
        for kind in _TABLES:
            _create(database, kind, [table for table in tables if table.kind == kind])
        yield from _broken_rows(database, tables, member)
        result = database.execute(_JOINED)
        names = [column[0] for column in result.description]
        position = 0
        while rows := result.fetchmany(_BATCH_ROWS):
            for row in rows:
                position += 1
                yield _one(dict(zip(names, row, strict=True)), member, position)
    except duckdb.Error as error:
        raise FormatRefused(f"PATSTAT 各表无法连接（{one_line(str(error))[:120]}）。请检查各表是否完整") from None


def _one(row: dict[str, Any], member: Member, position: int) -> Patent | Any:
    try:
        return _patent(row, member.name)
    except RecordRefused as refusal:
        return reject(member, position, str(refusal), f"appln_id {row['appln_id']}")


def _unpacked(member: Member, folder: Path) -> list[_Table]:
    """The tables of a member in a temporary folder, under names of ours."""
    copy = folder / "set.zip"
    with copy.open("wb") as file:
        shutil.copyfileobj(member.stream, file, 1 << 20)
    meter = Meter(member.name, copy.stat().st_size, _MAX_UNPACKED_BYTES, _MAX_RATIO)
    tables = []
    try:
        with zipfile.ZipFile(copy) as archive:
            entries = [
                entry
                for entry in archive.infolist()
                if _TABLE_NAME.fullmatch(PurePosixPath(entry.filename).name.lower())
            ]
            for number, entry in enumerate(sorted(entries, key=lambda one: one.filename)):
                target = folder / f"table{number}.csv"
                with archive.open(entry) as packed_table:
                    _unpack(packed_table, entry.filename, target, meter)
                tables.append(_known(target, PurePosixPath(entry.filename).name))
    except FormatRefused:
        raise
    except BROKEN_PACKING:
        raise FormatRefused(f"压缩文件 {member.name} 不完整或已损坏。请重新压缩后再上传") from None
    return [table for table in tables if table.kind]


def _unpack(stream: IO[bytes], name: str, target: Path, meter: Meter) -> None:
    source = gzip.GzipFile(fileobj=stream) if name.lower().endswith(".gz") else stream
    read = meter.watch(source)
    with target.open("wb") as file:
        while data := read(1 << 20):
            file.write(data)


def _known(file: Path, name: str) -> _Table:
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        header = next(csv.reader(io.StringIO(text.readline(10_000))), [])
    columns = tuple(column.strip().lower() for column in header)
    has = set(columns)
    kind = next((kind for kind, (known, not_) in _TABLES.items() if known <= has and not has & not_), "")
    return _Table(file, name, kind, columns)


def _create(database: duckdb.DuckDBPyConnection, kind: str, tables: list[_Table]) -> None:
    """One table of all files of a kind, every wanted column as text, missing ones empty."""
    wanted = ", ".join(f"{column} VARCHAR" for column in _WANTED[kind])
    database.execute(f"CREATE TABLE {kind} ({wanted})")
    for table in tables:
        columns = ", ".join(column for column in _WANTED[kind] if column in table.columns)
        names = ", ".join(f"'{column}': 'VARCHAR'" for column in _identifiers(table))
        source = (
            f"read_csv(?, header = false, skip = 1, delim = ',', quote = '\"', escape = '\"', columns = {{{names}}}, "
            "ignore_errors = true, store_rejects = true, null_padding = false, "
            f"rejects_table = 'broken_{table.file.stem}', rejects_scan = 'scan_{table.file.stem}')"
        )
        database.execute(
            f"INSERT INTO {kind} ({columns}) SELECT {columns} FROM {source}",  # noqa: S608 - every name is one of ours
            [str(table.file)],
        )


def _identifiers(table: _Table) -> list[str]:
    """The file's columns under names that are safe to write into a query: wanted ones as they are, others numbered."""
    wanted = _WANTED[table.kind]
    return [column if column in wanted else f"other{place}" for place, column in enumerate(table.columns)]


def _broken_rows(database: duckdb.DuckDBPyConnection, tables: list[_Table], member: Member) -> Reading:
    for table in tables:
        broken = f"SELECT line, any_value(csv_line) FROM broken_{table.file.stem} GROUP BY line ORDER BY line"  # noqa: S608 - a name of ours
        found = database.execute(broken).fetchall()
        inner = Member(f"{member.name}/{table.name}", member.stream)
        for line, text in found:
            yield reject(
                inner,
                max(int(line) - 1, 1),
                f"第 {line} 行的列数与表头不符，或引号没有配对。请重新导出该表",
                text or "",
            )


def _patent(row: dict[str, Any], source: str) -> Patent:
    fields: dict[str, Any] = {
        "application": _application(row),
        "filed_on": _date(row["appln_filing_date"]),
        "titles": texts_of((_lower(row["appln_title_lg"]), one_line(row["appln_title"] or ""))),
        "abstracts": texts_of((_lower(row["appln_abstract_lg"]), one_line(row["appln_abstract"] or ""))),
        "parties": (*_parties(PartyRole.APPLICANT, row["owners"]), *_parties(PartyRole.INVENTOR, row["inventors"])),
        "classes": (*ipc_of(row["ipc"] or ()), *cpc_of(row["cpc"] or ())),
        "citations": tuple(Citation(cited_of(number), origin=origin or "") for number, origin in row["cites"] or ()),
        "family": row["docdb_family_id"] or "",
        "family_size": count_of(row["docdb_family_size"] or ""),
        "cited_by_count": count_of(row["nb_citing_docdb_fam"] or ""),
    }
    kind = _KINDS.get(row["ipr_type"] or "")
    if row["publn_nr"]:
        number = docdb_publication_of(row["publn_auth"] or "", row["publn_nr"], row["publn_kind"] or "")
        return patent_of(number, source=source, kind=kind, published_on=_date(row["publn_date"]), **fields)
    return _unpublished(row, kind or Kind.OTHER, source, fields)


def _unpublished(row: dict[str, Any], kind: Kind, source: str, fields: dict[str, Any]) -> Patent:
    """An application of an extract that has no publications; without ``ipr_type`` nothing says what right it is for."""
    identifier = (row["appln_id"] or "").strip()
    if not identifier.isdigit():
        raise RecordRefused("申请表里有一行没有 appln_id，记录无从识别。请检查该表")
    country = row["appln_auth"] or ""
    return Patent(f"patstat:{identifier}", country, kind, Stage.APPLICATION, source=source, **fields)


def _application(row: dict[str, Any]) -> str:
    number = row["appln_nr"] or ""
    return loose_application_of(number, row["appln_auth"] or "") if number else ""


def _date(words: str | None) -> Any:
    return date_of(words) if words and words != _NO_DATE else None


def _lower(words: str | None) -> str:
    return (words or "").lower()


def _parties(role: PartyRole, named: list[list[str | None]] | None) -> Iterator[Party]:
    for name, country, address in named or ():
        if name:
            yield Party(role, one_line(name), (country or "").strip(), one_line(address or ""))


FORMAT = Format("patstat", "PATSTAT 数据表（文件夹或压缩包）", _recognises, _read)
