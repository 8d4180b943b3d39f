"""Contents of documents on disk: one file for each hash under `settings.DOCUMENTS_DIR`, equal contents once.

A content is written beside its place and moved in when complete, so a half-written one is never seen. Names of uploads are not used.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

CHUNK_BYTES = 1 << 18
INCOMING = "incoming"


class Damaged(Exception):  # noqa: N818 - says what the file is
    """The stored content is missing or no longer what was handed in."""


def path_of(sha256: str) -> Path:
    """The place of a content; two levels of folders keep each folder small."""
    return Path(settings.DOCUMENTS_DIR, sha256[:2], sha256[2:4], sha256)


def keep(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Store a content; returns its SHA-256 (hex) and its size in bytes. Storing the same content again changes nothing."""
    incoming = Path(settings.DOCUMENTS_DIR, INCOMING)
    incoming.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=incoming, delete=False) as file:
        place = Path(file.name)
        try:
            sha256, size = write(file, chunks)
            put_in_place(place, path_of(sha256))
        finally:
            place.unlink(missing_ok=True)
    return sha256, size


def write(file: "tempfile._TemporaryFileWrapper[bytes]", chunks: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        file.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size


def put_in_place(written: Path, target: Path) -> None:
    """Move a complete file to its place; a damaged one of the same hash is replaced by the good one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    written.chmod(0o600)
    written.replace(target)


def open_verified(sha256: str) -> BinaryIO:
    """The content from its beginning. What is verified is what is read: the same open file, even if the folder changes meanwhile."""
    try:
        file = path_of(sha256).open("rb")
    except OSError as error:
        raise Damaged(sha256) from error
    if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
        file.close()
        raise Damaged(sha256)
    file.seek(0)
    return file


def stored() -> Iterator[Path]:
    """Every file in the store, half-written ones of dead processes among them."""
    folder = Path(settings.DOCUMENTS_DIR)
    return (path for path in sorted(folder.rglob("*")) if path.is_file()) if folder.exists() else iter(())
