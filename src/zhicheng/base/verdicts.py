"""What a rule answers: yes, or no with a code and a sentence that says why.

A rule returns a `Verdict`; a verb calls `or_refuse()` on it. The middleware of `base.ui` turns a `Refused` into
a page that says what to do next.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """An act that a rule or a race forbids; nothing was written.

    `code` names the case for tests and the API, `because` is one Chinese sentence: the rule and the fact.
    """

    def __init__(self, code: str, because: str) -> None:
        super().__init__(because)
        self.code = code
        self.because = because


@dataclass(frozen=True, slots=True)
class Verdict:
    """Truthy when allowed; else `code` and `because` say why not."""

    code: str = ""
    because: str = ""

    def __bool__(self) -> bool:
        return not self.code

    def or_refuse(self) -> None:
        """Raise `Refused` unless allowed."""
        if self.code:
            raise Refused(self.code, self.because)

    def __and__(self, other: "Verdict") -> "Verdict":
        """The first refusal of two, or yes."""
        return other if self else self


YES = Verdict()


def no(code: str, because: str) -> Verdict:
    """A refusal; `because` is a translated Chinese sentence."""
    return Verdict(code, because)


class TakesErrors(Protocol):
    """A form."""

    def add_error(self, field: str | None, error: Any) -> None: ...


@contextmanager
def told_at(form: TakesErrors) -> Iterator[None]:
    """What a verb says against what was typed is said at the form, so that its page keeps it; who may not act at all is told on a page of its own.

    The body ends with a `return`: after it the page is shown again.
    """
    try:
        yield
    except Refused as refused:
        if refused.code.startswith(("not_", "outside_")):
            raise
        form.add_error(None, refused.because)
