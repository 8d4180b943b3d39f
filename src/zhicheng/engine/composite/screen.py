"""Leave out units of which too little is known."""

from dataclasses import dataclass, replace

import numpy as np

from zhicheng.engine.arrays import BoolArray, FloatArray
from zhicheng.engine.composite.errors import require_share
from zhicheng.engine.composite.state import ScreenedOut, Setting, State, Step
from zhicheng.engine.composite.tree import Layout, leaves_of_groups


@dataclass(frozen=True)
class Screen:
    """Keep a unit only if at least ``min_availability`` (0 … 1) of its indicators have a value.

    A unit with no value at all is always left out. OECD/JRC Handbook 2008, section 1.3 (imputation of missing data):
    a case with too many missing values is deleted, not completed.

    ``min_in_groups`` asks for a share in every group of the tree too; ``zero_is_missing`` counts zeros as missing
    here (and only here), for sources that write 0 for what they do not know.
    """

    min_availability: float = 0.5
    min_in_groups: float | None = None
    zero_is_missing: bool = False

    def __post_init__(self) -> None:
        require_share("screen.min_availability", self.min_availability)
        if self.min_in_groups is not None:
            require_share("screen.min_in_groups", self.min_in_groups)

    def check(self, layout: Layout) -> None:
        """Any tree will do."""

    def apply(self, state: State) -> State:
        """Drop the rows of units that are not kept, and say of each why."""
        known = _known(state.values, self.zero_is_missing)
        available, enough = known.mean(axis=1), self._enough_in_groups(state.layout, known)
        keep = (available >= self.min_availability) & (available > 0) & enough
        dropped = tuple(
            self._left_out(unit, float(share))
            for unit, share, kept in zip(state.units, available, keep, strict=True)
            if not kept
        )
        step = Step("screen", self._settings(), tuple(unit.unit for unit in dropped))
        return replace(state.keep(keep).after(step), screened_out=state.screened_out + dropped)

    def _enough_in_groups(self, layout: Layout, known: BoolArray) -> BoolArray:
        """Whether each unit has the share asked for in every group, (units,)."""
        enough = np.ones(len(known), dtype=bool)
        if self.min_in_groups is not None:
            for columns in leaves_of_groups(layout).values():
                enough &= known[:, list(columns)].mean(axis=1) >= self.min_in_groups
        return enough

    def _settings(self) -> dict[str, Setting]:
        settings: dict[str, Setting] = {"min_availability": self.min_availability}
        if self.min_in_groups is not None:
            settings["min_in_groups"] = self.min_in_groups
        if self.zero_is_missing:
            settings["zero_is_missing"] = True
        return settings

    def _left_out(self, unit: str, share: float) -> ScreenedOut:
        if not share:
            reason = "所有指标都没有数据"
        elif share < self.min_availability:
            reason = f"有数据的指标占 {share:.1%}，低于要求的 {self.min_availability:.1%}"
        else:
            reason = f"至少有一个分组有数据的指标不到 {self.min_in_groups:.1%}"
        return ScreenedOut(unit, share, reason)


def availability(values: FloatArray) -> FloatArray:
    """For each unit the share (0 … 1) of indicators with a value; (units, indicators) → (units,)."""
    present: FloatArray = (~np.isnan(values)).mean(axis=1)
    return present


def _known(values: FloatArray, zero_is_missing: bool) -> BoolArray:
    known: BoolArray = ~np.isnan(values)
    return known & (values != 0) if zero_is_missing else known
