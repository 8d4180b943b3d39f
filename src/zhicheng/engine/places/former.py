"""Former names and zones from the tables beside this module."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from zhicheng.engine.places.names import FORMER_NAMES


@cache
def former_names() -> dict[str, tuple[str, ...]]:
    """Every former name with the codes of the divisions that took its places over: 东山区 → 440104, 650109."""
    found: dict[str, tuple[str, ...]] = {name: (code,) for name, code in FORMER_NAMES.items()}
    for each in _table("former.toml")["former"]:
        found[each["name"]] = tuple(dict.fromkeys((*found.get(each["name"], ()), each["now"])))
    return found


def zones(*, local: bool) -> Iterator[tuple[str, str]]:
    """Names of development zones with codes: those that need a place named around them (local), or those that do not."""
    for zone in _table("zones.toml")["zones"]:
        if zone.get("local", False) is local:
            yield zone["name"], zone["now"]


def _table(file: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(file).read_text(encoding="utf-8"))
