"""Composite indicators: equality with COINr at every step, and the speed of uncertainty analysis.

    python bench/composite.py [--draws 10000]

Prints two tables. The first compares with the published ASEM example, where its files are at hand (`shared/data` beside the checkout, or
ZHICHENG_SHARED_DATA). The second ranks 337 units × 60 indicators; the peers in the same run are a plain NumPy loop over draws and the
machine's own limits: sorting as many scores, drawing as many random numbers. DESIGN §7: 10,000 draws with normalisation in each ≤ 1 s on
2 cores, with noise in the data ≤ 3 s; memory ≤ 500 MB. Where other programs keep the cores busy, read CPU seconds / cores.
"""

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite import Aggregate, Aggregation, Borda, Indicator, MinMax, Scheme, ZScore
from zhicheng.engine.composite.choices import Run, Uncertainty
from zhicheng.engine.composite.comparison import what_would_it_take
from zhicheng.engine.composite.sensitivity import sensitivity
from zhicheng.engine.composite.uncertainty import Robustness, uncertainty

UNITS, GROUPS, IN_GROUP = 337, 6, 10
INDICATORS = GROUPS * IN_GROUP
NAMES = tuple(f"city {number}" for number in range(UNITS))
PROMISE_S, PROMISE_NOISE_S, PROMISE_MB = 1.0, 3.0, 500
LOOP_DRAWS = 400  # of the plain loop, scaled up: all of them would only show patience


def scheme() -> Scheme:
    """Six groups of ten indicators, weights 1 to 3, every seventh indicator less-is-better."""
    leaves = [Indicator(f"i{n}", "", 1 + n % 3, -1 if n % 7 == 6 else 1) for n in range(INDICATORS)]
    groups = [
        Aggregate(f"g{group}", "", tuple(leaves[group * IN_GROUP : (group + 1) * IN_GROUP]), 1 + group % 2)
        for group in range(GROUPS)
    ]
    return Scheme("bench", Aggregate("index", "", tuple(groups)), (MinMax(1, 100), Aggregation()))


def figures() -> FloatArray:
    return np.random.default_rng(1).lognormal(size=(UNITS, INDICATORS))


def plain_loop(data: FloatArray, draws: int, noise: float) -> FloatArray:
    """What one would write with NumPy alone: normalise, two levels of weighted means, places; draw by draw."""
    rng = np.random.default_rng(1)
    directions = np.array(scheme().layout.directions)
    weights = np.array([1 + n % 3 for n in range(INDICATORS)], dtype=float)
    spread = noise * data.std(axis=0, ddof=1)
    places = np.empty((draws, UNITS))
    for draw in range(draws):
        values = data + spread * rng.standard_normal(data.shape) if noise else data
        low, high = values.min(axis=0), values.max(axis=0)
        share = (values - low) / (high - low)
        scores = 1 + 99 * np.where(directions > 0, share, 1 - share)
        drawn = (weights * rng.uniform(0.75, 1.25, INDICATORS)).reshape(GROUPS, IN_GROUP)
        groups = (scores.reshape(UNITS, GROUPS, IN_GROUP) * (drawn / drawn.sum(axis=1, keepdims=True))).sum(axis=2)
        above = np.array([1.0 + group % 2 for group in range(GROUPS)]) * rng.uniform(0.75, 1.25, GROUPS)
        total = groups @ (above / above.sum())
        places[draw] = np.argsort(np.argsort(-total)) + 1
    return places


def timed(work: Callable[[], object], rounds: int = 1) -> tuple[float, float]:
    """Wall and CPU seconds; of several rounds the one least disturbed by other programs."""
    found = []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        found.append((time.perf_counter() - wall, time.process_time() - cpu))
    return min(found)


def line(name: str, seconds: tuple[float, float], promise: str = "") -> None:
    print(f"{name:<58}{seconds[0]:>9.2f}{seconds[1]:>9.2f}   {promise}")


def drawn(what: Uncertainty, draws: int) -> Robustness:
    return uncertainty(NAMES, figures(), scheme(), what, Run(draws))


def parity() -> None:
    """The largest difference from the published table of each step."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    published = import_module("tests.engine.composite.asem")  # the reader of the workbook stands among the tests
    if not published.WORKBOOK.exists():
        print(f"ASEM: left out, {published.ABSENT}")
        return
    index = published.asem()
    print(f"{'ASEM, step':<24}{'published sheet':<22}{'numbers':>9}{'largest difference':>22}   promise ≤ 1e-9")
    for stage, sheet in published.STAGES.items():
        expected = index.expected(stage)
        difference = np.nanmax(np.abs(index.found(stage) - expected))
        print(f"{stage:<24}{sheet:<22}{np.isfinite(expected).sum():>9}{difference:>22.1e}")


def speed(draws: int) -> None:
    """Ours, the plain loop, the limits of the machine."""
    print(f"\n{f'{draws:,} draws of {UNITS} × {INDICATORS}, {os.cpu_count()} cores':<58}{'wall s':>9}{'CPU s':>9}")
    weights = Uncertainty(weight_noise=0.25)
    methods = Uncertainty((MinMax(1, 100), ZScore(50, 10), Borda()), weight_noise=0.25, dropped=1)
    means = Uncertainty(aggregations=("arithmetic", "geometric"), weight_noise=0.25)
    noise = Uncertainty(weight_noise=0.25, data_noise=0.1)
    line("first use: load or compile the inner loop", timed(lambda: drawn(weights, 1)))
    line("weights ± 25 %, min-max in each draw", timed(lambda: drawn(weights, draws), 3), f"promise ≤ {PROMISE_S} wall")
    line("and three normalisations, one indicator left out", timed(lambda: drawn(methods, draws), 3))
    line("and arithmetic or geometric means", timed(lambda: drawn(means, draws), 3))
    line("weights and noise in all data", timed(lambda: drawn(noise, draws), 3), f"promise ≤ {PROMISE_NOISE_S} wall")
    found = drawn(weights, draws)
    line("intervals of all units", timed(lambda: found.interval(0.9)))
    line("who beats whom, all pairs", timed(lambda: found.beats))
    several = replace(methods, data_noise=0.05)
    base = max(draws // 16, 1)
    sobol = timed(lambda: sensitivity(NAMES, figures(), scheme(), several, Run(base)))
    line(f"Sobol indices of 4 factors, {base} base rows", sobol)
    what = timed(lambda: what_would_it_take(NAMES, figures(), scheme(), NAMES[0], "i0", 10))
    line("what would it take to be among the first ten", what)
    for label, share in (("plain NumPy loop, weights", 0.0), ("plain NumPy loop, weights and noise", 0.1)):
        wall, cpu = timed(partial(plain_loop, figures(), LOOP_DRAWS, share))
        line(f"{label} ({LOOP_DRAWS} draws, scaled)", (wall * draws / LOOP_DRAWS, cpu * draws / LOOP_DRAWS))
    limits(draws)


def limits(draws: int) -> None:
    """The machine's own floor, on one core, and the memory used by all of the above."""
    rng = np.random.Generator(np.random.SFC64(1))
    scores = rng.random((draws, UNITS))
    line("limit: sort the scores of all draws, 1 core", timed(lambda: np.argsort(scores, axis=1)))
    out = np.empty((64, INDICATORS, UNITS), dtype=np.float32)

    def normals() -> None:
        for _ in range(-(-draws // 64)):
            rng.standard_normal(out=out, dtype=np.float32)

    line("limit: draw a normal number for every cell, 1 core", timed(normals))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(f"{'memory, peak of the whole run':<58}{peak_mb:>6.0f} MB{'':>9}   promise ≤ {PROMISE_MB}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=10_000)
    options = parser.parse_args()
    parity()
    speed(options.draws)


if __name__ == "__main__":
    main()
