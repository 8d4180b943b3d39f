"""Make units of different size comparable: per person, per yuan, per square kilometre."""

from dataclasses import dataclass, replace

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.state import Context, State, Step
from zhicheng.engine.composite.tree import Indicator, Layout


@dataclass(frozen=True)
class Denominate:
    """Divide each indicator that names a ``denominator`` by it and multiply by the indicator's ``per``.

    A missing denominator makes the quotient missing; 0 or less is refused, for that is a fault of the data (many
    sources write 0 for "not known"). OECD/JRC Handbook 2008, section 1.5: scaling by an appropriate size measure.
    """

    def check(self, layout: Layout) -> None:
        """Any tree will do; a denominator that the context lacks is refused when it is needed."""

    def apply(self, state: State) -> State:
        """Divide; the trace keeps each indicator's denominator and factor."""
        values = state.values.copy()
        divided: dict[str, str] = {}
        factors: dict[str, tuple[float, ...]] = {}
        for column, indicator in enumerate(state.layout.indicators):
            if indicator.denominator is not None:
                values[:, column] = values[:, column] / _denominator(indicator, indicator.denominator, state)
                if indicator.per != 1:
                    values[:, column] *= indicator.per
                divided[indicator.code] = indicator.denominator
                factors[indicator.code] = (indicator.per,)
        step = Step("denominate", divided, tuple(divided), factors)
        return replace(state.after(step, values=values), context=_divided_history(state))


def _divided_history(state: State) -> Context:
    """The context with the panel divided like the table, year by year; what cannot be is named in ``undivided``."""
    context = state.context
    if context.history is None:
        return context
    history, undivided = context.history.copy(), set(context.undivided)
    for column, indicator in enumerate(state.layout.indicators):
        if indicator.denominator is None:
            continue
        if indicator.denominator in context.denominator_history:
            years = context.denominator_history[indicator.denominator]
            history[:, :, column] *= indicator.per / np.where(years > 0, years, np.nan)
        else:
            undivided.add(indicator.code)
    return replace(context, history=history, undivided=frozenset(undivided))


def _denominator(indicator: Indicator, name: str, state: State) -> FloatArray:
    if name not in state.context.denominators:
        known = "、".join(state.context.denominators) or "（无）"
        raise SchemeError(f"{indicator.code}.denominator", f"数据里没有“{name}”，现有：{known}")
    column = np.asarray(state.context.denominators[name], dtype=np.float64)
    wrong = np.flatnonzero(column <= 0)
    if wrong.size:
        raise SchemeError(f"denominators.{name}", f"分母应大于 0，{state.units[wrong[0]]} 的值是 {column[wrong[0]]:g}")
    return column
