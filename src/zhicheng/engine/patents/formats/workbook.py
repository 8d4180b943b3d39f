"""A workbook as the delimited text of its first visible sheet, so that every table format reads one kind of stream."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO, Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from lxml.etree import LxmlError
from openpyxl import load_workbook

from zhicheng.engine.patents.formats.format import FormatRefused
from zhicheng.engine.patents.formats.streams import buffered
from zhicheng.engine.tables.archive import check_archive
from zhicheng.engine.tables.table import Limits, TableRefused

_LIMITS = Limits(max_bytes=200 << 20, max_inflated_bytes=2 << 30, max_inflation=200)
_BATCH_ROWS = 100

# All that the library is known to raise on broken or hostile workbooks that passed the archive's checks.
_BROKEN = (
    AttributeError,
    DefusedXmlException,
    EOFError,
    LookupError,
    LxmlError,
    OverflowError,
    ParseError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
)


def as_text(file: IO[bytes]) -> BinaryIO:
    """The rows of a workbook's first visible sheet as UTF-8 text with commas, made while it is read.

    Numbers come without a trailing ``.0``, dates as ISO, formulas as their last value. Raises :class:`FormatRefused`
    for a workbook that is too large, damaged, encrypted, a bomb, or has macros.
    """
    data = file.read(_LIMITS.max_bytes + 1)
    if len(data) > _LIMITS.max_bytes:
        raise FormatRefused(f"工作簿超过 {_LIMITS.max_bytes >> 20} MB。请另存为 .csv，再上传")
    try:
        check_archive(data, _LIMITS)
    except TableRefused as refusal:
        raise FormatRefused(refusal.message) from None
    chunks = _chunks(data)
    rest = bytearray()

    def read(size: int) -> bytes:
        while not rest and (chunk := next(chunks, b"")):
            rest.extend(chunk)
        taken = bytes(rest[:size])
        del rest[:size]
        return taken

    return buffered(read)


def _chunks(data: bytes) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    width = 0
    try:
        for number, row in enumerate(_rows(data)):
            width = width or len(row)
            # A workbook leaves out the empty cells at the end of a row.
            writer.writerow([*map(_words, row), *[""] * (width - len(row))])
            if number % _BATCH_ROWS == 0:
                yield text.getvalue().encode("utf-8", errors="replace")
                text.seek(0)
                text.truncate()
    except FormatRefused:
        raise
    except _BROKEN:
        raise FormatRefused("工作簿已损坏，读不下去。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传") from None
    yield text.getvalue().encode("utf-8", errors="replace")


def _rows(data: bytes) -> Iterator[tuple[Any, ...]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of features that it drops; none of them is data
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
    if sheet is None:
        raise FormatRefused("工作簿里没有可见的工作表。请把数据放在第一个工作表，再上传")
    sheet.reset_dimensions()  # the size that a file claims may be anything
    yield from sheet.iter_rows(values_only=True)


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
