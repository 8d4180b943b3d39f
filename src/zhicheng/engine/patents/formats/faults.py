"""What is wrong with one record, and how such a record is set aside."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from zhicheng.engine.patents.formats.format import Member, Reading
from zhicheng.engine.patents.record import Patent, Reject

_EXCERPT_CHARS = 200

_Raw = TypeVar("_Raw")


class RecordRefused(ValueError):  # noqa: N818 - a refusal is an answer, not an error
    """One record that cannot be read. The message is Chinese, names the fault and how to mend it."""


def read_each(
    member: Member, raws: Iterable[_Raw], parse: Callable[[_Raw], Patent | None], excerpt: Callable[[_Raw], str]
) -> Reading:
    """Each raw record of a member as a patent, or as a reject with its number from 1.

    ``parse`` gives None for a record that is whole but no patent document (a sequence listing among grants): it is left
    out. Raises :class:`FormatRefused` as soon as ``raws`` does.
    """
    for position, raw in enumerate(raws, start=1):
        try:
            patent = parse(raw)
        except RecordRefused as refusal:
            yield reject(member, position, str(refusal), excerpt(raw))
            continue
        if patent is not None:
            yield patent


def reject(member: Member, position: int, reason: str, excerpt: str) -> Reject:
    """A record of a member set aside; of the excerpt the first 200 characters are kept, on one line."""
    return Reject(member.name, position, reason, cut(excerpt))


def cut(text: str) -> str:
    """The text on one line, so short that it fits into a report."""
    line = " ".join(text[: 4 * _EXCERPT_CHARS].split())
    return line if len(line) <= _EXCERPT_CHARS else line[: _EXCERPT_CHARS - 1] + "…"
