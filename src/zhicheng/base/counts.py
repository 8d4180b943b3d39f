"""How many there are of what nobody counts along: an index of 80,000 rows takes longer to count than its page to render.

Below ten thousand every count is of this moment: who has done one of twelve sees eleven. From there on it is at most twenty seconds old.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache

LARGE = 10_000
KEPT_SECONDS = 20
Counted = TypeVar("Counted")


def large(name: str, count: Callable[[], Counted], *, size: Callable[[Any], int] = int, from_: int = LARGE) -> Counted:
    """What `count` finds, counted anew unless it was large a moment ago.

    `name` says what is counted, for whom and as of which day; `size` reads the number of rows from what is found. All web processes of a
    machine know what one of them counted, so that a number does not go back and forth between two clicks.
    """
    kept: Counted | None = cache.get(name)
    if kept is not None:
        return kept
    found = count()
    if size(found) >= from_:
        cache.set(name, found, KEPT_SECONDS)
    return found
