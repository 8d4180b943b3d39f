"""Files that wait to be loaded: where they lie, what they are, and how they begin."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from zhicheng.base.documents import storage
from zhicheng.engine.patents.formats.format import Format, FormatRefused
from zhicheng.engine.patents.formats.opening import head_of, members
from zhicheng.engine.patents.formats.recognition import recognise
from zhicheng.engine.patents.record import Patent, Reject
from zhicheng.services.patentinfo.models import Load

UPLOAD, FOLDER = "upload", "folder"
SHOWN_PATENTS, SHOWN_REJECTS, LOOKED_AT = 20, 20, 1000
"""A preview shows so many records of each sort, among the first so many."""


@dataclass
class Preview:
    """How files begin. `is_whole`: all their records were looked at; `refused` names the files that cannot be read at all, and why."""

    formats: dict[str, Format] = field(default_factory=dict)
    patents: list[Patent] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    looked_at: int = 0
    reject_count: int = 0
    is_whole: bool = True
    refused: list[str] = field(default_factory=list)

    @property
    def format_words(self) -> str:
        """The formats found, each once."""
        return "、".join(dict.fromkeys(each.label for each in self.formats.values()))

    @property
    def format_codes(self) -> str:
        return "+".join(dict.fromkeys(each.code for each in self.formats.values()))

    @property
    def has_patents(self) -> bool:
        return bool(self.patents)


@dataclass(frozen=True, slots=True)
class Offered:
    """A file or folder in the server's folder for patents."""

    name: str
    size_bytes: int
    is_folder: bool


def offered() -> list[Offered]:
    """What lies in ZHICHENG_PATENT_FOLDER, by name; nothing where none is set or it is not there."""
    folder = settings.PATENT_FOLDER
    if folder is None or not Path(folder).is_dir():
        return []
    paths = [path for path in sorted(Path(folder).iterdir()) if not path.name.startswith(".")]
    return [Offered(path.name, size_of(path), path.is_dir()) for path in paths]


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files of a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


@contextmanager
def staged(load: Load) -> Iterator[list[Path]]:
    """The files of a load under their own names, for as long as they are read.

    Uploads are kept under their hashes; the readers tell formats and faults by names.
    """
    with tempfile.TemporaryDirectory(prefix="zhicheng-load-") as folder:
        yield [place_of(one, Path(folder) / str(number)) for number, one in enumerate(load.files)]


def place_of(file: dict[str, str], room: Path) -> Path:
    """The path of one file, linked into its own room under its name when it was uploaded."""
    if file["where"] == FOLDER:
        return Path(settings.PATENT_FOLDER or room) / file["name"]
    room.mkdir()
    link = room / file["name"]
    link.symlink_to(storage.path_of(file["sha256"]))
    return link


def preview(load: Load) -> Preview:
    """How the files of a load begin; nothing is written."""
    found = Preview()
    with staged(load) as paths:
        for path in paths:
            look_into(path, found)
    return found


def look_into(path: Path, found: Preview) -> None:
    """Add what a file, archive or folder holds. What cannot be opened is named among `refused`."""
    if not path.exists():
        found.refused.append(_("%(name)s 已不在服务器上，请放弃后重新选择。") % {"name": path.name})
        return
    try:
        for member in members(path):
            chosen = recognise(head_of(member), member.name)
            if chosen is None:
                found.refused.append(_("%(name)s 不是能识别的专利文件，不会载入。") % {"name": member.name})
                continue
            found.formats[member.name] = chosen
            take(chosen.read(member), found)
            if found.looked_at >= LOOKED_AT:
                found.is_whole = False
                return
    except FormatRefused as refused:
        found.refused.append(str(refused))


def take(records: Iterable[Patent | Reject], found: Preview) -> None:
    """Look at records until the preview has enough."""
    for record in islice(records, LOOKED_AT - found.looked_at):
        found.looked_at += 1
        if isinstance(record, Reject):
            found.reject_count += 1
            found.rejects += [record] if len(found.rejects) < SHOWN_REJECTS else []
        elif len(found.patents) < SHOWN_PATENTS:
            found.patents.append(record)
