"""Random numbers for uncertainty analysis: a draw depends on the seed and its own number, on nothing else.

Draws come in chunks of :data:`CHUNK`. Every (source, factor, chunk) has a generator of its own, spawned from the seed,
so that chunks can be computed in any order on any number of cores, and one factor can be drawn anew while the others
stay: that is what the sensitivity analysis needs two sources for.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from zhicheng.engine.arrays import FloatArray

Spawn: TypeAlias = Callable[[str], np.random.Generator]

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

    def with_factor(self, factor: str, other: "Sample") -> "Sample":
        """The same draws but for one factor, taken from ``other``."""
        if factor not in FACTORS:
            raise KeyError(factor)
        changed = {factor: getattr(other, factor)}
        return replace(self, **changed)

    def __len__(self) -> int:
        return len(self.normalisation)


def sample(space: Space, seed: int, source: int, chunk: int, draws: int) -> Sample:
    """The first ``draws`` of chunk number ``chunk`` of a source."""

    def generator(factor: str) -> np.random.Generator:
        key = (source, FACTORS.index(factor), chunk)
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=key)))

    def choice(factor: str, alternatives: int) -> NDArray[np.int64]:
        if alternatives == 1:
            return np.zeros(draws, dtype=np.int64)
        return generator(factor).integers(alternatives, size=CHUNK)[:draws]

    return Sample(
        normalisation=choice("normalisation", space.normalisations),
        aggregation=choice("aggregation", space.aggregations),
        imputation=choice("imputation", space.imputations),
        treatment=choice("treatment", space.treatments),
        weights=_multipliers(space, generator, draws),
        indicators=_kept(space, generator, draws),
        noise=_noise(space, generator, draws),
    )


def _multipliers(space: Space, generator: Spawn, draws: int) -> FloatArray:
    if space.weight_noise == 0:
        return np.ones((draws, space.nodes))
    low, high = 1 - space.weight_noise, 1 + space.weight_noise
    return generator("weights").uniform(low, high, size=(CHUNK, space.nodes))[:draws]


def _kept(space: Space, generator: Spawn, draws: int) -> FloatArray:
    kept = np.ones((draws, space.indicators))
    if space.dropped:
        lots = generator("indicators").random((CHUNK, space.indicators))[:draws]
        np.put_along_axis(kept, np.argsort(lots, axis=1)[:, : space.dropped], 0.0, axis=1)
    return kept


def _noise(space: Space, generator: Spawn, draws: int) -> NDArray[np.float32]:
    shape = (draws if space.noisy else 0, space.indicators, space.units)
    return generator("noise").standard_normal(shape, dtype=np.float32)
