"""Many records in one file, told apart by how they begin; one record in memory at a time."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

LONGEST_RECORD_BYTES = 48 << 20
"""Documents have some hundred kilobytes, a few with long tables some megabytes. Parsed, this much takes about 400 MB of memory."""

_CHUNK_BYTES = 1 << 20
_LONGEST_BEGINNING = 256


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes from one beginning to the next. ``too_long``: there were more than the limit, only the first are kept."""

    data: bytes
    too_long: bool = False


Beginnings: TypeAlias = Callable[[bytearray, int], Iterable[int]]
"""Where records begin in some bytes, from a place on; what tells a beginning is at most 256 bytes long."""


def matching(beginning: re.Pattern[bytes], *, after: bytes = b"") -> Beginnings:
    """Records begin where a pattern matches. Those that begin with fixed bytes are sought ten times as fast.

    ``after`` are the bytes after one of which a match counts (at the very beginning it always does); empty for any.
    """

    def places(data: bytearray, start: int) -> Iterator[int]:
        for found in beginning.finditer(data, start):
            place = found.start()
            if not (place and after) or data[place - 1] in after:
                yield place

    return places


def pieces_of(stream: BinaryIO, beginnings: Beginnings, *, limit: int = LONGEST_RECORD_BYTES) -> Iterator[Piece]:
    """What lies between the beginnings; first what stands before the first of them, empty if nothing does."""
    pending, searched, within, too_long = bytearray(), 0, 0, False
    while chunk := stream.read(_CHUNK_BYTES):
        pending += chunk
        start = 0
        for begins in list(beginnings(pending, searched)):
            yield Piece(bytes(memoryview(pending)[start:begins]), too_long)
            start, within, too_long = begins, 1, False
        del pending[:start]
        if len(pending) > limit:
            del pending[_LONGEST_BEGINNING:-_LONGEST_BEGINNING]
            too_long = True
        # A beginning may be cut by the end of the chunk; that of the piece itself is not found again.
        searched = max(len(pending) - _LONGEST_BEGINNING, within)
    yield Piece(bytes(pending), too_long)
