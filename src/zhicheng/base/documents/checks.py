"""What may come in: checks of an upload's name and content, each refused with its reason.

The ending says what a file claims to be and the content has to agree. Nothing here parses a document: whoever reads one guards himself.
"""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from zhicheng.base.documents.active_pdf import what_acts
from zhicheng.base.verdicts import YES, Verdict, no

LONGEST_NAME = 200
HEAD_BYTES = 1 << 16
CHUNK_BYTES = 1 << 18
MOST_MEMBERS = 5_000
MOST_INFLATED_BYTES = 500 * 2**20
MOST_INFLATION = 200
SMALL_INFLATED_BYTES = 10 * 2**20
# Control characters and those that turn the writing direction: a name that does not read as it is.
MISLEADING = frozenset([*map(chr, range(32)), "\x7f", *map(chr, range(0x80, 0xA0)), *"\u200b\u200e\u200f\u2028\u2029"])
TURNING = frozenset("\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# The harmless test string that every virus scanner must find; in two halves, or scanners would find it here.
TEST_VIRUS = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MACRO_ENDINGS = frozenset({".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".xlsb", ".pptm"})
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file that is accepted: its content type, and whether a content's first bytes can be of it."""

    content_type: str
    fits: Callable[[bytes], bool]
    office_part: str = ""


def is_text(head: bytes) -> bool:
    """Text in UTF-8, UTF-16 with mark or GB18030: no other file begins so."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\0" not in head and not head.startswith(
        (b"%PDF-", b"PK\x03\x04", b"MZ", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff")
    )


def begins_with(signature: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signature)


OPEN_XML = "application/vnd.openxmlformats-officedocument."
FORMS: Mapping[str, Form] = {
    ".pdf": Form("application/pdf", begins_with(b"%PDF-")),
    ".docx": Form(OPEN_XML + "wordprocessingml.document", begins_with(b"PK\x03\x04"), "word/"),
    ".xlsx": Form(OPEN_XML + "spreadsheetml.sheet", begins_with(b"PK\x03\x04"), "xl/"),
    ".csv": Form("text/csv", is_text),
    ".txt": Form("text/plain", is_text),
    ".png": Form("image/png", begins_with(b"\x89PNG\r\n\x1a\n")),
    ".jpg": Form("image/jpeg", begins_with(b"\xff\xd8\xff")),
    ".jpeg": Form("image/jpeg", begins_with(b"\xff\xd8\xff")),
}
# What a reader takes in bulk, beside tables: whoever unpacks one counts what comes out and refuses a bomb himself.
DATA_FORMS: Mapping[str, Form] = {
    **{ending: FORMS[ending] for ending in (".csv", ".txt", ".xlsx")},
    ".tsv": Form("text/tab-separated-values", is_text),
    ".xml": Form("application/xml", is_text),
    ".zip": Form("application/zip", begins_with(b"PK\x03\x04")),
    ".gz": Form("application/gzip", begins_with(b"\x1f\x8b")),
}


def ending_of(name: str) -> str:
    return PurePath(name).suffix.lower()


def content_type_of(name: str, forms: Mapping[str, Form] = FORMS) -> str:
    """The type of an accepted name; the browser's word for it does not count."""
    return forms[ending_of(name)].content_type


def has_plain_name(name: str) -> Verdict:
    """A name that can be shown and saved as it is."""
    if not name.strip(" ."):
        return no("name_empty", _("文件没有名称，请先给文件命名"))
    if len(name) > LONGEST_NAME:
        return no("name_too_long", _("文件名超过 %d 个字，请改短后再上传") % LONGEST_NAME)
    if "/" in name or "\\" in name or name in {".", ".."}:
        return no("name_is_path", _("文件名中含有路径符号（/ 或 \\），请改名后再上传"))
    if TURNING & set(name):
        return no("name_turns", _("文件名中含有改变文字方向的隐藏字符，看到的名称可能不是真的，请改名后再上传"))
    if MISLEADING & set(name):
        return no("name_control", _("文件名中含有控制字符或隐藏字符，请改名后再上传"))
    return YES


def has_accepted_ending(name: str, forms: Mapping[str, Form] = FORMS) -> Verdict:
    ending = ending_of(name)
    if ending in forms:
        return YES
    if ending in MACRO_ENDINGS:
        return no("macro", _("文件可能含有宏，为安全起见不予接收。请另存为不含宏的 .docx 或 .xlsx，再上传"))
    if ending in {".doc", ".xls", ".ppt", ".wps", ".et"}:
        return no("old_office", _("不接收旧格式文件，请用 Word、Excel 或 WPS 另存为 .docx 或 .xlsx，再上传"))
    accepted = "、".join(sorted(each.removeprefix(".") for each in forms))
    return no("ending", _("不接收这种文件。可以上传：%s") % accepted)


def has_fair_size(size: int, limit: int) -> Verdict:
    """Not empty and at most `limit` bytes."""
    if size == 0:
        return no("empty", _("文件是空的，请检查后重新选择"))
    if size > limit:
        return no("too_large", _("文件超过 %d MB，请压缩图片或拆成几份后再上传") % (limit // 2**20))
    return YES


def has_honest_content(name: str, content: BinaryIO, forms: Mapping[str, Form] = FORMS) -> Verdict:
    """The content is of the form its ending claims, and carries no macro, script, bomb or test virus."""
    content.seek(0)
    head, form = content.read(HEAD_BYTES), forms[ending_of(name)]
    if head.startswith(OLD_OFFICE):
        return no("old_office", _("文件是旧格式或设有密码，请取消密码并另存为 .docx 或 .xlsx，再上传"))
    if not any(head):
        return no("zeros", _("文件里没有内容，全是空字节，请检查后重新选择"))
    if not form.fits(head):
        return no(
            "form", _("文件内容不是 %s 格式，请用原来的软件打开后另存，再上传") % ending_of(name).removeprefix(".")
        )
    whole = has_honest_parts(content, form.office_part) if form.office_part else YES
    quiet = does_nothing_by_itself(content) if form is FORMS[".pdf"] else YES
    return has_no_test_virus(content) & whole & quiet


def has_honest_parts(content: BinaryIO, part: str) -> Verdict:
    """An office file whose archive is whole, of the claimed program, without macros and of a fair size when opened."""
    content.seek(0)
    try:
        members = zipfile.ZipFile(content).infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError):
        return no("damaged", _("文件已损坏，打不开。请用原来的软件打开后另存，再上传"))
    names = [member.filename.lower() for member in members]
    if not any(name.startswith(part) for name in names):
        return no("form", _("这是压缩包或其他文档，与文件名的后缀不符，请检查后重新选择"))
    if any(name.endswith("vbaproject.bin") for name in names):
        return no("macro", _("文件含有宏，为安全起见不予接收。请另存为不含宏的 .docx 或 .xlsx，再上传"))
    if is_bomb(members):
        return no("bomb", _("文件解压后大得异常，不予接收。请只保留需要的内容后另存，再上传"))
    return YES


def is_bomb(members: list[zipfile.ZipInfo]) -> bool:
    """Judged by what the archive declares; whoever inflates it must still count."""
    inflated = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    swollen = inflated > SMALL_INFLATED_BYTES and inflated / packed > MOST_INFLATION
    return len(members) > MOST_MEMBERS or inflated > MOST_INFLATED_BYTES or swollen


def has_no_test_virus(content: BinaryIO) -> Verdict:
    content.seek(0)
    tail = b""
    while chunk := content.read(CHUNK_BYTES):
        if TEST_VIRUS in tail + chunk:
            return no("virus", _("文件被识别为病毒测试文件，不予接收"))
        tail = chunk[-len(TEST_VIRUS) :]
    return YES


def does_nothing_by_itself(content: BinaryIO) -> Verdict:
    """A PDF without scripts, actions on opening and files inside, all of whose parts could be looked into."""
    faults = {
        "script": _("文件含有脚本或自动启动的内容，为安全起见不予接收。请打印成新的 PDF，再上传"),
        "attachment": _("文件里夹带了别的文件，为安全起见不予接收。请打印成新的 PDF，夹带的文件另行上传"),
        "sealed": _("文件有打不开的部分（可能设有密码），无法检查。请取消密码或打印成新的 PDF，再上传"),
        "bomb": _("文件解压后大得异常，不予接收。请打印成新的 PDF，再上传"),
    }
    fault = what_acts(content)
    return no(fault, faults[fault]) if fault else YES
