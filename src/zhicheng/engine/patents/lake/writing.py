"""One load into the lake: batch after batch, each with its checkpoint, and at the end a version.

Every batch is only added. When a batch brings a publication again, the newer record is merged with the older one and added too; the older
row is taken out once, at the end. Nobody sees the tables in between: readers open versions, and a load becomes one only when it is whole.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from zhicheng.engine.patents.lake import keys as keys_of
from zhicheng.engine.patents.lake import tables
from zhicheng.engine.patents.lake.keys import ABSENT, Keys
from zhicheng.engine.patents.lake.merging import merged, says_the_same
from zhicheng.engine.patents.lake.rows import reject_table, split_writable
from zhicheng.engine.patents.lake.snapshot import Rows, Snapshot, keys_in
from zhicheng.engine.patents.lake.versions import (
    Checkpoint,
    Counts,
    Made,
    Version,
    forget_checkpoint,
    keys_path,
    store_checkpoint,
    store_version,
)
from zhicheng.engine.patents.record import Patent, Reject

MANY_FILES = 128
"""From this number of files of a table on, a load packs them before it ends."""


@dataclass(frozen=True)
class Cursor:
    """Where the next batch begins: the index of a source, and how many of its records are done."""

    source_index: int
    records_done: int


@dataclass(frozen=True)
class _Written:
    patents: tuple[Patent, ...]
    rejects: tuple[Reject, ...]
    tables: dict[str, int]


@dataclass(frozen=True)
class Batch:
    """What a batch came to: the patents now in the lake, those among them that it had before, and what was set aside."""

    added: tuple[Patent, ...]
    updated: tuple[Patent, ...]
    rejects: tuple[Reject, ...]
    counts: Counts


class Writing:
    """A load under way. Opened by `Lake.loading`, which holds the lock. `first_reason` is that of the first record set aside."""

    def __init__(self, folder: Path, checkpoint: Checkpoint, base: Snapshot | None) -> None:
        self.checkpoint = checkpoint
        self._folder = folder
        self._base = base
        self._base_keys = base.keys if base else keys_of.empty()
        self.first_reason = ""
        self._recent = keys_of.empty()
        if checkpoint.last_part > self._base_part:
            written = tables.tables_at(folder, checkpoint.tables)["patents"]
            self._recent = keys_in(written, self._base_part)

    @property
    def cursor(self) -> Cursor:
        """Where to go on reading."""
        return Cursor(self.checkpoint.source_index, self.checkpoint.records_done)

    def add(self, records: Sequence[Patent | Reject], cursor: Cursor) -> Batch:
        """Write the records before `cursor`. After a kill the load goes on behind the last batch that ended."""
        read = [record for record in records if isinstance(record, Patent)]
        rejects = [record for record in records if isinstance(record, Reject)]
        changed, old_parts = self._changed(read)
        written = self._write(changed, rejects)
        found = self._batch(records, written, old_parts)
        self.first_reason = self.first_reason or next((one.reason for one in written.rejects), "")
        self._recent = self._recent.newer(*self._places(found))
        self._keep_checkpoint(found, cursor, old_parts, written.tables)
        return found

    def written(self) -> Iterator[list[Patent]]:
        """What this load has written so far, a part at a time: after a resume, for whoever follows the load."""
        rows = Rows(tables.tables_at(self._folder, self.checkpoint.tables), self._recent)
        for part in sorted({int(part) for part in self._recent.parts}):
            newest = rows.between(part, part)
            parts = self._recent.find(keys_of.hashed(one.publication for one in newest))
            yield [one for one, its_part in zip(newest, parts.tolist(), strict=True) if its_part == part]

    def publish(self) -> Version:
        """Take out the superseded rows and make the load the version in force."""
        rewritten = tables.drop_rows(self._folder, self.checkpoint.tables, self._superseded())
        state = {**self.checkpoint.tables, **rewritten}
        if any(len(table.files) >= MANY_FILES for table in tables.tables_at(self._folder, state).values()):
            state = tables.compact(self._folder)
        version = self._version(state)
        with tables.faults_in_words(self._folder):
            self._base_keys.newer(self._recent.hashes, self._recent.parts).save(keys_path(self._folder, version.number))
            os.sync()  # the tables' files reach the disk before the version that names them
            store_version(self._folder, version)
            forget_checkpoint(self._folder)
        return version

    def give_up(self) -> None:
        """End without a version: nothing of the load stays."""
        forget_checkpoint(self._folder)

    @property
    def _base_part(self) -> int:
        return self._base.version.last_part if self._base else 0

    @property
    def _part(self) -> int:
        """The number of the part that the next batch becomes."""
        return self.checkpoint.last_part + 1

    def _changed(self, read: Iterable[Patent]) -> tuple[list[Patent], dict[str, int]]:
        """What has to be written: new publications, and those that now say something else, merged; the old part of these."""
        by_number: dict[str, Patent] = {}
        for patent in read:
            earlier = by_number.get(patent.publication)
            by_number[patent.publication] = merged(earlier, patent) if earlier else patent
        older = self._older(list(by_number))
        changed = [
            self._stamped(merged(older[number], one) if number in older else one)
            for number, one in by_number.items()
            if number not in older or not says_the_same(merged(older[number], one), older[number])
        ]
        return changed, self._parts([one.publication for one in changed if one.publication in older])

    def _stamped(self, patent: Patent) -> Patent:
        return patent if patent.load == self.checkpoint.load else replace(patent, load=self.checkpoint.load)

    def _older(self, publications: Sequence[str]) -> dict[str, Patent]:
        """The present record of each publication that the lake has, this load's own batches included."""
        known = self._parts(publications)
        if not known:
            return {}
        hashes = keys_of.hashed(known)
        order = np.argsort(hashes)
        keys = Keys(hashes[order], np.fromiter(known.values(), np.uint64)[order])
        return Rows(tables.tables_at(self._folder, self.checkpoint.tables), keys).patents(list(known))

    def _parts(self, publications: Sequence[str]) -> dict[str, int]:
        """The newest part of each publication that has one."""
        hashes = keys_of.hashed(publications)
        recent = self._recent.find(hashes)
        parts = np.where(recent != ABSENT, recent, self._base_keys.find(hashes))
        return {one: part for one, part in zip(publications, parts.tolist(), strict=True) if part != ABSENT}

    def _write(self, changed: Sequence[Patent], rejects: list[Reject]) -> _Written:
        rows, kept, faulty = split_writable(changed, self._part)
        refused = [Reject(one.source, 0, reason, one.publication) for one, reason in faulty]
        every = (*rejects, *refused)
        rows["rejects"] = reject_table(every, self.checkpoint.load, self._part)
        return _Written(tuple(kept), every, tables.append(self._folder, rows))

    def _batch(self, records: Sequence[object], written: _Written, old_parts: Mapping[str, int]) -> Batch:
        added = tuple(one for one in written.patents if one.publication not in old_parts)
        updated = tuple(one for one in written.patents if one.publication in old_parts)
        told = len(added) + len(updated) + len(written.rejects)
        counts = Counts(
            read=len(records),
            added=len(added),
            updated=len(updated),
            unchanged=len(records) - told,
            rejected=len(written.rejects),
        )
        return Batch(added, updated, written.rejects, counts)

    def _places(self, batch: Batch) -> tuple[keys_of.Hashes, keys_of.Hashes]:
        hashes = keys_of.hashed(one.publication for one in (*batch.added, *batch.updated))
        return hashes, np.full(len(hashes), self._part, dtype=np.uint64)

    def _keep_checkpoint(
        self, batch: Batch, cursor: Cursor, old_parts: Mapping[str, int], written: Mapping[str, int]
    ) -> None:
        before = self.checkpoint
        touched = {old_parts[one.publication] for one in batch.updated}
        self.checkpoint = before.model_copy(
            update={
                "tables": {**before.tables, **written},
                "source_index": cursor.source_index,
                "records_done": cursor.records_done,
                "last_part": self._part,
                "touched_parts": tuple(sorted({*before.touched_parts, *touched})),
                "publications": before.publications + len(batch.added),
                "counts": before.counts.plus(batch.counts),
            }
        )
        with tables.faults_in_words(self._folder):
            store_checkpoint(self._folder, self.checkpoint)

    def _superseded(self) -> dict[int, set[str]]:
        """Of each part that was written again elsewhere, the publications whose rows there are old."""
        patents = tables.tables_at(self._folder, self.checkpoint.tables)["patents"]
        found: dict[int, set[str]] = {}
        for part in self.checkpoint.touched_parts:
            publications = patents.part(part)["publication"].to_pylist()
            newest = self._recent.find(keys_of.hashed(publications)).tolist()
            found[part] = {one for one, its in zip(publications, newest, strict=True) if its not in (ABSENT, part)}
        return found

    def _version(self, state: dict[str, int]) -> Version:
        done = self.checkpoint
        return Version(
            number=done.load,
            made=Made.LOAD,
            made_at=datetime.now(UTC),
            parent=done.base,
            tables=state,
            publications=done.publications,
            last_part=done.last_part,
            sources=done.sources,
            counts=done.counts,
        )
