"""A workbook of several sheets is read back as it was written."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from zhicheng.engine.tables import OutputSheet, Strip, from_cell, read_table, write_book

SHEETS = [
    OutputSheet("排名", ("城市", "得分"), [("深圳", 0.1 + 0.2), ("=1+1", None)], ("", "0.0"), 1, Strip("前二", 0, 1)),
    OutputSheet("空/表", ("城市",), []),
]


def test_sheets_come_back_with_all_digits_and_no_formula() -> None:
    book = load_workbook(BytesIO(write_book(SHEETS, "全表")))
    assert {sheet.title: [list(row) for row in sheet.values] for sheet in book} == {
        "排名": [["城市", "得分"], ["深圳", 0.1 + 0.2], ["'=1+1", None]],
        "空 表": [["城市"]],
    }
    assert (book["排名"]["B2"].number_format, book["排名"].freeze_panes) == ("0.0", "B2")
    assert (from_cell("'=1+1"), book["排名"]["A3"].data_type) == ("=1+1", "s")


def test_the_chart_is_drawn_from_the_cells() -> None:
    with ZipFile(BytesIO(write_book(SHEETS, "全表"))) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    assert re.findall("<c:f>(.*?)</c:f>", chart) == ["排名!$B$1", "排名!$A$2:$A$3", "排名!$B$2:$B$3"]


def test_a_sheet_is_read_as_a_table() -> None:
    found = read_table(write_book(SHEETS[:1], "全表"), "all.xlsx")
    assert [row.cells for row in found.rows] == [("深圳", 0.1 + 0.2), ("'=1+1", None)]


def test_the_same_sheets_give_the_same_bytes() -> None:
    assert write_book(SHEETS, "全表") == write_book(SHEETS, "全表")


def test_looks_have_to_fit_the_columns() -> None:
    with pytest.raises(ValueError, match="1 looks for 2 columns"):
        write_book([OutputSheet("排名", ("城市", "得分"), [], ("",))], "全表")


def test_an_infinite_number_is_refused() -> None:
    with pytest.raises(ValueError, match="infinite"):
        write_book([OutputSheet("排名", ("得分",), [(float("inf"),)])], "全表")
