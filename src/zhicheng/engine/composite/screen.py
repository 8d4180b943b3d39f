"""Leave out units of which too little is known."""

from dataclasses import dataclass, replace

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.errors import require_share
from zhicheng.engine.composite.state import ScreenedOut, State, Step
from zhicheng.engine.composite.tree import Layout


@dataclass(frozen=True)
class Screen:
    """Keep a unit only if at least ``min_availability`` (0 … 1) of its indicators have a value.

    A unit with no value at all is always left out. OECD/JRC Handbook 2008, section 1.3 (imputation of missing data):
    a case with too many missing values is deleted, not completed.
    """

    min_availability: float = 0.5

    def __post_init__(self) -> None:
        require_share("screen.min_availability", self.min_availability)

    def check(self, layout: Layout) -> None:
        """Any tree will do."""

    def apply(self, state: State) -> State:
        """Drop the rows of units that are not kept, and say of each why."""
        available = availability(state.values)
        keep = (available >= self.min_availability) & (available > 0)
        dropped = tuple(
            self._left_out(unit, float(share))
            for unit, share, kept in zip(state.units, available, keep, strict=True)
            if not kept
        )
        step = Step("screen", {"min_availability": self.min_availability}, tuple(unit.unit for unit in dropped))
        return replace(
            state.after(step, values=state.values[keep]),
            units=tuple(unit for unit, kept in zip(state.units, keep, strict=True) if kept),
            raw=state.raw[keep],
            screened_out=state.screened_out + dropped,
        )

    def _left_out(self, unit: str, share: float) -> ScreenedOut:
        reason = (
            f"有数据的指标占 {share:.1%}，低于要求的 {self.min_availability:.1%}" if share else "所有指标都没有数据"
        )
        return ScreenedOut(unit, share, reason)


def availability(values: FloatArray) -> FloatArray:
    """For each unit the share (0 … 1) of indicators with a value; (units, indicators) → (units,)."""
    present: FloatArray = (~np.isnan(values)).mean(axis=1)
    return present
