"""Composite indicators: from a table of units and indicators to scores, ranks and the reasons for them.

A :class:`Scheme` is data: a tree of weighted indicators and the steps to take. :func:`build` runs the steps; each is
pure (arrays in, arrays out) and writes into the trace what it was told and what it changed. Nothing is rounded.

    >>> import numpy as np
    >>> tree = Aggregate("strength", "实力", (Indicator("grants", "授权量"), Indicator("disputes", "纠纷", direction=-1)))
    >>> result = build(("甲市", "乙市"), np.array([[8.0, 1.0], [2.0, 3.0]]), Scheme("demo", tree))
    >>> result.total.tolist(), result.ranks[:, 0].tolist()
    ([100.0, 0.0], [1.0, 2.0])

Beside the pipeline stand, each imported by its own name: ``uncertainty`` and ``sensitivity`` (these load a compiled loop,
which takes a moment), ``comparison``, ``analysis``, ``weights``, ``schemefile`` (TOML) and the command line ``cli``.

Steps follow the OECD/JRC Handbook on Constructing Composite Indicators (2008). A new step is a frozen dataclass in a
module of its family with ``apply(state) -> State``; the pipeline knows no step by name.
"""

from zhicheng.engine.composite.aggregate import Aggregation, WeightedMean
from zhicheng.engine.composite.denominate import Denominate
from zhicheng.engine.composite.impute import Impute
from zhicheng.engine.composite.normalise import (
    Benchmark,
    Borda,
    DistanceToBest,
    DistanceToReference,
    DistanceToTarget,
    FractionOfMaximum,
    Goalposts,
    MinMax,
    Normalise,
    PercentileRank,
    Rank,
    ZScore,
)
from zhicheng.engine.composite.pipeline import Result, build
from zhicheng.engine.composite.rank import Grades, competition_ranks
from zhicheng.engine.composite.scheme import Aggregate, Indicator, Scheme, SchemeError
from zhicheng.engine.composite.screen import Screen
from zhicheng.engine.composite.state import Context, ScreenedOut, State, Step
from zhicheng.engine.composite.transform import Transform
from zhicheng.engine.composite.treat import Treat
from zhicheng.engine.composite.weights import Weigh

__all__ = [
    "Aggregate",
    "Aggregation",
    "Benchmark",
    "Borda",
    "Context",
    "Denominate",
    "DistanceToBest",
    "DistanceToReference",
    "DistanceToTarget",
    "FractionOfMaximum",
    "Goalposts",
    "Grades",
    "Impute",
    "Indicator",
    "MinMax",
    "Normalise",
    "PercentileRank",
    "Rank",
    "Result",
    "Scheme",
    "SchemeError",
    "Screen",
    "ScreenedOut",
    "State",
    "Step",
    "Transform",
    "Treat",
    "Weigh",
    "WeightedMean",
    "ZScore",
    "build",
    "competition_ranks",
]
