"""How much the ranks depend on choices that nobody can prove: Monte Carlo over methods, weights and data.

OECD/JRC Handbook 2008, section 1.7 and chapter 7 (uncertainty and sensitivity analysis); Saisana, Saltelli and
Tarantola 2005, J. R. Stat. Soc. A 168.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.choices import Run, Uncertainty
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.kernel import count_wins
from zhicheng.engine.composite.pipeline import Result
from zhicheng.engine.composite.preparation import Prepared, prepare
from zhicheng.engine.composite.rank import rank_shift
from zhicheng.engine.composite.sampling import CHUNK, Sample, sample
from zhicheng.engine.composite.scheme import Scheme
from zhicheng.engine.composite.state import Context

Places: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Robustness:
    """Every unit's place in every draw, and what follows from it.

    ``ranks`` (draws, units) float32, NaN where a unit had no score; units as in ``nominal``, the evaluation by the
    scheme itself, which also says how much of each score was missing or imputed.
    """

    nominal: Result
    what: Uncertainty
    seed: int
    ranks: Places

    @property
    def units(self) -> tuple[str, ...]:
        """The units of the columns."""
        return self.nominal.units

    @cached_property
    def _sorted(self) -> Places:
        """Each unit's places from best to worst, (units, draws), NaN last."""
        return np.sort(self.ranks.T, axis=1)

    def quantile(self, share: float) -> FloatArray:
        """The place that a unit holds or betters in this share (0 … 1) of its ranked draws, (units,)."""
        known = (~np.isnan(self._sorted)).sum(axis=1)
        at = np.clip(np.ceil(share * known - 1e-9).astype(int) - 1, 0, np.maximum(known - 1, 0))
        return np.take_along_axis(self._sorted, at[:, None], axis=1)[:, 0].astype(np.float64)

    def interval(self, share: float = 0.9) -> FloatArray:
        """The places between which a unit stands in the middle ``share`` of draws: best and worst, (units, 2)."""
        if not 0 < share <= 1:
            raise SchemeError("interval.share", f"应大于 0 且不超过 1，现为 {share}")
        return np.column_stack([self.quantile((1 - share) / 2), self.quantile((1 + share) / 2)])

    def share_in_top(self, places: int) -> FloatArray:
        """The share of draws in which each unit stands among the first ``places``, (units,)."""
        shares: FloatArray = (self.ranks <= places).mean(axis=0)
        return shares

    @cached_property
    def beats(self) -> FloatArray:
        """(units, units): the probability that the unit of the row stands before that of the column.

        Of the draws in which both are ranked; equal places count half; NaN on the diagonal and for pairs never ranked
        together.
        """
        count = len(self.units)
        wins, met = np.zeros((count, count)), np.zeros((count, count))
        count_wins(np.ascontiguousarray(self.ranks.T), wins, met)
        return np.where(met > 0, wins / np.where(met > 0, met, 1.0), np.nan)

    @cached_property
    def rank_shift(self) -> FloatArray:
        """Of each draw the mean absolute difference of places from the nominal ones, (draws,)."""
        return rank_shift(self.ranks, self.nominal.ranks[:, 0])


def uncertainty(
    units: Sequence[str],
    data: FloatArray,
    scheme: Scheme,
    what: Uncertainty,
    run: Run | None = None,
    context: Context | None = None,
) -> Robustness:
    """Rank the units many times, each time with other choices.

    ``units``, ``data`` and ``context`` are those of :func:`~zhicheng.engine.composite.pipeline.build`. Raises
    :class:`SchemeError` naming the setting that cannot be computed.
    """
    run = run or Run()
    prepared = prepare(units, data, scheme, what, context or Context())

    def chunk(number: int) -> Sample:
        return sample(prepared.space, run.seed, 0, number, min(CHUNK, run.draws - number * CHUNK))

    return Robustness(prepared.nominal, what, run.seed, all_places(prepared, chunk, run))


def all_places(prepared: Prepared, chunk: Callable[[int], Sample], run: Run) -> Places:
    """The places of all draws, (draws, units); chunk ``k`` holds the draws from ``k × CHUNK`` on."""
    places = np.empty((run.draws, len(prepared.nominal.units)), dtype=np.float32)

    def rank(number: int) -> int:
        drawn = chunk(number)
        prepared.places(drawn, places[number * CHUNK : number * CHUNK + len(drawn)])
        return len(drawn)

    done = 0
    with ThreadPoolExecutor(run.workers or os.cpu_count()) as pool:
        waiting = [pool.submit(rank, number) for number in range(-(-run.draws // CHUNK))]
        try:
            for finished in as_completed(waiting):
                done += finished.result()
                if run.progress is not None:
                    run.progress(done, run.draws)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return places
