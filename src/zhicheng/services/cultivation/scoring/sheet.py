"""A score sheet as arithmetic: numbers in, points out. No database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhicheng.services.cultivation.definition_kinds import ScoreLine, ScoreSheet

FULL = 1.0


@dataclass(frozen=True, slots=True)
class Scored:
    """One line with what was found. `value` is None when nothing is known; a line of yearly ratios has their mean.

    `points` are those the line would earn by itself; `counted` those that enter the sum: of lines that share their points only the best
    counts, the first of equals. `gain` is what the sum would rise by if the line were full.
    """

    line: ScoreLine
    value: float | None
    points: float
    counted: float
    gain: float


@dataclass(frozen=True, slots=True)
class Result:
    """A whole sheet. `reached` of `known` points; what no source gives is in neither."""

    lines: tuple[Scored, ...]
    reached: float
    known: float
    unknown: float

    @property
    def missing(self) -> tuple[Scored, ...]:
        """The lines of which nothing is known."""
        return tuple(one for one in self.lines if one.value is None)

    @property
    def raising(self) -> tuple[Scored, ...]:
        """The lines that would raise the sum, the largest gain first."""
        return tuple(sorted((one for one in self.lines if one.gain > 0), key=lambda one: (-one.gain, one.line.no)))


def score(sheet: ScoreSheet, values: Mapping[str, Sequence[float]]) -> Result:
    """Judge what is known of an organisation: line code → one number, or three yearly ratios."""
    points = {line.code: points_of(line, values.get(line.code, ())) for line in sheet.lines}
    best = best_of_shared(sheet, points)
    lines = tuple(
        Scored(
            line,
            mean(values.get(line.code, ())),
            points[line.code],
            points[line.code] if best.get(line.highest_of, line.code) == line.code else 0.0,
            gain_of(line, points, best),
        )
        for line in sheet.lines
    )
    return Result(lines, sum(one.counted for one in lines), sheet.known_points, sheet.unknown_points)


def points_of(line: ScoreLine, values: Sequence[float]) -> float:
    """The points of one line: in proportion up to the number that earns them all."""
    value = mean(values)
    if value is None:
        return 0.0
    share = value if line.full_at is None else value / line.full_at
    return line.points * min(max(share, 0.0), FULL)


def mean(values: Sequence[float]) -> float | None:
    """三年比例之和/3; one number is its own mean."""
    return sum(values) / len(values) if values else None


def best_of_shared(sheet: ScoreSheet, points: Mapping[str, float]) -> dict[str, str]:
    """Name of a group that shares its points → the line that counts."""
    best: dict[str, str] = {}
    for line in sheet.lines:
        if line.highest_of and points[line.code] > points.get(best.get(line.highest_of, ""), -1.0):
            best[line.highest_of] = line.code
    return best


def gain_of(line: ScoreLine, points: Mapping[str, float], best: Mapping[str, str]) -> float:
    """What the sum would rise by if the line were full; in a group only beyond what its best line earns."""
    counted = points[best[line.highest_of]] if line.highest_of else points[line.code]
    return line.points - counted
