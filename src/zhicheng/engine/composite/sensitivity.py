"""Which choice moves the ranks: variance-based sensitivity of everything that an uncertainty analysis can vary."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.choices import Run, Uncertainty
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.preparation import Prepared, prepare
from zhicheng.engine.composite.rank import rank_shift
from zhicheng.engine.composite.sampling import CHUNK, Sample, redrawn, sample
from zhicheng.engine.composite.scheme import Scheme
from zhicheng.engine.composite.sobol import Sensitivity, estimated
from zhicheng.engine.composite.state import Context
from zhicheng.engine.composite.uncertainty import all_places


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
    return estimated(prepared.nominal, factors, shifts, run.seed)


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
