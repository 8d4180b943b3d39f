"""Cells that lie under a merged one: people see them filled, the file holds them empty."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

_RANGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_CHUNK_BYTES = 1 << 16
_LONGEST_MARK = 256


@dataclass(frozen=True, slots=True)
class MergedCell:
    """First and last line (from 1) and column (from 0)."""

    first_line: int
    last_line: int
    first_column: int
    last_column: int

    def hides_from(self, line: int) -> int | None:
        """The first column that it hides in a line, None when there is none: its own content stands in its upper left corner."""
        first = self.first_column + (line == self.first_line)
        return first if first <= self.last_column else None


class MergedCells:
    """The merged cells of a sheet, asked line by line downwards."""

    def __init__(self, cells: Iterable[MergedCell], most_in_a_line: int) -> None:
        self._further = sorted(cells, key=lambda cell: cell.first_line, reverse=True)
        self._here: list[MergedCell] = []
        self._most = most_in_a_line

    def hidden_in(self, line: int) -> list[int]:
        """For each merged cell that hides cells of a line, the first column hidden. Raises ValueError when more overlap than a line has room for."""
        while self._further and self._further[-1].first_line <= line:
            self._here.append(self._further.pop())
        self._here = [cell for cell in self._here if cell.last_line >= line]
        if len(self._here) > self._most:
            message = f"{len(self._here)} merged cells in line {line}"
            raise ValueError(message)
        return [column for cell in self._here if (column := cell.hides_from(line)) is not None]


def merged_cells(part: BinaryIO) -> Iterator[MergedCell]:
    """All that a worksheet's XML names, read through in pieces."""
    tail = b""
    while chunk := part.read(_CHUNK_BYTES):
        window = tail + chunk
        end = 0
        for found in _RANGE.finditer(window):
            end = found.end()
            first, top, last, bottom = found.groups()
            yield MergedCell(int(top), int(bottom), _column(first), _column(last))
        tail = window[max(end, len(window) - _LONGEST_MARK) :]


def _column(letters: bytes) -> int:
    """From 0: A, B, … Z, AA, …"""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
