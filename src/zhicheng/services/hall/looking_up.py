"""Lookups: what a form asks of another service while it is filled in, such as patents by their numbers.

A service announces its own in `lookups.py`; the hall knows nothing of the service.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Look = Callable[[Sequence[str]], "list[Found]"]


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one thing as it was written: its proper writing and title, or why there is none and what was perhaps meant."""

    written: str
    outcome: Literal["found", "malformed", "unknown"]
    code: str = ""
    title: str = ""
    why: str = ""


_registered: dict[str, Look] = {}


def register(kind: str, look: Look) -> None:
    """Announce a lookup for a kind of field; one for each kind."""
    if kind in _registered:
        raise ValueError(f"lookup {kind!r} is registered twice")
    _registered[kind] = look


def look_up(kind: str, written: Sequence[str]) -> list[Found]:
    """Each thing in its order; all unknown as long as no service answers."""
    look = _registered.get(kind)
    return look(written) if look else [Found(text, "unknown", text) for text in written]
