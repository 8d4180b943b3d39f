"""Large counts are remembered for a moment; small ones, and what only has another name, are of this moment."""

from collections.abc import Iterator
from itertools import count

import pytest
from django.core.cache import cache

from zhicheng.base import counts


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_a_small_number_is_counted_each_time() -> None:
    asked = count(1)
    assert [counts.large("cases", lambda: next(asked), from_=3) for _time in range(5)] == [1, 2, 3, 3, 3]


def test_each_name_has_a_number_of_its_own() -> None:
    assert counts.large("cases:440300", lambda: 10_000) == 10_000
    assert counts.large("cases:340100", lambda: 20_000) == 20_000
    assert counts.large("cases:440300", lambda: 7) == 10_000


def test_what_is_found_may_be_more_than_a_number() -> None:
    counts.large("urgency", lambda: {"waiting": 12_000, "over": 3}, size=lambda found: found["waiting"])
    assert counts.large("urgency", dict, size=lambda found: found["waiting"]) == {"waiting": 12_000, "over": 3}
