"""Files in one ZIP whose bytes depend on nothing but the files, and the plain tables that stand in it.

Names in order, one fixed date, no compression (whose bytes depend on the library): the same files give the same bytes everywhere.
"""

import csv
import hashlib
import io
import math
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date that a ZIP can say
SIGNIFICANT = 12
"""Digits of a computed number that count: what differs beyond is the noise of floating point on another machine."""
# What the standard library's reader raises, depending on which byte is wrong.
UNREADABLE = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, struct.error, zlib.error, MemoryError,
)  # fmt: skip


class PackageError(Exception):
    """A file that is no package, or is larger than allowed; the message is the reader's."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as one ZIP."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, files[name])
    return packed.getvalue()


def unpack(content: bytes, *, most_bytes: int) -> dict[str, bytes]:
    """The files of a ZIP by name; raises `PackageError` when it cannot be read or would unpack to more than `most_bytes`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > most_bytes:
                raise PackageError("too large")
            return {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except UNREADABLE as error:
        raise PackageError(str(error) or type(error).__name__) from None


def sha256(content: bytes) -> str:
    """The digest of a file's bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV in UTF-8 with line feeds."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of such a table, a cell by its column's head; ValueError when a row is longer or shorter than the head."""
    reader = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    head = next(reader, [])
    return [dict(zip(head, row, strict=True)) for row in reader]


def exact(value: float | None) -> str:
    """A computed number with the digits that count; empty when missing. Zero has no sign."""
    return "" if value is None or math.isnan(value) else format(value + 0.0, f".{SIGNIFICANT}g")
