"""What a row of a release's tables is about, in words: the keys are codes."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from zhicheng.base.regions.models import Region
from zhicheng.governance.releases.package import DEFINITIONS
from zhicheng.governance.releases.parts import Files

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
