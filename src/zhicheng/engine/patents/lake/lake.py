"""The lake: all patents of an installation in one folder, version by version.

lake = Lake(Path("var/lake"))
with lake.loading([source]) as writing:
    writing.add(records, Cursor(1, 0))
    writing.publish()
lake.newest().patent("CN101234567A")
lake.as_of(3).citing("CN101234567A")
lake.restore(3)
"""

import fcntl
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from zhicheng.engine.patents.lake import tables
from zhicheng.engine.patents.lake.rows import LAKE_SCHEMAS
from zhicheng.engine.patents.lake.snapshot import Snapshot
from zhicheng.engine.patents.lake.versions import (
    VERSIONS,
    Checkpoint,
    LakeRefused,
    Made,
    Source,
    Version,
    forget_checkpoint,
    keys_path,
    newest_number,
    store_checkpoint,
    store_version,
    stored_checkpoint,
    stored_version,
    stored_versions,
)
from zhicheng.engine.patents.lake.writing import Writing

LOCK = "writer.lock"


class Lake:
    """The versions of one folder. One writer at a time, any number of readers, in any number of processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._snapshots: dict[int, Snapshot] = {}

    def versions(self) -> list[Version]:
        """All versions, the oldest first; the last one is in force."""
        return stored_versions(self.folder)

    def is_empty(self) -> bool:
        """Whether nothing was ever loaded."""
        return newest_number(self.folder) == 0

    def newest(self) -> Snapshot:
        """The version in force. Raises `LakeRefused` while the lake is empty."""
        return self.as_of(newest_number(self.folder))

    def as_of(self, number: int) -> Snapshot:
        """A version by its number, also when newer ones were made since. Raises `LakeRefused` when there is none."""
        if number not in self._snapshots:
            self._snapshots[number] = Snapshot(self.folder, stored_version(self.folder, number))
        return self._snapshots[number]

    def interrupted(self) -> Checkpoint | None:
        """The load that was cut off and can be resumed, None when there is none."""
        checkpoint = stored_checkpoint(self.folder)
        return checkpoint if checkpoint and checkpoint.load > newest_number(self.folder) else None

    @contextmanager
    def loading(self, sources: Sequence[Source]) -> Iterator[Writing]:
        """A load of these sources: a new one, or the one that was cut off, from where it stood.

        Raises `LakeRefused` when somebody else is writing, or when another load was cut off and neither resumed nor abandoned.
        """
        with self._locked():
            stopped = self.interrupted()
            if stopped and not _same(stopped.sources, sources):
                raise LakeRefused(
                    f"上一次加载（{_names(stopped.sources)}）没有完成。请先用同样的文件再次加载，让它接着做完，"
                    "或用 zhicheng patents abandon 放弃它。"
                )
            checkpoint = self._resumed(stopped) if stopped else self._begun(tuple(sources))
            yield Writing(self.folder, checkpoint, self.as_of(checkpoint.base) if checkpoint.base else None)

    def abandon(self) -> None:
        """Give up the load that was cut off; the version in force stays."""
        with self._locked():
            forget_checkpoint(self.folder)

    def restore(self, number: int) -> Version:
        """Put an earlier version in force again, as a new version; nothing is deleted."""
        with self._locked():
            self._refuse_while_interrupted()
            earlier = self.as_of(number)
            return self._publish(earlier, Made.RESTORE, restored=number)

    def compact(self) -> Version:
        """Pack small files into larger ones, as a new version with the same rows."""
        with self._locked():
            self._refuse_while_interrupted()
            newest = self.newest()
            tables.bring_to(self.folder, newest.version.tables)
            return self._publish(newest, Made.COMPACTION, state=tables.compact(self.folder))

    def vacuum(self, *, newest: int = 10, pinned: Collection[int] = ()) -> int:
        """Delete what only old versions need: all but the `newest` and the `pinned`. How many files went.

        A reader that still has one of the deleted versions open gets an error at its next read.
        """
        with self._locked():
            self._refuse_while_interrupted()
            versions = self.versions()
            kept = [one for one in versions[-max(newest, 1) :] if one] + [
                one for one in versions if one.number in pinned
            ]
            for gone in {one.number for one in versions} - {one.number for one in kept}:
                self._snapshots.pop(gone, None)
                (self.folder / VERSIONS / f"{gone:06}.json").unlink()
                keys_path(self.folder, gone).unlink(missing_ok=True)
            return tables.vacuum(self.folder, [one.tables for one in kept])

    def _begun(self, sources: tuple[Source, ...]) -> Checkpoint:
        heads, number = tables.create_missing(self.folder), newest_number(self.folder)
        base = stored_version(self.folder, number) if number else None
        wanted = base.tables if base else dict.fromkeys(LAKE_SCHEMAS, 0)
        checkpoint = Checkpoint(
            load=number + 1,
            base=number,
            began_at=datetime.now(UTC),
            tables=tables.bring_to(self.folder, wanted) if wanted != heads else heads,
            sources=sources,
            last_part=base.last_part if base else 0,
            publications=base.publications if base else 0,
        )
        return self._kept(checkpoint)

    def _resumed(self, checkpoint: Checkpoint) -> Checkpoint:
        """What was written after the checkpoint is not known to be whole: the tables go back to it."""
        return self._kept(checkpoint.model_copy(update={"tables": tables.bring_to(self.folder, checkpoint.tables)}))

    def _kept(self, checkpoint: Checkpoint) -> Checkpoint:
        with tables.faults_in_words(self.folder):
            store_checkpoint(self.folder, checkpoint)
        return checkpoint

    def _publish(
        self, rows: Snapshot, made: Made, *, state: dict[str, int] | None = None, restored: int | None = None
    ) -> Version:
        """A new version with the rows of an existing one."""
        newest = stored_version(self.folder, newest_number(self.folder))
        version = Version(
            number=newest.number + 1,
            made=made,
            made_at=datetime.now(UTC),
            parent=newest.number,
            tables=state or rows.version.tables,
            publications=len(rows),
            last_part=newest.last_part,
            restored=restored,
        )
        with tables.faults_in_words(self.folder):
            rows.keys.save(keys_path(self.folder, version.number))
            store_version(self.folder, version)
        return version

    def _refuse_while_interrupted(self) -> None:
        if stopped := self.interrupted():
            raise LakeRefused(
                f"有一次加载（{_names(stopped.sources)}）没有完成。请先用同样的文件再次加载，让它接着做完，"
                "或用 zhicheng patents abandon 放弃它。"
            )

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """The only writer, as long as this process lives: the system itself lifts the lock of a killed one."""
        with tables.faults_in_words(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(handle)
            yield
        finally:
            os.close(handle)


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as busy:
        who = os.read(handle, 100).decode("utf-8", "replace").strip()
        raise LakeRefused(f"另一个进程（{who}）正在写专利库，请等它结束后再试。") from busy
    os.ftruncate(handle, 0)
    os.write(handle, f"PID {os.getpid()}，{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC 开始".encode())


def _same(stopped: Sequence[Source], sources: Sequence[Source]) -> bool:
    return [(one.sha256, one.format) for one in stopped] == [(one.sha256, one.format) for one in sources]


def _names(sources: Sequence[Source]) -> str:
    shown = "、".join(one.name for one in sources[:3])
    return shown if len(sources) <= 3 else f"{shown} 等 {len(sources)} 个文件"
