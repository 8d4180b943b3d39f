"""What figures are used for: other apps say so, the pages of an indicator and a figure show it.

uses.register(lambda code: [Use(_("2018 年工作计划目标"), "/plans/2018/")] if code in … else [])
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Use:
    """One use of an indicator: what, and the page that shows it."""

    label: str
    url: str


Uses = Callable[[str], Iterable[Use]]
_registered: list[Uses] = []


def register(uses: Uses) -> Uses:
    """Announce a function: indicator's code → its uses. It is called once a page, so one query at most."""
    _registered.append(uses)
    return uses


def of(code: str) -> list[Use]:
    """All uses of an indicator, in order of registration."""
    return [use for uses in _registered for use in uses(code)]
