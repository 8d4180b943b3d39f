"""Files to members: plain files, gzip, ZIP (also one inside another), folders; streamed and never written by their names."""

import gzip
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, TypeAlias

from zhicheng.engine.patents.formats import patstat
from zhicheng.engine.patents.formats.format import FormatRefused, Member
from zhicheng.engine.patents.formats.streams import BROKEN_PACKING, HEAD_BYTES, Meter, buffered, head_of, with_put_back
from zhicheng.engine.patents.formats.workbook import as_text

__all__ = ["DEFAULT_LIMITS", "OpeningLimits", "head_of", "members"]

_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK = "xl/workbook.xml"
_IS_ENCRYPTED, _IS_UTF8 = 0x1, 0x800
_SPOOLED_BYTES = 32 << 20
_NO_DATA = frozenset(
    (
        ".tif",
        ".tiff",
        ".jpg",
        ".jpeg",
        ".png",
        ".gif",
        ".pdf",
        ".dtd",
        ".ent",
        ".xsd",
        ".mol",
        ".cdx",
        ".nb",
        ".html",
        ".md",
    )
)

_Source: TypeAlias = Path | BinaryIO


@dataclass(frozen=True, slots=True)
class OpeningLimits:
    """How much a packed file may hold. ``max_ratio`` (times its packed size) counts from 16 MB on."""

    max_unpacked_bytes: int = 64 << 30
    max_ratio: int = 200
    max_entries: int = 100_000


DEFAULT_LIMITS = OpeningLimits()


def members(source: _Source, name: str = "", *, limits: OpeningLimits = DEFAULT_LIMITS) -> Iterator[Member]:
    """The files to read in a file, an archive or a folder, in the order of their names.

    ``name`` is how records and rejects call it; by default the file's own. Each member must be read before the next is
    asked for. Pictures, DTDs and hidden files are passed over; a set of PATSTAT tables is one member.

    Raises :class:`FormatRefused` for a damaged, encrypted or hostile archive, for a third level of packing, and from a
    member's stream where the packed data end early or swell beyond the limits.
    """
    if not isinstance(source, Path):
        yield from _opened(source, name, limits, depth=0)
        return
    label = name or source.name
    if source.is_dir():
        yield from _folder(source, label, limits)
        return
    with _file(source, label) as stream:
        yield from _opened(stream, label, limits, depth=0)


def _file(path: Path, label: str) -> BinaryIO:
    try:
        return path.open("rb", buffering=HEAD_BYTES)
    except OSError as error:
        raise FormatRefused(f"打不开文件 {label}：{error.strerror}。请检查文件是否存在、是否有权读取") from None


def _folder(folder: Path, label: str, limits: OpeningLimits) -> Iterator[Member]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    if patstat.is_set([path.name for path in files]):
        with patstat.packed(files) as stream:
            yield Member(label, with_put_back(b"", stream))
        return
    for path in files:
        if path.suffix.lower() not in _NO_DATA:
            yield from members(path, f"{label}/{path.relative_to(folder).as_posix()}", limits=limits)


def _opened(stream: BinaryIO, name: str, limits: OpeningLimits, *, depth: int) -> Iterator[Member]:
    head = stream.read(HEAD_BYTES)
    whole = with_put_back(head, stream)
    if head.startswith(_GZIP):
        yield from _gzip(whole, stream, name, limits, depth=depth)
    elif head.startswith(_OLE):
        raise FormatRefused(
            f"{name} 是旧版 Excel（.xls）或设有密码的工作簿。请用 Excel 或 WPS 另存为 .xlsx 或 .csv，再上传"
        )
    elif head.startswith(_ZIP):
        with _seekable(stream, whole, head) as file:
            yield from _zip(file, name, limits, depth=depth)
    else:
        yield Member(name, whole)


def _gzip(whole: BinaryIO, stream: BinaryIO, name: str, limits: OpeningLimits, *, depth: int) -> Iterator[Member]:
    _check_depth(name, depth)
    inner = name.removesuffix(".gz") or name
    meter = Meter(name, _size(stream), limits.max_unpacked_bytes, limits.max_ratio)
    with gzip.GzipFile(fileobj=whole) as unpacked:
        yield from _opened(buffered(meter.watch(unpacked)), inner, limits, depth=depth + 1)


def _zip(file: IO[bytes], name: str, limits: OpeningLimits, *, depth: int) -> Iterator[Member]:
    archive = _archive(file, name)
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        names = [entry.filename for entry in entries]
        if _WORKBOOK in names or patstat.is_set([PurePosixPath(each).name for each in names]):
            file.seek(0)
            yield Member(name, as_text(file) if _WORKBOOK in names else buffered(file.read))
            return
        _check_depth(name, depth)
        _check_entries(entries, name, limits)
        meter = Meter(name, _size(file), limits.max_unpacked_bytes, limits.max_ratio)
        for entry in sorted(entries, key=lambda one: one.filename):
            yield from _entry(archive, entry, name, limits, meter, depth)


def _archive(file: IO[bytes], name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except BROKEN_PACKING:
        raise FormatRefused(f"压缩文件 {name} 不完整或已损坏，打不开。请重新下载或重新压缩后再上传") from None


def _entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, limits: OpeningLimits, meter: Meter, depth: int
) -> Iterator[Member]:
    inner = _name_of(entry)
    path = PurePosixPath(inner)
    if path.suffix.lower() in _NO_DATA or path.name.startswith(".") or path.parts[0] == "__MACOSX":
        return
    try:
        opened = archive.open(entry)
    except BROKEN_PACKING:
        raise FormatRefused(f"压缩文件 {name} 里的 {inner} 已损坏。请重新压缩后再上传") from None
    with opened as packed:
        yield from _opened(buffered(meter.watch(packed)), f"{name}/{inner}", limits, depth=depth + 1)


def _check_depth(name: str, depth: int) -> None:
    if depth > 1:
        raise FormatRefused(f"{name} 套了三层压缩。请解压到最多两层（压缩包里的压缩文件），再上传")


def _check_entries(entries: list[zipfile.ZipInfo], name: str, limits: OpeningLimits) -> None:
    if len(entries) > limits.max_entries:
        raise FormatRefused(
            f"压缩文件 {name} 里有 {len(entries):,} 个文件，最多 {limits.max_entries:,} 个。请分成几个压缩文件"
        )
    if any(entry.flag_bits & _IS_ENCRYPTED for entry in entries):
        raise FormatRefused(f"压缩文件 {name} 设有密码，无法读取。请取消密码后再上传")
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if not parts or ".." in parts or parts[0] == "/" or ":" in parts[0]:
            raise FormatRefused(
                f"压缩文件 {name} 里有指向别处的文件名“{entry.filename[:80]}”。请在本地重新压缩后再上传"
            )


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The entry's name; what Windows in Chinese packs says nothing of its GB18030 and is read as something else."""
    if entry.flag_bits & _IS_UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


@contextmanager
def _seekable(stream: BinaryIO, whole: BinaryIO, head: bytes) -> Iterator[IO[bytes]]:
    """The same file, but one in which a ZIP's list at the end can be found: the file itself or a copy of it."""
    if stream.seekable():
        stream.seek(-len(head), io.SEEK_CUR)
        yield stream
        return
    with tempfile.SpooledTemporaryFile(_SPOOLED_BYTES) as copy:
        shutil.copyfileobj(whole, copy, 1 << 20)
        copy.seek(0)
        yield copy


def _size(stream: IO[bytes]) -> int:
    """The packed size of a file, 0 when it cannot be told."""
    if not stream.seekable():
        return 0
    place = stream.tell()
    size = stream.seek(0, io.SEEK_END)
    stream.seek(place)
    return size
