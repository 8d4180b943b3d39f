"""Numbers between PostgreSQL and arrays as one block, in the binary form of COPY: no step a row in Python.

Every column is a number that is never null. A row is its number of fields, then each field with its length before it, big-endian.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection

HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
ARRAY_HEAD = 20
TYPES = {"i2": "smallint", "i4": "integer", "i8": "bigint", "f8": "float8"}
PACK = "COPY (SELECT {packed} FROM ({statement}) AS answered GROUP BY {first} %% 64) TO STDOUT (FORMAT BINARY)"
Columns = Mapping[str, Any]
"""Name → array, all of one length."""


def row_of(kinds: Mapping[str, str]) -> Any:
    """The shape of a row, for columns of these kinds: `i2`, `i4`, `i8`, `f8`."""
    fields = [each for name, kind in kinds.items() for each in ((f"{name} size", ">i4"), (name, f">{kind}"))]
    return np.dtype([("fields", ">i2"), *fields])


def block_of(columns: Columns, kinds: Mapping[str, str]) -> bytes:
    """The rows of a block, without its head and end."""
    rows = np.zeros(len(next(iter(columns.values()))), dtype=row_of(kinds))
    rows["fields"] = len(kinds)
    for name, kind in kinds.items():
        rows[f"{name} size"] = np.dtype(kind).itemsize
        rows[name] = columns[name]
    return rows.tobytes()


def write(table: str, blocks: Sequence[bytes]) -> None:
    """COPY blocks of rows into a table, in the order of its columns."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
        for each in (HEAD, *blocks, END):
            copy.write(each)


def read(statement: str, parameters: Sequence[Any], kinds: Mapping[str, str]) -> dict[str, Any]:
    """The columns of a query, by name, as int64 and float64; they must be of these kinds. The order of the rows is lost.

    The database packs the columns into arrays, some thousand rows in one: every row of a COPY is a step in Python.
    """
    packed = ", ".join(f"array_agg({name}::{TYPES[kind]})" for name, kind in kinds.items())
    with connection.cursor() as cursor:
        # Put in by the client: the cursor that logs statements copies without parameters.
        copying = cursor.mogrify(PACK.format(packed=packed, first=next(iter(kinds)), statement=statement), parameters)
        with cursor.copy(copying) as copy:
            packs = [unpacked(row, kinds) for row in pieces(b"".join(copy))]
    return {name: np.concatenate([pack[i] for pack in packs] or [np.empty(0)]).astype(kind[0] + "8")
            for i, (name, kind) in enumerate(kinds.items())}  # fmt: skip


def pieces(content: bytes) -> Iterator[list[bytes]]:
    """The fields of each row of a binary COPY; none is null."""
    at = len(HEAD)
    while content[at : at + 2] != END:
        fields = []
        count = int.from_bytes(content[at : at + 2], "big")
        at += 2
        for _field in range(count):
            size = int.from_bytes(content[at : at + 4], "big")
            fields.append(content[at + 4 : at + 4 + size])
            at += 4 + size
        yield fields


def unpacked(fields: Sequence[bytes], kinds: Mapping[str, str]) -> list[Any]:
    """PostgreSQL's arrays as NumPy's: after a head, each element with its length before it."""
    shapes = [np.dtype([("size", ">i4"), ("value", f">{kind}")]) for kind in kinds.values()]
    return [np.frombuffer(field[ARRAY_HEAD:], shape)["value"] for field, shape in zip(fields, shapes, strict=True)]
