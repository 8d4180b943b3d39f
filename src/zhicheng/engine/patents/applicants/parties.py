"""Which of the platform's parties an applicant is: by its credit code, or by a name that a person has confirmed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zhicheng.engine.patents.applicants.decisions import Group
from zhicheng.engine.patents.applicants.proposals import Applicant


class Basis(StrEnum):
    USCC = "uscc"
    CONFIRMED_NAME = "confirmed_name"


@dataclass(frozen=True, slots=True)
class PartyLink:
    """The party, by its credit code, of all members of a group."""

    group: str
    uscc: str
    basis: Basis


class LinkConflict(ValueError):  # noqa: N818 - the data are in conflict, the program is not in error
    """A group holds the names or credit codes of two parties. ``group`` and ``usccs`` name them."""

    def __init__(self, group: str, usccs: Iterable[str]) -> None:
        self.group, self.usccs = group, tuple(sorted(usccs))
        super().__init__(f"“{group}”一组对应多个统一社会信用代码：{'、'.join(self.usccs)}。请把不同主体分开")


def link(
    groups: Iterable[Group], applicants: Mapping[str, Applicant], confirmed: Mapping[str, str]
) -> tuple[PartyLink, ...]:
    """The parties of groups, by group; a group of which nothing is known has none.

    ``applicants`` by identifier; ``confirmed`` from identifier to the credit code that a person has confirmed for this name. A credit code
    that stands in the data goes before. Raises :class:`LinkConflict`.
    """
    found = (_link(group, applicants, confirmed) for group in groups)
    return tuple(each for each in found if each)


def _link(group: Group, applicants: Mapping[str, Applicant], confirmed: Mapping[str, str]) -> PartyLink | None:
    written = {applicants[member].uscc for member in group.members if member in applicants} - {""}
    named = {confirmed[member] for member in group.members if member in confirmed} - {""}
    usccs = sorted(written | named)
    if len(usccs) > 1:
        raise LinkConflict(group.identifier, usccs)
    return PartyLink(group.identifier, usccs[0], Basis.USCC if written else Basis.CONFIRMED_NAME) if usccs else None
