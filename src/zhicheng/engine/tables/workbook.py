"""The first visible sheet of an XLSX file as a table."""

import math
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException

from zhicheng.engine.tables.archive import check_archive, damaged
from zhicheng.engine.tables.assembly import Assembly
from zhicheng.engine.tables.merged import MergedCell, MergedCells, merged_cells
from zhicheng.engine.tables.table import Cell, Limits, Table, TableRefused

_LAST_ROW = 1_048_576  # of any spreadsheet program; a file may claim more to keep us counting
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how the format writes characters that XML cannot (ISO 29500, ST_Xstring)

_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")  # the escape can spell what is no text: NUL and halves of characters

# All that the library has been seen to raise on broken or hostile workbooks that passed the archive's checks.
_BROKEN = (
    AttributeError,
    DefusedXmlException,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    OverflowError,
    ParseError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
)


def read_workbook(data: bytes, limits: Limits) -> Table:
    """An XLSX file's bytes as a table. Formulas, error values and what merged cells hide become faults; dates become ISO texts."""
    check_archive(data, limits)
    try:
        return _read(data, limits)
    except TableRefused:
        raise
    except _BROKEN:
        raise damaged() from None


def _read(data: bytes, limits: Limits) -> Table:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of features that it drops; none of them is data
        reader = ExcelReader(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        reader.read()
        sheet = next((sheet for sheet in reader.wb.worksheets if sheet.sheet_state == "visible"), None)
        if sheet is None:
            raise TableRefused("no_sheet", "文件里没有可见的工作表。请把数据放在第一个工作表，再上传")
        sheet.reset_dimensions()  # the size that a file claims may be anything
        assembly = Assembly(limits, short_rows_are_faults=False)
        merged = MergedCells(_merged_in(reader, sheet.title), limits.max_columns)
        for line, cells in _numbered(sheet.iter_rows()):
            assembly.add(
                line,
                [_value(assembly, line, column, cell) for column, cell in enumerate(cells)],
                hidden=merged.hidden_in(line),
            )
        return assembly.table(encoding="", sheet=sheet.title)


def _merged_in(reader: ExcelReader, title: str) -> list[MergedCell]:
    """The merged cells of the sheet with this title."""
    target = next(place.target for sheet, place in reader.parser.find_sheets() if sheet.name == title)
    with reader.archive.open(target) as part:
        return list(merged_cells(part))


def _numbered(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    for line, cells in enumerate(rows, start=1):
        if line > _LAST_ROW:
            raise TableRefused("too_many_rows", f"工作表超过 {_LAST_ROW:,} 行。请删去不用的行，再上传")
        if cells:
            yield line, cells


def _value(assembly: Assembly, line: int, column: int, cell: Any) -> Cell:
    value, data_type = cell.value, cell.data_type
    if data_type == "f":
        words = "单元格是公式。请复制后用“选择性粘贴—数值”换成数字，再上传"
        assembly.fault(line, column, "formula", words, getattr(value, "text", value))
        return None
    if data_type == "e":
        assembly.fault(line, column, "error_value", f"单元格是错误值 {value}。请改正或清空", value)
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(assembly, line, column, value)
    return _text(assembly, line, column, value)


def _number(assembly: Assembly, line: int, column: int, value: float) -> Cell:
    if math.isfinite(value):
        return float(value)
    assembly.fault(line, column, "error_value", "数值超出范围。请改正或清空", value)
    return None


def _text(assembly: Assembly, line: int, column: int, value: object) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value))
    if _NOT_STORABLE.search(text):
        assembly.fault(line, column, "control_character", "单元格里有看不见的控制字符。请清空后重新填写", value)
        return None
    return text
