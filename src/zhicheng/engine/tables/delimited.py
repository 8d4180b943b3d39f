"""Comma, semicolon or tab separated text to a table."""

import csv
from collections.abc import Iterator
from io import StringIO

from zhicheng.engine.tables.assembly import Assembly
from zhicheng.engine.tables.decoding import decode
from zhicheng.engine.tables.table import Cell, Limits, Table, TableRefused

_LONGEST_CELL_CHARS = 131_072
_DELIMITERS = (",", ";", "\t")


def read_delimited(data: bytes, limits: Limits) -> Table:
    """A CSV file's bytes as a table; the delimiter is the one most frequent in the first line outside quotes."""
    text, encoding = decode(data)
    assembly = Assembly(limits, short_rows_are_faults=True)
    for line, cells in enumerate(_records(text), start=1):
        assembly.add(line, cells)
    return assembly.table(encoding=encoding, sheet="")


def _records(text: str) -> Iterator[list[Cell]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter_of(text), strict=True)
    try:
        for record in reader:
            yield [cell or None for cell in record]
    except csv.Error as error:
        raise _broken(reader.line_num, is_long=_has_a_long_cell(text, str(error))) from None


def _delimiter_of(text: str) -> str:
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    outside_quotes = "".join(first_line.split('"')[::2])
    return max(_DELIMITERS, key=outside_quotes.count)


def _has_a_long_cell(text: str, reason: str) -> bool:
    """Whether the reader's limit was met, or would have been: the limit is the whole process's, and others may have raised it."""
    return "field limit" in reason or max(map(len, text.split('"'))) > _LONGEST_CELL_CHARS


def _broken(line: int, *, is_long: bool) -> TableRefused:
    if is_long:
        return TableRefused("cell_too_long", f"第 {line} 行附近有单元格过长，多半是引号没有配对。请检查后再上传")
    return TableRefused(
        "damaged", f"第 {line} 行附近的引号没有配对，无法分清各列。请用 Excel 或 WPS 另存为 .csv，再上传"
    )
