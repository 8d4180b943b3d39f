"""The patents of this installation: its lake and its index, opened once a process."""

from functools import cache
from pathlib import Path

from django.conf import settings

from zhicheng.engine.patents.lake import Lake, Snapshot
from zhicheng.engine.patents.search import SearchIndex, open_index


def lake() -> Lake:
    """The lake at ZHICHENG_LAKE."""
    return _lake(Path(settings.LAKE_DIR))


def index() -> SearchIndex:
    """The index derived from the lake."""
    return _index(index_folder())


def index_folder() -> Path:
    return Path(settings.PATENT_INDEX_DIR)


def snapshot() -> Snapshot | None:
    """The version of the lake in force, None before the first load."""
    return None if lake().is_empty() else lake().newest()


@cache
def _lake(folder: Path) -> Lake:
    return Lake(folder)


@cache
def _index(folder: Path) -> SearchIndex:
    return open_index(folder)
