"""A scheme: the whole evaluation as data."""

from dataclasses import dataclass
from functools import cached_property

from zhicheng.engine.composite.aggregate import Aggregation, WeightedMean
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.normalise import MinMax
from zhicheng.engine.composite.rank import TIE_RULES, Grades, Ties
from zhicheng.engine.composite.screen import Screen
from zhicheng.engine.composite.state import Stage
from zhicheng.engine.composite.transform import Transform
from zhicheng.engine.composite.tree import Aggregate, Indicator, Layout, lay_out

__all__ = ["Aggregate", "Indicator", "Scheme", "SchemeError"]

DEFAULT_STEPS: tuple[Stage, ...] = (Screen(), Transform(), MinMax(), WeightedMean())


@dataclass(frozen=True)
class Scheme:
    """A tree of indicators and the steps that turn a table into scores, run in the order given.

    ``ties`` is the rule for equal scores (see :func:`~zhicheng.engine.composite.rank.competition_ranks`); ``grades``
    class the total score. Raises :class:`SchemeError`, naming the setting, when the tree or a step is wrong or the last step gives no scores.
    """

    code: str
    root: Aggregate
    steps: tuple[Stage, ...] = DEFAULT_STEPS
    ties: Ties = "min"
    grades: Grades | None = None

    def __post_init__(self) -> None:
        for step in self.steps:
            step.check(self.layout)
        if not self.steps or not isinstance(self.steps[-1], Aggregation):
            raise SchemeError(f"{self.code}.steps", "最后一步应为汇总（Aggregation 或 WeightedMean）")
        if self.ties not in TIE_RULES:
            raise SchemeError(f"{self.code}.ties", f"没有“{self.ties}”，可用的有：{'、'.join(TIE_RULES)}")

    @cached_property
    def layout(self) -> Layout:
        """The columns of all per-node arrays."""
        return lay_out(self.root)

    @property
    def indicator_codes(self) -> tuple[str, ...]:
        """The codes of the data's columns, in order."""
        return tuple(indicator.code for indicator in self.layout.indicators)
