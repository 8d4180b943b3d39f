"""The patents of this installation: its lake and its index, opened once a process."""

from functools import cache
from pathlib import Path

from django.conf import settings

from zhicheng.engine.patents.lake import Lake, Snapshot
from zhicheng.engine.patents.search import SearchIndex, open_index


@cache
def lake() -> Lake:
    """The lake at ZHICHENG_LAKE."""
    return Lake(Path(settings.LAKE_DIR))


@cache
def index() -> SearchIndex:
    """The index derived from the lake."""
    return open_index(Path(settings.PATENT_INDEX_DIR))


def snapshot() -> Snapshot | None:
    """The version of the lake in force, None before the first load."""
    return None if lake().is_empty() else lake().newest()
