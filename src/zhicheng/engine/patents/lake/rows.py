"""Between patents and the rows of the lake's tables, both ways.

A row of the lake has, after the columns of `record.SCHEMAS`, the number of the `part` it was written in: one batch of one load. Rows
are kept in the order of their publication numbers inside a part, so that a reader of one document touches few pages of a file.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby, repeat
from operator import attrgetter
from typing import Any, TypeAlias

import pyarrow as pa

from zhicheng.engine.patents.record import (
    SCHEMAS,
    Citation,
    Classification,
    ClassScheme,
    Fee,
    Kind,
    LegalEvent,
    LegalState,
    Party,
    PartyRole,
    Patent,
    Priority,
    Reject,
    Stage,
    Text,
)

Tables: TypeAlias = dict[str, pa.Table]
"""One table a name of `LAKE_SCHEMAS`."""

PART = pa.field("part", pa.int32())
REJECTS = pa.schema(
    [
        ("file", pa.string()),
        ("position", pa.int64()),
        ("reason", pa.string()),
        ("excerpt", pa.string()),
        ("load", pa.int32()),
    ]
)
LAKE_SCHEMAS = {name: schema.append(PART) for name, schema in (*SCHEMAS.items(), ("rejects", REJECTS))}
"""The seven tables on disk: the six of the record, and the records that were set aside."""

PATENT_TABLES = tuple(SCHEMAS)
MOST_ROWS = 30_000
"""The most parties, classes, citations or events that one document may have: positions are 16-bit numbers."""

_PLAIN = ("publication", "country", "kind_code", "application", "family", "region", "source")
_NUMBERS = ("claim_count", "description_chars", "family_size", "cited_by_count", "load", "synthetic")
_DAYS = ("filed_on", "published_on", "granted_on")


class Unwritable(ValueError):  # noqa: N818 - an answer about one record, which becomes a reject
    """A patent that the tables cannot hold; the message says why."""


def tables_of(patents: Sequence[Patent], part: int) -> Tables:
    """The rows of a batch, by table. Raises `Unwritable` when a record exceeds what a column can hold."""
    try:
        in_order = sorted(patents, key=lambda patent: patent.publication)
        return {name: _table(name, _COLUMNS[name](in_order), part) for name in PATENT_TABLES}
    except (pa.ArrowException, OverflowError, UnicodeError) as fault:
        raise Unwritable(f"记录中有数据表放不下的内容：{fault}") from fault


def split_writable(patents: Sequence[Patent], part: int) -> tuple[Tables, list[Patent], list[tuple[Patent, str]]]:
    """The rows of those that can be written, these patents, and the others with the reason each."""
    try:
        for patent in patents:
            _check_rows(patent)
        return tables_of(patents, part), list(patents), []
    except Unwritable:
        faulty = [(patent, reason) for patent in patents if (reason := _why_unwritable(patent))]
        refused = {id(patent) for patent, _ in faulty}
        kept = [patent for patent in patents if id(patent) not in refused]
        return tables_of(kept, part), kept, faulty


def reject_table(rejects: Iterable[Reject], load: int, part: int) -> pa.Table:
    """The rows of records set aside in one batch."""
    rows = list(rejects)
    columns: dict[str, list[Any]] = {
        "file": [_clean(row.file) for row in rows],
        "position": [row.position for row in rows],
        "reason": [_clean(row.reason) for row in rows],
        "excerpt": [_clean(row.excerpt) for row in rows],
        "load": [load] * len(rows),
    }
    return _table("rejects", columns, part)


def rejects_of(table: pa.Table) -> list[tuple[int, Reject]]:
    """The load and the reject of each row."""
    columns = (table[name].to_pylist() for name in ("load", "file", "position", "reason", "excerpt"))
    return [(load, Reject(*rest)) for load, *rest in zip(*columns, strict=True)]


def patents_of(tables: Mapping[str, pa.Table]) -> list[Patent]:
    """The patents of a batch of rows, in the order of their publication numbers.

    The tables hold all rows of the publications that `patents` has; rows of others are passed over.
    """
    rows = tables["patents"].sort_by("publication")
    parties, classes = _grouped(tables["parties"], _party), _grouped(tables["classes"], _classification)
    citations, events = _grouped(tables["citations"], _citation), _grouped(tables["events"], _event)
    return [
        Patent(
            **plain,
            parties=parties.get(publication, ()),
            classes=classes.get(publication, ()),
            citations=citations.get(publication, ()),
            events=events.get(publication, ()),
        )
        for publication, plain in zip(rows["publication"].to_pylist(), _plain_rows(rows), strict=True)
    ]


def _why_unwritable(patent: Patent) -> str:
    try:
        _check_rows(patent)
        tables_of([patent], 0)
    except Unwritable as fault:
        return str(fault)
    return ""


def _check_rows(patent: Patent) -> None:
    most = max(len(patent.parties), len(patent.classes), len(patent.citations), len(patent.events))
    if most > MOST_ROWS:
        raise Unwritable(f"一件文献的当事人、分类号、引证或法律事件有 {most} 条，超过上限 {MOST_ROWS} 条。")


def _table(name: str, columns: Mapping[str, list[Any]], part: int) -> pa.Table:
    schema = LAKE_SCHEMAS[name]
    rows = len(next(iter(columns.values())))
    arrays = [pa.array(columns[field.name], field.type) for field in schema if field.name != PART.name]
    return pa.Table.from_arrays([*arrays, pa.array([part] * rows, PART.type)], schema=schema)


def _patent_columns(patents: Sequence[Patent]) -> dict[str, list[Any]]:
    plain = (*_PLAIN, *_NUMBERS, *_DAYS)
    columns: dict[str, list[Any]] = {name: list(map(attrgetter(name), patents)) for name in plain}
    columns |= {name: list(map(str, map(attrgetter(name), patents))) for name in ("kind", "stage", "state")}
    columns["titles"] = [[(text.language, text.text) for text in one.titles] for one in patents]
    columns["abstracts"] = [[(text.language, text.text) for text in one.abstracts] for one in patents]
    columns["claims"] = [one.claims for one in patents]
    columns["priorities"] = [[(row.number, row.country, row.filed_on) for row in one.priorities] for one in patents]
    columns["fees"] = [
        [(row.name, row.year, row.due_on, row.paid_on, row.amount_fen) for row in one.fees] for one in patents
    ]
    return columns


@dataclass(frozen=True)
class _Child:
    """How the rows of one table follow from a patent: the field they are in, and each column's value."""

    field: str
    values: dict[str, Callable[[Any], Any]]

    def columns(self, patents: Sequence[Patent]) -> dict[str, list[Any]]:
        of_each = list(map(attrgetter(self.field), patents))
        counts = list(map(len, of_each))
        rows = list(chain.from_iterable(of_each))
        numbers = map(repeat, (one.publication for one in patents), counts)
        found: dict[str, list[Any]] = {
            "publication": list(chain.from_iterable(numbers)),
            "position": list(chain.from_iterable(map(range, counts))),
        }
        return found | {name: list(map(value, rows)) for name, value in self.values.items()}


def _as_it_is(*columns: str) -> dict[str, Callable[[Any], Any]]:
    return {name: attrgetter(name) for name in columns}


_PARTIES = _Child(
    "parties",
    {
        "role": lambda row: str(row.role),
        **_as_it_is("name", "name_key", "country", "address", "postcode", "region"),
    },
)
_CLASSES = _Child("classes", {"scheme": lambda row: str(row.scheme), **_as_it_is("code")})
_CITATIONS = _Child("citations", _as_it_is("cited", "category", "origin", "is_patent"))
_EVENTS = _Child(
    "events",
    {
        **_as_it_is("happened_on", "code", "words"),
        "state": lambda row: row.state and str(row.state),
    },
)


def _family_columns(patents: Sequence[Patent]) -> dict[str, list[Any]]:
    members = [one for one in patents if one.family]
    return {"family": [one.family for one in members], "publication": [one.publication for one in members]}


_COLUMNS: dict[str, Callable[[Sequence[Patent]], dict[str, list[Any]]]] = {
    "patents": _patent_columns,
    "parties": _PARTIES.columns,
    "classes": _CLASSES.columns,
    "citations": _CITATIONS.columns,
    "events": _EVENTS.columns,
    "families": _family_columns,
}


def _plain_rows(rows: pa.Table) -> Iterable[dict[str, Any]]:
    """The fields of `Patent` that stand in the table `patents` itself."""
    columns: dict[str, list[Any]] = {name: rows[name].to_pylist() for name in (*_PLAIN, *_NUMBERS, *_DAYS)}
    columns["kind"] = [Kind(value) for value in rows["kind"].to_pylist()]
    columns["stage"] = [Stage(value) for value in rows["stage"].to_pylist()]
    columns["state"] = [LegalState(value) for value in rows["state"].to_pylist()]
    columns["titles"] = [_texts(value) for value in rows["titles"].to_pylist()]
    columns["abstracts"] = [_texts(value) for value in rows["abstracts"].to_pylist()]
    columns["claims"] = [tuple(value) for value in rows["claims"].to_pylist()]
    columns["priorities"] = [tuple(Priority(**one) for one in value) for value in rows["priorities"].to_pylist()]
    columns["fees"] = [tuple(Fee(**one) for one in value) for value in rows["fees"].to_pylist()]
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))


def _grouped(table: pa.Table, make: Callable[..., Any]) -> dict[str, tuple[Any, ...]]:
    """The rows of each publication, in their order."""
    rows = table.sort_by([("publication", "ascending"), ("position", "ascending")])
    names = [name for name in rows.column_names if name not in ("publication", "position", PART.name)]
    made = zip(rows["publication"].to_pylist(), map(make, *(rows[name].to_pylist() for name in names)), strict=True)
    return {publication: tuple(row for _, row in of_it) for publication, of_it in groupby(made, lambda row: row[0])}


def _party(*values: Any) -> Party:
    role, name, name_key, country, address, postcode, region = values
    return Party(PartyRole(role), name, country, address, postcode, region, name_key)


def _classification(scheme: str, code: str) -> Classification:
    return Classification(ClassScheme(scheme), code)


def _citation(cited: str, category: str, origin: str, is_patent: bool) -> Citation:
    return Citation(cited, category, origin, is_patent)


def _event(happened_on: date | None, code: str, words: str, state: str | None) -> LegalEvent:
    return LegalEvent(happened_on, code, words, LegalState(state) if state else None)


def _texts(rows: list[dict[str, str]]) -> tuple[Text, ...]:
    return tuple(Text(**row) for row in rows)


def _clean(text: str) -> str:
    """A text without half characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
