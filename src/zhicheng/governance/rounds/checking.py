"""What an officer has to look at before a computed year goes to the cities: five groups of findings, kept with the run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from zhicheng.base.ui.formats import number
from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite import Treat
from zhicheng.engine.composite.treat import shape_of
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.checks import CHECKS
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.rounds.models import Group
from zhicheng.governance.strength.computing import NodeScore, YearResult
from zhicheng.governance.strength.definition_kinds import ROOT, Measured, SchemeDefinition

FAR_OUT = 3.0
"""Standard deviations from the mean beyond which a value is looked at (after the scheme's own transformation)."""
MOST_MOVERS = 20
TRANSFORMS: Mapping[str | None, Any] = {"log1p": np.log1p, "sqrt": np.sqrt, None: np.asarray}
TREATMENT = Treat()
# These look at columns that no indicator reads: they say nothing of a score, and take long.
NOT_ABOUT_FIGURES = frozenset({"internet_beyond_population", "wage_outliers", "columns_left_out"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: where, which indicator (code and label), which year, and what in words."""

    words: str
    region: str = ""
    name: str = ""
    indicator: str = ""
    label: str = ""
    period: int | None = None


@dataclass(frozen=True)
class Material:
    """What the findings are drawn from. `ranks_before` are the places of the year before, `inputs` all (indicator, year) that count."""

    scheme: SchemeDefinition
    result: YearResult
    indicators: Mapping[str, IndicatorDefinition]
    names: Mapping[str, str]
    inputs: frozenset[tuple[str, int]]
    ranks_before: Mapping[str, int] = field(default_factory=dict)

    def label(self, code: str) -> str:
        return self.indicators[code].title if code in self.indicators else code

    def finding(self, words: str, region: str = "", indicator: str = "") -> Finding:
        """A finding of the evaluated year."""
        label = self.label(indicator) if indicator else ""
        return Finding(words, region, self.names.get(region, region), indicator, label, self.result.year)

    def leaves(self, code: str) -> list[NodeScore]:
        """The rows of one indicator."""
        return [one for one in self.result.scores if one.node == code]


def findings_of(material: Material) -> dict[Group, list[dict[str, Any]]]:
    """All groups, each with its findings as plain data."""
    found = {
        Group.SCREENING: screened(material),
        Group.MISSING: missing(material),
        Group.OUTLIERS: outliers(material),
        Group.MOVERS: movers(material),
        Group.INTEGRITY: integrity(material),
    }
    return {group: [asdict(one) for one in findings] for group, findings in found.items()}


def screened(material: Material) -> Iterator[Finding]:
    """Who is left out, and why."""
    for one in material.result.left_out:
        yield material.finding(one.words, one.region, material.scheme.screen.indicator)


def missing(material: Material) -> Iterator[Finding]:
    """Which evaluated city lacks which figure."""
    for measured in material.scheme.measured:
        for one in material.leaves(measured.indicator):
            if one.raw is None:
                words = _("没有数据，权重由同一方面的其他指标分担")
                yield material.finding(words, one.region, measured.indicator)


def outliers(material: Material) -> Iterator[Finding]:
    """Indicators whose values are skewed and peaked at once, and single values far from the others."""
    for measured in material.scheme.measured:
        rows = [one for one in material.leaves(measured.indicator) if one.raw is not None]
        values = np.array([one.raw for one in rows], dtype=np.float64)
        yield from wild(material, measured, values)
        yield from far_out(material, measured, rows, values)


def wild(material: Material, measured: Measured, values: FloatArray) -> Iterator[Finding]:
    """The test of the engine's treatment: absolute skewness above 2 and kurtosis above 3.5."""
    if not TREATMENT.is_wild(values):
        return
    skew, kurtosis = shape_of(values)
    facts = {"skew": number(skew, 1), "kurtosis": number(kurtosis, 1)}
    still = TREATMENT.is_wild(bent(measured, values))
    text = _("分布很偏：偏度 %(skew)s、峰度 %(kurtosis)s（界限 2 和 3.5）") % facts
    text += _("；方案的变换以后仍然很偏") if still else _("；方案的变换以后在界限以内")
    yield material.finding(text, indicator=measured.indicator)


def far_out(material: Material, measured: Measured, rows: Sequence[NodeScore], values: FloatArray) -> Iterator[Finding]:
    """Single values more than three standard deviations from the mean."""
    curve = bent(measured, values)
    spread = curve.std() if curve.size else 0.0
    if not spread:
        return
    distances = (curve - curve.mean()) / spread
    for one, distance in zip(rows, distances, strict=True):
        if abs(distance) > FAR_OUT:
            facts = {
                "value": words.with_unit(one.raw, material.indicators[measured.indicator]),
                "times": number(abs(float(distance)), 1),
            }
            text = _("%(value)s，偏离平均数 %(times)s 个标准差") % facts
            yield material.finding(text, one.region, measured.indicator)


def bent(measured: Measured, values: FloatArray) -> FloatArray:
    """The values after the scheme's transformation."""
    curve: FloatArray = TRANSFORMS[measured.transform](values)
    return curve


def movers(material: Material) -> Iterator[Finding]:
    """The cities whose place changed most since the year before, the largest change first."""
    moved = [
        (abs(before - one.rank), one, before)
        for one in material.result.scores
        if one.node == ROOT and one.rank is not None and (before := material.ranks_before.get(one.region)) is not None
    ]
    for change, one, before in sorted(moved, key=lambda each: (-each[0], each[1].region))[:MOST_MOVERS]:
        if change:
            facts = {"before": before, "now": one.rank, "change": change}
            way = _("上年第 %(before)d，今年第 %(now)d，升 %(change)d") if (one.rank or 0) < before else ""
            way = way or _("上年第 %(before)d，今年第 %(now)d，降 %(change)d")
            yield material.finding(way % facts, one.region)


def integrity(material: Material) -> Iterator[Finding]:
    """What the integrity checks of the figures find in what this year is computed from."""
    inputs = material.inputs
    codes = {code for code, _period in inputs}
    for check in (check for check in CHECKS if check.code not in NOT_ABOUT_FIGURES):
        for one in check.find():
            at_any_time = one.period is None and one.indicator in codes
            if at_any_time or (one.indicator, one.period) in inputs:
                text = f"{check.label}：{one.words}"
                yield Finding(text, one.region, one.name, one.indicator, material.label(one.indicator), one.period)
