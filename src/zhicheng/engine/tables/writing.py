"""Tables out: CSV and XLSX that a spreadsheet opens without running anything, and that come back unchanged."""

import csv
import math
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zhicheng.engine.tables.cells import to_cell

OutputCell: TypeAlias = str | float | Decimal | date | None
"""What may be written: texts (guarded), numbers (as numbers), dates (ISO texts), None (empty)."""

_LONGEST_XLSX_TEXT = 32_767
_MOST_XLSX_ROWS = 1_048_576
_LARGEST_EXACT_INTEGER = 2**53  # beyond it a spreadsheet's number is another number
_FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
# The engine has no clock: the same table gives the same bytes.
CREATED = datetime(2000, 1, 1, tzinfo=UTC)


class _Exact(float):
    """A number that is written with all its digits. The library formats with 16, which gives another number back."""

    def __format__(self, _: str) -> str:
        return repr(float(self))


def write_csv(header: Sequence[str], rows: Iterable[Sequence[OutputCell]]) -> bytes:
    """A CSV file: UTF-8 with BOM (for Excel), commas, CRLF, texts and header guarded by ``to_cell``.

    Raises ValueError for a number that is infinite; NaN is written as empty.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([to_cell(name) for name in header])
    for row in rows:
        writer.writerow([_as_text(_checked(cell)) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[OutputCell]], title: str) -> bytes:
    """An XLSX file of one sheet: header bold and frozen, numbers as numbers, texts guarded by ``to_cell``.

    ``title`` becomes the sheet's name, as far as the format allows. Raises ValueError for an infinite number, for a
    text beyond 32,767 characters or more rows than a sheet holds: nothing is cut in silence.
    """
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": CREATED})
        sheet = book.add_worksheet(sheet_name(title))
        bold = book.add_format({"bold": True})
        for column, name in enumerate(header):
            sheet.write_string(0, column, fitting(to_cell(name)), bold)
        for line, row in enumerate(rows, start=1):
            write_row(sheet, line, row)
        sheet.freeze_panes(1, 0)
    return file.getvalue()


def write_row(sheet: Worksheet, line: int, row: Sequence[OutputCell], looks: Sequence[Format | None] = ()) -> None:
    """One row of a sheet; ``looks`` says, column by column, how numbers are shown. They are kept whole all the same."""
    if line >= _MOST_XLSX_ROWS:
        message = f"a sheet holds {_MOST_XLSX_ROWS} rows"
        raise ValueError(message)
    for column, cell in enumerate(row):
        value = _checked(cell)
        if value is None or value == "":
            continue
        if isinstance(value, str):
            sheet.write_string(line, column, fitting(to_cell(value)))
        elif isinstance(value, int) and abs(value) > _LARGEST_EXACT_INTEGER:
            sheet.write_string(line, column, str(value))
        else:
            sheet.write_number(line, column, _Exact(value), looks[column] if looks else None)


def _checked(cell: OutputCell) -> str | int | float | Decimal | None:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float | Decimal) and math.isnan(cell):
        return None
    if isinstance(cell, float | Decimal) and math.isinf(cell):
        message = "an infinite number cannot be written to a table"
        raise ValueError(message)
    return cell


def _as_text(value: str | float | Decimal | None) -> str:
    if isinstance(value, str):
        return to_cell(value)
    if value is None:
        return ""
    if isinstance(value, float):
        # The shortest digits that give the same number back, without an exponent and without ".0".
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def fitting(text: str) -> str:
    """A text that a cell can hold. Raises ValueError for a longer one."""
    if len(text) > _LONGEST_XLSX_TEXT:
        message = f"a cell holds {_LONGEST_XLSX_TEXT} characters, this text has {len(text)}"
        raise ValueError(message)
    return text


def sheet_name(title: str) -> str:
    """A title as a sheet may be called."""
    return _FORBIDDEN_IN_SHEET_NAMES.sub(" ", title).strip()[:31] or "Sheet1"
