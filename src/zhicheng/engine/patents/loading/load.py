"""Loading: records in, a version of the lake out, the search index behind it.

A load can be killed at any moment. The version in force is not touched until the new one is whole; the same load again goes on behind
its last checkpoint, reads past what is done and writes nothing twice.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from zhicheng.engine.patents.lake import Counts, Cursor, Lake, LakeRefused, Snapshot, Version, Writing
from zhicheng.engine.patents.loading.enriching import enriched
from zhicheng.engine.patents.loading.inputs import Input, LoadRefused
from zhicheng.engine.patents.record import Patent, Reject

BATCH_RECORDS, BATCH_CHARS = 20_000, 40_000_000
"""A batch ends with either: so memory stays flat whether records are short tables or whole specifications."""


class Follower(Protocol):
    """What is kept in step with the lake, as the search index is. Nothing added is seen before `commit`."""

    def version(self) -> int:
        """The version of the lake that it holds, 0 for none."""

    def add(self, patents: Sequence[Patent], *, replace: bool) -> None:
        """Take patents in; with `replace` some of them may be there in an older form."""

    def commit(self, version: int) -> None:
        """Let readers see what was added, as this version of the lake."""

    def clear(self) -> None:
        """Begin again from nothing."""


@dataclass(frozen=True)
class Progress:
    """How far a load is. `share` is of the bytes of all files, None where the sources have no size."""

    counts: Counts
    seconds: float
    share: float | None

    @property
    def per_second(self) -> float:
        """Records a second since this process began."""
        return self.counts.read / self.seconds if self.seconds else 0.0

    @property
    def remaining_seconds(self) -> float | None:
        return self.seconds / self.share * (1 - self.share) if self.share else None


Tell = Callable[[Progress], None]


def load(
    lake: Lake,
    inputs: Sequence[Input],
    *,
    follower: Follower | None = None,
    tell: Tell | None = None,
    batch_records: int = BATCH_RECORDS,
) -> Version:
    """Load all records of the inputs; the new version, in force from then on.

    A load of the same inputs that was cut off is resumed. Raises `LakeRefused` (somebody else is writing, another load stands open,
    the disk refuses) and `LoadRefused` when no input has a single record.
    """
    with lake.loading([one.source for one in inputs]) as writing:
        if follower:
            catch_up(lake, follower)
            _follow_resumed(writing, follower)
        _write_all(writing, inputs, follower, _Teller(inputs, tell), batch_records)
        _refuse_nothing(writing)
        version = writing.publish()
        if follower:
            follower.commit(version.number)
    return version


def catch_up(lake: Lake, follower: Follower) -> None:
    """Bring a follower to the version in force: what came since its own, or everything when it is on another branch."""
    if lake.is_empty() or follower.version() == lake.newest().version.number:
        return
    newest = lake.newest()
    since = _common_part(lake, follower.version())
    if since is None:
        follower.clear()
    for patents in newest.iterate(after_part=since or 0):
        follower.add(patents, replace=since is not None)
    follower.commit(newest.version.number)


def _common_part(lake: Lake, number: int) -> int | None:
    """The last part of a version that the newest one grew from, None when it grew from another branch."""
    versions = {one.number: one for one in lake.versions()}
    at = lake.newest().version
    while at.number != number:
        before = at.restored or at.parent
        if before not in versions:
            return None
        at = versions[before]
    return at.last_part


def _follow_resumed(writing: Writing, follower: Follower) -> None:
    """What the killed process had handed over but not committed is gone: hand it over again."""
    for patents in writing.written():
        follower.add(patents, replace=True)


def _write_all(
    writing: Writing, inputs: Sequence[Input], follower: Follower | None, teller: "_Teller", batch_records: int
) -> None:
    for records, cursor in _batches(inputs, writing.cursor, batch_records):
        batch = writing.add(_enriched(records), cursor)
        if follower and batch.added:
            follower.add(batch.added, replace=False)
        if follower and batch.updated:
            follower.add(batch.updated, replace=True)
        teller.tell(writing.checkpoint.counts)


def _batches(inputs: Sequence[Input], start: Cursor, most: int) -> Iterator[tuple[list[Patent | Reject], Cursor]]:
    """Records in handfuls, each with the place where the next begins. A handful holds records of one source."""
    for index in range(start.source_index, len(inputs)):
        done = start.records_done if index == start.source_index else 0
        records = islice(inputs[index].read(), done, None)
        while batch := _handful(records, most):
            done += len(batch)
            yield batch, Cursor(index, done)


def _handful(records: Iterator[Patent | Reject], most: int) -> list[Patent | Reject]:
    batch: list[Patent | Reject] = []
    chars = 0
    for record in records:
        batch.append(record)
        chars += _chars(record)
        if len(batch) >= most or chars >= BATCH_CHARS:
            break
    return batch


def _chars(record: Patent | Reject) -> int:
    """About how much text a record holds: claims and abstracts are what makes some a thousand times larger than others."""
    if isinstance(record, Reject):
        return len(record.excerpt)
    return sum(map(len, record.claims)) + sum(len(one.text) for one in record.abstracts) + 100 * len(record.citations)


def _enriched(records: Sequence[Patent | Reject]) -> list[Patent | Reject]:
    patents = enriched([record for record in records if isinstance(record, Patent)])
    return [*patents, *(record for record in records if isinstance(record, Reject))]


def _refuse_nothing(writing: Writing) -> None:
    """A load that brought no patent is most likely the wrong file: no version is made of it."""
    counts = writing.checkpoint.counts
    if counts.read == counts.rejected:
        shown = f"第一条有问题的记录：{writing.first_reason}" if counts.rejected else "文件里没有记录。"
        writing.give_up()
        raise LoadRefused(f"没有读到任何专利，专利库未改变。{shown}")


class _Teller:
    """Tells how far a load is, after each batch."""

    def __init__(self, inputs: Sequence[Input], tell: Tell | None) -> None:
        self._inputs, self._tell, self._began = inputs, tell, time.monotonic()
        self._bytes = sum(one.source.size_bytes for one in inputs)

    def tell(self, counts: Counts) -> None:
        if self._tell:
            read = sum(one.position.bytes_read for one in self._inputs)
            share = min(read / self._bytes, 1.0) if self._bytes else None
            self._tell(Progress(counts, time.monotonic() - self._began, share))


__all__ = ["Follower", "LakeRefused", "LoadRefused", "Progress", "Snapshot", "catch_up", "load"]
