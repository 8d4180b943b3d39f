"""What the platform and the organisation itself say for each line of a score sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhicheng.services.cultivation.definition_kinds import ScoreLine, ScoreSheet
from zhicheng.services.cultivation.models import ScoreEntry
from zhicheng.services.hall import asking
from zhicheng.services.hall.asking import Evidence


class Origin(StrEnum):
    """Where a number comes from."""

    RECORDS = "records"
    ENTERED = "entered"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Filled:
    """The numbers of one line, where they come from, and what proves them."""

    values: Sequence[float]
    origin: Origin
    evidence: Evidence | None = None
    entry: ScoreEntry | None = None


def fill(sheet: ScoreSheet, party_id: int, entries: Mapping[str, ScoreEntry]) -> dict[str, Filled]:
    """Each line by its code: from the records where they say something, else as it was entered, else empty."""
    with asking.reading_together():
        return {line.code: filled(line, party_id, entries.get(line.code)) for line in sheet.lines}


def filled(line: ScoreLine, party_id: int, entry: ScoreEntry | None) -> Filled:
    known = recorded(line, party_id)
    if known is not None:
        return known
    if entry is not None:
        return Filled(entry.values, Origin.ENTERED, entry=entry)
    return Filled((), Origin.NOWHERE)


def recorded(line: ScoreLine, party_id: int) -> Filled | None:
    """What the platform's records say, None where no service offers the fact or nothing is known."""
    fact = asking.find(line.fact) if line.fact else None
    if fact is None:
        return None
    answer = fact.read([party_id], line.of).get(party_id, fact.absent)
    if not isinstance(answer, bool | int | float):
        return None
    evidence = fact.say(party_id, line.of) if fact.say else None
    return Filled([float(answer) * line.fact_times], Origin.RECORDS, evidence)
