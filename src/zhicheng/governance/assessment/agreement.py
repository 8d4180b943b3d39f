"""How far the experts of a round agree: nothing but the points goes in, and experts are numbers.

Reliability is told for the points of 100 that each expert gave each city, before severity is corrected (experts' differences in level
count as error) and after (they do not); agreement beyond chance by Krippendorff's alpha. Single points that stand apart are looked for
among all points together, each as percent of its criterion's points, so that a wide and a narrow criterion weigh alike.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.ratings import ICC, Alpha, Severity, alpha_interval, icc, icc_one_way, krippendorff_alpha, outliers
from zhicheng.governance.assessment.computing import Material, Spread, spread_of, spreads
from zhicheng.governance.assessment.definition_kinds import Criterion

BOOTSTRAP_SEED = 2018
"""Any number would do; it is fixed so that the interval is the same whenever the page is opened."""
# Koo & Li (2016), Journal of Chiropractic Medicine 15: 155-163: poor, moderate, good and excellent reliability begin here.
ICC_LEVELS = ((0.9, "excellent"), (0.75, "good"), (0.5, "moderate"), (-math.inf, "poor"))


@dataclass(frozen=True, slots=True)
class RaterLine:
    """One expert: how many cities, the mean of the points of 100 given, and the points above or below the others with their error.

    `effect` and `error` are None where severity is not known.
    """

    rater: int
    cities: int
    mean: float
    effect: float | None
    error: float | None
    outliers: int


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion: agreement on it, how far experts lie apart on average (percent of its points), and how many cities are beyond the limit."""

    criterion: Criterion
    alpha: float | None
    single: float | None
    spread_percent: float | None
    beyond: int


@dataclass(frozen=True, slots=True)
class OutlierLine:
    """One point that stands apart: what was given, and how many standard errors it lies from what the others let expect."""

    region: str
    rater: int
    criterion: Criterion
    points: float
    others: float
    distance: float


@dataclass(frozen=True)
class Agreement:
    """All that is known of how far the experts of a round agree; `severity` is None while nobody has judged."""

    icc: ICC
    alpha: Alpha
    severity: Severity | None
    is_corrected: bool
    raters: tuple[RaterLine, ...]
    criteria: tuple[CriterionLine, ...]
    outliers: tuple[OutlierLine, ...]
    beyond: tuple[Spread, ...]

    @property
    def level(self) -> str:
        """How reliable the experts' means are once severity is corrected; empty where it cannot be told."""
        return level_of(self.icc.consistency_mean if self.is_corrected else self.icc.agreement_mean)


def level_of(value: float) -> str:
    """The name of a reliability: excellent, good, moderate or poor; empty for NaN."""
    return "" if math.isnan(value) else next(name for cut, name in ICC_LEVELS if value >= cut)


def agreement_of(material: Material) -> Agreement:
    """Everything about the experts' agreement in a round."""
    found = tuple(outlier_lines(material))
    return Agreement(
        icc=icc(material.table),
        alpha=alpha_interval(material.table, seed=BOOTSTRAP_SEED),
        severity=material.severity,
        is_corrected=bool(np.any(material.effects)),
        raters=tuple(rater_lines(material, found)),
        criteria=tuple(criterion_line(material, one) for one in material.scheme.criteria),
        outliers=found,
        beyond=tuple(spreads(material)),
    )


def rater_lines(material: Material, found: Sequence[OutlierLine]) -> list[RaterLine]:
    """The experts in the order of their numbers."""
    severity = material.severity
    if severity is None:
        return []
    is_known = severity.is_known and severity.is_connected
    return [
        RaterLine(
            rater=rater,
            cities=int((~np.isnan(given)).sum()),
            mean=float(np.nanmean(given)),
            effect=known(severity.effects[at]) if is_known else None,
            error=known(severity.errors[at]) if is_known else None,
            outliers=sum(one.rater == rater for one in found),
        )
        for at, (rater, given) in enumerate(zip(material.raters, material.table.T, strict=True))
    ]


def criterion_line(material: Material, criterion: Criterion) -> CriterionLine:
    """How far the experts agree on one criterion, over the cities of which it is asked."""
    regions = [one for one in material.regions if material.asked(one, [criterion])]
    table = table_of(material, [(region, criterion) for region in regions])
    apart = [
        spread_of(region, criterion, points)
        for region in regions
        if len(points := material.points_of(region, criterion.code)) > 1
    ]
    return CriterionLine(
        criterion=criterion,
        alpha=known(krippendorff_alpha(table)),
        single=known(icc_one_way(table)),
        spread_percent=sum(one.percent for one in apart) / len(apart) if apart else None,
        beyond=sum(one.percent > material.scheme.arbitration_percent for one in apart),
    )


def table_of(material: Material, cells: Sequence[tuple[str, Criterion]]) -> FloatArray:
    """The points of cells (city, criterion) as percent of the criterion's points: an array (cells, raters), NaN = not rated."""
    table = np.full((len(cells), len(material.raters)), np.nan)
    for row, (region, criterion) in enumerate(cells):
        given = material.cells.get((region, criterion.code), {})
        for column, rater in enumerate(material.raters):
            table[row, column] = 100 * given.get(rater, math.nan) / float(criterion.points)
    return table


def outlier_lines(material: Material) -> list[OutlierLine]:
    """The points that stand apart, the furthest first."""
    cells = [(region, one) for region in material.regions for one in material.asked(region, material.scheme.base)]
    distances = outliers(table_of(material, cells))
    lines = []
    for row, column in np.argwhere(~np.isnan(distances)).tolist():
        region, criterion = cells[row]
        given = material.cells[region, criterion.code]
        rater = material.raters[column]
        others = [points for other, points in given.items() if other != rater]
        mean, distance = sum(others) / len(others), float(distances[row, column])
        lines.append(OutlierLine(region, rater, criterion, given[rater], mean, distance))
    return sorted(lines, key=lambda one: (-abs(one.distance), one.region, one.rater))


def known(value: float) -> float | None:
    """None for NaN."""
    return None if math.isnan(value) else float(value)
