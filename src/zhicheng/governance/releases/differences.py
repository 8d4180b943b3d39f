"""What a correction changes: file by file, and in tables cell by cell."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass

from zhicheng.engine.packages import table
from zhicheng.governance.releases.package import ALWAYS, CORRECTIONS, DEFINITIONS
from zhicheng.governance.releases.parts import Files

FILES_TABLE, VALUES_TABLE = f"{CORRECTIONS}/files.csv", f"{CORRECTIONS}/values.csv"
Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs, or a row that came (no `column`, nothing before) or went (nothing after). `row` is its key."""

    file: str
    row: str
    column: str
    before: str
    after: str


def difference_files(before: Files, after: Files) -> dict[str, bytes]:
    """The two tables that stand in a correction, over all files but those that every release has of its own."""
    old, new = compared(before), compared(after)
    changed = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    files = table(["file", "change"], [[name, kind_of(name, old, new)] for name in changed])
    values = [astuple(one) for name in changed for one in changes(name, old.get(name, b""), new.get(name, b""))]
    return {
        FILES_TABLE: files.encode(),
        VALUES_TABLE: table(["file", "row", "column", "before", "after"], values).encode(),
    }


def compared(files: Files) -> dict[str, bytes]:
    """What of a release is compared with another: the parts, and the definitions."""
    return {
        name: content
        for name, content in files.items()
        if name not in ALWAYS and not name.startswith(f"{CORRECTIONS}/")
    }


def kind_of(name: str, old: Files, new: Files) -> str:
    """`added`, `removed` or `changed`."""
    if name not in old:
        return "added"
    return "removed" if name not in new else "changed"


def changes(name: str, before: bytes, after: bytes) -> Iterator[Change]:
    """The cells of a table that differ; nothing for files that are no tables, or whose heads differ."""
    if not name.endswith(".csv") or name.startswith(f"{DEFINITIONS}/"):
        return
    old_head, old = read(before)
    new_head, new = read(after)
    head = new_head or old_head
    if old_head and new_head and old_head != new_head:
        return
    width = key_width(head, old, new)
    was, now = ({" ".join(row[:width]): row[width:] for row in rows} for rows in (old, new))
    for key in sorted(was.keys() | now.keys()):
        yield from row_changes(name, key, head[width:], was.get(key), now.get(key))


def row_changes(
    name: str, key: str, head: Sequence[str], was: Sequence[str] | None, now: Sequence[str] | None
) -> Iterator[Change]:
    if was is None or now is None:
        yield Change(name, key, "", " ".join(was or ()), " ".join(now or ()))
        return
    for column, before, after in zip(head, was, now, strict=True):
        if before != after:
            yield Change(name, key, column, before, after)


def read(content: bytes) -> tuple[list[str], Rows]:
    """Head and rows of a table."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    return (rows[0], rows[1:]) if rows else ([], [])


def key_width(head: Sequence[str], *tables: Rows) -> int:
    """How many of the first columns tell the rows of each table apart; all of them when no fewer do."""
    for width in range(1, len(head)):
        if all(len({tuple(row[:width]) for row in rows}) == len(rows) for rows in tables):
            return width
    return len(head)
