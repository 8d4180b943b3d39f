"""Bring all indicators to one scale on which more is better.

Each method is a stage of its own and can also be mixed, indicator by indicator, with :class:`Normalise`. A method turns
one column (units,) at a time; what it found (bounds, means) goes into the trace. An indicator with the same value
everywhere tells units not apart: the methods that compare units make it missing for all, its weight goes to its
siblings, and the trace lists it under ``changed``. Those that measure against something fixed keep it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import ClassVar, TypeAlias

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.rank import competition_ranks
from zhicheng.engine.composite.state import Setting, State, Step
from zhicheng.engine.composite.tree import Indicator, Layout

Turned: TypeAlias = tuple[FloatArray, tuple[float, ...]]


@dataclass(frozen=True)
class Column:
    """One indicator on its way through a method: ``values`` (units,), ``direction`` 1 or -1, and whose they are."""

    values: FloatArray
    direction: int
    indicator: Indicator
    units: tuple[str, ...]


@dataclass(frozen=True)
class Normalisation:
    """What all methods share: run over the columns and write the trace."""

    name: ClassVar[str] = "normalisation"

    def check(self, layout: Layout) -> None:
        """Refuse an indicator that lacks what the method needs."""
        for indicator in layout.indicators:
            self.check_indicator(indicator)

    def check_indicator(self, indicator: Indicator) -> None:
        """Any indicator will do."""

    def column(self, column: Column) -> Turned:
        """The normalised values (units,) and the numbers found on the way."""
        raise NotImplementedError

    def apply(self, state: State) -> State:
        """Normalise every column."""
        return normalised(state, self.name, settings_of(self), [self] * len(state.layout.indicators))


def settings_of(method: Normalisation) -> dict[str, Setting]:
    """A method's settings for the trace."""
    return {one.name: getattr(method, one.name) for one in fields(method) if one.name != "by_indicator"}


def normalised(state: State, name: str, params: dict[str, Setting], methods: Sequence[Normalisation]) -> State:
    """The state with each column turned by its own method; those that became missing for all are ``changed``."""
    layout = state.layout
    values = np.empty_like(state.values)
    details = {}
    for i, (indicator, direction) in enumerate(zip(layout.indicators, layout.directions, strict=True)):
        column = Column(state.values[:, i], direction, indicator, state.units)
        values[:, i], details[indicator.code] = methods[i].column(column)
    lost = np.logical_and(np.isnan(values).all(axis=0), ~np.isnan(state.values).all(axis=0))
    changed = tuple(one.code for one, gone in zip(layout.indicators, lost.tolist(), strict=True) if gone)
    return state.after(Step(name, params, changed, details), values=values)


@dataclass(frozen=True)
class MinMax(Normalisation):
    """Stretch each indicator linearly so that its worst unit has ``low`` and its best ``high``.

    The direction of the indicator decides which end is best. OECD/JRC Handbook 2008, section 1.5 and table 3
    (min-max).
    """

    name: ClassVar[str] = "minmax"
    low: float = 0.0
    high: float = 100.0

    def __post_init__(self) -> None:
        require_range(self.name, self.low, self.high)

    def column(self, column: Column) -> Turned:
        """Between the lowest and the highest value present."""
        lowest, highest = bounds(column.values[:, None])
        return stretch(column, float(lowest[0]), float(highest[0]), self.low, self.high), (
            float(lowest[0]),
            float(highest[0]),
        )


@dataclass(frozen=True)
class ZScore(Normalisation):
    """Mean ``mean`` and standard deviation ``deviation`` (n - 1 in its divisor) for every indicator.

    OECD/JRC Handbook 2008, section 1.5 and table 3 (standardisation).
    """

    name: ClassVar[str] = "z_score"
    mean: float = 0.0
    deviation: float = 1.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.mean) and math.isfinite(self.deviation) and self.deviation > 0):
            raise SchemeError("z_score.deviation", f"应为大于 0 的数，现为 {self.deviation}")

    def column(self, column: Column) -> Turned:
        """(x - mean) / standard deviation."""
        known = column.values[~np.isnan(column.values)]
        if known.size < 2 or (known == known[0]).all():
            return np.full_like(column.values, np.nan), (float(known.mean()) if known.size else math.nan, 0.0)
        mean, spread = float(known.mean()), float(known.std(ddof=1))
        return self.mean + self.deviation * column.direction * (column.values - mean) / spread, (mean, spread)


@dataclass(frozen=True)
class Goalposts(Normalisation):
    """Stretch between the indicator's own ``goalposts``, fixed by decision, to ``low`` … ``high``.

    With ``cap`` what lies outside counts as the end it passed. Fixed bounds make years comparable: for a panel, give
    every year the bounds of :func:`panel_bounds`. Human Development Report, technical note 1 (goalposts); Handbook
    2008, section 1.5 (min-max across time).
    """

    name: ClassVar[str] = "goalposts"
    low: float = 0.0
    high: float = 100.0
    cap: bool = True

    def __post_init__(self) -> None:
        require_range(self.name, self.low, self.high)

    def check_indicator(self, indicator: Indicator) -> None:
        """The indicator has goalposts."""
        if indicator.goalposts is None:
            raise SchemeError(f"{indicator.code}.goalposts", "按固定上下限标准化需要给出上下限")

    def column(self, column: Column) -> Turned:
        """Between the goalposts."""
        lowest, highest = column.indicator.goalposts or (math.nan, math.nan)
        turned = stretch(column, lowest, highest, self.low, self.high)
        return np.clip(turned, self.low, self.high) if self.cap else turned, (lowest, highest)


@dataclass(frozen=True)
class DistanceToTarget(Normalisation):
    """How much of the way from the worst unit to the indicator's ``target`` a unit has gone, × ``high``.

    With ``cap`` whoever is past the target has ``high``. COINr ``n_dist2targ``; Handbook 2008, section 1.5.
    """

    name: ClassVar[str] = "distance_to_target"
    high: float = 100.0
    cap: bool = True

    def check_indicator(self, indicator: Indicator) -> None:
        """The indicator has a target."""
        require_target(indicator)

    def column(self, column: Column) -> Turned:
        """From the worst value present to the target."""
        target = require_target(column.indicator)
        (lowest,), (highest,) = bounds(column.values[:, None])
        worst = float(lowest if column.direction > 0 else highest)
        if (target - worst) * column.direction <= 0:  # even the worst unit is there
            return np.where(np.isnan(column.values), np.nan, self.high), (worst, target)
        turned = (column.values - worst) / (target - worst) * self.high
        return np.minimum(turned, self.high) if self.cap else turned, (worst, target)


@dataclass(frozen=True)
class DistanceToBest(Normalisation):
    """The value relative to the best unit's: x / best for the more-is-better, best / x for the others, × ``high``.

    Values have to be above 0 for less-is-better, 0 or more else. Handbook 2008, table 3 (distance to a reference).
    """

    name: ClassVar[str] = "distance_to_best"
    high: float = 100.0

    def column(self, column: Column) -> Turned:
        """Relative to the best value present."""
        require_positive(column, self.name)
        (lowest,), (highest,) = bounds(column.values[:, None])
        best = float(highest if column.direction > 0 else lowest)
        return ratio_to(column, best, self.high), (best,)


@dataclass(frozen=True)
class DistanceToReference(Normalisation):
    """The value relative to that of the unit named ``reference``, which itself gets ``high``.

    x / reference for the more-is-better, reference / x for the others. An indicator that the reference unit lacks
    becomes missing for all. Handbook 2008, table 3 (distance to a reference country).
    """

    reference: str
    name: ClassVar[str] = "distance_to_reference"
    high: float = 100.0

    def column(self, column: Column) -> Turned:
        """Relative to the reference unit's value."""
        if self.reference not in column.units:
            raise SchemeError("distance_to_reference.reference", f"没有单位“{self.reference}”，或它已被筛除")
        require_positive(column, self.name)
        own = float(column.values[column.units.index(self.reference)])
        return ratio_to(column, own, self.high), (own,)


@dataclass(frozen=True)
class Benchmark(Normalisation):
    """标杆值: the indicator's ``target`` is worth ``high``; others in proportion, with ``cap`` at most ``high``.

    Less-is-better indicators are measured by target / x. The usual form of Chinese official evaluation tables
    ("达到标杆值得满分").
    """

    name: ClassVar[str] = "benchmark"
    high: float = 100.0
    cap: bool = True

    def check_indicator(self, indicator: Indicator) -> None:
        """The indicator has a target above 0."""
        if require_target(indicator) <= 0:
            raise SchemeError(f"{indicator.code}.target", f"标杆值应大于 0，现为 {indicator.target}")

    def column(self, column: Column) -> Turned:
        """In proportion to the target."""
        require_positive(column, self.name)
        target = require_target(column.indicator)
        turned = ratio_to(column, target, self.high)
        return np.minimum(turned, self.high) if self.cap else turned, (target,)


@dataclass(frozen=True)
class FractionOfMaximum(Normalisation):
    """The value as a share of the highest, × ``high``; of less-is-better, ``high`` less that. COINr ``n_fracmax``."""

    name: ClassVar[str] = "fraction_of_maximum"
    high: float = 100.0

    def column(self, column: Column) -> Turned:
        """X / highest."""
        require_positive(column, self.name, strictly=False)
        highest = float(bounds(column.values[:, None])[1][0])
        if not highest > 0:
            return np.full_like(column.values, np.nan), (highest,)
        turned = column.values / highest * self.high
        return turned if column.direction > 0 else self.high - turned, (highest,)


@dataclass(frozen=True)
class Rank(Normalisation):
    """Places counted from the bottom: the worst unit has 1, equal values the same, the mean of their places.

    Handbook 2008, section 1.5 and table 3 (ranking): outliers count no more, and distances are lost.
    """

    name: ClassVar[str] = "rank"

    def column(self, column: Column) -> Turned:
        """Mean places from 1 up."""
        places = places_from_below(column.values * column.direction)
        return tells_apart(column, places), (float(np.sum(~np.isnan(places))),)


@dataclass(frozen=True)
class Borda(Normalisation):
    """The number of units beaten, ties counting half, over the number of others, × ``high``. Borda 1784."""

    name: ClassVar[str] = "borda"
    high: float = 100.0

    def column(self, column: Column) -> Turned:
        """(place from below - 1) / (n - 1)."""
        places = places_from_below(column.values * column.direction)
        known = int(np.sum(~np.isnan(places)))
        return tells_apart(column, (places - 1) / max(known - 1, 1) * self.high), (float(known),)


@dataclass(frozen=True)
class PercentileRank(Normalisation):
    """The share of units that are worse or equal, equals counting half: (place - ½) / n, × ``high``.

    Handbook 2008, table 3 (percentile categories), without the categories.
    """

    name: ClassVar[str] = "percentile_rank"
    high: float = 100.0

    def column(self, column: Column) -> Turned:
        """(place from below - ½) / n."""
        places = places_from_below(column.values * column.direction)
        known = int(np.sum(~np.isnan(places)))
        return tells_apart(column, (places - 0.5) / max(known, 1) * self.high), (float(known),)


@dataclass(frozen=True)
class Normalise(Normalisation):
    """``default`` for all indicators but those of ``by_indicator``: (code, method)."""

    name: ClassVar[str] = "normalise"
    default: Normalisation = field(default_factory=MinMax)
    by_indicator: tuple[tuple[str, Normalisation], ...] = ()

    def check(self, layout: Layout) -> None:
        """Refuse unknown codes and indicators that lack what their method needs."""
        codes = {indicator.code for indicator in layout.indicators}
        for code, _method in self.by_indicator:
            if code not in codes:
                raise SchemeError("normalise.by_indicator", f"方案里没有指标“{code}”")
        for indicator, method in zip(layout.indicators, self.methods(layout), strict=True):
            method.check_indicator(indicator)

    def methods(self, layout: Layout) -> list[Normalisation]:
        """The method of each indicator."""
        special = dict(self.by_indicator)
        return [special.get(indicator.code, self.default) for indicator in layout.indicators]

    def apply(self, state: State) -> State:
        """Normalise every column by its own method."""
        special = {code: method.name for code, method in self.by_indicator}
        params: dict[str, Setting] = {"default": self.default.name, **settings_of(self.default), **special}
        return normalised(state, self.name, params, self.methods(state.layout))


NORMALISATIONS = {
    method.name: method
    for method in (
        MinMax,
        ZScore,
        Goalposts,
        DistanceToTarget,
        DistanceToBest,
        DistanceToReference,
        Benchmark,
        FractionOfMaximum,
        Rank,
        Borda,
        PercentileRank,
    )
}


def bounds(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The lowest and the highest value present of each column, NaN for an empty one; (units, n) → two of (n,)."""
    nothing = np.isnan(values).all(axis=0)
    lowest = np.where(np.isnan(values), np.inf, values).min(axis=0, initial=np.inf)
    highest = np.where(np.isnan(values), -np.inf, values).max(axis=0, initial=-np.inf)
    return np.where(nothing, np.nan, lowest), np.where(nothing, np.nan, highest)


def panel_bounds(panel: FloatArray, codes: Iterable[str]) -> dict[str, tuple[float, float]]:
    """The goalposts that span all years of a panel (years, units, indicators), for those indicators that differ."""
    lowest, highest = bounds(panel.reshape(-1, panel.shape[-1]))
    spans = zip(codes, lowest, highest, strict=True)
    return {code: (float(low), float(high)) for code, low, high in spans if low < high}


def stretch(column: Column, lowest: float, highest: float, low: float, high: float) -> FloatArray:
    """The values on the scale ``low`` … ``high`` between two bounds, best high; NaN when the bounds are one."""
    width = highest - lowest
    share = (column.values - lowest) / (width if width > 0 else math.nan)
    share = share if column.direction > 0 else 1 - share
    return low + share * (high - low)


def ratio_to(column: Column, reference: float, high: float) -> FloatArray:
    """X / reference, or reference / x where less is better, × ``high``; NaN against nothing or 0."""
    if math.isnan(reference) or reference == 0:
        return np.full_like(column.values, np.nan)
    ratio = column.values / reference if column.direction > 0 else reference / column.values
    return ratio * high


def places_from_below(values: FloatArray) -> FloatArray:
    """Mean places, 1 the lowest; equal within the tolerance of :mod:`rank`. (units,) → (units,), NaN stays."""
    return competition_ranks(-values, ties="mean")


def tells_apart(column: Column, turned: FloatArray) -> FloatArray:
    """``turned``, or all missing when the values present are one and the same."""
    known = column.values[~np.isnan(column.values)]
    same = known.size == 0 or (known == known[0]).all()
    return np.full_like(turned, np.nan) if same else turned


def require_range(name: str, low: float, high: float) -> None:
    """Refuse a scale that does not rise."""
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise SchemeError(f"{name}.high", f"上限应大于下限，现为 {low} 到 {high}")


def require_target(indicator: Indicator) -> float:
    """The indicator's target; refuse one without."""
    if indicator.target is None:
        raise SchemeError(f"{indicator.code}.target", "按目标值或标杆值标准化需要给出目标值")
    return indicator.target


def require_positive(column: Column, name: str, *, strictly: bool | None = None) -> None:
    """Refuse values that a ratio cannot take: below 0, and for less-is-better (or ``strictly``) 0 too."""
    no_zero = column.direction < 0 if strictly is None else strictly
    wrong = np.flatnonzero(column.values <= 0 if no_zero else column.values < 0)
    if wrong.size:
        first, bound = int(wrong[0]), "大于 0" if no_zero else "不小于 0"
        words = f"{name} 只能用于{bound}的数，{column.units[first]} 的值是 {column.values[first]:g}"
        raise SchemeError(f"{column.indicator.code}.normalise", words)
