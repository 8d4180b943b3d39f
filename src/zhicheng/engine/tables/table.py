"""What a file becomes once it has been read."""

from dataclasses import dataclass
from typing import TypeAlias

Cell: TypeAlias = str | float | None


@dataclass(frozen=True)
class Limits:
    """How much of a stranger's file is read at most. Bytes, rows, columns, characters.

    ``max_inflated_bytes`` holds for all parts of an XLSX together, ``max_inflation`` (times) for a part above 1 MB.
    """

    max_bytes: int = 20_000_000
    max_inflated_bytes: int = 200_000_000
    max_inflation: int = 200
    max_members: int = 1_000
    max_rows: int = 200_000
    max_columns: int = 500
    max_cell_chars: int = 10_000


@dataclass(frozen=True)
class Fault:
    """A fault of one row or cell: where, what, and the value found (cut to 100 characters).

    ``line`` counts from 1 as a spreadsheet does, the header included; ``column`` is the header's name, empty for a fault
    of the whole row. The message is Chinese and says how to mend it.
    """

    line: int
    column: str
    code: str
    message: str
    value: str


@dataclass(frozen=True)
class Row:
    """One row with as many cells as the header; ``line`` as in :class:`Fault`. An empty cell is None."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table as it was read. Blank rows are left out, header names are stripped, texts are otherwise untouched.

    ``encoding`` is that of a text file, empty for XLSX; ``sheet`` the worksheet's name, empty for a text file. Cells of
    text files are always texts; in XLSX numbers are numbers and dates are ISO texts.
    """

    encoding: str
    sheet: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


class TableRefused(ValueError):  # noqa: N818 - a refusal is an answer, not an error
    """A file that cannot be used as a table. ``code`` is stable; the message is Chinese and says how to mend it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def cut(value: object) -> str:
    """The value as a text that fits into a report."""
    text = str(value)
    return text if len(text) <= 100 else text[:99] + "…"
