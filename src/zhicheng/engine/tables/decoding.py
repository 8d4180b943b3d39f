"""Bytes of a text file to text, and the signs that the text was spoilt before it came to us."""

import codecs
import re

from zhicheng.engine.tables.table import TableRefused, cut

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030"}
_SAMPLE_CHARS = 20_000

# What is left of characters that a program could not read, as written back by another.
_RUINS = ("�", "锟斤拷", "ï¿½", "锟�")
# A run of letters as Western Windows shows them, with the signs it puts at 0x80 … 0x9F.
_WESTERN = re.compile("[\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2,}")
_SHORTEST_GB_RUN = 4
_AT_HOME_IN_CHINESE = frozenset("¤§¨°±·×÷àáèéêìíòóùúü“”‘’…—–€")  # ××××公司 is no mojibake


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8 and UTF-16 by their marks, then UTF-8, then GB18030.

    Raises :class:`TableRefused` for other encodings, NUL characters, and text spoilt by an earlier wrong conversion.
    """
    text, encoding = _decoded(data)
    if "\0" in text:
        raise nul_bytes()
    _refuse_mojibake(text)
    return text, _NAMES[encoding]


def nul_bytes() -> TableRefused:
    """The refusal of a file with NUL bytes."""
    words = "文件里有空字节（NUL），多半没有下载完整或不是文本文件。请重新导出为 .xlsx 或 UTF-8 编码的 .csv，再上传"
    return TableRefused("nul_bytes", words)


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = _strictly(data, "gb18030")
    if not _looks_chinese(text):
        raise _unknown_encoding()
    return text, "gb18030"


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise _unknown_encoding() from None


def _unknown_encoding() -> TableRefused:
    words = "认不出文件的编码。请用 Excel 或 WPS 打开后另存为“CSV UTF-8”或 .xlsx，再上传"
    return TableRefused("unknown_encoding", words)


def _looks_chinese(text: str) -> bool:
    """Almost any bytes are GB18030. In text that really is, most characters are the common ones of GB 2312."""
    foreign = [char for char in text[:_SAMPLE_CHARS] if char > "\x7f"]
    common = sum(_is_common(char) for char in foreign)
    return common * 4 >= len(foreign) * 3


def _is_common(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _refuse_mojibake(text: str) -> None:
    ruin = next((ruin for ruin in _RUINS if ruin in text), None)
    if ruin is not None:
        start = text.index(ruin)
        raise _mojibake(text.count("\n", 0, start) + 1, text[max(0, start - 5) : start + 10])
    sample = text[:_SAMPLE_CHARS]
    for run in _WESTERN.finditer(sample):
        if _was_something_else(run.group()):
            raise _mojibake(sample.count("\n", 0, run.start()) + 1, run.group())
    if _was_utf8_read_as_gb(sample):
        raise _mojibake(1, sample.lstrip()[:15])


def _mojibake(line: int, seen: str) -> TableRefused:
    words = (
        f"第 {line} 行附近的文字已成乱码（“{cut(seen.strip())}”），原文无法恢复。"
        "请回到原来的文件，用 Excel 或 WPS 另存为“CSV UTF-8”或 .xlsx，再上传"
    )
    return TableRefused("mojibake", words)


def _was_something_else(run: str) -> bool:
    """True when letters such as ``Ã©`` or ``ÖÐ¹ú`` are the bytes of UTF-8 or GB 2312 shown as Western letters."""
    if _AT_HOME_IN_CHINESE.issuperset(run):
        return False
    raw = b"".join(_western_byte(char) for char in run)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return len(raw) >= _SHORTEST_GB_RUN and _is_gb2312(raw)
    return True


def _western_byte(char: str) -> bytes:
    return char.encode("latin-1") if char <= "\u00ff" else char.encode("cp1252")


def _is_gb2312(raw: bytes) -> bool:
    try:
        raw.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True


def _was_utf8_read_as_gb(sample: str) -> bool:
    """True when all of the text turns into other Chinese by undoing one wrong conversion (鐭ヨ瘑 was 知识)."""
    try:
        undone = sample.encode("gb18030").decode("utf-8")
    except UnicodeError:
        return False
    # A few common characters happen to be valid UTF-8 too, but then they turn into Greek or Cyrillic, not Chinese.
    foreign = [char for char in undone if char > "\x7f"]
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in foreign)
    return len(foreign) > 1 and chinese * 2 > len(foreign)
