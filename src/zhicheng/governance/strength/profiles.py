"""A city among its peers: where it stands in every node, what it is strong and weak in, and why its score changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from zhicheng.engine.composite import build
from zhicheng.engine.composite.comparison import compare
from zhicheng.governance.strength.definition_kinds import ROOT
from zhicheng.governance.strength.queries import NodeValues, Sheet, TreeRow
from zhicheng.governance.strength.rebuilding import Rebuilt

MOST_NAMED = 3
"""Strengths and weaknesses that a page puts into words."""
LEAF = 2
"""Level of an indicator in a score's tree."""
YEARS_BACK = 3
"""A change is taken apart over so many years unless the reader asks otherwise."""


class Quartiles(NamedTuple):
    """A quarter of the peers lies below `low`, half below `middle`, three quarters below `high`."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class PeerRow:
    """A node of a city beside its peers.

    `scores` and `raws` are the peers' quartiles, None where no peer has a value; `place` is the city's own among itself and
    the `of` - 1 peers with a score; `gap` are the points of the total by which it is ahead of the peers' median, its own weight
    times the difference of scores.
    """

    node: str
    level: int
    values: NodeValues
    scores: Quartiles | None
    raws: Quartiles | None
    place: int | None
    of: int
    gap: float | None


def profile(scores: Sheet, peers: Collection[str], tree: Sequence[TreeRow]) -> tuple[PeerRow, ...]:
    """A city's tree with its peers beside it, in the order of `tree` (from `queries.tree`)."""
    return tuple(peer_row(row, [scores.of(peer, row.node) for peer in peers]) for row in tree)


def peer_row(row: TreeRow, others: Sequence[NodeValues]) -> PeerRow:
    own = row.values
    known = [one.score for one in others if one.score is not None]
    spread = quartiles(known)
    gap = None
    if own.score is not None and own.weight is not None and spread is not None:
        gap = own.weight * (own.score - spread.middle)
    return PeerRow(
        node=row.node,
        level=row.level,
        values=own,
        scores=spread,
        raws=quartiles([one.raw for one in others if one.raw is not None]),
        place=None if own.score is None else 1 + sum(score > own.score for score in known),
        of=len(known) + (own.score is not None),
        gap=gap,
    )


def quartiles(values: Sequence[float]) -> Quartiles | None:
    """The quartiles, between neighbours in proportion (Hyndman and Fan 1996, definition 7); None of nothing."""
    if not values:
        return None
    low, middle, high = np.quantile(np.array(values, dtype=np.float64), [0.25, 0.5, 0.75])
    return Quartiles(float(low), float(middle), float(high))


def strengths(rows: Sequence[PeerRow]) -> list[PeerRow]:
    """The indicators that put the city furthest ahead of its peers, the furthest first."""
    ahead = [row for row in rows if row.level == LEAF and row.gap is not None and row.gap > 0]
    return sorted(ahead, key=lambda row: -(row.gap or 0.0))[:MOST_NAMED]


def weaknesses(rows: Sequence[PeerRow]) -> list[PeerRow]:
    """The indicators that put the city furthest behind its peers, the furthest first."""
    behind = [row for row in rows if row.level == LEAF and row.gap is not None and row.gap < 0]
    return sorted(behind, key=lambda row: row.gap or 0.0)[:MOST_NAMED]


@dataclass(frozen=True, slots=True)
class Part:
    """What one indicator did to a city's score between two years, in points of the total.

    `own` is what the city's own figures did, measured against the others as they were in the earlier year; `others` is what the
    others' figures did, which move the scale. `points` = `own` + `others`; all indicators' points sum to the change of the score.
    """

    node: str
    own: float
    others: float
    points: float


@dataclass(frozen=True)
class Change:
    """A city's score between two years, taken apart by indicator, in the scheme's order."""

    before: Rebuilt
    after: Rebuilt
    region: str
    parts: tuple[Part, ...]

    @property
    def points(self) -> float:
        """The change of the score."""
        return self.score_after - self.score_before

    @property
    def score_before(self) -> float:
        return score_in(self.before, self.region)

    @property
    def score_after(self) -> float:
        return score_in(self.after, self.region)

    @property
    def own(self) -> float:
        """What the city's own figures did."""
        return sum(part.own for part in self.parts)

    @property
    def others(self) -> float:
        """What the other cities' figures did."""
        return sum(part.others for part in self.parts)


def score_in(run: Rebuilt, region: str) -> float:
    return float(run.result.total[run.result.units.index(region)])


def change(before: Rebuilt, after: Rebuilt, region: str) -> Change | None:
    """Take a city's change apart; None when one of the runs did not rank it."""
    if region not in before.result.units or region not in after.result.units:
        return None
    whole = compare(before.result, after.result)
    points = whole.parts[whole.units.index(region)]
    own = own_points(before, after, region, whole.codes)
    parts = [
        Part(node, float(mine), float(all_told - mine), float(all_told))
        for node, mine, all_told in zip(whole.codes, own, points, strict=True)
    ]
    return Change(before, after, region, tuple(parts))


def own_points(before: Rebuilt, after: Rebuilt, region: str, codes: Sequence[str]) -> Sequence[float]:
    """What each indicator would have brought, had only this city's figures changed; (codes,) points.

    All of it counts as the others' doing where the city could not have been ranked so.
    """
    data = before.data.copy()
    row = before.row(region)
    for column, code in enumerate(before.engine.indicator_codes):
        if code in after.engine.indicator_codes:
            data[row, column] = after.data[after.row(region), after.engine.indicator_codes.index(code)]
    alone = build(before.units, data, before.engine)
    if region not in alone.units or np.isnan(alone.total[alone.units.index(region)]):
        return [0.0] * len(codes)
    found = compare(before.result, alone)
    parts = dict(zip(found.codes, found.parts[found.units.index(region)], strict=True))
    return [float(parts.get(code, 0.0)) for code in codes]


def earlier_years(years: Collection[int], year: int) -> list[int]:
    """The years that a year can be compared with, newest first."""
    return sorted((each for each in years if each < year), reverse=True)


def near(years: Collection[int], year: int) -> int:
    """The year nearest to three years back, the later of two; `years` are not empty."""
    return min(years, key=lambda each: (abs(year - YEARS_BACK - each), -each))


def root_row(rows: Sequence[PeerRow]) -> PeerRow:
    """The row of the total."""
    return next(row for row in rows if row.node == ROOT)
