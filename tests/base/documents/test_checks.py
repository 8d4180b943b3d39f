"""What may come in: each refusal by name, and the honest files beside it."""

import io
import struct
import zipfile
from collections.abc import Mapping

import pytest
from openpyxl import Workbook

from zhicheng.base.documents import checks
from zhicheng.base.documents.checks import (
    TEST_VIRUS,
    has_accepted_ending,
    has_fair_size,
    has_honest_content,
    has_plain_name,
)

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + b"\0" * 13
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 20


def archive(members: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return packed.getvalue()


def workbook() -> bytes:
    packed = io.BytesIO()
    Workbook().save(packed)
    return packed.getvalue()


DOCX = archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("计划.pdf", PDF),
        ("计划.docx", DOCX),
        ("台账.xlsx", workbook()),
        ("说明.txt", b"/JavaScript /Launch"),
        ("台账.csv", "名称,数量\n甲,1\n".encode()),
        ("台账.csv", "名称,数量\n甲,1\n".encode("gb18030")),
        ("台账.CSV", "名称,数量\n甲,1\n".encode("utf-16")),
        ("说明.txt", b"<html>plain text all the same</html>"),
        ("执照.png", PNG),
        ("执照.JPG", JPG),
        ("执照.jpeg", JPG),
    ],
)
def test_honest_files_come_in(name: str, content: bytes) -> None:
    assert has_accepted_ending(name)
    assert has_honest_content(name, io.BytesIO(content))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("计划.pdf", DOCX, "form"),
        ("计划.pdf", b"MZ\x90\x00", "form"),
        ("计划.docx", PDF, "form"),
        ("计划.docx", workbook(), "form"),
        ("台账.xlsx", DOCX, "form"),
        ("台账.xlsx", b"PK\x03\x04 cut off", "damaged"),
        ("台账.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old_office"),
        ("台账.csv", workbook(), "form"),
        ("台账.csv", b"a,b\n\0\0", "form"),
        ("台账.csv", b"\0" * 70_000, "zeros"),
        ("说明.txt", b"MZ\x90program", "form"),
        ("执照.png", JPG, "form"),
        ("执照.jpg", PNG, "form"),
        ("台账.xlsx", archive({"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"macro"}), "macro"),
        ("计划.docx", archive({"word/document.xml": b"<x/>", "word/VBAPROJECT.BIN": b"macro"}), "macro"),
        ("台账.xlsx", archive({"xl/workbook.xml": b"<x/>", "xl/big.xml": b"0" * 30_000_000}), "bomb"),
        ("台账.xlsx", archive({f"xl/{n}.xml": b"" for n in range(5001)}), "bomb"),
        ("计划.pdf", PDF + b"<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>", "script"),
        ("计划.pdf", PDF + b"x" * (checks.CHUNK_BYTES - len(PDF) - 3) + b"/Launch", "script"),
        ("说明.txt", TEST_VIRUS, "virus"),
        ("说明.txt", b"x" * (checks.CHUNK_BYTES - 20) + TEST_VIRUS, "virus"),
    ],
)
def test_dishonest_files_stay_out(name: str, content: bytes, code: str) -> None:
    assert has_honest_content(name, io.BytesIO(content)).code == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("台账.xlsm", "macro"),
        ("台账.DOCM", "macro"),
        ("台账.xls", "old_office"),
        ("计划.doc", "old_office"),
        ("程序.exe", "ending"),
        ("材料.zip", "ending"),
        ("网页.html", "ending"),
        ("图.svg", "ending"),
        ("无后缀", "ending"),
        ("计划.pdf.exe", "ending"),
    ],
)
def test_endings_that_stay_out(name: str, code: str) -> None:
    assert has_accepted_ending(name).code == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_empty"),
        (" . ", "name_empty"),
        ("长" * 201, "name_too_long"),
        ("../../etc/passwd.txt", "name_is_path"),
        ("C:\\台账.csv", "name_is_path"),
        ("台账\u202ecsv.exe", "name_turns"),
        ("台账\u2067.csv", "name_turns"),
        ("台\x00账.csv", "name_control"),
        ("台\n账.csv", "name_control"),
        ("台\u200b账.csv", "name_control"),
    ],
)
def test_names_that_do_not_read_as_they_are(name: str, code: str) -> None:
    assert has_plain_name(name).code == code


@pytest.mark.parametrize("name", ["长" * 196 + ".csv", "2018 年工作计划（定稿）.docx", "résumé – v2.pdf", "😀.png"])
def test_names_that_people_give(name: str) -> None:
    assert has_plain_name(name)


def test_sizes() -> None:
    assert [has_fair_size(size, 100).code for size in (0, 1, 100, 101)] == ["empty", "", "", "too_large"]
    assert has_fair_size(2**30, 50 * 2**20).because == "文件超过 50 MB，请压缩图片或拆成几份后再上传"
