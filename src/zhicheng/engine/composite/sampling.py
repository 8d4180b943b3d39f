"""Random numbers for uncertainty analysis: a draw depends on the seed and its own number, on nothing else.

Draws come in chunks of :data:`CHUNK`. Every (source, factor, chunk) has a generator of its own, spawned from the seed,
so that chunks can be computed in any order on any number of cores, and one factor can be drawn anew while the others
stay: that is what the sensitivity analysis needs two sources for.
"""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhicheng.engine.arrays import FloatArray

CHUNK = 64
"""Draws a chunk; part of what a seed means: another size gives other draws."""

FACTORS = ("normalisation", "aggregation", "imputation", "treatment", "weights", "indicators", "noise")


class Space(NamedTuple):
    """What is drawn from: numbers of alternatives, and sizes."""

    normalisations: int
    aggregations: int
    imputations: int
    treatments: int
    weight_noise: float
    dropped: int
    noisy: bool
    nodes: int
    indicators: int
    units: int

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors that vary, in the order of :data:`FACTORS`."""
        varies = (
            self.normalisations > 1,
            self.aggregations > 1,
            self.imputations > 1,
            self.treatments > 1,
            self.weight_noise > 0,
            self.dropped > 0,
            self.noisy,
        )
        return tuple(factor for factor, moves in zip(FACTORS, varies, strict=True) if moves)


@dataclass(frozen=True, eq=False)
class Sample:
    """One chunk of draws, a field a factor.

    The choices are (draws,); ``weights`` (draws, nodes) are multipliers; ``indicators`` (draws, indicators) is 1 where
    kept and 0 where left out; ``noise`` (draws, indicators, units) is standard normal, (0, …) when there is none.
    """

    normalisation: NDArray[np.int64]
    aggregation: NDArray[np.int64]
    imputation: NDArray[np.int64]
    treatment: NDArray[np.int64]
    weights: FloatArray
    indicators: FloatArray
    noise: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.normalisation)


def sample(space: Space, seed: int, source: int, chunk: int, draws: int) -> Sample:
    """The first ``draws`` of chunk number ``chunk`` of a source."""
    return Sample(
        **{factor: _drawn(factor, space, _generator(seed, source, factor, chunk), draws) for factor in FACTORS}
    )


def redrawn(drawn: Sample, factor: str, space: Space, seed: int, source: int, chunk: int) -> Sample:
    """The same draws but for one factor, which is taken from another source."""
    other = _drawn(factor, space, _generator(seed, source, factor, chunk), len(drawn))
    return replace(drawn, **{factor: other})


def _generator(seed: int, source: int, factor: str, chunk: int) -> np.random.Generator:
    key = (source, FACTORS.index(factor), chunk)
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=key)))


def _drawn(factor: str, space: Space, rng: np.random.Generator, draws: int) -> Any:
    """One field of a :class:`Sample`. A chunk is always drawn whole, so that fewer draws are the first of more."""
    if factor == "weights":
        return _multipliers(space, rng)[:draws]
    if factor == "indicators":
        return _kept(space, rng)[:draws]
    if factor == "noise":
        shape = (draws if space.noisy else 0, space.indicators, space.units)
        return rng.standard_normal(shape, dtype=np.float32)
    return rng.integers(getattr(space, f"{factor}s"), size=CHUNK)[:draws]


def _multipliers(space: Space, rng: np.random.Generator) -> FloatArray:
    return rng.uniform(1 - space.weight_noise, 1 + space.weight_noise, size=(CHUNK, space.nodes))


def _kept(space: Space, rng: np.random.Generator) -> FloatArray:
    kept = np.ones((CHUNK, space.indicators))
    if space.dropped:
        lots = rng.random((CHUNK, space.indicators))
        np.put_along_axis(kept, np.argsort(lots, axis=1)[:, : space.dropped], 0.0, axis=1)
    return kept
