import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from typing import Any, BinaryIO

import pytest
import xlsxwriter

from zhicheng.engine.tables import Fault, Limits, Row, TableRefused, read_table

CSV = "城市,专利授权量,说明\n深圳市,21864,电子\n苏州市,-,\n"


def workbook(
    *rows: tuple[object, ...],
    sheet: str = "数据",
    formulas: dict[tuple[int, int], tuple[str, object]] | None = None,
    options: dict[str, Any] | None = None,
    merged: Sequence[str] = (),
) -> bytes:
    """An XLSX file with the rows as given; strings stay strings."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **(options or {})}) as book:
        page = book.add_worksheet(sheet)
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(line, column, value)
                elif value is not None:
                    page.write(line, column, value)
        for (line, column), (formula, value) in (formulas or {}).items():
            page.write_formula(line, column, formula, None, value)
        for place in merged:
            page.merge_range(place, "合并")
    return file.getvalue()


def rezipped(
    data: bytes,
    *,
    drop: Sequence[str] = (),
    add: Sequence[tuple[str, bytes | str]] = (),
) -> bytes:
    """The archive with some members left out or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            if name not in drop:
                copy.writestr(name, source.read(name))
        for name, content in add:
            copy.writestr(name, content)
    return target.getvalue()


def refusal(data: BinaryIO | bytes, name: str = "数据.csv", **limits: int) -> TableRefused:
    with pytest.raises(TableRefused) as caught:
        read_table(data, name, limits=Limits(**limits))
    assert caught.value.message == str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (CSV.encode(), "UTF-8"),
        (CSV.encode("utf-8-sig"), "UTF-8"),
        (CSV.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + CSV.encode("utf-16-be"), "UTF-16"),
        (CSV.encode("gb18030"), "GB18030"),
        (CSV.replace("\n", "\r\n").encode(), "UTF-8"),
        (CSV.replace(",", ";").encode(), "UTF-8"),
        (CSV.replace(",", "\t").encode("gb18030"), "GB18030"),
        (io.BytesIO(CSV.encode()), "UTF-8"),
    ],
)
def test_text_files_are_read_whatever_their_encoding_and_delimiter(data: BinaryIO | bytes, encoding: str) -> None:
    table = read_table(data, "数据.csv")
    assert (table.encoding, table.sheet, table.faults) == (encoding, "", ())
    assert table.header == ("城市", "专利授权量", "说明")
    assert table.rows == (Row(2, ("深圳市", "21864", "电子")), Row(3, ("苏州市", "-", None)))


def test_a_workbook_is_read_with_numbers_as_numbers_and_dates_as_iso_text() -> None:
    data = workbook(
        ("城市", 2010, "日期", "确认"),
        ("深圳市", 21864, "x", True),
        (None, None, None, None),
        ("苏州市", -3.5, None, None),
    )
    table = read_table(data, "数据.xlsx")
    assert (table.encoding, table.sheet, table.faults) == ("", "数据", ())
    assert table.header == ("城市", "2010", "日期", "确认")
    assert table.rows == (Row(2, ("深圳市", 21864.0, "x", "TRUE")), Row(4, ("苏州市", -3.5, None, None)))
    dates = workbook(
        ("日期",), (dt.date(2018, 10, 16),), (dt.datetime(2018, 10, 16, 8, 30, tzinfo=dt.UTC),),
        options={"default_date_format": "yyyy-mm-dd hh:mm", "remove_timezone": True},
    )  # fmt: skip
    assert [row.cells for row in read_table(dates, "d.xlsx").rows] == [("2018-10-16",), ("2018-10-16T08:30:00",)]


def test_the_first_visible_sheet_is_the_table() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("隐藏").hide()
        shown = book.add_worksheet("数据")
        shown.write_row(0, 0, ["城市"])
        shown.activate()
        book.add_worksheet("说明").write_row(0, 0, ["别的"])
    table = read_table(file.getvalue(), "数据.xlsx")
    assert (table.sheet, table.header, table.rows) == ("数据", ("城市",), ())


def test_what_a_merged_cell_hides_is_a_fault_and_not_an_empty_cell() -> None:
    rows = [
        ("城市", "区", "说明"),
        ("深圳", "南山", "甲"),
        ("深圳", "福田", "乙"),
        ("苏州", "吴中", "丙"),
        ("苏州", "相城", "丁"),
    ]
    table = read_table(workbook(*rows, merged=["A2:A3", "B4:C4", "D1:E1"]), "数据.xlsx")
    assert [(fault.line, fault.column, fault.code) for fault in table.faults if fault.code == "merged"] == [
        (3, "城市", "merged"),
        (4, "说明", "merged"),
    ]
    plain = read_table(workbook(*rows), "数据.xlsx")
    assert (plain.faults, len(plain.rows)) == ((), 4)


def test_more_merged_cells_than_there_is_room_for_are_refused() -> None:
    data = workbook(("城市", "区"), ("深圳", "南山"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    lies = "<mergeCells>" + '<mergeCell ref="A1:B9"/>' * 600 + "</mergeCells>"
    forged = sheet.replace("</sheetData>", "</sheetData>" + lies)
    again = rezipped(data, drop=["xl/worksheets/sheet1.xml"], add=[("xl/worksheets/sheet1.xml", forged)])
    assert refusal(again, "数据.xlsx").code == "damaged"


def test_formula_and_error_cells_are_faults_of_their_cells() -> None:
    data = workbook(
        ("城市", "授权量", "占比"), ("深圳市", 5, None), ("=苏州市", None, 0.5),
        formulas={(1, 2): ("=B2/10", 0.5), (2, 1): ("=1/0", "#DIV/0!")},
    )  # fmt: skip
    table = read_table(data, "数据.xlsx")
    assert table.rows == (Row(2, ("深圳市", 5.0, None)), Row(3, ("=苏州市", None, 0.5)))
    assert [(f.line, f.column, f.code, f.value) for f in table.faults] == [
        (2, "占比", "formula", "=B2/10"),
        (3, "授权量", "formula", "=1/0"),
    ]
    error = rezipped(data, drop=["xl/worksheets/sheet1.xml"], add=[("xl/worksheets/sheet1.xml", ERROR_SHEET)])
    assert read_table(error, "数据.xlsx").faults == (
        Fault(2, "城市", "error_value", "单元格是错误值 #DIV/0!。请改正或清空", "#DIV/0!"),
        Fault(3, "城市", "error_value", "数值超出范围。请改正或清空", "inf"),
    )


ERROR_SHEET = """<?xml version="1.0" encoding="UTF-8"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>城市</t></is></c></row><row r="2"><c r="A2" t="e"><v>#DIV/0!</v></c></row>
<row r="3"><c r="A3"><v>1e999</v></c></row></sheetData></worksheet>"""


@pytest.mark.parametrize("spelt", ["_x0000_", "_xD800_"])
def test_what_the_escape_spells_and_no_database_takes_is_a_fault_of_its_cell(spelt: str) -> None:
    shared = "xl/sharedStrings.xml"
    strings = zipfile.ZipFile(io.BytesIO(GOOD)).read(shared).decode().replace("深圳市", f"深{spelt}圳")
    table = read_table(rezipped(GOOD, drop=[shared], add=[(shared, strings)]), "数据.xlsx")
    assert table.rows == (Row(2, (None, 1.0)),)
    words = "单元格里有看不见的控制字符。请清空后重新填写"
    assert table.faults == (Fault(2, "城市", "control_character", words, f"深{spelt}圳"),)


def test_rows_of_the_wrong_length_are_faults_of_their_rows() -> None:
    table = read_table("城市,授权量\n深圳市,1\n\n苏州市\n厦门市,2,3\n宁波市,4,\n".encode(), "数据.csv")
    assert table.rows == (
        Row(2, ("深圳市", "1")),
        Row(4, ("苏州市", None)),
        Row(5, ("厦门市", "2")),
        Row(6, ("宁波市", "4")),
    )
    assert [(f.line, f.column, f.code, f.value) for f in table.faults] == [
        (4, "", "too_few_cells", "苏州市"),
        (5, "", "too_many_cells", "3"),
    ]
    assert table.faults[0].message == "本行只有 1 个单元格，表头有 2 列；没有数据的列也要留出分隔符"


def test_a_quoted_cell_may_hold_delimiters_quotes_and_lines() -> None:
    table = read_table('城市,说明\n深圳市,"甲, ""乙""\n丙"\n苏州市,丁\n'.encode(), "数据.csv")
    assert table.rows == (Row(2, ("深圳市", '甲, "乙"\n丙')), Row(3, ("苏州市", "丁")))


GOOD = workbook(("城市", "授权量"), ("深圳市", 1))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><sst/>'


@pytest.mark.parametrize(
    ("data", "name", "code", "words"),
    [
        (b"", "a.csv", "empty", "文件是空的"),
        (b" \r\n\t\n", "a.csv", "empty", "文件是空的"),
        (b"\0" * 5_000, "a.csv", "nul_bytes", "空字节（NUL）"),
        (b"a,b\n1,\0\n", "a.csv", "nul_bytes", "空字节（NUL）"),
        (rezipped(GOOD, add=[("xl/vbaProject.bin", b"x")]), "a.xlsx", "macro", "含有宏"),
        (GOOD, "a.xlsm", "macro", "启用宏"),
        (OLE, "a.xls", "old_excel", "旧版 Excel"),
        (OLE + "_VBA_PROJECT".encode("utf-16-le"), "a.xls", "macro", "含有宏"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "encrypted", "设有密码"),
        (b"%PDF-1.7\n%...", "a.csv", "not_a_table", "这是PDF 文件"),
        (b"\x89PNG\r\n\x1a\n...", "a.csv", "not_a_table", "这是图片"),
        (b"\x1f\x8b\x08...", "a.csv.gz", "not_a_table", "这是压缩包"),
        (b"<html><table><tr><td>1</td></tr></table>", "a.xls", "not_a_table", "网页"),
        (b'\xef\xbb\xbf <?xml version="1.0"?><a/>', "a.csv", "not_a_table", "网页或 XML"),
        (rezipped(GOOD, drop=["xl/workbook.xml"]), "a.docx", "not_a_table", "压缩包或其他文档"),
        (GOOD[:500], "a.xlsx", "damaged", "已损坏"),
        (rezipped(GOOD, drop=["xl/worksheets/sheet1.xml"]), "a.xlsx", "no_sheet", "没有可见的工作表"),
        (
            rezipped(GOOD, drop=["xl/sharedStrings.xml"], add=[("xl/sharedStrings.xml", "<sst><si>")]),
            "a.xlsx", "damaged", "已损坏",
        ),
        (rezipped(GOOD, add=[("xl/a.xml", DOCTYPE)]), "a.xlsx", "zip_bomb", "大得异常"),
        (rezipped(GOOD, add=[("xl/a.xml", DOCTYPE.encode("utf-16"))]), "a.xlsx", "zip_bomb", "大得异常"),
        (rezipped(GOOD, add=[("xl/zeros", bytes(5_000_000))]), "a.xlsx", "zip_bomb", "大得异常"),
        (rezipped(GOOD, add=[(f"xl/{i}", b"") for i in range(1000)]), "a.xlsx", "zip_bomb", "大得异常"),
        (b"\n", "a.csv", "empty", "文件是空的"),
        (b",a\n1,2\n", "a.csv", "empty_header", "第 1 列没有名称"),
        (b",,\n,,\n", "a.csv", "no_header", "没有表头"),
        (b"2010,2011\n1,2\n", "a.csv", "no_header", "全是数字，不像表头"),
        ("城市,,b\n".encode(), "a.csv", "empty_header", "表头（第 1 行）的第 2 列没有名称"),
        ("城市 ,b,城市\n".encode(), "a.csv", "duplicate_header", "列名重复：城市"),
        (workbook(("某市统计表",), ("城市", "授权量"), ("深圳市", 1)), "a.xlsx", "title_row", "像是标题行"),
        ("Stadt;Größe;Name\nKöln;1;ß\n".encode("latin-1"), "a.csv", "unknown_encoding", "认不出文件的编码"),
        ("城市,數量\n臺灣,1\n廣東,2\n".encode("big5"), "a.csv", "unknown_encoding", "认不出文件的编码"),
        (b"\xff\xfea", "a.csv", "unknown_encoding", "认不出文件的编码"),
        ("城市,值\n�����,1\n".encode(), "a.csv", "mojibake", "第 2 行附近的文字已成乱码"),
        ("城市,值\n深圳,1\n锟斤拷锟斤拷,2\n".encode(), "a.csv", "mojibake", "第 3 行附近"),
        ("城市,值\n深圳市,1\n".encode().decode("gb18030", "replace").encode(), "a.csv", "mojibake", "已成乱码"),
        ("城市名称,知识产权\n".encode().decode("gb18030").encode(), "a.csv", "mojibake", "鍩庡競"),
        ("城市,值\n".encode().decode("cp1252", "replace").encode(), "a.csv", "mojibake", "第 1 行"),
        ("Café,值\n".encode().decode("latin-1").encode(), "a.csv", "mojibake", "Ã©"),
        ("城市,值\n深圳市,1\n".encode("gb18030").decode("latin-1").encode(), "a.csv", "mojibake", "³ÇÊÐ"),
        ('城市,值\n"深圳,1\n苏州,2\n'.encode(), "a.csv", "damaged", "引号没有配对"),
        (('a,b\n"' + "x" * 200_000).encode(), "a.csv", "cell_too_long", "引号没有配对"),
        (("a,b\n" + "字" * 10_001 + ",1\n").encode(), "a.csv", "cell_too_long", "10,001 个字符"),
        (",".join(f"c{i}" for i in range(501)).encode(), "a.csv", "too_many_columns", "有 501 列，最多 500 列"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_with_the_fault_and_the_mend(
    data: bytes, name: str, code: str, words: str
) -> None:
    refused = refusal(data, name)
    assert (refused.code, words in refused.message) == (code, True), refused.message


def test_limits_of_size_hold_before_anything_is_parsed() -> None:
    class Counting(io.BytesIO):
        taken = 0

        def read(self, size: int = -1) -> bytes:
            assert size >= 0
            self.taken += size
            return super().read(size)

    zeros = Counting(bytes(50_000_000))
    assert refusal(zeros).code == "nul_bytes"
    assert zeros.taken == 20_000_001
    assert refusal(b"a,b\n" + b"1,2\n" * 30, max_bytes=100).code == "too_large"
    assert "超过 20 MB" in refusal(io.BytesIO(b"a,b\n" * 6_000_000)).message
    assert refusal(b"a\n" + b"1\n" * 11, max_rows=10).code == "too_many_rows"
    assert len(read_table(b"a\n" + b"1\n" * 10, "a.csv", limits=Limits(max_rows=10)).rows) == 10
    assert refusal(GOOD, "a.xlsx", max_inflated_bytes=3_000).code == "zip_bomb"


def test_a_workbook_that_lies_about_its_size_is_not_believed() -> None:
    shrunk = bytearray(rezipped(GOOD, add=[("xl/zeros", bytes(3_000_000))]))
    start = shrunk.rindex(b"xl/zeros") - 46  # the central directory's entry, whose byte 24 begins the inflated size
    shrunk[start + 24 : start + 28] = (10).to_bytes(4, "little")
    assert refusal(bytes(shrunk), "a.xlsx").code == "damaged"


def test_rows_far_below_the_data_do_not_keep_us_counting() -> None:
    sheet = ERROR_SHEET.replace('r="3"', 'r="99999999999"').replace('r="A3"', 'r="A99999999999"')
    far = rezipped(GOOD, drop=["xl/worksheets/sheet1.xml"], add=[("xl/worksheets/sheet1.xml", sheet)])
    assert refusal(far, "a.xlsx").code == "too_many_rows"


@pytest.mark.parametrize(
    "text",
    [
        "城市,联通\n联通,1\n",
        "城市,简介\n深圳,“创新”—café…\n",
        "name,value\nJosé,1\nÅlesund,2\n",
        "名称,误差\n××××公司,±5°\n",
    ],
)
def test_text_that_only_looks_odd_is_accepted(text: str) -> None:
    table = read_table(text.encode(), "a.csv")
    assert len(table.header) == 2
