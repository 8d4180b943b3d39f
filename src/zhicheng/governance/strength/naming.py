"""How a scheme's nodes and their figures are called and written on pages."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui import formats
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.strength.definition_kinds import ROOT, SchemeDefinition
from zhicheng.governance.strength.queries import Interval

SCALES = {
    "min_max": gettext_lazy("按最小值和最大值"),
    "goalposts": gettext_lazy("按固定的下限和上限"),
    "benchmark": gettext_lazy("按标杆值"),
    "z_score": gettext_lazy("按平均数和标准差"),
    "percentile_rank": gettext_lazy("按名次"),
}
BASES = {"assumed": gettext_lazy("设定"), "source": gettext_lazy("有出处")}
WEIGHINGS = {
    "given": gettext_lazy("按方案给定的权重"),
    "equal": gettext_lazy("同级各项权重相等"),
    "entropy": gettext_lazy("按熵值法由当年数据定权重"),
}
MEANS = {"arithmetic": gettext_lazy("加权平均"), "geometric": gettext_lazy("加权几何平均")}
TRANSFORMS = {None: "", "log1p": "ln(1 + x)", "sqrt": "√x"}


@dataclass(frozen=True)
class Names:
    """The words for a scheme's nodes; an indicator's stand in its definition, and its code where it has none any more."""

    scheme: SchemeDefinition
    indicators: Mapping[str, IndicatorDefinition]
    code: str = ""
    """The scheme in addresses; empty for the main scheme."""

    @property
    def digits(self) -> int:
        """The decimals of a score: one on a scale to 100, three on one to 1."""
        return 1 if self.scheme.method.high > 10 else 3

    @property
    def unit_noun(self) -> str:
        """What is ranked."""
        return _("地区") if self.scheme.unit_level == "province" else _("城市")

    @property
    def counted(self) -> str:
        """What stands between a number and what is ranked is counted in: 43 座城市, 31 个地区."""
        return _("个地区") if self.scheme.unit_level == "province" else _("座城市")

    @property
    def span(self) -> str:
        """The scale of the scores in words; empty when it has no fixed ends."""
        method = self.scheme.method
        if method.normalise in ("z_score", "percentile_rank"):
            return ""
        return _("%(low)g 至 %(high)g 分") % {"low": method.low, "high": method.high}

    def score_url(self, year: int, region: str) -> str:
        """The page of a city's score in this scheme."""
        return score_url(year, region, self.code)

    def label(self, node: str) -> str:
        """What a node is called in a list."""
        if node == ROOT:
            return _("总分")
        aspect = next((one for one in self.scheme.aspects if one.code == node), None)
        if aspect is not None:
            return aspect.label
        return self.indicators[node].title if node in self.indicators else node

    def short(self, node: str) -> str:
        """What a node is called in a narrow head."""
        return self.indicators[node].short if node in self.indicators else self.label(node)

    def unit(self, node: str) -> str:
        """The unit of an indicator's figure; none for a share, which is written as percent."""
        indicator = self.indicators.get(node)
        return "" if indicator is None or indicator.is_share else indicator.unit

    def is_share(self, node: str) -> bool:
        """Whether an indicator's figures are parts of one."""
        return node in self.indicators and self.indicators[node].is_share

    def enough(self, node: str, value: float | None, *, rises: bool) -> float | None:
        """A figure that has to be reached, with the digits shown: rounded so that it is still reached."""
        indicator = self.indicators.get(node)
        if value is None or indicator is None:
            return value
        scale = 10.0 ** (3 if indicator.is_share else indicator.digits)
        return (math.ceil if rises else math.floor)(value * scale) / scale

    def figure(self, node: str, value: float | None) -> str:
        """An indicator's figure as its definition wants it written, without the unit."""
        indicator = self.indicators.get(node)
        if indicator is None:
            return formats.number(value)
        return formats.percent(value) if indicator.is_share else formats.number(value, indicator.digits)


def places_words(interval: Interval | None) -> str:
    """`20–31`."""
    return formats.MISSING if interval is None else formats.interval(interval.rank_low, interval.rank_high)


@dataclass(frozen=True)
class Address:
    """Where the pages of one scheme's year stand; `scheme` is empty for the main scheme, whose addresses do not name it."""

    year: int
    scheme: str = ""

    def url(self, page: str, *rest: str) -> str:
        """The address of `page`, the name of a route such as "ranking" or "score"; `rest` is what follows the year."""
        return page_url(page, self.year, self.scheme, *rest)


@lru_cache(maxsize=10_000)
def page_url(page: str, year: int, scheme: str, *rest: str) -> str:
    """A page of a scheme's year. Kept, for a ranking asks for thousands of addresses."""
    return reverse(f"strength:{page}", args=[*([scheme] if scheme else []), year, *rest])


def score_url(year: int, code: str, scheme: str = "") -> str:
    """The page of a city's score."""
    return page_url("score", year, scheme, code)


@lru_cache(maxsize=10_000)
def figure_url(node: str, code: str, year: int) -> str:
    """The page of a figure. Kept, as above."""
    return reverse("indicators:figure", args=[node, code, year])
