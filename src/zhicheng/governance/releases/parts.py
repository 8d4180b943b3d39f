"""What a release is made of: each app offers its part, and says how to compute it again without a database.

An app does so in `release_parts.py`, which the app of releases imports when all apps are ready.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from zhicheng.base.ui.columns import Text

Files = Mapping[str, bytes]
"""Name below the part's folder → content."""


@dataclass(frozen=True, slots=True)
class Part:
    """One folder of a release.

    `frozen(year)` gives the part's files for a year, empty when nothing of that year is published; the same facts give the same
    bytes. `again(release)` takes all files of the release by their full names and gives those of this part that follow from the
    others, computed anew from nothing else; None when nothing in it can be computed.
    """

    code: str
    label: Text
    frozen: Callable[[int], Files]
    again: Callable[[Files], Files] | None = None


_offered: dict[str, Part] = {}


def register(part: Part) -> Part:
    """Offer a part; its code, which names its folder, must be new."""
    if part.code in _offered:
        raise ValueError(f"release part {part.code!r} is registered twice")
    _offered[part.code] = part
    return part


def offered() -> tuple[Part, ...]:
    """All parts, by code."""
    return tuple(_offered[code] for code in sorted(_offered))
