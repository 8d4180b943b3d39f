"""Long work by name: an app's `tasks.py` registers what can be started as a job (docs/developer/jobs.md)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.utils.functional import Promise


class Progress(Protocol):
    """Given to every task: say how far it is. Cheap to call often."""

    def __call__(self, done: int, total: int, message: str = "") -> None:
        """Report `done` of `total` steps (0 = unknown) and what is being done; raises `JobCancelled` when asked to stop."""


class JobCancelled(Exception):  # noqa: N818 - somebody asked for it; not an error
    """Raised inside a task that was asked to stop."""


class JobFailed(Exception):  # noqa: N818 - the foreseen end of a job in words
    """A foreseen failure: its Chinese words (fault and mend) are shown on the job's page."""


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of job. `work(progress, **arguments)` returns the words of its result; it must be safe to run twice."""

    code: str
    label: str | Promise
    work: Callable[..., str | None]


Work = TypeVar("Work", bound=Callable[..., str | None])

_registered: dict[str, Task] = {}


def task(code: str, *, label: str | Promise) -> Callable[[Work], Work]:
    """Register a function as the work of jobs named `code`; a code is used once."""

    def register(work: Work) -> Work:
        if code in _registered:
            raise ValueError(f"job task {code!r} is registered twice")
        _registered[code] = Task(code, label, work)
        return work

    return register


def find(code: str) -> Task | None:
    """The task of a code; None when a job outlived the code that could run it."""
    return _registered.get(code)


def label_of(code: str) -> str:
    """What a task is called; its code when nobody knows it any more."""
    known = find(code)
    return str(known.label) if known else code


def registered() -> tuple[Task, ...]:
    """All tasks, by code."""
    return tuple(_registered[code] for code in sorted(_registered))
