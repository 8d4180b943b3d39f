"""Small readable streams: one with something put back in front, one with an end to its patience."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from zhicheng.engine.patents.formats.format import FormatRefused, Member

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEAD_BYTES = 1 << 16
"""How much of a member a format looks at to recognise it."""

# What the standard library raises on packed data that is cut off or spoilt.
BROKEN_PACKING = (
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    zipfile.BadZipFile,
    zlib.error,
)


class Readable(Protocol):
    """All that is asked of a stream to be read forward."""

    def read(self, size: int, /) -> bytes: ...


class _Filling(io.RawIOBase):
    """A raw stream that fills the buffer it is given as far as ``read`` can, so that a peek sees all there is."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(view) and (data := self._read(len(view) - filled)):
            view[filled : filled + len(data)] = data
            filled += len(data)
        return filled


def buffered(read: Callable[[int], bytes]) -> io.BufferedReader:
    """A stream over ``read(size) -> bytes`` whose first ``HEAD_BYTES`` can be peeked at."""
    return io.BufferedReader(_Filling(read), HEAD_BYTES)


def with_put_back(first: bytes, rest: Readable) -> io.BufferedReader:
    """The bytes that were read ahead, then the rest of the stream."""
    ahead = io.BytesIO(first)
    return buffered(lambda size: ahead.read(size) or rest.read(size))


def head_of(member: Member) -> bytes:
    """The first bytes of a member, for recognition, without reading them off."""
    stream = member.stream
    return stream.peek(HEAD_BYTES)[:HEAD_BYTES] if isinstance(stream, io.BufferedReader) else b""


class Meter:
    """Counts what comes out of a packed file and stops a bomb. Shared by all members of one archive.

    ``packed_bytes`` is 0 where the size is not known: then the ratio is not bounded, the number of bytes still is.
    """

    def __init__(self, name: str, packed_bytes: int, max_bytes: int, max_ratio: int) -> None:
        self._name = name
        self._left = min(max_bytes, max(max_ratio * packed_bytes, _HARMLESS_BYTES)) if packed_bytes else max_bytes

    def watch(self, stream: Readable) -> Callable[[int], bytes]:
        """``stream.read`` that raises :class:`FormatRefused` for spoilt data and beyond the limits."""

        def read(size: int) -> bytes:
            try:
                data = stream.read(size)
            except FormatRefused:
                raise
            except BROKEN_PACKING:
                words = f"压缩文件 {self._name} 不完整或已损坏，读到一半无法继续。请重新下载或重新压缩后再上传"
                raise FormatRefused(words) from None
            self._count(len(data))
            return data

        return read

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise FormatRefused(f"压缩文件 {self._name} 解压后大得异常，已停止读取。请解压后分成几个文件，再上传")


_HARMLESS_BYTES = 16 << 20  # below this no ratio is suspicious: a short file of blanks packs very well
