"""Loading: records in, a version of the lake out, the search index behind it.

A load can be killed at any moment. The version in force is not touched until the new one is whole; the same load again goes on behind
its last checkpoint, reads past what is done and writes nothing twice.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from zhicheng.engine.patents.lake import Batch, Counts, Cursor, Lake, Version, Writing
from zhicheng.engine.patents.loading.enriching import enriched
from zhicheng.engine.patents.loading.following import following
from zhicheng.engine.patents.loading.inputs import Input, LoadRefused
from zhicheng.engine.patents.record import Patent, Reject
from zhicheng.engine.patents.search import IndexWriter

BATCH_RECORDS, BATCH_CHARS = 10_000, 20_000_000
"""A batch ends with either: so memory stays flat whether records are lines of a table or whole specifications."""


@dataclass(frozen=True)
class Progress:
    """How far a load is. `share` is of the bytes of all files, None where the sources have no size."""

    counts: Counts
    seconds: float
    share: float | None

    @property
    def per_second(self) -> float:
        """Records a second."""
        return self.counts.read / self.seconds if self.seconds else 0.0

    @property
    def remaining_seconds(self) -> float | None:
        return self.seconds / self.share * (1 - self.share) if self.share else None


_NOTHING = Batch((), (), (), Counts())
Tell = Callable[[Progress], None]


def load(
    lake: Lake,
    inputs: Sequence[Input],
    *,
    index: Path | None = None,
    tell: Tell | None = None,
    batch_records: int = BATCH_RECORDS,
) -> Version:
    """Load all records of the inputs; the new version, in force from then on. `index` is the folder of the search index.

    A load of the same inputs that was cut off is resumed. Raises `LakeRefused` (somebody else is writing, another load stands open,
    the disk refuses), `IndexRefused`, and `LoadRefused` when no input has a single patent.
    """
    with lake.loading([one.source for one in inputs]) as writing, ExitStack() as stack:
        indexing = stack.enter_context(following(lake, writing, index)) if index else None
        teller = _Teller(inputs, tell)
        with ThreadPoolExecutor(1) as beside:
            handed_over = beside.submit(_index, indexing, _NOTHING)
            for records, cursor in _batches(inputs, writing.cursor, batch_records):
                batch = writing.add(_enriched(records, writing.checkpoint.load), cursor)
                # The index takes a batch in while the next one is read; it is never more than one behind.
                handed_over.result()
                handed_over = beside.submit(_index, indexing, batch)
                teller.tell(writing.checkpoint.counts)
            handed_over.result()
        _refuse_nothing(writing)
        version = writing.publish()
        if indexing:
            indexing.commit(version.number)
    return version


def _index(indexing: IndexWriter | None, batch: Batch) -> None:
    if indexing and batch.added:
        indexing.add(batch.added, replace=False)
    if indexing and batch.updated:
        indexing.add(batch.updated, replace=True)


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
    """About how much memory a record takes, in characters: claims, abstracts and citations make some a thousand times larger."""
    if isinstance(record, Reject):
        return len(record.excerpt)
    return sum(map(len, record.claims)) + sum(len(one.text) for one in record.abstracts) + 100 * len(record.citations)


def _enriched(records: Sequence[Patent | Reject], load: int) -> list[Patent | Reject]:
    patents = enriched([record for record in records if isinstance(record, Patent)], load)
    return [*patents, *(record for record in records if isinstance(record, Reject))]


def _refuse_nothing(writing: Writing) -> None:
    """A load that brought no patent is most likely of the wrong file: no version is made of it."""
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
