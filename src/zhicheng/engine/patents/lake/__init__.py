"""Where patents are kept: Delta tables of Parquet files, made one consistent whole by versions.

- :class:`Lake` a folder and its versions: load, roll back, compact
- :class:`Snapshot` one version, for reading
- :class:`Writing` a load under way, batch by batch
"""

from zhicheng.engine.patents.lake.lake import Lake
from zhicheng.engine.patents.lake.snapshot import Snapshot
from zhicheng.engine.patents.lake.versions import Checkpoint, Counts, LakeRefused, Made, Source, Version
from zhicheng.engine.patents.lake.writing import Batch, Cursor, Writing

__all__ = [
    "Batch",
    "Checkpoint",
    "Counts",
    "Cursor",
    "Lake",
    "LakeRefused",
    "Made",
    "Snapshot",
    "Source",
    "Version",
    "Writing",
]
