"""What a load reads: a source and how to read it from its beginning."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from zhicheng.engine.patents.formats.format import Reading
from zhicheng.engine.patents.lake import Source
from zhicheng.engine.patents.record import Patent, Reject


class LoadRefused(ValueError):  # noqa: N818 - a refusal is an answer, not an error
    """A load that cannot begin; the message says why and what to do."""


@dataclass
class Position:
    """How many bytes of the input were read off the disk so far; for a bar that knows the remaining time."""

    stream: BinaryIO | None = None
    ended_at: int = 0

    @property
    def bytes_read(self) -> int:
        return self.ended_at if self.stream is None else self.stream.tell()


@dataclass(frozen=True)
class Input:
    """One source and how to read it from its beginning; always the same records in the same order."""

    source: Source
    read: Callable[[], Reading]
    position: Position = field(default_factory=Position)


def records_input(name: str, records: Callable[[], Iterator[Patent | Reject]], identity: str) -> Input:
    """An input of records that are made, not read. `identity` stands for the contents: equal identity, equal records."""
    return Input(Source(name=name, sha256=hashlib.sha256(identity.encode()).hexdigest(), format="records"), records)
