"""Run a scheme over a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zhicheng.engine.arrays import BoolArray, FloatArray
from zhicheng.engine.composite.aggregate import Aggregation, contributions, effective_weights, score_nodes
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.rank import ranks_by_column
from zhicheng.engine.composite.scheme import Scheme
from zhicheng.engine.composite.screen import availability
from zhicheng.engine.composite.state import Context, ScreenedOut, State, Step
from zhicheng.engine.composite.tree import Layout, Node


@dataclass(frozen=True, eq=False)
class Result:
    """An evaluation, complete: every number needed to explain any score. Arrays are read-only.

    Rows follow ``units`` (those kept, in the order given); the columns of per-node arrays follow ``nodes`` (parents
    before children, the root first), those of ``raw`` and ``normalised`` follow ``indicator_codes``.

    ``scores``            (units, nodes) a leaf's is its normalised value
    ``contributions``     (units, nodes) points brought to the total; leaves sum to it, a group's are its leaves'
    ``effective_weights`` (nodes,)       weight in the whole when nothing is missing
    ``applied_weights``   (units, nodes) weight in the whole with which the node entered for this unit
    ``slopes``            (units, nodes) points that the node brings to the total per point of its own score; the
                          applied weight where all methods are arithmetic
    ``ranks``             (units, nodes) place among the units in each node, 1 the best; NaN without a score
    ``availability``      (units,)       share of indicators with a value
    ``missing_share``     (units,)       share of the nominal weight that other indicators had to carry
    ``imputed_share``     (units,)       share of the applied weight that rests on imputed values
    ``imputed``           (units, indicators) which cells were imputed
    ``stages``            the table (units, indicators) as each step left it, by the step's name
    ``layout``            the tree with the weights that the steps decided
    """

    scheme: Scheme
    units: tuple[str, ...]
    screened_out: tuple[ScreenedOut, ...]
    raw: FloatArray
    normalised: FloatArray
    scores: FloatArray
    contributions: FloatArray
    effective_weights: FloatArray
    applied_weights: FloatArray
    slopes: FloatArray
    ranks: FloatArray
    availability: FloatArray
    missing_share: FloatArray
    imputed_share: FloatArray
    imputed: BoolArray
    stages: Mapping[str, FloatArray]
    layout: Layout
    trace: tuple[Step, ...]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes of the columns."""
        return self.layout.nodes

    @property
    def indicator_codes(self) -> tuple[str, ...]:
        """The codes of the columns of ``raw`` and ``normalised``."""
        return self.scheme.indicator_codes

    @property
    def total(self) -> FloatArray:
        """The score of the root, (units,)."""
        return self.scores[:, 0]

    @property
    def grades(self) -> tuple[str | None, ...]:
        """The grade of each unit's total; None for all when the scheme has no grades."""
        return (None,) * len(self.units) if self.scheme.grades is None else self.scheme.grades.of(self.total)

    def column(self, code: str) -> int:
        """The column of the node ``code``. Raises KeyError when the scheme has none."""
        for column, node in enumerate(self.nodes):
            if node.code == code:
                return column
        raise KeyError(code)


def build(units: Sequence[str], data: FloatArray, scheme: Scheme, context: Context | None = None) -> Result:
    """Evaluate ``units`` by ``scheme``.

    ``data`` has the shape (units, indicators), its columns in the order of ``scheme.indicator_codes``, NaN = missing.
    ``context`` holds what some steps need beside it: denominators, peer groups, other years.
    Raises :class:`SchemeError` naming what is wrong: the table's shape, a unit given twice, an infinite value, or a
    value that a transform cannot take.
    """
    state = start(units, data, scheme, context or Context())
    for step in scheme.steps:
        state = step.apply(state)
    return _result(scheme, state)


def root_scores(
    units: Sequence[str], data: FloatArray, scheme: Scheme, context: Context | None = None
) -> tuple[tuple[str, ...], FloatArray]:
    """The units kept and their totals, (units,): those of :func:`build` in a third of its time, without the reasons."""
    state = start(units, data, scheme, context or Context())
    last = scheme.steps[-1]
    for step in scheme.steps[:-1]:
        state = step.apply(state)
    if not isinstance(last, Aggregation):
        raise SchemeError(f"{scheme.code}.steps", "没有一步给出得分")
    return state.units, score_nodes(state.layout, state.values, last.min_availability)[0][:, 0]


def start(units: Sequence[str], data: FloatArray, scheme: Scheme, context: Context) -> State:
    """The state before the first step, checked."""
    values = np.array(data, dtype=np.float64)
    expected = (len(units), len(scheme.indicator_codes))
    if values.shape != expected:
        raise SchemeError("data", f"应为 {expected[0]} 个单位 × {expected[1]} 项指标的表，现为 {values.shape}")
    if len(set(units)) != len(units):
        twice = sorted({unit for unit in units if list(units).count(unit) > 1})
        raise SchemeError("units", f"单位重复：{'、'.join(twice)}")
    if np.isinf(values).any():
        row, column = np.argwhere(np.isinf(values))[0]
        raise SchemeError("data", f"{units[row]} 的 {scheme.indicator_codes[column]} 是无穷大")
    context.check(*expected)
    return State(layout=scheme.layout, units=tuple(units), raw=values, values=values, context=context)


def _result(scheme: Scheme, state: State) -> Result:
    layout = state.layout
    if state.scores is None or state.applied_weights is None or state.slopes is None:
        raise SchemeError(f"{scheme.code}.steps", "没有一步给出得分")
    weights = effective_weights(layout)
    result = Result(
        scheme=scheme,
        units=state.units,
        screened_out=state.screened_out,
        raw=state.raw,
        normalised=state.values,
        scores=state.scores,
        contributions=contributions(layout, state.scores, state.slopes),
        effective_weights=weights,
        applied_weights=state.applied_weights,
        slopes=state.slopes,
        ranks=ranks_by_column(state.scores, scheme.ties),
        availability=availability(state.raw),
        missing_share=_missing_share(layout, state, weights),
        imputed_share=_imputed_share(layout, state),
        imputed=imputed_cells(state),
        stages=state.stages,
        layout=layout,
        trace=state.trace,
    )
    for array in (*vars(result).values(), *result.stages.values()):
        if isinstance(array, np.ndarray):
            array.flags.writeable = False
    return result


def _missing_share(layout: Layout, state: State, weights: FloatArray) -> FloatArray:
    """1 less the nominal weight of the leaves that entered; 1 for a unit without a score."""
    leaves = list(layout.leaf_columns)
    applied = state.applied_weights
    entered = np.nan_to_num(applied[:, leaves]) > 0 if applied is not None else np.zeros_like(state.values, dtype=bool)
    share = (~entered * weights[leaves]).sum(axis=1)  # not 1 - entered: what lacks nothing has exactly 0
    return np.where(entered.any(axis=1), share, 1.0)


def imputed_cells(state: State) -> BoolArray:
    """Which cells were imputed, (units, indicators)."""
    return np.zeros(state.raw.shape, dtype=bool) if state.imputed is None else state.imputed.copy()


def _imputed_share(layout: Layout, state: State) -> FloatArray:
    """The weight with which imputed leaves entered; 0 for a unit without a score, which rests on nothing."""
    applied = np.zeros_like(state.values) if state.applied_weights is None else state.applied_weights
    entered = np.nan_to_num(applied[:, list(layout.leaf_columns)]) if state.applied_weights is not None else applied
    share: FloatArray = (entered * imputed_cells(state)).sum(axis=1)
    return share
