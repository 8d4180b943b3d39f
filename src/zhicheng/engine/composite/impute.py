"""Fill gaps by a stated rule, and mark every cell that was filled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from zhicheng.engine.arrays import BoolArray, FloatArray
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.expectation import fill_by_expectation
from zhicheng.engine.composite.state import Context, Setting, State, Step
from zhicheng.engine.composite.tree import Layout

FROM_UNITS: Mapping[str, Callable[[FloatArray], float]] = MappingProxyType(
    {"mean": lambda known: float(known.mean()), "median": lambda known: float(np.median(known))}
)
FROM_YEARS = ("last", "linear")
METHODS = ("none", *FROM_UNITS, *FROM_YEARS, "em")


@dataclass(frozen=True)
class Impute:
    """Fill missing cells by ``method``; what cannot be filled stays missing.

    ``mean`` ``median``  of the units that have the indicator; of the unit's peers when ``group`` names a grouping of
                         the context (a unit without a group, or whose peers know nothing, stays missing)
    ``last``             from the panel: the value of the latest earlier year, at most ``max_years`` back
    ``linear``           from the panel: on the line between the nearest earlier and later years
    ``em``               the expectation given the unit's other indicators in the same lowest group of the tree, under
                         a normal distribution fitted by expectation-maximisation
    ``overrides``        other methods for single indicators: (code, method)

    OECD/JRC Handbook 2008, sections 1.3 and 4 (imputation of missing data): single imputation understates
    uncertainty, so the filled cells stay visible in every result.
    """

    method: str = "none"
    group: str | None = None
    max_years: int | None = None
    overrides: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for setting, method in [("impute.method", self.method), *(("impute.overrides", m) for _, m in self.overrides)]:
            if method not in METHODS:
                raise SchemeError(setting, f"没有“{method}”，可用的有：{'、'.join(METHODS)}")
        if self.max_years is not None and self.max_years < 1:
            raise SchemeError("impute.max_years", f"应为不小于 1 的整数，现为 {self.max_years}")

    def check(self, layout: Layout) -> None:
        """Refuse a method for an indicator that the tree does not have."""
        codes = {indicator.code for indicator in layout.indicators}
        for code, _method in self.overrides:
            if code not in codes:
                raise SchemeError("impute.overrides", f"方案里没有指标“{code}”")

    def apply(self, state: State) -> State:
        """Fill; the trace counts the cells filled and those left of each indicator."""
        values = self.filled(state)
        gaps = np.isnan(state.values)
        filled: BoolArray = gaps & ~np.isnan(values)
        codes = [indicator.code for indicator in state.layout.indicators]
        counts = {
            code: (float(done), float(had - done))
            for code, done, had in zip(codes, filled.sum(axis=0), gaps.sum(axis=0), strict=True)
            if had
        }
        params: dict[str, Setting] = {"method": self.method, "group": self.group, "max_years": self.max_years}
        step = Step("impute", {**params, **dict(self.overrides)}, tuple(c for c, n in counts.items() if n[0]), counts)
        imputed = filled if state.imputed is None else state.imputed | filled
        return replace(state.after(step, values=values), imputed=imputed)

    def filled(self, state: State) -> FloatArray:
        """The table (units, indicators) with the gaps filled."""
        special, values = dict(self.overrides), state.values.copy()
        by_method: dict[str, list[int]] = {}
        for column, indicator in enumerate(state.layout.indicators):
            by_method.setdefault(special.get(indicator.code, self.method), []).append(column)
        for method, columns in by_method.items():
            if method != "none":
                values[:, columns] = self._table(method, state)[:, columns]
        return values

    def _table(self, method: str, state: State) -> FloatArray:
        if method in FROM_UNITS:
            return fill_from_peers(state.values, self._peers(state), FROM_UNITS[method])
        if method == "em":
            return fill_by_expectation(state.values, state.layout)
        _refuse_undivided(state)
        years, panel = _panel(state.context)
        fill = from_earlier if method == "last" else between_years
        return fill(state.values, panel, years, self.max_years)

    def _peers(self, state: State) -> tuple[str, ...]:
        if self.group is None:
            return ("*",) * len(state.units)
        if self.group not in state.context.groups:
            known = "、".join(state.context.groups) or "（无）"
            raise SchemeError("impute.group", f"数据里没有分组“{self.group}”，现有：{known}")
        return state.context.groups[self.group]


def fill_from_peers(values: FloatArray, labels: tuple[str, ...], middle: Callable[[FloatArray], float]) -> FloatArray:
    """Gaps filled with the middle of the units with the same label; (units, n) → (units, n)."""
    filled = values.copy()
    of = np.array(labels)
    for label in sorted(set(labels) - {""}):
        rows = np.flatnonzero(of == label)
        for column in range(values.shape[1]):
            own = values[rows, column]
            gaps = np.isnan(own)
            if gaps.any() and not gaps.all():
                filled[rows[gaps], column] = middle(own[~gaps])
    return filled


def _refuse_undivided(state: State) -> None:
    """The years of a panel must be in the unit of the table: a quotient is not filled with a plain figure."""
    for column, indicator in enumerate(state.layout.indicators):
        if indicator.code in state.context.undivided and np.isnan(state.values[:, column]).any():
            words = f"按其他年份填补 {indicator.code} 需要各年的 {indicator.denominator}；或先填补再除以分母"
            raise SchemeError("denominator_history", words)


def _panel(context: Context) -> tuple[FloatArray, FloatArray]:
    """Years counted from the evaluated one (years,), and the panel."""
    if context.history is None or context.year is None:
        raise SchemeError("impute.method", "按其他年份填补需要多年数据（history、years、year）")
    return np.array(context.years, dtype=np.float64) - context.year, context.history


def from_earlier(values: FloatArray, panel: FloatArray, years: FloatArray, max_years: int | None) -> FloatArray:
    """Gaps filled with the latest earlier value; ``years`` count from the evaluated one, (years, units, n) the panel."""
    filled = values.copy()
    for year in np.flatnonzero(years < 0)[::-1]:
        if max_years is None or -years[year] <= max_years:
            filled = np.where(np.isnan(filled), panel[year], filled)
    return filled


def between_years(values: FloatArray, panel: FloatArray, years: FloatArray, max_years: int | None) -> FloatArray:
    """Gaps filled on the straight line between the nearest earlier and the nearest later value, if both exist."""
    gap = np.full_like(values, np.nan)
    before, before_at = gap.copy(), gap.copy()
    after, after_at = gap.copy(), gap.copy()
    for year in np.argsort(-np.abs(years), kind="stable"):  # the nearest last, so that it stays
        known = ~np.isnan(panel[year])
        if max_years is not None and abs(years[year]) > max_years:
            continue
        side, side_at = (before, before_at) if years[year] < 0 else (after, after_at)
        if years[year] != 0:
            side[known], side_at[known] = panel[year][known], years[year]
    line = before + (after - before) * (0 - before_at) / (after_at - before_at)
    return np.where(np.isnan(values), line, values)
