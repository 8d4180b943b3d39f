"""One scheme with one choice made otherwise: what the robustness page tries and the simulator lets an officer try."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from zhicheng.engine.composite import Aggregate, Aggregation, MinMax, PercentileRank, Scheme, Transform, Weigh, ZScore
from zhicheng.engine.composite.normalise import Normalisation
from zhicheng.engine.composite.state import Stage
from zhicheng.engine.composite.tree import Node, reweighted

SCALES: Mapping[str, Normalisation] = MappingProxyType(
    {"min_max": MinMax(1, 100), "z_score": ZScore(50, 10), "percentile_rank": PercentileRank()}
)
"""Normalisations whose values stay above 0, so that a geometric mean can take them. By another range or mean for all indicators
alike no arithmetic total changes its place."""
METHODS = ("arithmetic", "geometric")


def with_scale(engine: Scheme, scale: Normalisation) -> Scheme:
    """Another normalisation in place of the scheme's own."""
    return replace(engine, steps=tuple(scale if isinstance(step, Normalisation) else step for step in engine.steps))


def with_method(engine: Scheme, method: str) -> Scheme:
    """Another aggregation in all groups, of scores above 0: those of a scale that may reach 0 are stretched to 1–100."""
    scaled = engine
    if method == "geometric" and not any(step in SCALES.values() for step in engine.steps):
        scaled = with_scale(engine, SCALES["min_max"])
    root = method_in(scaled.root, method)
    return replace(scaled, root=root, steps=(*scaled.steps[:-1], general(scaled)))


def with_weights_found(engine: Scheme, method: str) -> Scheme:
    """Weights by a rule (see `composite.weights.Weigh`) in place of those stated."""
    return replace(
        engine, steps=(*engine.steps[:-1], Weigh(method, None, general(engine).min_availability), general(engine))
    )


def with_weights(engine: Scheme, weights: Mapping[str, float]) -> Scheme:
    """Other weights for the nodes named; only their proportions among siblings count."""
    return replace(engine, root=reweighted(engine.root, weights))


def without_transforms(engine: Scheme, instead: Stage | None = None) -> Scheme:
    """No logarithms and roots before normalising; another step in their place, if given."""
    put = () if instead is None else (instead,)
    steps = [new for step in engine.steps for new in (put if isinstance(step, Transform) else (step,))]
    return replace(engine, steps=tuple(steps))


def with_gaps_filled(engine: Scheme, fill: Stage) -> Scheme:
    """Gaps filled just before normalising."""
    at = next(i for i, step in enumerate(engine.steps) if isinstance(step, Normalisation))
    return replace(engine, steps=(*engine.steps[:at], fill, *engine.steps[at:]))


def general(engine: Scheme) -> Aggregation:
    """The scheme's last step as one that takes any method."""
    last = engine.steps[-1]
    return Aggregation(last.min_availability if isinstance(last, Aggregation) else 0.0)


def method_in(group: Aggregate, method: str) -> Aggregate:
    children: tuple[Node, ...] = tuple(
        method_in(one, method) if isinstance(one, Aggregate) else one for one in group.children
    )
    return replace(group, children=children, method=method, exponent=None, function=None)
