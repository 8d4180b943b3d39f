"""Keeping the search index in step with the lake it is derived from."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from zhicheng.engine.patents.lake import Lake, Writing
from zhicheng.engine.patents.search import IndexRefused, IndexWriter, open_index, rebuild


def catch_up(lake: Lake, folder: Path) -> bool:
    """Bring the index in a folder to the lake's version in force; whether there was anything to do.

    It adds what came since the version that the index holds. An index that is missing, of another version of the program, or of a
    branch that was rolled back is built anew; until that is whole, readers keep the old one.
    """
    wanted = 0 if lake.is_empty() else lake.newest().version.number
    holds = _holds(folder)
    if holds == wanted:
        return False
    since = _common_part(lake, holds) if holds and wanted else None
    if since is None:
        patents = lake.newest().iterate() if wanted else iter(())
        rebuild(folder, chain.from_iterable(patents), wanted)
        return True
    with open_index(folder).writer() as writer:
        for batch in lake.newest().iterate(after_part=since):
            writer.add(batch, replace=True)
        writer.commit(wanted)
    return True


@contextmanager
def following(lake: Lake, writing: Writing, folder: Path) -> Iterator[IndexWriter]:
    """A writer of the index for a load under way, after the index has caught up with what the load begins from.

    What a killed process had handed over but not committed is gone: it is handed over again.
    """
    catch_up(lake, folder)
    with open_index(folder).writer() as writer:
        for patents in writing.written():
            writer.add(patents, replace=True)
        yield writer


def _holds(folder: Path) -> int | None:
    """The version that an index holds, None when it cannot be read by this program."""
    try:
        return open_index(folder).holds
    except IndexRefused:
        return None


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
