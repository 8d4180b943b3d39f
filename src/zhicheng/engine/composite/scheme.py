"""A scheme: the whole evaluation as data."""

from dataclasses import dataclass
from functools import cached_property

from zhicheng.engine.composite.aggregate import WeightedMean
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.normalise import MinMax
from zhicheng.engine.composite.screen import Screen
from zhicheng.engine.composite.state import Stage
from zhicheng.engine.composite.transform import Transform
from zhicheng.engine.composite.tree import Aggregate, Indicator, Layout, lay_out

__all__ = ["Aggregate", "Indicator", "Scheme", "SchemeError"]

DEFAULT_STEPS: tuple[Stage, ...] = (Screen(), Transform(), MinMax(), WeightedMean())


@dataclass(frozen=True)
class Scheme:
    """A tree of indicators and the steps that turn a table into scores, run in the order given.

    Raises :class:`SchemeError`, naming the setting, when the tree or a step is wrong or the last step gives no scores.
    """

    code: str
    root: Aggregate
    steps: tuple[Stage, ...] = DEFAULT_STEPS

    def __post_init__(self) -> None:
        for step in self.steps:
            step.check(self.layout)
        if not self.steps or not isinstance(self.steps[-1], WeightedMean):
            raise SchemeError(f"{self.code}.steps", "最后一步应为汇总（WeightedMean）")

    @cached_property
    def layout(self) -> Layout:
        """The columns of all per-node arrays."""
        return lay_out(self.root)

    @property
    def indicator_codes(self) -> tuple[str, ...]:
        """The codes of the data's columns, in order."""
        return tuple(indicator.code for indicator in self.layout.indicators)
