"""Outcomes: what an approved application leads to.

A service announces in `outcomes.py` what it does when the hall hands a case over; the hall calls it exactly once for each case, in a
transaction of its own. An item may name an outcome that no service announces yet: the case then ends at the hand-over point.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from zhicheng.services.hall.models import Application


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of it: a sentence for the applicant, and the page of the thing that was made."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A code such as `cultivation.designate`; `perform(application, **parameters of the item)` makes the thing and returns it.

    It runs inside a transaction of the hall and must write nothing outside it.
    """

    code: str
    label: str | Promise
    perform: "Callable[..., Delivered]"


_registered: dict[str, Outcome] = {}


def register(outcome: Outcome) -> Outcome:
    """Announce an outcome; its code must be new."""
    if outcome.code in _registered:
        raise ValueError(f"outcome {outcome.code!r} is registered twice")
    _registered[outcome.code] = outcome
    return outcome


def find(code: str) -> Outcome | None:
    """The outcome of a code, None while no service announces it."""
    return _registered.get(code)


def offered() -> tuple[Outcome, ...]:
    """All outcomes, by code."""
    return tuple(_registered[code] for code in sorted(_registered))


def perform(outcome: Outcome, application: "Application", parameters: Mapping[str, Any]) -> Delivered:
    """Hand a case over with what its item says."""
    return outcome.perform(application, **parameters)
