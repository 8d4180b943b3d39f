"""Who comes first in a batch whatever the score: a rule of whoever knows it, given with its reason.

A service or the governance above announces in `outcomes.py` which applicants of an item are preferred; the hall ranks them first, among
themselves by score, and shows the reason beside the place.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhicheng.services.hall.models import Application

Prefer = Callable[[Sequence["Application"]], Mapping[int, str]]
"""Cases of a batch → the preferred ones with the reason in words."""

_registered: dict[str, Prefer] = {}


def register(item: str, prefer: Prefer) -> None:
    """Announce the rule of an item; an item has one."""
    if item in _registered:
        raise ValueError(f"item {item!r} has a rule of preference already")
    _registered[item] = prefer


def preferred(item: str, cases: Sequence["Application"]) -> Mapping[int, str]:
    """Case → why it comes first; empty for an item without such a rule."""
    prefer = _registered.get(item)
    return prefer(cases) if prefer else {}
