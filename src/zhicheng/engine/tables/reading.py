"""Decide by its first bytes what a file is, and read it or say why not. The name decides only what cannot be seen."""

from typing import BinaryIO

from zhicheng.engine.tables.archive import encrypted
from zhicheng.engine.tables.decoding import nul_bytes
from zhicheng.engine.tables.delimited import read_delimited
from zhicheng.engine.tables.table import Limits, Table, TableRefused
from zhicheng.engine.tables.workbook import read_workbook

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLE_MACRO = "_VBA_PROJECT".encode("utf-16-le")
_OTHER_KINDS = {
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"{\\rtf": "文字文档",
    b"SQLite": "数据库文件",
    b"\x7fELF": "程序",
    b"MZ\x90": "程序",
}
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")
_HEAD_BYTES = 4_096

DEFAULT_LIMITS = Limits()


def read_table(data: BinaryIO | bytes, name: str, *, limits: Limits = DEFAULT_LIMITS) -> Table:
    """The table in a CSV or XLSX file.

    ``data`` is an open binary file or its bytes, ``name`` the name under which it was sent. Never reads more than
    ``limits.max_bytes`` + 1 bytes. Texts keep the guard of ``to_cell``; take it off with ``from_cell``.

    Raises :class:`TableRefused` when the file as a whole cannot be used: its ``code`` is one of ``empty``,
    ``too_large``, ``nul_bytes``, ``zip_bomb``, ``macro``, ``old_excel``, ``encrypted``, ``not_a_table``, ``damaged``,
    ``no_sheet``, ``no_header``, ``empty_header``, ``duplicate_header``, ``title_row``, ``unknown_encoding``,
    ``mojibake``, ``too_many_rows``, ``too_many_columns``, ``cell_too_long``. Faults of single rows and cells are in the table.
    """
    content = _content(data, limits)
    head = content[:_HEAD_BYTES]
    if content.startswith(_ZIP):
        if name.lower().endswith((".xlsm", ".xltm", ".xlam")):
            raise TableRefused("macro", "这是启用宏的文件，为安全起见不予接收。请另存为不含宏的 .xlsx，再上传")
        return read_workbook(content, limits)
    if content.startswith(_OLE):
        raise _ole(content)
    _refuse_other_kinds(head)
    return read_delimited(content, limits)


def _content(data: BinaryIO | bytes, limits: Limits) -> bytes:
    content = data if isinstance(data, bytes) else data.read(limits.max_bytes + 1)
    if not content.strip():
        raise TableRefused("empty", "文件是空的。请检查后重新选择文件")
    if not content[:_HEAD_BYTES].strip(b"\0"):
        raise nul_bytes()
    if len(content) > limits.max_bytes:
        words = f"文件超过 {limits.max_bytes / 1_000_000:g} MB。请删去不用的列和行或分成几个文件，再上传"
        raise TableRefused("too_large", words)
    return content


def _ole(content: bytes) -> TableRefused:
    if _OLE_ENCRYPTED in content:
        return encrypted()
    if _OLE_MACRO in content:
        return TableRefused("macro", "文件含有宏，为安全起见不予接收。请另存为不含宏的 .xlsx，再上传")
    return TableRefused("old_excel", "这是旧版 Excel（.xls）或旧版 Office 文档。请用 Excel 或 WPS 另存为 .xlsx，再上传")


def _refuse_other_kinds(head: bytes) -> None:
    kind = next((kind for magic, kind in _OTHER_KINDS.items() if head.startswith(magic)), None)
    if kind is not None:
        raise TableRefused("not_a_table", f"这是{kind}，不是表格。请上传 .xlsx 或 .csv 文件")
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        words = "这是网页或 XML 文件（有的系统导出的 .xls 其实是网页）。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传"
        raise TableRefused("not_a_table", words)
