"""A region's figures beside those of its peers: the demonstration cities, or the provinces."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from zhicheng.base.regions.queries import outermost_units, provinces
from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.formulas import evaluate
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.queries import Panel, indicator_models, panel
from zhicheng.governance.plans.definition_kinds import PlanDefinition
from zhicheng.governance.plans.models import Adoption, Level
from zhicheng.governance.plans.queries.adoptions import level_of
from zhicheng.governance.plans.queries.definitions import judgement
from zhicheng.governance.plans.queries.targets import JudgedTarget, binding, taken_in


@dataclass(frozen=True, slots=True)
class PeerStanding:
    """A target's leading figure among the peers that have one: median and best, own place from 1 (None without a figure), and how many of them meet the target."""

    judged: JudgedTarget
    title: str
    median: float | None
    best: float | None
    place: int | None
    of: int
    met: int


def peers_of(region_code: str) -> list[str]:
    """The codes of a region's peers, itself among them."""
    if level_of(region_code) == Level.PROVINCE:
        return list(provinces().values_list("code", flat=True))
    cities = {unit.region_id for unit in outermost_units() if unit.region_id.endswith("00")}
    return sorted(cities | {region_code})


def peer_standings(year: int, region_code: str, targets: Iterable[JudgedTarget]) -> list[PeerStanding]:
    """Each target beside the peers of the same year. One query for all figures."""
    wanted = list(targets)
    level = "province" if level_of(region_code) == Level.PROVINCE else "city"
    found = panel({name for each in wanted for name in each.target.formula.names}, level=level)
    rows = [found.regions.index(code) for code in peers_of(region_code) if code in found.regions]
    models = indicator_models()
    return [beside_peers(each, models.get(each.indicator), found, rows, year) for each in wanted]


def beside_peers(
    judged: JudgedTarget, model: IndicatorDefinition | None, found: Panel, rows: list[int], year: int
) -> PeerStanding:
    """One target among the regions of the panel at `rows`."""
    title = model.title if model else judged.target.label
    if year not in found.periods or not rows:
        return PeerStanding(judged, title, None, None, None, 0, 0)
    at = found.periods.index(year)
    values = found.values[judged.indicator][rows, at]
    known: FloatArray = values[np.isfinite(values)]
    of_peers = {name: found.values[name][rows] for name in judged.target.formula.names}
    smaller_is_better = model is not None and model.direction == "-"
    return PeerStanding(
        judged=judged,
        title=title,
        median=float(np.median(known)) if known.size else None,
        best=float(known.min() if smaller_is_better else known.max()) if known.size else None,
        place=place_of(judged.value, known, smaller_is_better=smaller_is_better),
        of=int(known.size),
        met=judgement(judged.target, of_peers, at, None).met,
    )


def met_and_missed(plan: PlanDefinition, adoptions: Iterable[Adoption]) -> dict[str, tuple[int, int]]:
    """City or province → how many targets of a plan are met and missed there, of those that bind it; regions without any are left out."""
    targets, year, asked = plan.targets, plan.year, list(adoptions)
    taken, found = taken_in(asked), panel({name for target in targets for name in target.formula.names}, level="any")
    if year not in found.periods:
        return {}
    at = found.periods.index(year)
    bound = {each.region_id: {one.code for one in binding(plan, taken[each.pk])} for each in asked}
    outcomes = {each.code: evaluate(each.formula, found.values)[:, at] for each in targets}
    counts = {
        code: counted([outcomes[one][row] for one in bound.get(code, outcomes)])
        for row, code in enumerate(found.regions)
    }
    return {code: pair for code, pair in counts.items() if pair != (0, 0)}


def counted(outcomes: Sequence[float]) -> tuple[int, int]:
    """How many are met (1) and missed (0); what cannot be judged is neither."""
    return sum(one == 1 for one in outcomes), sum(one == 0 for one in outcomes)


def place_of(value: float | None, known: FloatArray, *, smaller_is_better: bool) -> int | None:
    """Place from 1: one more than those that are better."""
    if value is None:
        return None
    better = known < value if smaller_is_better else known > value
    return int(better.sum()) + 1
