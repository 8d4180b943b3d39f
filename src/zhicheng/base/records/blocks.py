"""Numbers between PostgreSQL and arrays as one block, in the binary form of COPY: no step a row in Python.

Every column is a number that is never null. A row is its number of fields, then each field with its length before it, big-endian.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection

HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
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
    """The columns of a query, by name, as int64 and float64; its columns must be of these kinds, in this order."""
    with connection.cursor() as cursor:
        # Put in by the client: the cursor that logs statements copies without parameters.
        copying = cursor.mogrify(f"COPY ({statement}) TO STDOUT (FORMAT BINARY)", parameters)
        with cursor.copy(copying) as copy:
            content = b"".join(copy)
    found = np.frombuffer(content[len(HEAD) : -len(END)], dtype=row_of(kinds))
    return {name: found[name].astype("f8" if kind == "f8" else "i8") for name, kind in kinds.items()}
