"""What stands in a release's tables, in words: there, divisions, indicators and criteria are codes."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from zhicheng.base.regions.models import Region
from zhicheng.governance.releases import parts
from zhicheng.governance.releases.package import DEFINITIONS
from zhicheng.governance.releases.parts import Files, Writer

INDICATORS = f"{DEFINITIONS}/indicator/"
REGION_CODE = re.compile(r"\d{6}")


def titles_in(files: Files) -> dict[str, str]:
    """Code → title, of every indicator in a package."""
    texts = {name: content for name, content in files.items() if name.startswith(INDICATORS)}
    return {PurePosixPath(name).stem: str(tomllib.loads(text.decode())["title"]) for name, text in texts.items()}


def places_in(keys: Iterable[str]) -> dict[str, str]:
    """Code → name, of the divisions that keys mention. One query."""
    codes = {word for key in keys for word in key.split() if REGION_CODE.fullmatch(word)}
    return dict(Region.objects.filter(code__in=codes).values_list("code", "name"))


def told(key: str, names: Mapping[str, str]) -> str:
    """A row's key with names in place of codes."""
    return " ".join(names.get(word, word) for word in key.split())


@dataclass(frozen=True, slots=True)
class Naming:
    """The words of one part: what its files hold, and what its codes are called."""

    part: parts.Part | None
    names: Mapping[str, str]
    writer: Writer | None = None

    def column(self, file: str, column: str) -> str:
        """What a column says in one phrase; the whole row where no column is named."""
        if not column:
            return _("整行")
        said = self.part.columns_of(file.partition("/")[2]) if self.part else {}
        phrase = re.split("[（，；。：]", str(said.get(column, "")))[0]
        return phrase or self.names.get(column, column)

    def value(self, row: str, column: str, value: str) -> str:
        """A value with names in place of codes and its unit behind it."""
        words = self.writer(row, column, value) if self.writer and column and value else None
        return told(value, self.names) if words is None else words


def namings(files: Files, keys: Iterable[str]) -> dict[str, Naming]:
    """Folder of a part → its words; what one part names the others may mention, such as divisions. One query."""
    folders = {name.partition("/")[0] for name in files if "/" in name}
    found = {folder: parts.find(folder) for folder in sorted(folders)}
    own = {folder: names_of(part, files) for folder, part in found.items()}
    common = titles_in(files) | places_in(keys)
    for names in own.values():
        common |= names
    writers = {folder: part.writer(files) for folder, part in found.items() if part and part.writer}
    return {folder: Naming(part, common | own[folder], writers.get(folder)) for folder, part in found.items()}


def names_of(part: parts.Part | None, files: Files) -> dict[str, str]:
    """What a part calls its codes."""
    said = part.names(files) if part and part.names else {}
    return {code: str(words) for code, words in said.items()}


def part_words(file: str) -> str:
    """Which part of a release a file belongs to: `指标数据`."""
    folder = file.partition("/")[0]
    if folder == DEFINITIONS:
        return _("定义")
    found = parts.find(folder)
    return str(found.label) if found else folder
