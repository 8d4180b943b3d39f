"""From a scheme and a panel of figures to one year's result: screening, the engine, and the digests of both ends."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from zhicheng.base.ui.formats import number
from zhicheng.engine.arrays import BoolArray, FloatArray
from zhicheng.engine.composite import (
    Aggregate,
    Aggregation,
    Benchmark,
    Goalposts,
    Indicator,
    MinMax,
    PercentileRank,
    Result,
    Scheme,
    Screen,
    Transform,
    Weigh,
    WeightedMean,
    ZScore,
    build,
)
from zhicheng.engine.composite.choices import Run, Uncertainty
from zhicheng.engine.composite.normalise import Normalisation
from zhicheng.engine.composite.reweighing import Spread, reweigh
from zhicheng.engine.composite.state import Stage
from zhicheng.engine.packages import exact
from zhicheng.governance.indicators.queries import Panel
from zhicheng.governance.strength.definition_kinds import ROOT, Aspect, Doubts, Method, SchemeDefinition
from zhicheng.governance.strength.models import Reason

INTERVAL = 0.9
"""Share of the draws that an interval of places spans: from 5 % to 95 %."""
NEIGHBOURS = 2
"""So many places before and after a unit are its neighbours: of them it is kept how often it stands before them."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A region without a rank: why, and the value of the screening indicator (None = no figure)."""

    region: str
    reason: Reason
    words: str
    value: float | None


@dataclass(frozen=True, slots=True)
class NodeScore:
    """One node of one region, as `models.Score` keeps it."""

    region: str
    node: str
    raw: float | None
    score: float | None
    weight: float | None
    contribution: float | None
    rank: int | None
    missing_share: float


@dataclass(frozen=True, slots=True)
class Interval:
    """How far one region's place depends on choices, as `models.RankInterval` keeps it."""

    region: str
    rank_low: int
    rank_high: int
    top_share: float
    places: list[list[int]]
    ahead: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class YearResult:
    """One year, computed. Without doubts in the scheme there are no intervals."""

    year: int
    scores: tuple[NodeScore, ...]
    intervals: tuple[Interval, ...]
    left_out: tuple[LeftOut, ...]
    units: int
    active_units: int
    indicators: tuple[str, ...]
    trace: list[dict[str, Any]]
    inputs_sha256: str
    outputs_sha256: str


def engine_scheme(code: str, scheme: SchemeDefinition) -> Scheme:
    """The scheme as the engine takes it."""
    method = scheme.method
    aspects = tuple(engine_group(one, method) for one in scheme.aspects)
    return Scheme(
        code, Aggregate(ROOT, scheme.title, aspects, method=method.aggregate), engine_steps(scheme), method.ties
    )


def engine_steps(scheme: SchemeDefinition) -> tuple[Stage, ...]:
    """What is done, in order. Equal weights stand in the tree already; those by entropy are found on the way."""
    method = scheme.method
    last = (WeightedMean if method.aggregate == "arithmetic" else Aggregation)(method.group_availability)
    scale = normalisation(method.normalise, method)
    weigh = (Weigh("entropy"),) if method.weigh == "entropy" else ()
    return (Screen(scheme.screen.availability), Transform(), scale, *weigh, last)


def normalisation(name: str, method: Method) -> Normalisation:
    """A normalisation on the scheme's scale; the z-score and the place have scales of their own."""
    known: dict[str, Normalisation] = {
        "min_max": MinMax(method.low, method.high),
        "goalposts": Goalposts(method.low, method.high),
        "benchmark": Benchmark(method.high),
        "z_score": ZScore(),
        "percentile_rank": PercentileRank(),
    }
    return known[name]


def engine_group(aspect: Aspect, method: Method) -> Aggregate:
    is_equal = method.weigh == "equal"
    leaves = tuple(
        Indicator(
            one.indicator,
            one.indicator,
            1.0 if is_equal else one.weight,
            1 if one.direction == "+" else -1,
            one.transform,
            target=one.target,
            goalposts=one.goalposts,
        )
        for one in aspect.indicators
    )
    return Aggregate(aspect.code, aspect.label, leaves, 1.0 if is_equal else aspect.weight, method.aggregate)


def evaluate_year(code: str, scheme: SchemeDefinition, panel: Panel, year: int) -> YearResult | None:
    """The year's result; None when no region passes the screening, for then there is nothing to rank."""
    panel = of_units(panel, scheme)
    screen = column_of(panel, scheme.screen.indicator, year)
    passes = np.nan_to_num(screen) >= scheme.screen.at_least
    measured = with_figures(scheme, panel, year, passes)
    if measured is None or not passes.any():
        return None
    engine = engine_scheme(code, measured)
    data = table_of(panel, engine.indicator_codes, year)
    units = [region for region, kept in zip(panel.regions, passes, strict=True) if kept]
    result = build(units, data[passes], engine)
    left_out = (*few(scheme, panel.regions, screen, passes), *sparse(result, panel.regions, screen))
    scores = tuple(node_scores(result))
    if not scores:
        return None
    intervals = tuple(rank_intervals(scheme, engine, result, units, data[passes]))
    return YearResult(
        year=year,
        scores=scores,
        intervals=intervals,
        left_out=tuple(sorted(left_out, key=lambda one: one.region)),
        units=int(np.isfinite(result.total).sum()),
        active_units=int((np.nan_to_num(screen) > 0).sum()),
        indicators=engine.indicator_codes,
        trace=[plain_step(step) for step in result.trace],
        inputs_sha256=digest(inputs(scheme, panel.regions, engine.indicator_codes, data, screen)),
        outputs_sha256=digest(outputs(scores, left_out, intervals)),
    )


def of_units(panel: Panel, scheme: SchemeDefinition) -> Panel:
    """The panel of the scheme's own units."""
    rows = [row for row, region in enumerate(panel.regions) if scheme.has_unit(region)]
    if len(rows) == len(panel.regions):
        return panel
    values = {code: column[rows] for code, column in panel.values.items()}
    return Panel(tuple(panel.regions[row] for row in rows), panel.periods, values)


def with_figures(scheme: SchemeDefinition, panel: Panel, year: int, passes: BoolArray) -> SchemeDefinition | None:
    """The scheme without the indicators of which no unit that passes has a figure, if it leaves those out; None = without all."""
    if not scheme.leaves_out_empty:
        return scheme
    known = [one.code for one in scheme.measured if np.isfinite(column_of(panel, one.code, year)[passes]).any()]
    return scheme.with_only(known)


def table_of(panel: Panel, codes: Sequence[str], year: int) -> FloatArray:
    """(regions, indicators) of one year."""
    return np.column_stack([column_of(panel, code, year) for code in codes])


def column_of(panel: Panel, code: str, year: int) -> FloatArray:
    """One indicator of one year (regions,), NaN where there is no figure."""
    values = panel.values.get(code)
    if values is None or year not in panel.periods:
        return np.full(len(panel.regions), np.nan)
    column: FloatArray = values[:, panel.periods.index(year)]
    return column


def few(scheme: SchemeDefinition, regions: Sequence[str], screen: FloatArray, passes: BoolArray) -> Iterator[LeftOut]:
    """The regions below the minimum."""
    for region, value, kept in zip(regions, screen, passes, strict=True):
        if kept:
            continue
        if np.isnan(value) or value == 0:
            yield LeftOut(region, Reason.NONE, _("当年没有%(noun)s记录") % {"noun": scheme.screen.noun}, plain(value))
            continue
        words = _("当年%(noun)s %(value)s %(unit)s，少于 %(least)s %(unit)s") % {
            "noun": scheme.screen.noun,
            "unit": scheme.screen.unit,
            "value": number(float(value)),
            "least": number(scheme.screen.at_least),
        }
        yield LeftOut(region, Reason.FEW, words, float(value))


def sparse(result: Result, regions: Sequence[str], screen: FloatArray) -> Iterator[LeftOut]:
    """The regions of which the engine found too little: too few indicators, or too few aspects for a total."""
    value_of = dict(zip(regions, screen, strict=True))
    for one in result.screened_out:
        yield LeftOut(one.unit, Reason.MISSING, one.reason, plain(value_of[one.unit]))
    for unit, total in zip(result.units, result.total, strict=True):
        if np.isnan(total):
            yield LeftOut(unit, Reason.MISSING, _("有得分的方面不够汇总"), plain(value_of[unit]))


def node_scores(result: Result) -> Iterator[NodeScore]:
    """Every node of every unit with a total, in the order of units and nodes."""
    missing = missing_shares(result)
    leaf = {column: i for i, column in enumerate(result.scheme.layout.leaf_columns)}
    for row, unit in enumerate(result.units):
        if np.isnan(result.total[row]):
            continue
        for column, node in enumerate(result.nodes):
            rank = plain(result.ranks[row, column])
            yield NodeScore(
                region=unit,
                node=node.code,
                raw=plain(result.raw[row, leaf[column]]) if column in leaf else None,
                score=plain(result.scores[row, column]),
                weight=plain(result.applied_weights[row, column]),
                contribution=plain(result.contributions[row, column]),
                rank=None if rank is None else int(rank),
                missing_share=float(missing[row, column]),
            )


def rank_intervals(
    scheme: SchemeDefinition, engine: Scheme, result: Result, units: Sequence[str], data: FloatArray
) -> Iterator[Interval]:
    """Each ranked unit's interval of places; none when the scheme has no doubts."""
    doubts = scheme.uncertainty
    if doubts is None:
        return
    run, pairs = Run(doubts.draws, doubts.seed), neighbouring(result)
    spread = reweigh(units, data, engine, varied(scheme, doubts), run, pairs=pairs)
    bounds, top, before = spread.interval(INTERVAL), spread.share_in_top(doubts.top), ahead(spread, pairs)
    for row, unit in enumerate(spread.units):
        if np.isnan(result.total[row]) or not bounds[row, 0]:
            continue
        yield Interval(
            region=unit,
            rank_low=int(bounds[row, 0]),
            rank_high=int(bounds[row, 1]),
            top_share=float(top[row]),
            places=[[place, int(count)] for place, count in enumerate(spread.counts[row], 1) if count],
            ahead=before[unit],
        )


def neighbouring(result: Result) -> list[tuple[str, str]]:
    """The pairs of ranked units that are neighbours in the result, the better placed first."""
    places = sorted((place, unit) for place, unit in zip(result.ranks[:, 0], result.units, strict=True) if place > 0)
    in_order = [unit for _place, unit in places]
    return [(unit, other) for at, unit in enumerate(in_order) for other in in_order[at + 1 : at + 1 + NEIGHBOURS]]


def ahead(spread: Spread, pairs: Sequence[tuple[str, str]]) -> dict[str, dict[str, float]]:
    """Unit → neighbour → the share of draws (0–1) in which the unit stood before it."""
    shares: dict[str, dict[str, float]] = {unit: {} for unit in spread.units}
    for (unit, other), won in zip(pairs, spread.ahead, strict=True):
        shares[unit][other] = float(won) / spread.draws
        shares[other][unit] = 1 - shares[unit][other]
    return shares


def varied(scheme: SchemeDefinition, doubts: Doubts) -> Uncertainty:
    """The doubts as the engine takes them."""
    scales = tuple(normalisation(one, scheme.method) for one in doubts.normalise)
    return Uncertainty(scales, weight_noise=doubts.weights_share)


def missing_shares(result: Result) -> FloatArray:
    """Of every unit's every node the share (0–1) of its nominal weight that is not its own data; (units, nodes)."""
    layout = result.scheme.layout
    shares = np.zeros_like(result.scores)
    leaves = list(layout.leaf_columns)
    shares[:, leaves] = np.isnan(result.normalised)
    for parent in sorted(layout.children, reverse=True):  # children stand after their parents
        columns = list(layout.children[parent])
        weights = np.array([layout.nodes[column].weight for column in columns])
        shares[:, parent] = shares[:, columns] @ weights / weights.sum()
    return shares


def plain(value: Any) -> float | None:
    """A number for the database: NaN becomes None."""
    return None if np.isnan(value) else float(value)


def plain_step(step: Any) -> dict[str, Any]:
    """A step of the trace as JSON; a bound that does not exist is null."""
    details = {code: [plain(number) for number in numbers] for code, numbers in step.details.items()}
    return {"name": step.name, "params": dict(step.params), "changed": list(step.changed), "details": details}


def digest(lines: Iterable[str]) -> str:
    """SHA-256 (hex) of lines of text."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def inputs(
    scheme: SchemeDefinition, regions: Sequence[str], codes: Sequence[str], data: FloatArray, screen: FloatArray
) -> Iterator[str]:
    """The scheme and every figure, one region a line: the first half of what makes a run."""
    yield scheme.model_dump_json(exclude_defaults=True)  # a setting that is new and not used changes nothing
    yield ",".join(["region", scheme.screen.indicator, *codes])
    for region, value, row in zip(regions, screen, data, strict=True):
        yield ",".join([region, exact(value), *(exact(cell) for cell in row)])


def outputs(scores: Iterable[NodeScore], left_out: Iterable[LeftOut], intervals: Iterable[Interval]) -> Iterator[str]:
    """Every score, everyone left out and how often each place was held: the second half."""
    for one in scores:
        numbers = (one.raw, one.score, one.weight, one.contribution, one.rank, one.missing_share)
        yield ",".join([one.region, one.node, *(exact(value) for value in numbers)])
    yield from sorted(f"{one.region},{one.reason.value},{exact(one.value)}" for one in left_out)
    for found in intervals:
        held = ";".join(f"{place}:{count}" for place, count in found.places)
        before = ";".join(f"{other}:{exact(share)}" for other, share in sorted(found.ahead.items()))
        yield ",".join([found.region, str(found.rank_low), str(found.rank_high), exact(found.top_share), held, before])
