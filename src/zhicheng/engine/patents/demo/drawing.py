"""Chance that depends on nothing but the seed, the number of an application and what is drawn for it.

A hash instead of a generator with a state: any application can be made at any time, in any process and order, with the same result,
and facts of one that is cited can be known without making it. The hash is SplitMix64 (Steele, Lea, Flood: Fast splittable
pseudorandom number generators, OOPSLA 2014).
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from zhicheng.engine.arrays import FloatArray

Whole: TypeAlias = NDArray[np.int64]

_BITS = 2**64 - 1
_GOLDEN, _STREAM = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_TO_UNIT = 2.0**-53


def uniform(seed: int, numbers: Whole, stream: int) -> FloatArray:
    """A number in [0, 1) for each application; streams are independent of each other."""
    start = np.uint64((seed * _STREAM + (stream + 1) * _GOLDEN * _STREAM) & _BITS)
    mixed = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(_GOLDEN) + start
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) * _TO_UNIT


def uniforms(seed: int, numbers: Whole, first_stream: int, count: int) -> FloatArray:
    """As many streams one after the other: shape (applications, count)."""
    return np.stack([uniform(seed, numbers, first_stream + each) for each in range(count)], axis=1)


def zipf_shares(size: int, exponent: float = 1.0) -> FloatArray:
    """The cumulative shares of ranks 1 to size when the share of rank r goes with r to the minus exponent."""
    shares = np.arange(1, size + 1, dtype=np.float64) ** -exponent
    return np.cumsum(shares / shares.sum())


def ranks(shares: FloatArray, drawn: FloatArray) -> Whole:
    """The ranks from 0 that drawn numbers fall into."""
    return np.minimum(np.searchsorted(shares, drawn, side="right"), len(shares) - 1).astype(np.int64)
