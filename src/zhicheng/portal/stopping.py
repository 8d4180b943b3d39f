"""What asks a command to stop, and stopping in one piece."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

SIGNALS_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def signals_stop() -> Iterator[None]:
    """In the block, the signals that ask a program to stop all act like Ctrl-C (a nohup stays in force)."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in SIGNALS_TO_STOP}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def ignoring_signals() -> Iterator[None]:
    """In the block, an impatient second Ctrl-C does not break off the stopping."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in SIGNALS_TO_STOP}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
