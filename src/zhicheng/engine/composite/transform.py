"""Tame long tails before normalising, indicator by indicator, as the scheme says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.state import State, Step
from zhicheng.engine.composite.tree import Indicator, Layout

# Each takes and gives values of any shape, keeps NaN, rises strictly, and is defined from 0 upwards.
TRANSFORMS: Mapping[str, Callable[[FloatArray], FloatArray]] = MappingProxyType({"log1p": np.log1p, "sqrt": np.sqrt})


@dataclass(frozen=True)
class Transform:
    """Apply to each indicator the ``transform`` that its node names; all are monotone, so orders stay.

    ``log1p`` is ln(1 + x), ``sqrt`` the square root; both ask for values of 0 or more. OECD/JRC Handbook 2008, section
    1.5 (normalisation): skewed data are transformed first, lest a few units decide the scale.
    """

    def check(self, layout: Layout) -> None:
        """Refuse a transform that nobody knows."""
        for indicator in layout.indicators:
            if indicator.transform is not None and indicator.transform not in TRANSFORMS:
                known = "、".join(TRANSFORMS)
                raise SchemeError(f"{indicator.code}.transform", f"没有“{indicator.transform}”，可用的有：{known}")

    def apply(self, state: State) -> State:
        """Transform the columns that ask for it."""
        values = state.values.copy()
        changed = []
        for column, indicator in enumerate(state.layout.indicators):
            if indicator.transform is not None:
                _refuse_negative(indicator, values[:, column], state.units)
                values[:, column] = TRANSFORMS[indicator.transform](values[:, column])
                changed.append(indicator)
        params = {indicator.code: indicator.transform for indicator in changed}
        return state.after(Step("transform", params, tuple(params)), values=values)


def _refuse_negative(indicator: Indicator, column: FloatArray, units: tuple[str, ...]) -> None:
    negative = np.flatnonzero(column < 0)
    if negative.size:
        first = int(negative[0])
        words = f"{indicator.transform} 只能用于不小于 0 的数，{units[first]} 的值是 {column[first]:g}"
        raise SchemeError(f"{indicator.code}.transform", words)
