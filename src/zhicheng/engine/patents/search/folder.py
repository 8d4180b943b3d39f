"""Where an index lies: a folder with one generation of files and a note of what they hold.

    index/current.json     {"format": 1, "generation": "0001", "holds": 12}
    index/0001/            tantivy's files
    index/writer.lock      held by the one writer

A rebuild fills a new generation and then points the note at it; readers of the old one keep what they have open.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from zhicheng.engine.patents.search.index import IndexRefused
from zhicheng.engine.patents.search.schema import FORMAT

_NOTE = "current.json"
_LOCK = "writer.lock"


@dataclass(frozen=True, slots=True)
class Current:
    """The generation in use and the lake version it holds."""

    generation: str
    holds: int


def current(folder: Path) -> Current | None:
    """What the note says, None where there is no index. Raises :class:`IndexRefused` for an index of another format."""
    try:
        note = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        note = {}
    if note.get("format") != FORMAT:
        message = f"检索索引 {folder} 是程序的另一个版本建的，请重建索引"
        raise IndexRefused(message)
    return Current(note["generation"], note["holds"])


def point_at(folder: Path, now: Current) -> None:
    """Write the note, whole or not at all."""
    note = {"format": FORMAT, "generation": now.generation, "holds": now.holds}
    draft = folder / f"{_NOTE}.draft"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(note, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / _NOTE)


def next_generation(folder: Path) -> str:
    """A name that no generation has yet."""
    taken = [int(each.name) for each in folder.iterdir() if each.name.isdigit()]
    return f"{max(taken, default=0) + 1:04}"


def drop_others(folder: Path, generation: str) -> None:
    """Delete every generation but this one."""
    for each in folder.iterdir():
        if each.name.isdigit() and each.name != generation:
            shutil.rmtree(each)


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. Raises :class:`IndexRefused` while another holds it; a killed process gives it up."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"检索索引 {folder} 正在被另一个程序写入，请等它结束后再试"
            raise IndexRefused(message) from None
        yield


def stamp(folder: Path, generation: str) -> tuple[int, int]:
    """Changes whenever a commit has changed the generation's files."""
    meta = (folder / generation / "meta.json").stat()
    return meta.st_mtime_ns, meta.st_ino
