"""From experts' points to results: nothing but a scheme and numbers goes in, so that a stranger can do it again.

A city's points are the mean of its experts' points for each criterion that is asked of it, scaled to 100. Experts differ in severity: how
far each lies above or below the others is estimated from all panels together (`engine.ratings.severity`), and the mean of a panel's
effects is taken off the part of the points that the experts decided; points that the national office set stay as they are. When the
panels do not hang together, so that severity cannot be compared, nothing is corrected.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.ratings import Severity, severity
from zhicheng.governance.assessment.definition_kinds import BASE_POINTS, AssessmentDefinition, Criterion

DIGITS = 4
"""Digits of every result: beyond lies the noise of another machine's floating point."""


@dataclass(frozen=True, slots=True)
class Given:
    """Points of one rater for one criterion of one city."""

    region: str
    rater: int
    criterion: str
    points: float


@dataclass(frozen=True, slots=True)
class Decided:
    """Points that the national office set for a criterion of a city."""

    region: str
    criterion: str
    points: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What counts beside the points: criteria not asked of the city, must-items not met, points taken off."""

    region: str
    not_asked: frozenset[str] = frozenset()
    must_failed: tuple[str, ...] = ()
    deduction: float = 0.0


@dataclass(frozen=True, slots=True)
class CityResult:
    """A city's result; points of 100 with `DIGITS` digits. `criteria` is criterion → points that count."""

    region: str
    raw: float
    adjusted: float
    bonus: float
    deduction: float
    total: float
    rank: int
    of: int
    grade: str
    must_failed: tuple[str, ...]
    criteria: Mapping[str, float]


@dataclass(frozen=True)
class Material:
    """Everything that results follow from. `given` holds the points of submitted sheets only; `facts` one row a city."""

    scheme: AssessmentDefinition
    given: Sequence[Given]
    decided: Sequence[Decided] = ()
    facts: Sequence[Facts] = field(default=())

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The cities, in order of code."""
        return tuple(sorted(one.region for one in self.facts))

    @cached_property
    def raters(self) -> tuple[int, ...]:
        """The numbers of the experts, in order."""
        return tuple(sorted({one.rater for one in self.given}))

    @cached_property
    def cells(self) -> Mapping[tuple[str, str], Mapping[int, float]]:
        """(city, criterion) → rater → points."""
        found: dict[tuple[str, str], dict[int, float]] = {}
        for one in self.given:
            found.setdefault((one.region, one.criterion), {})[one.rater] = one.points
        return found

    @cached_property
    def set_points(self) -> Mapping[tuple[str, str], float]:
        """(city, criterion) → points set by the national office; the last of several counts."""
        return {(one.region, one.criterion): one.points for one in self.decided}

    @cached_property
    def _facts(self) -> Mapping[str, Facts]:
        return {one.region: one for one in self.facts}

    def facts_of(self, region: str) -> Facts:
        return self._facts[region]

    def asked(self, region: str, criteria: Iterable[Criterion]) -> list[Criterion]:
        """Of these criteria, those asked of a city."""
        return [one for one in criteria if one.code not in self.facts_of(region).not_asked]

    def points_of(self, region: str, criterion: str) -> list[float]:
        """What the raters gave for a criterion, by their numbers."""
        cell = self.cells.get((region, criterion), {})
        return [cell[rater] for rater in sorted(cell)]

    @cached_property
    def table(self) -> FloatArray:
        """Each rater's points of 100 for each city: an array (cities, raters), NaN where a rater did not judge a city."""
        table = np.full((len(self.regions), len(self.raters)), np.nan)
        for row, region in enumerate(self.regions):
            asked = self.asked(region, self.scheme.base)
            whole = sum(float(one.points) for one in asked)
            for column, rater in enumerate(self.raters):
                given = [self.cells.get((region, one.code), {}).get(rater, math.nan) for one in asked]
                table[row, column] = BASE_POINTS * sum(given) / whole if whole else math.nan
        return table

    @cached_property
    def severity(self) -> Severity | None:
        """How severe each rater is; None while nobody has judged."""
        return severity(self.table) if self.table.size else None

    @cached_property
    def effects(self) -> FloatArray:
        """What is taken off each rater's points of 100: zero where severity is not known or cannot be compared."""
        found = self.severity
        if found is None or not found.is_connected or not found.is_known:
            return np.zeros(len(self.raters))
        return np.nan_to_num(found.effects)


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the raters lie apart on one criterion of a city, of all its points in percent."""

    region: str
    criterion: str
    low: float
    high: float
    percent: float


def spreads(material: Material) -> list[Spread]:
    """Every criterion of every city on which the raters lie further apart than the scheme allows, the widest first."""
    found = [
        spread_of(region, one, points)
        for region in material.regions
        for one in material.asked(region, material.scheme.criteria)
        if len(points := material.points_of(region, one.code)) > 1
    ]
    wide = [one for one in found if one.percent > material.scheme.arbitration_percent]
    return sorted(wide, key=lambda one: (-one.percent, one.region, one.criterion))


def spread_of(region: str, criterion: Criterion, points: Sequence[float]) -> Spread:
    low, high = min(points), max(points)
    return Spread(region, criterion.code, low, high, round(100 * (high - low) / float(criterion.points), DIGITS))


def undecided(material: Material) -> list[Spread]:
    """Of these, those on which nobody has decided."""
    return [one for one in spreads(material) if (one.region, one.criterion) not in material.set_points]


@dataclass(frozen=True, slots=True)
class Sum:
    """A city's points before ranks."""

    region: str
    raw: float
    adjusted: float
    bonus: float
    deduction: float
    criteria: Mapping[str, float]

    @property
    def total(self) -> float:
        return round(max(self.adjusted + self.bonus - self.deduction, 0.0), DIGITS)


def results_of(material: Material) -> tuple[CityResult, ...]:
    """The results of all cities, the best first, equal ones by code."""
    sums = sorted((sum_of(material, region) for region in material.regions), key=lambda one: (-one.total, one.region))
    grades = grades_of(material, sums)
    return tuple(
        CityResult(
            one.region, one.raw, one.adjusted, one.bonus, one.deduction, one.total, rank_of(one, sums), len(sums),
            grades[one.region], material.facts_of(one.region).must_failed, one.criteria,
        )
        for one in sums
    )  # fmt: skip


def rank_of(one: Sum, sums: Iterable[Sum]) -> int:
    """The place: one more than the cities with a higher total."""
    return 1 + sum(other.total > one.total for other in sums)


def sum_of(material: Material, region: str) -> Sum:
    """A city's points; every criterion asked must have points."""
    asked = material.asked(region, material.scheme.base)
    points = {one.code: points_that_count(material, region, one.code) for one in asked}
    bonus = {
        one.code: points_that_count(material, region, one.code) for one in material.asked(region, material.scheme.bonus)
    }
    raw = float(np.nanmean(material.table[material.regions.index(region)]))
    whole = sum(float(one.points) for one in asked)
    adjusted = BASE_POINTS * sum(points.values()) / whole - correction(material, region, asked)
    rounded = {code: round(value, DIGITS) for code, value in {**points, **bonus}.items()}
    return Sum(
        region=region,
        raw=round(raw, DIGITS),
        adjusted=round(min(max(adjusted, 0.0), float(BASE_POINTS)), DIGITS),
        bonus=round(min(sum(bonus.values()), float(material.scheme.bonus_cap)), DIGITS),
        deduction=round(material.facts_of(region).deduction, DIGITS),
        criteria=rounded,
    )


def points_that_count(material: Material, region: str, criterion: str) -> float:
    """What the national office set, else the raters' mean."""
    decided = material.set_points.get((region, criterion))
    return decided if decided is not None else float(np.mean(material.points_of(region, criterion)))


def correction(material: Material, region: str, asked: Sequence[Criterion]) -> float:
    """What the panel's severity takes off: the mean effect of its raters, on the share of the points that they decided."""
    row = material.table[material.regions.index(region)]
    whole = sum(float(one.points) for one in asked)
    theirs = sum(float(one.points) for one in asked if (region, one.code) not in material.set_points)
    return float(np.mean(material.effects[~np.isnan(row)])) * theirs / whole


def grades_of(material: Material, sums: Sequence[Sum]) -> dict[str, str]:
    """City → grade. A grade goes to the best that reach its floor, to no more than its share of all; equals go together or not at all.

    A city that failed a must-item is passed over until the grade that such a city may have.
    """
    scheme = material.scheme
    grades: dict[str, str] = {}
    left, is_open_to_failed = list(sums), False
    for grade in scheme.grades:
        is_open_to_failed = is_open_to_failed or grade.code == scheme.failed_at_most
        room = math.floor(len(sums) * grade.share_percent / 100)
        able = [
            one
            for one in left
            if one.total >= grade.floor and (is_open_to_failed or not material.facts_of(one.region).must_failed)
        ]
        chosen = {one.region for one in best(able, room)}
        grades |= dict.fromkeys(chosen, grade.code)
        left = [one for one in left if one.region not in chosen]
    return grades | {one.region: scheme.grades[-1].code for one in left}


def best(able: Sequence[Sum], room: int) -> Iterator[Sum]:
    """The best for whom there is room; `able` is in order of totals."""
    taken = 0
    for _total, group in groupby(able, key=lambda one: one.total):
        equals = list(group)
        if taken + len(equals) > room:
            return
        taken += len(equals)
        yield from equals
