"""Look into a ZIP file before anybody parses it: what it says about itself, then what is really in it."""

import struct
import zipfile
import zlib
from io import BytesIO

from zhicheng.engine.tables.table import Limits, TableRefused

_SMALL_MEMBER_BYTES = 1_000_000
_CHUNK_BYTES = 1 << 16
_IS_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OverflowError, RuntimeError, struct.error)
_XML_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")  # no spreadsheet program writes either


def check_archive(data: bytes, limits: Limits) -> None:
    """Refuse an XLSX that is a bomb, has macros, a password or entity declarations, or is no XLSX.

    Raises :class:`TableRefused`. Sizes are checked as declared first, then by inflating every part once, with the hard
    limit, without keeping it.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            _check_kind({member.filename for member in members})
            _check_declared(members, limits)
            _check_actual(archive, members, limits)
    except _BROKEN:
        raise damaged() from None


def damaged() -> TableRefused:
    """The refusal of a file that claims to be a workbook and cannot be read as one."""
    return TableRefused("damaged", "文件已损坏，打不开。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传")


def _check_kind(names: set[str]) -> None:
    if "xl/workbook.xml" not in names:
        raise TableRefused("not_a_table", "这是压缩包或其他文档，不是表格。请上传 .xlsx 或 .csv 文件")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise TableRefused("macro", "文件含有宏，为安全起见不予接收。请另存为不含宏的 .xlsx，再上传")


def _check_declared(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if any(member.flag_bits & _IS_ENCRYPTED for member in members):
        raise encrypted()
    declared = sum(member.file_size for member in members)
    swollen = any(
        member.file_size > _SMALL_MEMBER_BYTES and member.file_size > limits.max_inflation * member.compress_size
        for member in members
    )
    if len(members) > limits.max_members or declared > limits.max_inflated_bytes or swollen:
        raise _bomb()


def _check_actual(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    left = limits.max_inflated_bytes
    for member in members:
        left -= _inflate(archive, member, left)


def _inflate(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> int:
    """The real size of a part; raises as soon as it passes ``limit`` or declares an entity."""
    size, tail = 0, b""
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK_BYTES):
            size += len(chunk)
            if size > limit:
                raise _bomb()
            # NUL bytes are dropped so that UTF-16 hides nothing; the tail joins a word cut between two chunks.
            window = tail + chunk.replace(b"\0", b"")
            if any(word in window for word in _XML_DECLARATIONS):
                raise _bomb()
            tail = window[-16:]
    return size


def encrypted() -> TableRefused:
    """The refusal of a file with a password."""
    return TableRefused("encrypted", "文件设有密码，无法读取。请取消密码后另存为 .xlsx，再上传")


def _bomb() -> TableRefused:
    words = "文件解压后大得异常，已停止读取。请只保留需要的工作表和行，另存为 .xlsx，再上传"
    return TableRefused("zip_bomb", words)
