"""The lake's tables on disk, in the Delta format: written by one loader, read by anybody."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from deltalake import BloomFilterProperties, ColumnProperties, DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError

from zhicheng.engine.patents.lake.rows import LAKE_SCHEMAS, PATENT_TABLES, Tables
from zhicheng.engine.patents.lake.versions import LakeRefused

CONFIGURATION: dict[str, str | None] = {
    # Old versions are what a roll-back and a pinned release open: only `vacuum` may remove them, not the calendar.
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}
ROW_GROUP, FILE_BYTES = 5_000, 64 << 20
"""Rows read at once to show one document; the size that compaction packs small files up to."""


@dataclass(frozen=True)
class File:
    """One file of a table and the parts in it."""

    path: str
    first_part: int
    last_part: int
    rows: int
    size_bytes: int


@dataclass(frozen=True)
class Table:
    """One table at one of its Delta versions, for reading."""

    folder: Path
    name: str
    delta_version: int

    @cached_property
    def files(self) -> tuple[File, ...]:
        table = DeltaTable(self.folder / self.name, version=self.delta_version)
        actions = pa.table(table.get_add_actions(flatten=True))
        names = ("path", "min.part", "max.part", "num_records", "size_bytes")
        rows = zip(*(actions[name].to_pylist() for name in names), strict=True) if actions.num_rows else ()
        return tuple(File(str(self.folder / self.name / unquote(path)), *rest) for path, *rest in rows)

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)

    @cached_property
    def dataset(self) -> ds.Dataset:
        """All rows, read as they are asked for."""
        return self._dataset(self.files)

    def part(self, part: int, publications: Iterable[str] | None = None) -> pa.Table:
        """The rows of one part, in their order on disk; with `publications` only theirs."""
        return self.between(part, part, publications)

    def between(self, first: int, last: int, publications: Iterable[str] | None = None) -> pa.Table:
        """The rows of the parts from the first to the last, both included."""
        of_them = [file for file in self.files if file.first_part <= last and first <= file.last_part]
        wanted = (pc.field("part") >= first) & (pc.field("part") <= last)
        if publications is not None:
            wanted &= pc.field("publication").isin(pa.array(publications, pa.string()))
        return self._dataset(of_them).to_table(filter=wanted)

    def _dataset(self, files: Sequence[File]) -> ds.Dataset:
        schema = LAKE_SCHEMAS[self.name]
        return (
            ds.dataset([file.path for file in files], schema=schema, format="parquet")
            if files
            else ds.dataset(schema.empty_table())
        )


def tables_at(folder: Path, delta_versions: Mapping[str, int]) -> dict[str, Table]:
    """The tables at the versions given."""
    return {name: Table(folder, name, version) for name, version in delta_versions.items()}


def create_missing(folder: Path) -> dict[str, int]:
    """Make the tables that are not there yet, empty; the present Delta version of each."""
    with faults_in_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, schema in LAKE_SCHEMAS.items():
            if not DeltaTable.is_deltatable(str(folder / name)):
                DeltaTable.create(folder / name, schema=schema, configuration={**CONFIGURATION, **_indexed(name)})
        return heads(folder)


def heads(folder: Path) -> dict[str, int]:
    """The newest Delta version of each table, of a load under way or ended."""
    return {name: DeltaTable(folder / name).version() for name in LAKE_SCHEMAS}


def bring_to(folder: Path, delta_versions: Mapping[str, int]) -> dict[str, int]:
    """Make the newest state of each table that of the version given; the Delta version that now has it."""
    with faults_in_words(folder):
        return {name: _bring_to(folder / name, wanted) for name, wanted in delta_versions.items()}


def append(folder: Path, rows: Tables) -> dict[str, int]:
    """Add rows; the Delta version of each table written. Tables without new rows are left alone."""
    with faults_in_words(folder):
        return {name: _append(folder / name, table) for name, table in rows.items() if table.num_rows}


def drop_rows(folder: Path, delta_versions: Mapping[str, int], superseded: Mapping[int, set[str]]) -> dict[str, int]:
    """Take out of each part the rows of the publications named for it; the Delta version of each table rewritten."""
    if not superseded:
        return {}
    tables = tables_at(folder, delta_versions)
    with faults_in_words(folder):
        # Asking for `rows` also opens the table here: it cannot be opened while its rows are being handed to the writer.
        return {name: _rewrite(tables[name], superseded) for name in PATENT_TABLES if tables[name].rows}


def compact(folder: Path) -> dict[str, int]:
    """Pack small files into larger ones; the Delta version of each table."""
    with faults_in_words(folder):
        for name in LAKE_SCHEMAS:
            table = DeltaTable(folder / name)
            table.optimize.compact(target_size=FILE_BYTES, writer_properties=_properties(name), max_concurrent_tasks=1)
        return heads(folder)


def vacuum(folder: Path, kept: Sequence[Mapping[str, int]]) -> int:
    """Delete the files that none of the versions kept needs; how many were deleted."""
    with faults_in_words(folder):
        return sum(_vacuum(DeltaTable(folder / name), [one[name] for one in kept]) for name in LAKE_SCHEMAS)


@contextmanager
def faults_in_words(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into a sentence. What was written before stays as it was."""
    try:
        yield
    except (OSError, DeltaError, pa.ArrowException) as fault:
        raise LakeRefused(
            f"写不进专利库 {folder}：{_one_line(fault)}。请检查磁盘空间和文件夹的写入权限，然后重新执行；已完成的部分不会丢失，也不会重复。"
        ) from fault


def _bring_to(path: Path, wanted: int) -> int:
    table = DeltaTable(path)
    if table.version() != wanted:
        table.restore(wanted)
    return int(table.version())


def _append(path: Path, rows: pa.Table) -> int:
    table = DeltaTable(path)
    write_deltalake(table, rows, mode="append", writer_properties=_properties(path.name))
    return int(table.version())


def _rewrite(table: Table, superseded: Mapping[int, set[str]]) -> int:
    """Write the parts named again without the superseded rows, in one commit."""
    kept = pa.RecordBatchReader.from_batches(LAKE_SCHEMAS[table.name], _kept(table, superseded))
    parts = ", ".join(str(part) for part in sorted(superseded))
    delta = DeltaTable(table.folder / table.name)
    write_deltalake(
        delta, kept, mode="overwrite", predicate=f"part IN ({parts})", writer_properties=_properties(table.name)
    )
    return int(delta.version())


def _kept(table: Table, superseded: Mapping[int, set[str]]) -> Iterator[pa.RecordBatch]:
    for part, publications in sorted(superseded.items()):
        rows = table.part(part)
        gone = pc.is_in(rows["publication"], value_set=pa.array(sorted(publications), pa.string()))
        yield from rows.filter(pc.invert(gone)).to_batches()


def _vacuum(table: DeltaTable, kept: list[int]) -> int:
    removed = table.vacuum(
        retention_hours=0, dry_run=False, enforce_retention_duration=False, full=True, keep_versions=kept
    )
    return len(removed)


def _properties(name: str) -> WriterProperties:
    bloom = BloomFilterProperties(set_bloom_filter_enabled=True, fpp=0.01, ndv=200_000)
    return WriterProperties(
        compression="ZSTD",
        compression_level=1,
        max_row_group_size=ROW_GROUP if name == "patents" else 4 * ROW_GROUP,
        column_properties={"cited": ColumnProperties(bloom_filter_properties=bloom)} if name == "citations" else None,
    )


def _indexed(name: str) -> dict[str, str | None]:
    """The columns whose smallest and largest value the log keeps for each file."""
    return {"delta.dataSkippingStatsColumns": "part" if name == "rejects" else "publication,part"}


def _one_line(fault: BaseException) -> str:
    return " ".join(str(fault).split())[:300]
