"""Which choice moves the ranks: variance-based sensitivity, and leaving out one indicator at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.choices import Run, Uncertainty
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.impute import Impute
from zhicheng.engine.composite.normalise import Normalise
from zhicheng.engine.composite.pipeline import Result, build
from zhicheng.engine.composite.preparation import Prepared, prepare
from zhicheng.engine.composite.sampling import CHUNK, Sample, redrawn, sample
from zhicheng.engine.composite.scheme import Scheme
from zhicheng.engine.composite.state import Context, Stage
from zhicheng.engine.composite.treat import Treat
from zhicheng.engine.composite.tree import Aggregate, Node, lay_out
from zhicheng.engine.composite.uncertainty import all_places, rank_shift
from zhicheng.engine.composite.weights import Weigh

RESAMPLES = 500  # for the intervals of the indices


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Of the variance of the mean absolute rank shift, the share that each factor explains.

    ``factors`` names from :data:`~zhicheng.engine.composite.sampling.FACTORS`; ``first`` (factors,) the share of each
    alone; ``total`` (factors,) alone and together with others; ``first_interval`` ``total_interval`` (factors, 2) the
    middle 90 % of resampled estimates; ``mean`` and ``variance`` of the shift, in places and places squared.
    """

    nominal: Result
    factors: tuple[str, ...]
    first: FloatArray
    total: FloatArray
    first_interval: FloatArray
    total_interval: FloatArray
    mean: float
    variance: float


def sensitivity(
    units: Sequence[str],
    data: FloatArray,
    scheme: Scheme,
    what: Uncertainty,
    run: Run | None = None,
    context: Context | None = None,
) -> Sensitivity:
    """Sobol indices of first and total order of everything that ``what`` lets vary.

    A factor is a group of numbers (all weights together, the whole noise), so its index is that of the group. Draws
    ``run.draws`` base rows and evaluates (factors + 2) times as many. Raises :class:`SchemeError` when nothing varies.
    """
    run = run or Run()
    prepared = prepare(units, data, scheme, what, context or Context())
    factors = prepared.space.factors
    if not factors:
        raise SchemeError("uncertainty", "没有任何选择是不确定的，无从分析")
    shifts = np.array([_shifts(prepared, run, number) for number in range(len(factors) + 2)])
    known = ~np.isnan(shifts).any(axis=0)
    a, b, mixed = shifts[0, known], shifts[1, known], shifts[2:, known]
    first, total = sobol_indices(a, b, mixed)
    rng = np.random.default_rng(run.seed)
    rows = rng.integers(a.size, size=(RESAMPLES, a.size))
    again = np.array([sobol_indices(a[row], b[row], mixed[:, row]) for row in rows])
    low, high = np.quantile(again, [0.05, 0.95], axis=0)
    return Sensitivity(
        nominal=prepared.nominal,
        factors=factors,
        first=first,
        total=total,
        first_interval=np.column_stack([low[0], high[0]]),
        total_interval=np.column_stack([low[1], high[1]]),
        mean=float(np.concatenate([a, b]).mean()),
        variance=float(np.concatenate([a, b]).var()),
    )


def _shifts(prepared: Prepared, run: Run, number: int) -> FloatArray:
    """The rank shifts of base matrix A (0), B (1), or A with one factor from B (2, 3, …); (draws,)."""
    factors = prepared.space.factors
    rounds = len(factors) + 2

    def chunk(at: int) -> Sample:
        draws = min(CHUNK, run.draws - at * CHUNK)
        base = sample(prepared.space, run.seed, int(number == 1), at, draws)
        return base if number < 2 else redrawn(base, factors[number - 2], prepared.space, run.seed, 1, at)

    def progress(done: int, draws: int) -> None:
        if run.progress is not None:
            run.progress(number * draws + done, rounds * draws)

    places = all_places(prepared, chunk, replace(run, progress=progress))
    return rank_shift(places, prepared.nominal.ranks[:, 0])


def sobol_indices(a: FloatArray, b: FloatArray, mixed: FloatArray) -> tuple[FloatArray, FloatArray]:
    """First and total order from model outputs at A (n,), B (n,), and A with factor i from B (factors, n).

    First order by Saltelli et al. 2010, Computer Physics Communications 181, table 2 (b); total by Jansen 1999, in the
    same table (f). 0 for all where nothing varies.
    """
    both = np.concatenate([a, b])
    variance = both.var()
    if not variance > 0:
        return np.zeros(len(mixed)), np.zeros(len(mixed))
    centre = both.mean()  # the estimate does not depend on it, its error does
    first = ((b - centre) * (mixed - a)).mean(axis=1) / variance
    total = np.square(a - mixed).mean(axis=1) / (2 * variance)
    return first, total


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
