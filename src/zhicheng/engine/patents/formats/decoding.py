"""Bytes of a text file to lines of text, in one pass and with little memory."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from zhicheng.engine.patents.formats.format import FormatRefused
from zhicheng.engine.patents.formats.streams import with_put_back

LONGEST_LINE_BYTES = 16 << 20
"""A cell of claims or description has some hundred kilobytes at most; beyond this a quote is not closed or it is no text."""

DAMAGED = "\N{REPLACEMENT CHARACTER}"

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,80}?encoding\s*=\s*["']([A-Za-z][\w.-]{0,30})["']""")
_CHINESE_NAMES = {"gb2312", "gbk", "gb18030", "cp936", "gb_2312-80"}
_NUL_WORDS = "文件里有空字节（NUL），多半没有下载完整或不是文本文件。请重新导出后再上传"


def lines_of(stream: BinaryIO) -> Iterator[str]:
    """The lines with their ends. UTF-8 and UTF-16 by their marks; else the first line that is not ASCII decides.

    It is UTF-8 if it can be, else GB18030; a line end is never part of a character of either, so lines may be told apart
    before they are decoded. Later bytes that do not fit come as U+FFFD (``DAMAGED``), for the record's reader to refuse.
    Raises :class:`FormatRefused` for bytes that are neither, NUL characters and a line beyond ``LONGEST_LINE_BYTES``.
    """
    line = _line(stream)
    if encoding_of(line) == "utf-16":
        yield from _utf16_lines(line, stream)
        return
    line, number, encoding = line.removeprefix(codecs.BOM_UTF8), 1, ""
    while line:
        if not encoding and not line.isascii():
            encoding = _encoding_by_trial(line, number)
        if b"\0" in line:
            raise FormatRefused(_NUL_WORDS)
        yield line.decode(encoding or "ascii", errors="replace")
        line, number = _line(stream), number + 1


def encoding_of(head: bytes) -> str:
    """The encoding by the mark at the beginning or by the XML declaration; UTF-8 where neither is there."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    declared = _XML_ENCODING.match(head)
    return known_encoding(declared[1].decode("ascii")) if declared else "utf-8"


def known_encoding(name: str) -> str:
    """A declared encoding as Python calls it. GBK and its kin are read as GB18030, which contains them."""
    if name.lower() in _CHINESE_NAMES:
        return "gb18030"
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise FormatRefused(f"认不出文件声明的编码“{name}”。请另存为 UTF-8 编码后再上传") from None


def text_of(data: bytes) -> str:
    """The text of some bytes out of a file, for excerpts: never fails."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _line(stream: BinaryIO) -> bytes:
    line = stream.readline(LONGEST_LINE_BYTES)
    if len(line) == LONGEST_LINE_BYTES:
        size = LONGEST_LINE_BYTES >> 20
        raise FormatRefused(f"文件里有超过 {size} MB 的一行，不像专利数据的文本。请检查文件是否完整，重新导出后再上传")
    return line


def _encoding_by_trial(line: bytes, number: int) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            line.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise FormatRefused(f"第 {number} 行的文字既不是 UTF-8 也不是 GB18030 编码。请另存为 UTF-8 编码后再上传")


def _utf16_lines(first: bytes, stream: BinaryIO) -> Iterator[str]:
    text = io.TextIOWrapper(with_put_back(first, stream), "utf-16", newline="")
    try:
        while line := text.readline(LONGEST_LINE_BYTES):
            if "\0" in line:
                raise FormatRefused(_NUL_WORDS)
            yield line
    except UnicodeError:
        raise FormatRefused("文件标明 UTF-16 编码，内容却不是。请另存为 UTF-8 编码后再上传") from None
