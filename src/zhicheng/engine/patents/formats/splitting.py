"""Many records in one file, told apart by how they begin; one record in memory at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

LONGEST_RECORD_BYTES = 48 << 20
"""Documents have some hundred kilobytes, a few with long tables some megabytes. Parsed, this much takes about 400 MB of memory."""

_CHUNK_BYTES = 1 << 20
_LONGEST_BEGINNING = 256


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes from one beginning to the next. ``too_long``: there were more than the limit, only the first are kept."""

    data: bytes
    too_long: bool = False


def pieces_of(
    stream: BinaryIO, beginning: re.Pattern[bytes], *, after: bytes = b"", limit: int = LONGEST_RECORD_BYTES
) -> Iterator[Piece]:
    """What lies between the matches of ``beginning``; first what stands before the first of them, empty if nothing does.

    ``beginning`` matches at most 256 bytes; patterns that begin with fixed bytes are sought ten times as fast. ``after``
    are the bytes after one of which a match counts (at the very beginning it always does); empty for any.
    """
    pending, searched, within, too_long = bytearray(), 0, 0, False
    while chunk := stream.read(_CHUNK_BYTES):
        pending += chunk
        start = 0
        for begins in [found.start() for found in beginning.finditer(pending, searched)]:
            if begins and after and pending[begins - 1] not in after:
                continue
            yield Piece(bytes(pending[start:begins]), too_long)
            start, within, too_long = begins, 1, False
        del pending[:start]
        if len(pending) > limit:
            del pending[_LONGEST_BEGINNING:-_LONGEST_BEGINNING]
            too_long = True
        # A beginning may be cut by the end of the chunk; that of the piece itself is not found again.
        searched = max(len(pending) - _LONGEST_BEGINNING, within)
    yield Piece(bytes(pending), too_long)
