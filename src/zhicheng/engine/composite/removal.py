"""The ranking without one indicator at a time: which of them the places hang on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.impute import Impute
from zhicheng.engine.composite.normalise import Normalise
from zhicheng.engine.composite.pipeline import build
from zhicheng.engine.composite.scheme import Scheme
from zhicheng.engine.composite.state import Context, Stage
from zhicheng.engine.composite.treat import Treat
from zhicheng.engine.composite.tree import Aggregate, Node, lay_out
from zhicheng.engine.composite.weights import Weigh


@dataclass(frozen=True, eq=False)
class Removal:
    """The evaluation without one indicator: places (units,), and how far they moved (places, mean and largest)."""

    code: str
    ranks: FloatArray
    mean_shift: float
    largest_shift: float


def remove_one(
    units: Sequence[str], data: FloatArray, scheme: Scheme, context: Context | None = None
) -> tuple[Removal, ...]:
    """The ranking without each indicator in turn, in the order of the indicators.

    The units are those that the whole scheme ranks; one that cannot be scored without the indicator has NaN.
    """
    whole = build(units, data, scheme, context)
    rows = [list(units).index(unit) for unit in whole.units]
    found = []
    for column, code in enumerate(scheme.indicator_codes):
        without = _without(scheme.root, code)
        if without is None:
            continue  # the only indicator: nothing would be left to rank by
        groups = {node.code for node in lay_out(without).nodes}
        rest = replace(scheme, root=without, steps=tuple(_step_without(step, code, groups) for step in scheme.steps))
        part = build(units, np.delete(data, column, axis=1), rest, _context_without(context, column))
        at = {unit: i for i, unit in enumerate(part.units)}
        ranks = np.array([part.ranks[at[units[row]], 0] if units[row] in at else np.nan for row in rows])
        shifts = np.abs(ranks - whole.ranks[:, 0])
        known = shifts[~np.isnan(shifts)]
        mean, largest = (float(known.mean()), float(known.max())) if known.size else (np.nan, np.nan)
        found.append(Removal(code, ranks, mean, largest))
    return tuple(found)


def _without(group: Aggregate, code: str) -> Aggregate | None:
    """The tree without one indicator; None if nothing with a weight is left."""
    kept: list[Node] = []
    for child in group.children:
        left = _without(child, code) if isinstance(child, Aggregate) else child
        if left is not None and left.code != code:
            kept.append(left)
    return replace(group, children=tuple(kept)) if sum(child.weight for child in kept) > 0 else None


def _step_without(step: Stage, code: str, groups: set[str]) -> Stage:
    """The step without settings of its own for the indicator, or for groups that went with it."""
    if isinstance(step, Impute):
        return replace(step, overrides=tuple(one for one in step.overrides if one[0] != code))
    if isinstance(step, Treat):
        return replace(step, overrides=tuple(one for one in step.overrides if one[0] != code))
    if isinstance(step, Normalise):
        return replace(step, by_indicator=tuple(one for one in step.by_indicator if one[0] != code))
    if isinstance(step, Weigh) and step.groups is not None:
        return replace(step, groups=tuple(one for one in step.groups if one in groups))
    return step


def _context_without(context: Context | None, column: int) -> Context | None:
    if context is None or context.history is None:
        return context
    return replace(context, history=np.delete(context.history, column, axis=2))
