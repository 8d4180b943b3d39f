"""What is uncertain in an evaluation, and how often to draw."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.impute import Impute
from zhicheng.engine.composite.normalise import Normalisation
from zhicheng.engine.composite.treat import Treat

Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True)
class Uncertainty:
    """What is uncertain. Nothing given means: as in the scheme.

    ``normalisations`` ``aggregations`` ``imputations`` ``treatments``
                       alternatives, each as likely as the others; the scheme's own counts only if it is listed. An
                       aggregation is a method's name and holds for all groups.
    ``weight_noise``   every weight is multiplied by a number drawn evenly from 1 ± this (0.25 = ±25 %); weights found
                       in the data are those found in the data as given
    ``dropped``        so many indicators, drawn anew, are left out of each draw
    ``data_noise``     every value is moved by a normal error whose standard deviation is this share of its
                       indicator's, after treatment and before normalisation
    """

    normalisations: tuple[Normalisation, ...] = ()
    aggregations: tuple[str, ...] = ()
    imputations: tuple[Impute, ...] = ()
    treatments: tuple[Treat, ...] = ()
    weight_noise: float = 0.0
    dropped: int = 0
    data_noise: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.weight_noise < 1:
            raise SchemeError("uncertainty.weight_noise", f"应不小于 0 且小于 1，现为 {self.weight_noise}")
        if not 0 <= self.data_noise < math.inf:
            raise SchemeError("uncertainty.data_noise", f"应为不小于 0 的数，现为 {self.data_noise}")
        if self.dropped < 0:
            raise SchemeError("uncertainty.dropped", f"应为不小于 0 的整数，现为 {self.dropped}")


@dataclass(frozen=True)
class Run:
    """How to draw.

    ``draws``    how many; a sensitivity analysis evaluates draws × (factors + 2)
    ``seed``     the same seed gives the same draws, whatever ``workers``
    ``workers``  threads; None = one a core
    ``progress`` called as ``progress(done, draws)`` from the calling thread
    """

    draws: int = 1000
    seed: int = 1
    workers: int | None = None
    progress: Progress | None = None

    def __post_init__(self) -> None:
        if self.draws < 1:
            raise SchemeError("run.draws", f"应为不小于 1 的整数，现为 {self.draws}")
        if self.seed < 0:
            raise SchemeError("run.seed", f"应为不小于 0 的整数，现为 {self.seed}")
        if self.workers is not None and self.workers < 1:
            raise SchemeError("run.workers", f"应为不小于 1 的整数，现为 {self.workers}")
