"""Reading one version of the lake. It stays as it is while newer versions are made."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.dataset as ds

from zhicheng.engine.patents.lake import keys as keys_of
from zhicheng.engine.patents.lake.keys import ABSENT, Keys
from zhicheng.engine.patents.lake.rows import PATENT_TABLES, Tables, patents_of, rejects_of
from zhicheng.engine.patents.lake.tables import Table, tables_at
from zhicheng.engine.patents.lake.versions import Version, keys_path
from zhicheng.engine.patents.record import Patent, Reject

HANDFUL = 10_000
"""About how many patents are read into memory at once."""


@dataclass(frozen=True)
class Rows:
    """The tables of one state of the lake, and where each publication stands in them."""

    tables: dict[str, Table]
    keys: Keys

    def patents(self, publications: Sequence[str]) -> dict[str, Patent]:
        """Those of the publications that there are, by number."""
        found: dict[str, Patent] = {}
        for part, wanted in self._by_part(publications).items():
            found |= {patent.publication: patent for patent in self._of_part(part, wanted)}
        return found

    def between(self, first_part: int, last_part: int) -> list[Patent]:
        """All patents of the parts from the first to the last."""
        return patents_of({name: self.tables[name].between(first_part, last_part) for name in PATENT_TABLES})

    def _of_part(self, part: int, publications: list[str]) -> list[Patent]:
        tables: Tables = {name: self.tables[name].part(part, publications) for name in PATENT_TABLES}
        return patents_of(tables)

    def _by_part(self, publications: Sequence[str]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        parts = self.keys.find(keys_of.hashed(publications))
        for publication, part in zip(publications, parts.tolist(), strict=True):
            if part != ABSENT:
                found.setdefault(part, []).append(publication)
        return found


class Snapshot:
    """One version of the lake. `folder` is the lake's."""

    def __init__(self, folder: Path, version: Version) -> None:
        self.version = version
        self.tables = tables_at(folder, version.tables)
        self._folder = folder

    def __len__(self) -> int:
        """How many publications there are."""
        return self.version.publications

    @cached_property
    def keys(self) -> Keys:
        """Where each publication stands."""
        path = keys_path(self._folder, self.version.number)
        return keys_of.opened(path) if path.exists() else self._keys_from_rows()

    def files(self, table: str) -> list[str]:
        """The Parquet files of a table, for an engine that reads Parquet (DuckDB's `read_parquet`, Spark)."""
        return [file.path for file in self.tables[table].files]

    def dataset(self, table: str) -> ds.Dataset:
        """All rows of a table as an Arrow dataset; the columns of `record.SCHEMAS`, then `part`."""
        return self.tables[table].dataset

    def patent(self, publication: str) -> Patent | None:
        """One patent, None when the lake has none of this number (in the compact form of `engine.numbers.patents`)."""
        return self._rows.patents([publication]).get(publication)

    def patents(self, publications: Iterable[str]) -> list[Patent]:
        """Those of the publications that the lake has, in the order asked for."""
        wanted = list(dict.fromkeys(publications))
        found = self._rows.patents(wanted)
        return [found[publication] for publication in wanted if publication in found]

    def holds(self, publications: Sequence[str]) -> list[bool]:
        """Of each publication whether the lake has it, without reading it (the chance of a wrong yes: 1 in 10^13)."""
        return [part != ABSENT for part in self.keys.find(keys_of.hashed(publications)).tolist()]

    def iterate(self, after_part: int = 0) -> Iterator[list[Patent]]:
        """All patents in handfuls of about `HANDFUL`; with `after_part` only those that came or changed in later parts."""
        waiting: list[int] = []
        rows = 0
        for part, count in self._parts(after_part):
            if waiting and rows + count > HANDFUL:
                yield self._rows.between(waiting[0], waiting[-1])
                waiting, rows = [], 0
            waiting.append(part)
            rows += count
        if waiting:
            yield self._rows.between(waiting[0], waiting[-1])

    def citing(self, publication: str) -> list[str]:
        """The publications that cite a document, by number."""
        return self._publications("citations", pc.field("cited") == publication)

    def family(self, family: str) -> list[str]:
        """The members of a family, by number."""
        return self._publications("families", pc.field("family") == family)

    def rejects(self, load: int | None = None) -> list[Reject]:
        """The records set aside, of all loads or of one, in the order of the files."""
        wanted = None if load is None else pc.field("load") == load
        table = self.dataset("rejects").to_table(filter=wanted).sort_by([("part", "ascending")])
        return [reject for _, reject in rejects_of(table)]

    def count_by(self, column: str) -> dict[str, int]:
        """How many publications each value of a column of `patents` has, the most frequent first."""
        rows = self.dataset("patents").to_table(columns=[column])
        counted = rows.group_by(column).aggregate([(column, "count")])
        pairs = zip(counted[column].to_pylist(), counted[f"{column}_count"].to_pylist(), strict=True)
        return dict(sorted(pairs, key=lambda pair: (-pair[1], str(pair[0]))))

    def row_counts(self) -> dict[str, int]:
        """The rows of each table."""
        return {name: table.rows for name, table in self.tables.items()}

    def size_bytes(self) -> int:
        """What the files of this version take on disk."""
        return sum(table.size_bytes for table in self.tables.values())

    @cached_property
    def _rows(self) -> Rows:
        return Rows(self.tables, self.keys)

    def _parts(self, after_part: int) -> list[tuple[int, int]]:
        """The parts that have rows, ascending, and how many publications each has."""
        rows = self.dataset("patents").to_table(columns=["part"], filter=pc.field("part") > after_part)
        counted = rows.group_by("part").aggregate([("part", "count")]).sort_by("part")
        return list(zip(counted["part"].to_pylist(), counted["part_count"].to_pylist(), strict=True))

    def _publications(self, table: str, wanted: pc.Expression) -> list[str]:
        rows = self.dataset(table).to_table(columns=["publication"], filter=wanted)
        return sorted(set(rows["publication"].to_pylist()))

    def _keys_from_rows(self) -> Keys:
        return keys_in(self.tables["patents"])


def keys_in(patents: Table, after_part: int = 0) -> Keys:
    """The keys as the rows of a table say; of a publication in several parts the newest part."""
    rows = patents.dataset.to_table(columns=["publication", "part"], filter=pc.field("part") > after_part)
    rows = rows.sort_by("part")
    hashes, parts = keys_of.hashed(rows["publication"].to_pylist()), np.asarray(rows["part"], dtype=np.uint64)
    return keys_of.empty().newer(hashes, parts)
