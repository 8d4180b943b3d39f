"""Every organisation against every item at once: each fact is read once, each condition becomes one array, each item one state array.

A condition is judged once for each different answer (`judging.holds`), so that what is found here for 200,000 organisations is what
`conditions.verdict` explains for one of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from zhicheng.services.hall import asking
from zhicheng.services.hall.asking import Answer, Fact
from zhicheng.services.hall.definition_kinds import Condition, ItemDefinition
from zhicheng.services.hall.judging import Standing, conditions_of, holds

Ids: TypeAlias = npt.NDArray[np.int64]
Truths: TypeAlias = npt.NDArray[np.int8]
States: TypeAlias = npt.NDArray[np.uint8]
TRUE, FALSE, UNKNOWN = 1, 0, -1
ORGANISATIONS = frozenset({"enterprise", "university", "institute", "maker", "agency", "bank", "other"})


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of all organisations: the different answers, and for each organisation which of them it has (the last is: none)."""

    answers: Sequence[Answer]
    codes: npt.NDArray[np.int64]


class Board:
    """Some or all organisations, and what is known of them. `ids` are sorted; the day is that of the matching."""

    def __init__(self, ids: Iterable[int], today: date, *, all_of_them: bool = False) -> None:
        self.ids: Ids = np.array(sorted(ids), dtype=np.int64)
        self.today = today
        self.asked = None if all_of_them else [int(each) for each in self.ids]
        self._columns: dict[tuple[str, str], Column] = {}
        self._truths: dict[tuple[Any, ...], Truths] = {}

    def standings(self, model: ItemDefinition, code: str) -> States:
        """How each organisation stands to an item: the worst of its conditions, without those that the form will ask."""
        conditions = conditions_of(model, code)
        truths = {one.code: self.truths(one, model.region) for one in conditions}
        spared = spared_by(conditions, truths)
        arrays = [states_of(one, truths[one.code], spared.get(one.code)) for one in conditions if one.fact]
        nothing = np.zeros(len(self.ids), dtype=np.uint8)
        return reduce(np.maximum, arrays, nothing)

    def truths(self, condition: Condition, area: str) -> Truths:
        """For each organisation whether a condition holds: 1, 0, or −1 where nothing is known."""
        fact = asking.find(condition.fact) if condition.fact else None
        if fact is None:
            return np.full(len(self.ids), UNKNOWN, dtype=np.int8)
        key = (condition.fact, condition.of, condition.test, condition.value, area)
        if key not in self._truths:
            column = self.column(fact, condition.of)
            judged = [as_truth(holds(condition, answer, self.today, area)) for answer in column.answers]
            self._truths[key] = np.array([*judged, UNKNOWN], dtype=np.int8)[column.codes]
        return self._truths[key]

    def column(self, fact: Fact, of: str) -> Column:
        """A fact of all organisations, read once."""
        key = (fact.code, of)
        if key not in self._columns:
            self._columns[key] = self.read(fact, of)
        return self._columns[key]

    def read(self, fact: Fact, of: str) -> Column:
        known = fact.read(self.asked, of)
        index: dict[Answer, int] = {}
        given = np.fromiter((index.setdefault(answer, len(index)) for answer in known.values()), np.int64, len(known))
        nobody = len(index) if fact.absent is None else index.setdefault(fact.absent, len(index))
        codes = np.full(len(self.ids), nobody, dtype=np.int64)
        parties = np.fromiter(known, np.int64, len(known))
        # An organisation registered since the list of ids was read has no place in it.
        places = np.searchsorted(self.ids, parties)
        there = places < len(self.ids)
        there[there] = self.ids[places[there]] == parties[there]
        codes[places[there]] = given[there]
        return Column(list(index), codes)


def spared_by(conditions: Sequence[Condition], truths: Mapping[str, Truths]) -> dict[str, npt.NDArray[np.bool_]]:
    """Which organisations need not fulfil a condition, as `judging.needless` has it."""
    named: dict[str, list[str]] = {}
    for condition in conditions:
        if condition.unless and condition.unless in truths:
            named.setdefault(condition.unless, []).append(condition.code)
    spared: dict[str, npt.NDArray[np.bool_]] = {}
    for other, codes in named.items():
        holding = truths[other] == TRUE
        for code in codes:
            spared[code] = spared.get(code, False) | holding
        together = reduce(np.logical_and, [truths[code] == TRUE for code in codes])
        spared[other] = spared.get(other, False) | together
    return spared


def states_of(condition: Condition, truths: Truths, spared: npt.NDArray[np.bool_] | None) -> States:
    """A condition's standing for each organisation, as `judging.standing_of` has it."""
    if condition.mend:
        failing = np.full(len(truths), Standing.MENDABLE, dtype=np.uint8)
    else:
        failing = np.where(truths == UNKNOWN, Standing.UNKNOWN, Standing.UNMET).astype(np.uint8)
    met = truths == TRUE if spared is None else (truths == TRUE) | spared
    return np.where(met, np.uint8(Standing.MET), failing)


def as_truth(held: bool | None) -> int:
    return UNKNOWN if held is None else int(held)


def matchable(models: Mapping[str, ItemDefinition]) -> dict[str, ItemDefinition]:
    """The items that organisations can have: those for offices and for citizens alone are not matched."""
    return {code: model for code, model in models.items() if ORGANISATIONS.intersection(model.audience)}
