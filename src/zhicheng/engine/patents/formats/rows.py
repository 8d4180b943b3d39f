"""Delimited text to rows. A row that is broken spoils no other: after a stray quote reading goes on with the next line."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import TypeAlias

from zhicheng.engine.patents.formats.format import FormatRefused

Cells: TypeAlias = list[str]

_DELIMITERS = (",", ";", "\t")
_LONGEST_CELL_CHARS = 4 << 20


class Rows:
    """The rows of a text: the first that is not blank is the header, the others are told one by one.

    The delimiter is the most frequent in the header outside quotes. ``header`` is empty for an empty text; raises
    :class:`FormatRefused` when the header's own quotes are not closed.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        first = next((line for line in lines if line.strip("\ufeff \t\r\n")), "")
        outside_quotes = "".join(first.split('"')[::2])
        self._lines = _Lines(first, lines)
        if csv.field_size_limit() < _LONGEST_CELL_CHARS:
            # The limit is the whole process's. Claims of patents are longer than what it allows at first.
            csv.field_size_limit(_LONGEST_CELL_CHARS)
        self._reader = csv.reader(self._lines, delimiter=max(_DELIMITERS, key=outside_quotes.count), strict=True)
        self.header = self._header()

    def __iter__(self) -> Iterator[Cells | None]:
        """The rows that are not blank; None for one whose quotes do not match."""
        while True:
            self._lines.begin()
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error:
                self._lines.put_back_all_but_the_first()
                yield None
                continue
            if any(cells):
                yield cells

    def _header(self) -> Cells:
        try:
            names = next(self._reader, [])
        except csv.Error:
            raise FormatRefused("表头的引号没有配对，分不清各列。请另存为 .csv 后再上传") from None
        while names and not names[-1].strip():
            names.pop()
        return names


class _Lines:
    """Lines that remember those of the row being read, to give back what a stray quote swallowed."""

    def __init__(self, first: str, rest: Iterator[str]) -> None:
        self._waiting = deque([first] if first else [])
        self._rest = rest
        self._of_this_row: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._rest)
        self._of_this_row.append(line)
        return line

    def begin(self) -> None:
        self._of_this_row.clear()

    def put_back_all_but_the_first(self) -> None:
        self._waiting.extendleft(reversed(self._of_this_row[1:]))
