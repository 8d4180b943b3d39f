"""Ends the child processes of a command that was killed without the chance to end them itself.

The command holds the other end of the keeper's standard input: it writes the number of each process
group it starts, and ``done`` when it has stopped them. An end of input without ``done`` means that the
command is gone.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from typing import IO, Self

GRACE_SECONDS = 5
DONE = "done"


class Keeper:
    """The command's end: tell the keeper about children, and release it when they have stopped."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-m", "zhicheng.portal.keeper"],
            stdin=subprocess.PIPE, cwd="/", start_new_session=True, text=True,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self._tell(DONE)
        self._input.close()
        self._process.wait()

    @property
    def _input(self) -> IO[str]:
        if self._process.stdin is None:
            raise RuntimeError("the keeper was started without an input")
        return self._process.stdin

    def watch(self, process_group: int) -> None:
        """End this process group should the command be killed."""
        self._tell(str(process_group))

    def _tell(self, word: str) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._input.write(f"{word}\n")
            self._input.flush()


def main() -> None:
    """Read process groups until the command says that it is done, or is gone."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    groups = []
    for line in sys.stdin:
        if line.strip() == DONE:
            return
        groups.append(int(line))
    end(groups)


def end(groups: Iterable[int]) -> None:
    """Ask the process groups to stop, and kill what is left after the grace."""
    living = [group for group in groups if _signal(group, signal.SIGTERM)]
    deadline = time.monotonic() + GRACE_SECONDS
    while living and time.monotonic() < deadline:
        time.sleep(0.1)
        living = [group for group in living if _signal(group, 0)]
    for group in living:
        _signal(group, signal.SIGKILL)


def _signal(group: int, number: int) -> bool:
    """Whether the group still existed. Signal 0 only asks."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS says so about a group of which only a zombie is left
        return False
    return True


if __name__ == "__main__":
    main()
