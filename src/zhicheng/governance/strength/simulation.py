"""What if: the same figures under other weights and methods. Nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite import Aggregate, Aggregation, Result, Scheme, build
from zhicheng.engine.composite.reweighing import totals
from zhicheng.governance.strength import variants
from zhicheng.governance.strength.rebuilding import Rebuilt

PERCENT = np.linspace(0, 1, 101)


@dataclass(frozen=True)
class Setting:
    """What an officer asks for: node → weight among its siblings (any proportion); any other scale or method than those of `variants`
    is the scheme's own.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    scale: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    """How far one aspect's weight can go, the others keeping their proportions, with the same city first.

    `now` is its share of the whole; `low` … `high` the shares (0–1, to a whole percent) around it; `next_low` and `next_high` are
    the cities that come first just beyond, empty where the leader stays first to the end.
    """

    aspect: str
    now: float
    low: float
    high: float
    next_low: str
    next_high: str


def simulated(run: Rebuilt, setting: Setting) -> Result:
    """The run's figures under another setting. Raises `SchemeError` naming a setting that cannot be computed."""
    return build(run.units, run.data, scheme_for(run.engine, setting))


def scheme_for(engine: Scheme, setting: Setting) -> Scheme:
    """The scheme that a setting asks for."""
    asked = variants.with_weights(engine, setting.weights)
    if setting.scale in variants.SCALES:
        asked = variants.with_scale(asked, variants.SCALES[setting.scale])
    return variants.with_method(asked, setting.method) if setting.method in variants.METHODS else asked


def leads(result: Result) -> tuple[Lead, ...]:
    """For each aspect how far its weight can go before another city comes first; empty where the methods do not allow it."""
    root, last = result.layout.nodes[0], result.scheme.steps[-1]
    if not isinstance(root, Aggregate) or not isinstance(last, Aggregation) or not result.units:
        return ()
    methods = {node.method for node in result.nodes if isinstance(node, Aggregate)}
    if len(root.children) < 2 or len(methods) > 1 or not methods <= set(variants.METHODS):
        return ()
    columns = result.layout.children[0]
    return tuple(lead(result, columns, column, last.min_availability, root.method) for column in columns)


def lead(result: Result, columns: tuple[int, ...], column: int, least: float, method: str) -> Lead:
    own = np.array([node.weight for node in result.nodes])
    now = float(own[column] / own[list(columns)].sum())
    weights = shares_of(own, columns, column)
    scores = np.nan_to_num(totals(result.layout, result.normalised, weights, least, method), nan=-np.inf)
    firsts = scores.argmax(axis=1)
    leader = int(np.nanargmax(result.total))
    at = round(now * 100)
    low = next((i for i in range(at, -1, -1) if firsts[i] != leader), -1) + 1
    high = next((i for i in range(at, len(PERCENT)) if firsts[i] != leader), len(PERCENT)) - 1
    return Lead(
        aspect=result.nodes[column].code,
        now=now,
        low=min(low / 100, now),
        high=max(high / 100, now),
        next_low=result.units[firsts[low - 1]] if low > 0 else "",
        next_high=result.units[firsts[high + 1]] if high + 1 < len(PERCENT) else "",
    )


def shares_of(own: FloatArray, columns: tuple[int, ...], column: int) -> FloatArray:
    """The weights of all nodes, (101, nodes), as one aspect's share goes from 0 to 1 and the rest keep their proportions."""
    weights = np.tile(own, (len(PERCENT), 1))
    others = [each for each in columns if each != column]
    rest = own[others].sum()
    weights[:, others] = np.outer(
        1 - PERCENT, own[others] / rest if rest > 0 else np.full(len(others), 1 / len(others))
    )
    weights[:, column] = PERCENT
    return weights
