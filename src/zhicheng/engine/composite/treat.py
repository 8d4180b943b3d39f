"""Outliers: pull in a few points, or else bend the scale."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.state import Setting, State, Step
from zhicheng.engine.composite.tree import Layout


@dataclass(frozen=True)
class Treat:
    """Treat the indicators that are both skewed (absolute skewness > ``max_skew``) and peaked (kurtosis > ``max_kurtosis``).

    First Winsorise: the highest values (or, with negative skewness, the lowest) are set to the next one inside, round
    by round, at most ``max_points`` rounds, until the test passes. If it does not, the indicator as it was before is
    transformed by ``otherwise``: ``none`` ``log`` ``log_shifted`` ``signed_log`` ``box_cox`` (with ``exponent``;
    None: the likeliest one). ``force`` treats without asking: all rounds, or with ``max_points`` 0 the transformation.
    ``overrides`` gives single indicators settings of their own.

    Skewness and kurtosis are the adjusted Fisher-Pearson coefficients G1 and G2 (Joanes and Gill 1998, The
    Statistician 47). The test is that of the JRC's COIN Tool (2019); Handbook 2008, section 1.5.
    """

    max_points: int = 5
    otherwise: str = "log_shifted"
    max_skew: float = 2.0
    max_kurtosis: float = 3.5
    exponent: float | None = None
    force: bool = False
    overrides: tuple[tuple[str, "Treat"], ...] = ()

    def __post_init__(self) -> None:
        if self.max_points < 0:
            raise SchemeError("treat.max_points", f"应为不小于 0 的整数，现为 {self.max_points}")
        if self.otherwise not in BENDS:
            raise SchemeError("treat.otherwise", f"没有“{self.otherwise}”，可用的有：{'、'.join(BENDS)}")
        if not (math.isfinite(self.max_skew) and math.isfinite(self.max_kurtosis) and self.max_skew >= 0):
            raise SchemeError("treat.max_skew", f"应为有限且不小于 0 的数，现为 {self.max_skew}")
        if self.exponent is not None and self.otherwise != "box_cox":
            raise SchemeError("treat.exponent", "只有 box_cox 用到指数")

    def check(self, layout: Layout) -> None:
        """Refuse settings for an indicator that the tree does not have."""
        codes = {indicator.code for indicator in layout.indicators}
        for code, _settings in self.overrides:
            if code not in codes:
                raise SchemeError("treat.overrides", f"方案里没有指标“{code}”")

    def apply(self, state: State) -> State:
        """Treat column by column; the trace keeps the rounds, and skewness and kurtosis before and after."""
        values, special = state.values.copy(), dict(self.overrides)
        done: dict[str, Setting] = {}
        found: dict[str, tuple[float, ...]] = {}
        for column, indicator in enumerate(state.layout.indicators):
            settings = special.get(indicator.code, self)
            treated, what, rounds = settings.column(values[:, column], indicator.code)
            before, after = shape_of(values[:, column]), shape_of(treated)
            found[indicator.code] = (float(rounds), *before, *after)
            if what != "none":
                done[indicator.code] = what
            values[:, column] = treated
        params: dict[str, Setting] = {"max_points": self.max_points, "otherwise": self.otherwise}
        return state.after(Step("treat", {**params, **done}, tuple(done), found), values=values)

    def column(self, values: FloatArray, code: str) -> tuple[FloatArray, str, int]:
        """One indicator (units,) treated, what was done (``none``, ``winsorised`` or the bend), and after how many rounds."""
        if not (self.force or self.is_wild(values)):
            return values, "none", 0
        pulled, rounds = self._winsorise(values)
        done = self.max_points > 0 if self.force else not self.is_wild(pulled)
        if done:
            return pulled, "winsorised" if rounds else "none", rounds
        if self.otherwise == "none":
            return values, "none", 0
        return BENDS[self.otherwise](values, code, self.exponent), self.otherwise, 0

    def is_wild(self, values: FloatArray) -> bool:
        """Whether skewness and kurtosis both exceed their limits; never for what has none."""
        skew, kurtosis = shape_of(values)
        return abs(skew) > self.max_skew and kurtosis > self.max_kurtosis

    def _winsorise(self, values: FloatArray) -> tuple[FloatArray, int]:
        pulled, rounds = values, 0
        while rounds < self.max_points and (self.force or self.is_wild(pulled)):
            inward = pull_in(pulled)
            if inward is None:
                break
            pulled, rounds = inward, rounds + 1
        return pulled, rounds


def shape_of(values: FloatArray) -> tuple[float, float]:
    """Skewness G1 and excess kurtosis G2 of the values present; NaN where not defined (fewer than 4, or all equal)."""
    known = values[~np.isnan(values)]
    n = known.size
    if n < 4 or (known == known[0]).all():
        return math.nan, math.nan
    centred = known - known.mean()
    m2, m3, m4 = ((centred**k).mean() for k in (2, 3, 4))
    if m2 <= 0:
        return math.nan, math.nan
    skew = m3 / m2**1.5 * math.sqrt(n * (n - 1)) / (n - 2)
    kurtosis = ((n + 1) * (m4 / m2**2 - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))
    return float(skew), float(kurtosis)


def pull_in(values: FloatArray) -> FloatArray | None:
    """The values with the outermost of the heavier tail set to their neighbour; None if only one would be left."""
    skew, _kurtosis = shape_of(values)
    distinct = np.unique(values[~np.isnan(values)])
    if distinct.size < 3:
        return None
    if skew >= 0:
        return np.where(values == distinct[-1], distinct[-2], values)
    return np.where(values == distinct[0], distinct[1], values)


def _log(values: FloatArray, code: str, _exponent: float | None) -> FloatArray:
    """Ln x."""
    if (values <= 0).any():
        raise SchemeError(f"{code}.treat", f"log 只能用于大于 0 的数，最小值是 {np.nanmin(values):g}")
    logs: FloatArray = np.log(values)
    return logs


def _log_shifted(values: FloatArray, _code: str, _exponent: float | None) -> FloatArray:
    """ln(x - min + 1 % of the range): any sign; the JRC COIN Tool's."""
    low, high = np.nanmin(values), np.nanmax(values)
    logs: FloatArray = np.log(values - low + 0.01 * (high - low))
    return logs


def _signed_log(values: FloatArray, _code: str, _exponent: float | None) -> FloatArray:
    """sign(x) ln(1 + |x|): keeps 0 and the order, for values of both signs. John and Draper 1980, Appl. Stat. 29."""
    logs: FloatArray = np.sign(values) * np.log1p(np.abs(values))
    return logs


def _box_cox(values: FloatArray, _code: str, exponent: float | None) -> FloatArray:
    """(xᵖ - 1) / p, ln x at p = 0, of x shifted to begin at 1. Box and Cox 1964, J. R. Stat. Soc. B 26."""
    shifted = values - np.nanmin(values) + 1
    return box_cox(shifted, likeliest_exponent(shifted) if exponent is None else exponent)


def box_cox(positive: FloatArray, exponent: float) -> FloatArray:
    """The Box-Cox transformation of positive values of any shape."""
    logs = np.log(positive)
    bent: FloatArray = logs if abs(exponent) < 1e-12 else np.expm1(exponent * logs) / exponent
    return bent


def likeliest_exponent(positive: FloatArray) -> float:
    """The exponent in -3 … 3 of highest profile likelihood, by golden section, to 1e-8."""
    known = positive[~np.isnan(positive)]
    log_sum = float(np.log(known).sum())

    def loss(exponent: float) -> float:
        variance = float(box_cox(known, exponent).var())
        return known.size / 2 * math.log(max(variance, 1e-300)) - (exponent - 1) * log_sum

    golden = (math.sqrt(5) - 1) / 2
    low, high = -3.0, 3.0
    while high - low > 1e-8:
        left, right = high - golden * (high - low), low + golden * (high - low)
        low, high = (low, right) if loss(left) < loss(right) else (left, high)
    return (low + high) / 2


BENDS: Mapping[str, Callable[[FloatArray, str, float | None], FloatArray]] = MappingProxyType(
    {
        "none": lambda values, _code, _exponent: values,
        "log": _log,
        "log_shifted": _log_shifted,
        "signed_log": _signed_log,
        "box_cox": _box_cox,
    }
)
