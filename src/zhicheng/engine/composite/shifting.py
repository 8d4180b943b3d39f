"""Which choice moves the ranks, in plain array arithmetic: for schemes of weighted means.

The same draws and the same indices as :func:`~zhicheng.engine.composite.sensitivity.sensitivity`, and tests hold the two
together. That one knows every choice; this one needs no compiled loop, as :mod:`~zhicheng.engine.composite.reweighing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.aggregate import Aggregation
from zhicheng.engine.composite.choices import Run, Uncertainty
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.normalise import Normalisation
from zhicheng.engine.composite.pipeline import Result, build, start
from zhicheng.engine.composite.rank import rank_shift
from zhicheng.engine.composite.reweighing import DRAWS_AT_ONCE, places_of, totals
from zhicheng.engine.composite.sampling import CHUNK, Sample, Space, sample
from zhicheng.engine.composite.scheme import Scheme
from zhicheng.engine.composite.sobol import Sensitivity, estimated
from zhicheng.engine.composite.state import Context, State
from zhicheng.engine.composite.tree import Layout

METHODS = ("arithmetic", "geometric")


@dataclass(frozen=True, eq=False)
class Table:
    """The units before aggregation: a table (units, indicators) for each normalisation, and what all draws share."""

    layout: Layout
    tables: tuple[FloatArray, ...]
    methods: tuple[str, ...]
    least: float
    space: Space

    def places(self, drawn: Sample) -> NDArray[np.float32]:
        """The places of each draw, (draws, units), NaN without a score."""
        places = np.empty((len(drawn), self.space.units), dtype=np.float32)
        weights = drawn.weights * np.array([node.weight for node in self.layout.nodes])
        weights[:, list(self.layout.leaf_columns)] *= drawn.indicators
        for number, values in enumerate(self.tables):
            for kind, method in enumerate(self.methods):
                rows = np.flatnonzero((drawn.normalisation == number) & (drawn.aggregation == kind))
                for begin in range(0, len(rows), DRAWS_AT_ONCE):
                    some = rows[begin : begin + DRAWS_AT_ONCE]
                    held = places_of(totals(self.layout, values, weights[some], self.least, method))
                    places[some] = np.where(held > 0, held, np.nan)
        return places


def moved_by(
    units: Sequence[str],
    data: FloatArray,
    scheme: Scheme,
    what: Uncertainty,
    run: Run | None = None,
    context: Context | None = None,
) -> Sensitivity:
    """Sobol indices of the normalisation, the aggregation, the weights and the indicators left out.

    Arguments as for :func:`~zhicheng.engine.composite.sensitivity.sensitivity`; aggregations are arithmetic or
    geometric, for the latter every normalised value has to be above 0. Raises :class:`SchemeError` for a scheme or a
    choice beyond that, and when nothing varies.
    """
    run = run or Run()
    nominal = build(units, data, scheme, context)
    table = _table(nominal, start(units, data, scheme, context or Context()), what)
    factors = table.space.factors
    if not factors:
        raise SchemeError("uncertainty", "没有任何选择是不确定的，无从分析")
    bases = [_drawn(table.space, run, source) for source in (0, 1)]
    samples = [*bases, *(_mixed(bases[0], bases[1], factor) for factor in factors)]
    shifts = np.array([rank_shift(table.places(one), nominal.ranks[:, 0]) for one in samples])
    return estimated(nominal, factors, shifts, run.seed)


def _table(nominal: Result, state: State, what: Uncertainty) -> Table:
    """Run the scheme up to its normalisation, and every alternative of that."""
    scheme, last = nominal.scheme, nominal.scheme.steps[-1]
    own = scheme.steps[-2] if len(scheme.steps) > 1 else None
    if not isinstance(last, Aggregation) or not isinstance(own, Normalisation) or scheme.ties != "min":
        raise SchemeError(f"{scheme.code}.steps", "这里要求标准化之后直接汇总，并列取最靠前的名次（min）")
    if what.imputations or what.treatments or what.data_noise:
        raise SchemeError("uncertainty", "这里不能改变填补、极端值处理和数据误差；请用 sensitivity")
    for step in scheme.steps[:-2]:
        state = step.apply(state)
    methods = what.aggregations or _own_methods(state.layout)
    if not set(methods) <= set(METHODS):
        raise SchemeError("uncertainty.aggregations", f"这里只能用 {'、'.join(METHODS)}")
    for one in (normalisations := what.normalisations or (own,)):
        one.check(state.layout)
    tables = tuple(one.apply(state).values for one in normalisations)
    if "geometric" in methods and any((values <= 0).any() for values in tables):
        raise SchemeError("uncertainty.normalisations", "几何平均要求换算后的值都大于 0，请调整标准化的范围")
    shape = (len(state.layout.nodes), len(scheme.indicator_codes), len(state.units))
    space = Space(len(tables), len(methods), 1, 1, what.weight_noise, what.dropped, False, *shape)
    return Table(state.layout, tables, methods, last.min_availability, space)


def _own_methods(layout: Layout) -> tuple[str, ...]:
    """The one method of all groups; more than one cannot be drawn here."""
    return tuple({getattr(layout.nodes[group], "method", "") for group in layout.children})


def _drawn(space: Space, run: Run, source: int) -> Sample:
    """All draws of a base matrix, chunk after chunk."""
    chunks = [
        sample(space, run.seed, source, at, min(CHUNK, run.draws - at * CHUNK)) for at in range(-(-run.draws // CHUNK))
    ]
    return Sample(**{name: np.concatenate([getattr(one, name) for one in chunks]) for name in vars(chunks[0])})


def _mixed(a: Sample, b: Sample, factor: str) -> Sample:
    """The draws of A with one factor from B."""
    return Sample(**{**vars(a), factor: getattr(b, factor)})
