"""What an integrity check is, and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Finding:
    """One place: the region and year (where it has one), what is there, and the row of the file (where it has one)."""

    words: str
    region: str = ""
    name: str = ""
    period: int | None = None
    indicator: str = ""
    source: int | None = None
    line: int | None = None


Find = Callable[[], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A named question to the figures or their records. `label` and the texts are shown on the page of checks.

    `is_public`: strangers may read the findings; else they see how many there are, and officers those of their reach.
    """

    code: str
    label: str | Promise
    why: str | Promise
    advice: str | Promise
    find: Find
    is_public: bool = True
