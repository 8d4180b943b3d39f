"""The versions of a lake: one small file each, which makes its tables one consistent whole.

A version names the Delta version of every table. It is written beside and renamed into place, so it exists whole or not at all; a reader
opens what it names and never sees half a load, whatever a writer is doing meanwhile.
"""

import os
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

VERSIONS, CHECKPOINT, KEYS = "versions", "loading.json", "keys"


class LakeRefused(RuntimeError):  # noqa: N818 - a refusal is an answer, not an error
    """Something that the lake cannot do; the message says why and what to do."""


class Made(StrEnum):
    """What made a version."""

    LOAD = "load"
    RESTORE = "restore"
    COMPACTION = "compaction"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


_Stored = TypeVar("_Stored", bound=_Frozen)


class Source(_Frozen):
    """A file that a load reads: its name as told, its contents by SHA-256 (hexadecimal), the code of its format."""

    name: str
    sha256: str
    format: str
    size_bytes: int = 0


class Counts(_Frozen):
    """What became of the records read: `read` is the sum of the four others."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    def plus(self, other: "Counts") -> "Counts":
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in Counts.model_fields})


class Version(_Frozen):
    """One state of the lake. `parent` is the version it was made from, 0 for none; `restored` the one a roll-back went to."""

    number: int
    made: Made
    made_at: datetime
    parent: int
    tables: dict[str, int]
    publications: int
    last_part: int
    sources: tuple[Source, ...] = ()
    counts: Counts = Counts()
    restored: int | None = None


class Checkpoint(_Frozen):
    """How far a load has come: everything before `records_done` of the source `source_index` is in the tables named."""

    load: int
    base: int
    began_at: datetime
    tables: dict[str, int]
    sources: tuple[Source, ...]
    source_index: int = 0
    records_done: int = 0
    last_part: int = 0
    touched_parts: tuple[int, ...] = ()
    publications: int = 0
    counts: Counts = Counts()


def stored_versions(folder: Path) -> list[Version]:
    """All versions in the order in which they were made. Raises `LakeRefused` for a file that is not one."""
    return [_read(path, Version) for path in sorted((folder / VERSIONS).glob("*.json"))]


def stored_version(folder: Path, number: int) -> Version:
    """One version. Raises `LakeRefused` when the lake has none of this number."""
    path = _version_path(folder, number)
    if not path.exists():
        numbers = [int(one.stem) for one in sorted((folder / VERSIONS).glob("*.json"))]
        known = f"现有版本 {numbers[0]} 至 {numbers[-1]}" if numbers else "还没有任何版本"
        raise LakeRefused(f"专利库没有版本 {number}，{known}；zhicheng patents versions 列出全部版本。")
    return _read(path, Version)


def newest_number(folder: Path) -> int:
    """The number of the version in force, 0 when nothing was loaded yet."""
    return max((int(path.stem) for path in (folder / VERSIONS).glob("*.json")), default=0)


def store_version(folder: Path, version: Version) -> None:
    """Put a version in force."""
    _write(_version_path(folder, version.number), version)


def stored_checkpoint(folder: Path) -> Checkpoint | None:
    """Where a load that did not end stands, None when all ended."""
    path = folder / CHECKPOINT
    return _read(path, Checkpoint) if path.exists() else None


def store_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    _write(folder / CHECKPOINT, checkpoint)


def forget_checkpoint(folder: Path) -> None:
    (folder / CHECKPOINT).unlink(missing_ok=True)


def keys_path(folder: Path, number: int) -> Path:
    """The file of the keys of a version."""
    return folder / KEYS / f"{number:06}.npy"


def _version_path(folder: Path, number: int) -> Path:
    return folder / VERSIONS / f"{number:06}.json"


def _read(path: Path, kind: type[_Stored]) -> _Stored:
    try:
        return kind.model_validate_json(path.read_bytes())
    except (ValidationError, ValueError) as fault:
        raise LakeRefused(f"专利库的文件 {path} 已损坏，请从备份恢复这个文件。") from fault


def _write(path: Path, value: _Frozen) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".tmp")
    with beside.open("wb") as stream:
        stream.write(value.model_dump_json(indent=1).encode())
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename last: on POSIX the folder's own entry has to reach the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
