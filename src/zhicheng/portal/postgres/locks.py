"""Advisory file locks: the kernel drops them with the process, however it ended.

A lock also lives on in every process that inherited its descriptor. The server inherits one, so
"is a server alive on this data?" has an exact answer that process numbers (reused after a restart,
different in each container) cannot give.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


def open_lock(path: Path) -> int:
    """Descriptor of the lock file at `path`, made when missing; nothing is locked yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def take_if_free(descriptor: int) -> bool:
    """Lock exclusively if nobody else holds any lock; True when it was taken."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(path: Path) -> bool:
    """Whether some living process holds the lock at `path`."""
    descriptor = open_lock(path)
    try:
        return not take_if_free(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock at `path` alone for the length of the block, waiting for it as long as it takes."""
    descriptor = open_lock(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def take_shared(path: Path) -> int:
    """Lock together with others, waiting for an exclusive holder; returns the descriptor to close."""
    descriptor = open_lock(path)
    share(descriptor)
    return descriptor


def share(descriptor: int) -> None:
    """Lock together with others (an exclusive lock of one's own becomes a shared one)."""
    fcntl.flock(descriptor, fcntl.LOCK_SH)


def take_alone(path: Path) -> int:
    """Lock exclusively, waiting until every other holder is gone; returns the descriptor to close."""
    descriptor = open_lock(path)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor
