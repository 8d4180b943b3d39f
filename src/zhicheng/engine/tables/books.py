"""Several tables in one XLSX file: each a sheet that a program can read back, its heads in the first row."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zhicheng.engine.tables.cells import to_cell
from zhicheng.engine.tables.writing import CREATED, OutputCell, fitting, sheet_name, write_row

_NARROWEST, _WIDEST = 6, 44
_HEAD_HEIGHT = 32
"""Room for a head of two lines, in points."""
_LINE_HEIGHT, _TALLEST = 15, 409
"""Of a row, in points: not every program makes room for a text in several lines by itself."""
_CENTRED = {"valign": "vcenter"}
_ROWS_LOOKED_AT = 200
"""Enough to find a width: the rest of a long sheet looks alike."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A chart of lying bars beside the table: the first ``most`` rows of two columns (0 = the first)."""

    title: str
    names: int
    numbers: int
    most: int = 20


@dataclass(frozen=True)
class OutputSheet:
    """A table as a sheet. ``looks`` are number formats by column, empty = as the number is; the first ``fixed`` columns stay in sight.

    Numbers are kept with all their digits whatever the format shows.
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[OutputCell]]
    looks: Sequence[str] = ()
    fixed: int = 0
    chart: Strip | None = None


def write_book(sheets: Sequence[OutputSheet], title: str) -> bytes:
    """All sheets in one file; texts are guarded by ``to_cell``, and the same sheets give the same bytes.

    Raises ValueError as ``write_xlsx`` does, and for looks that do not fit the columns.
    """
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": CREATED})
        for one in sheets:
            _write_sheet(book, one)
    return file.getvalue()


def _write_sheet(book: xlsxwriter.Workbook, one: OutputSheet) -> None:
    if one.looks and len(one.looks) != len(one.header):
        message = f"sheet {one.title}: {len(one.looks)} looks for {len(one.header)} columns"
        raise ValueError(message)
    name = sheet_name(one.title)
    sheet = book.add_worksheet(name)
    look = {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1}
    over_texts, over_numbers = book.add_format(look), book.add_format({**look, "align": "right"})
    sheet.set_row(0, _HEAD_HEIGHT)
    for column, words in enumerate(one.header):
        sheet.write_string(0, column, fitting(to_cell(words)), over_numbers if _is_number(one, column) else over_texts)
    looks = _formats(book, one.looks)
    for line, row in enumerate(one.rows, start=1):
        write_row(sheet, line, row, looks)
    _lay_out(sheet, one, book.add_format(_CENTRED), book.add_format({**_CENTRED, "text_wrap": True}))
    if one.chart is not None and one.rows:
        _draw(book, sheet, name, one, one.chart)


def _is_number(one: OutputSheet, column: int) -> bool:
    """Whether the first cell that holds anything is a number."""
    first = next((row[column] for row in one.rows if row[column] is not None), None)
    return isinstance(first, int | float)


def _formats(book: xlsxwriter.Workbook, looks: Sequence[str]) -> list[Format | None]:
    made = {look: book.add_format({**_CENTRED, "num_format": look}) for look in dict.fromkeys(looks) if look}
    return [made.get(look) for look in looks]


def _lay_out(sheet: Worksheet, one: OutputSheet, plain: Format, wrapped: Format) -> None:
    """Widths, long texts in several lines, the head in sight, filters, and one page's width on paper."""
    widths = [_width(one, column) for column in range(len(one.header))]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, wrapped if width == _WIDEST else plain)
    long = [column for column, width in enumerate(widths) if width == _WIDEST]
    for line, row in enumerate(one.rows if long else (), start=1):
        lines = max(ceil(_places(_shown(row[column])) / (_WIDEST - 3)) for column in long)
        if lines > 1:
            sheet.set_row(line, min(_LINE_HEIGHT * lines, _TALLEST))
    sheet.freeze_panes(1, one.fixed)
    if one.rows:
        sheet.autofilter(0, 0, len(one.rows), len(one.header) - 1)
    # A chart stands outside: with it, the table would shrink on paper to where nobody can read it.
    sheet.print_area(0, 0, len(one.rows), len(one.header) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C&P / &N")


def _width(one: OutputSheet, column: int) -> float:
    """Room for the longest of the head's lines and the cells; a Chinese character takes two places."""
    longest = max((_places(_shown(row[column])) for row in one.rows[:_ROWS_LOOKED_AT]), default=0)
    head = _places(one.header[column])
    wrapped = head if head <= _NARROWEST * 2 else max(_NARROWEST * 2, head / 2 + 1)
    return min(_WIDEST, max(_NARROWEST, longest, wrapped) + 3)


def _shown(value: OutputCell) -> str:
    """About what a cell shows: no number shows all its digits."""
    return f"{value:.6g}" if isinstance(value, float) else "" if value is None else str(value)


def _places(text: str) -> int:
    return sum(2 if east_asian_width(mark) in "WF" else 1 for mark in text)


def _draw(book: xlsxwriter.Workbook, sheet: Worksheet, name: str, one: OutputSheet, strip: Strip) -> None:
    """The chart, right of the table, with the first row at the top."""
    last = min(len(one.rows), strip.most)
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": [name, 0, strip.numbers],
            "categories": [name, 1, strip.names, last, strip.names],
            "values": [name, 1, strip.numbers, last, strip.numbers],
            "fill": {"color": "#B03A2E"},
            "gap": 50,
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": strip.title, "name_font": {"size": 12, "bold": False}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "major_tick_mark": "none"})
    chart.set_x_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_size({"width": 560, "height": 90 + 22 * last})
    sheet.insert_chart(1, len(one.header) + 1, chart)
