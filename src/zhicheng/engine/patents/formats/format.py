"""What a format is, and what it reads from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

from zhicheng.engine.patents.record import Patent, Reject

Reading: TypeAlias = Iterator[Patent | Reject]
"""Records in the order of the file: each that can be read, and each that could not."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file to read, unpacked: an uploaded file itself, or a file in its archive.

    `name` is how rejects and records call it (`week12.zip/ipg120320.xml`); `stream` is read once, forward.
    """

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class Format:
    """One way of writing patents down. `recognises` looks at the first bytes (at most 64 KiB) and the name of a member.

    `read` never raises for a broken record: it gives a `Reject` with the record's number (from 1) and goes on. It raises
    `FormatRefused` when the member as a whole cannot be read, and keeps no more than one record in memory.
    """

    code: str
    label: str
    recognises: Callable[[bytes, str], bool]
    read: Callable[[Member], Reading]


class FormatRefused(ValueError):  # noqa: N818 - a refusal is an answer, not an error
    """A file that cannot be read at all: the message says why and what to do."""
