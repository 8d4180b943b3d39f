"""What people decided about applicants, and the groups that follow. Decisions are kept; groups are computed from them."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """`MERGE`: both are one applicant; `APART`: they are two, whatever else is decided."""

    MERGE = "merge"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Decision:
    """One person's word about two applicants. A later decision about the same two replaces an earlier one."""

    left: str
    right: str
    verdict: Verdict
    decided_by: str = ""


class DecisionConflict(ValueError):  # noqa: N818 - the decisions are in conflict, the program is not in error
    """Two applicants to be kept apart are joined by a chain of merges. ``chain`` names it from one to the other."""

    def __init__(self, chain: Sequence[str]) -> None:
        self.left, self.right, self.chain = chain[0], chain[-1], tuple(chain)
        super().__init__(
            f"“{self.left}”与“{self.right}”已确认为不同主体，但合并决定又把两者连在一起：{' → '.join(chain)}。请撤销其中一项决定"
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Applicants that are one. ``identifier`` is the smallest of ``members``, so that it stays when others join."""

    identifier: str
    members: tuple[str, ...]


def groups(identifiers: Iterable[str], decisions: Iterable[Decision]) -> tuple[Group, ...]:
    """The groups of all identifiers, by their identifier; the order of what comes in does not matter but for replaced decisions.

    An identifier that only decisions name is a member too. Raises :class:`DecisionConflict`, which names both applicants and the chain.
    """
    valid = in_force(decisions)
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for left, right in (pair for pair, verdict in valid.items() if verdict is Verdict.MERGE):
        neighbours[left].add(right)
        neighbours[right].add(left)
    for left, right in sorted(pair for pair, verdict in valid.items() if verdict is Verdict.APART):
        if chain := _chain(left, right, neighbours):
            raise DecisionConflict(chain)
    everyone = {*identifiers, *(each for pair in valid for each in pair)}
    return tuple(_components(everyone, neighbours))


def in_force(decisions: Iterable[Decision]) -> dict[tuple[str, str], Verdict]:
    """The last verdict about each pair, the smaller identifier first."""
    return {
        (min(each.left, each.right), max(each.left, each.right)): each.verdict
        for each in decisions
        if each.left != each.right
    }


def _components(everyone: Iterable[str], neighbours: Mapping[str, set[str]]) -> Iterable[Group]:
    seen: set[str] = set()
    for first in sorted(everyone):
        if first not in seen:
            members = set(_reached(first, neighbours))
            seen |= members
            yield Group(first, tuple(sorted(members)))


def _chain(left: str, right: str, neighbours: Mapping[str, set[str]]) -> list[str]:
    """The shortest chain of merges from one to the other, or nothing."""
    came_from = _reached(left, neighbours)
    if right not in came_from:
        return []
    chain = [right]
    while chain[-1] != left:
        chain.append(came_from[chain[-1]])
    return chain[::-1]


def _reached(first: str, neighbours: Mapping[str, set[str]]) -> dict[str, str]:
    """Everyone whom merges join to the first, each with whom they were reached from, nearest first."""
    came_from, waiting = {first: first}, deque([first])
    while waiting:
        here = waiting.popleft()
        for other in sorted(neighbours.get(here, ())):
            if other not in came_from:
                came_from[other] = here
                waiting.append(other)
    return came_from
