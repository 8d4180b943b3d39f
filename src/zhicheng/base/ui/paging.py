"""Pages of long lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet

Rows = QuerySet[Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `number` counts from 1, `count` is the whole list's length."""

    number: int
    pages: int
    count: int
    per_page: int
    rows: list[Any]
    parameter: str = "page"

    @property
    def first(self) -> int:
        """Place of the first row in the whole list, from 1; 0 when the list is empty."""
        return (self.number - 1) * self.per_page + 1 if self.count else 0

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1 if self.count else 0

    @property
    def has_others(self) -> bool:
        return self.pages > 1

    @property
    def steps(self) -> list[int | None]:
        """Page numbers to offer; None stands for a gap."""
        near = {1, self.pages, *range(self.number - 2, self.number + 3)}
        kept = sorted(number for number in near if 1 <= number <= self.pages)
        steps: list[int | None] = kept[:1]
        for before, number in pairwise(kept):
            steps += [number] if number == before + 1 else [None, number]
        return steps


def paginate(
    rows: Rows, wanted: str | None, per_page: int = 50, *, parameter: str = "page", count: int | None = None
) -> Page:
    """The wanted page; a word that is no page number gives the first, one too large the last. `per_page=0`: all rows.

    `count` is the length of the list where it is known already.
    """
    if count is None:
        count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    size = per_page or max(1, count)
    pages = max(1, -(-count // size))
    number = min(_page_number(wanted), pages)
    start = (number - 1) * size
    return Page(number, pages, count, size, list(rows[start : start + size]), parameter)


def first_page(rows: Rows, per_page: int, *, parameter: str = "page", keys_first: bool = False) -> Page:
    """The first page of a list that is expected to be short: counted only when it goes on beyond the page.

    For what is searched by a condition that no index answers, whose count would scan as much again as its rows. `keys_first`: an index
    holds all that the condition reads, so that it is scanned alone for the keys, and only the rows found are read.
    """
    most = per_page + 1
    found = list(_found_by_key(rows, most) if keys_first and isinstance(rows, QuerySet) else rows[:most])
    if len(found) > per_page:
        return paginate(rows, None, per_page, parameter=parameter)
    return Page(1, 1, len(found), per_page, found, parameter)


def _found_by_key(rows: QuerySet[Any], most: int) -> QuerySet[Any]:
    return rows.filter(pk__in=rows.values("pk")[:most])


def _page_number(wanted: str | None) -> int:
    try:
        return max(1, int(wanted or 1))
    except ValueError:
        return 1
