"""Bring all indicators to one scale on which more is better."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.state import State, Step
from zhicheng.engine.composite.tree import Layout


@dataclass(frozen=True)
class MinMax:
    """Stretch each indicator linearly so that its worst unit has ``low`` and its best ``high``.

    The direction of the indicator decides which end is best. An indicator with the same value everywhere tells units
    not apart: it becomes missing for all, its weight goes to its siblings, and the trace lists it under ``changed``.
    OECD/JRC Handbook 2008, section 1.5 and table 3 (min-max).
    """

    low: float = 0.0
    high: float = 100.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise SchemeError("minmax.high", f"上限应大于下限，现为 {self.low} 到 {self.high}")

    def check(self, layout: Layout) -> None:
        """Any tree will do."""

    def apply(self, state: State) -> State:
        """Normalise every column; the trace keeps each one's lowest and highest value."""
        directions = [indicator.direction for indicator in state.layout.indicators]
        codes = [indicator.code for indicator in state.layout.indicators]
        lowest, highest = bounds(state.values)
        values = min_max(state.values, lowest, highest, directions, self.low, self.high)
        step = Step(
            "minmax",
            {"low": self.low, "high": self.high},
            tuple(code for code, a, b in zip(codes, lowest, highest, strict=True) if a == b),
            {code: (float(a), float(b)) for code, a, b in zip(codes, lowest, highest, strict=True)},
        )
        return state.after(step, values=values)


def bounds(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The lowest and the highest value present of each column, NaN for an empty one; (units, n) → two of (n,)."""
    nothing = np.isnan(values).all(axis=0)
    lowest = np.where(np.isnan(values), np.inf, values).min(axis=0, initial=np.inf)
    highest = np.where(np.isnan(values), -np.inf, values).max(axis=0, initial=-np.inf)
    return np.where(nothing, np.nan, lowest), np.where(nothing, np.nan, highest)


def min_max(
    values: FloatArray, lowest: FloatArray, highest: FloatArray, directions: Sequence[int], low: float, high: float
) -> FloatArray:
    """``values`` (units, n) on the scale ``low`` … ``high`` between the columns' bounds (n,); constant columns → NaN."""
    width = highest - lowest
    share = (values - lowest) / np.where(width > 0, width, np.nan)
    share = np.where(np.array(directions) > 0, share, 1 - share)
    return low + share * (high - low)
