"""What may come in: each refusal by name, and the honest files beside it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pytest
from openpyxl import Workbook

from zhicheng.base.documents import active_pdf, checks
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


def packing(
    objects: bytes, *, facts: bytes = b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", packed: bytes = b""
) -> bytes:
    """A PDF with objects in a compressed part, beginning with object 7."""
    content = packed or zlib.compress(b"7 0 " + objects)
    return PDF + b"\n9 0 obj\n<<" + facts + b">>\nstream\n" + content + b"\nendstream\nendobj\n"


SCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"
OPENS_PAGE = b"<</Type/Catalog/OpenAction[3 0 R/Fit]/Names<</Dests 5 0 R>>>>"
OPENS_SITE = b"\n2 0 obj<</Type/Catalog/OpenAction 7 0 R>>endobj"
SITE = b"<</S/URI/URI(http://example.com)>>"
PICTURE = packing(b"", facts=b"/Type/XObject/Filter/DCTDecode", packed=bytes(range(256)) * 9 + b"/JS (\0/JS\xff")


DOCX = archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("计划.pdf", PDF),
        ("计划.pdf", packing(OPENS_PAGE)),
        ("计划.pdf", PDF + b"<</OpenAction<</D[3 0 R/Fit]/S/GoTo>>>>\n8 0 obj" + SITE),
        ("计划.pdf", packing(SITE) + OPENS_SITE.replace(b"7 0 R", b"8 0 R")),
        ("计划.pdf", PICTURE),
        ("计划.pdf", PDF + b"<</JSON(text)/Launched(text)/Type/OBJStm>>"),
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
        ("计划.pdf", PDF + b"<</S/J#61va#53cript>>", "script"),
        ("计划.pdf", PDF + b"<</S/Rendition/JS 12 0 R>>", "script"),
        ("计划.pdf", PDF + b"<</OpenAction<</Next<</S/GoTo>>/S/URI/URI(x)>>>>", "script"),
        ("计划.pdf", PDF + b"\n7 0 obj" + SITE + OPENS_SITE, "script"),
        ("计划.pdf", packing(SITE) + OPENS_SITE, "script"),
        ("计划.pdf", packing(SCRIPT), "script"),
        ("计划.pdf", packing(SCRIPT, facts=b"/Type/Obj#53tm/Filter/Fl"), "script"),
        ("计划.pdf", packing(SCRIPT, facts=b"/N 1/First 4/Long(" + b" " * 3000 + b")/Filter/FlateDecode"), "script"),
        ("计划.pdf", PDF + b"<</OpenAction[3 0 R/Fit]>>" * 9 + b"<</OpenAction 3 0 R>>" * 201, "script"),
        ("计划.pdf", packing(SCRIPT, facts=b"/N 1/First 4/Filter/FlateDecode"), "script"),
        ("计划.pdf", packing(b" " * 600_000 + SCRIPT), "script"),
        ("计划.pdf", PDF + b"<</Type/EmbeddedFile>>", "attachment"),
        ("计划.pdf", packing(b"<</Type /EmbeddedFile>>"), "attachment"),
        ("计划.pdf", packing(b"", packed=b"encrypted"), "sealed"),
        ("计划.pdf", packing(b"", packed=zlib.compress(b"7 0 " + OPENS_PAGE)[:-9]), "sealed"),
        ("计划.pdf", packing(SCRIPT, facts=b"/Type/ObjStm/Filter/LZWDecode", packed=b"\x80\x0b"), "sealed"),
        ("计划.pdf", packing(b"<<>>", facts=b"/Type/ObjStm/Filter/FlateDecode/DecodeParms<</Predictor 12>>"), "sealed"),
        ("说明.txt", TEST_VIRUS, "virus"),
        ("说明.txt", b"x" * (checks.CHUNK_BYTES - 20) + TEST_VIRUS, "virus"),
    ],
)
def test_dishonest_files_stay_out(name: str, content: bytes, code: str) -> None:
    assert has_honest_content(name, io.BytesIO(content)).code == code


def test_packed_objects_without_end_stay_out_and_a_large_drawing_comes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(active_pdf, "MOST_UNPACKED_BYTES", 500_000)
    endless = b" " * 600_000
    drawing = packing(b"", facts=b"/Filter/FlateDecode", packed=zlib.compress(b"1 0 0 1 72 720 cm" + endless))
    found = [has_honest_content("计划.pdf", io.BytesIO(one)).code for one in (packing(endless), drawing)]
    assert found == ["bomb", ""]


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
