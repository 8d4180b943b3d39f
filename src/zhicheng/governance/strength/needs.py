"""What would it take: for each indicator of a city the smallest change that brings it to a place."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from zhicheng.engine.composite.comparison import Need, what_would_it_take
from zhicheng.governance.strength.naming import Names
from zhicheng.governance.strength.rebuilding import Rebuilt

SHARE_LIMITS = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One indicator of a city: its figure, and what it would have to be. `need` is None where the city has no figure."""

    node: str
    own: float | None
    need: Need | None

    @property
    def value(self) -> float | None:
        """What the figure would have to be; None when no value is enough."""
        return None if self.need is None else self.need.value

    @property
    def change(self) -> float | None:
        """By how much it would have to change."""
        return None if self.need is None else self.need.change

    @property
    def rank(self) -> int | None:
        """The place that the city would have; the best within reach when no value is enough."""
        return None if self.need is None else int(self.need.rank)

    @property
    def is_reachable(self) -> bool:
        """Whether this indicator alone can bring the city to the place."""
        return self.value is not None


def needs(run: Rebuilt, region: str, place: int, limits: Mapping[str, tuple[float, float]]) -> tuple[NeedRow, ...]:
    """Every indicator of the scheme, all others as they are. `limits` (lowest, highest) bound figures that cannot go beyond."""
    return tuple(need_row(run, region, place, node, limits.get(node)) for node in run.engine.indicator_codes)


def need_row(run: Rebuilt, region: str, place: int, node: str, limit: tuple[float, float] | None) -> NeedRow:
    column = run.engine.indicator_codes.index(node)
    own = float(run.data[run.row(region), column])
    if np.isnan(own):
        return NeedRow(node, None, None)
    furthest = None if limit is None else limit[run.engine.layout.directions[column] > 0]
    need = what_would_it_take(run.units, run.data, run.engine, region, node, place, furthest=furthest)
    return NeedRow(node, own, need)


def next_place(rank: int, ranks: list[int]) -> int | None:
    """The place before a city's own that somebody holds; None for the first."""
    return max((one for one in ranks if one < rank), default=None)


def limits(best: Mapping[str, float], names: Names) -> dict[str, tuple[float, float]]:
    """The indicators that cannot go beyond a whole: shares. A growth rate is written as percent too, but may."""
    return {code: SHARE_LIMITS for code, value in best.items() if names.is_share(code) and 0 <= value <= 1}


def best_values(run: Rebuilt) -> dict[str, float]:
    """Indicator → the best figure that any ranked unit has."""
    found = {}
    for column, node in enumerate(run.engine.indicator_codes):
        known = run.data[:, column][~np.isnan(run.data[:, column])]
        if known.size:
            found[node] = float(known.max() if run.engine.layout.directions[column] > 0 else known.min())
    return found
