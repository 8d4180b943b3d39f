"""Which part of the lake holds a publication: a sorted array of 64-bit hashes, mapped from a file.

16 bytes a publication. Two different numbers with one hash (expected once among 6,000,000,000) only cost a look into the part:
whoever asks compares the publication numbers themselves.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
ABSENT = -1


@dataclass(frozen=True)
class Keys:
    """Hashes in ascending order, each once, and the part of each."""

    hashes: Hashes
    parts: Hashes

    def __len__(self) -> int:
        return len(self.hashes)

    def find(self, wanted: Hashes) -> npt.NDArray[np.int64]:
        """The part of each hash, `ABSENT` where there is none."""
        if not len(self.hashes):
            return np.full(len(wanted), ABSENT, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.hashes, wanted), len(self.hashes) - 1)
        return np.where(self.hashes[at] == wanted, self.parts[at].astype(np.int64), ABSENT)

    def newer(self, hashes: Hashes, parts: Hashes) -> "Keys":
        """These keys after others came: of a key in both, the other's part."""
        every = np.concatenate([self.hashes, hashes])
        order = np.argsort(every, kind="stable")
        ordered = every[order]
        last = np.ones(len(ordered), dtype=bool)
        last[:-1] = ordered[1:] != ordered[:-1]
        return Keys(ordered[last], np.concatenate([self.parts, parts])[order][last])

    def save(self, path: Path) -> None:
        """Write to a file that takes its name only when whole."""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".tmp")
        with beside.open("wb") as stream:
            np.save(stream, np.stack([self.hashes, self.parts]))
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)


def empty() -> Keys:
    return Keys(np.empty(0, np.uint64), np.empty(0, np.uint64))


def opened(path: Path) -> Keys:
    """The keys of a file, read from it as they are asked for."""
    stored = np.load(path, mmap_mode="r")
    return Keys(stored[0], stored[1])


def hashed(publications: Iterable[str]) -> Hashes:
    """The hash of each number, the same on every machine."""
    digests = b"".join(blake2b(one.encode("utf-8", "replace"), digest_size=8).digest() for one in publications)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)
