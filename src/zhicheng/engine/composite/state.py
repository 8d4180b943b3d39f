"""What passes from step to step, and what each step writes down."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.tree import Layout

Setting: TypeAlias = str | float | int | None


@dataclass(frozen=True)
class Step:
    """One line of the trace: plain values only, so that a release can keep it and a stranger replay it.

    ``params``  the settings the step was given
    ``changed`` the units (a screen) or the indicators (all others) that it touched
    ``details`` per indicator or node, the numbers that the step found or used (bounds, weights)
    """

    name: str
    params: Mapping[str, Setting]
    changed: tuple[str, ...]
    details: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ScreenedOut:
    """A unit left out of the evaluation, with the share of its indicators that have a value, and why in words."""

    unit: str
    availability: float
    reason: str


@dataclass(frozen=True, eq=False)
class State:
    """The table between two steps. A step returns a new one and never writes into the arrays of the old.

    ``values`` and ``raw`` have the shape (units, indicators), NaN = missing; ``raw`` stays as given. After aggregation
    ``scores`` (all nodes) and ``applied_weights`` have the shape (units, nodes).
    """

    layout: Layout
    units: tuple[str, ...]
    raw: FloatArray
    values: FloatArray
    screened_out: tuple[ScreenedOut, ...] = ()
    scores: FloatArray | None = None
    applied_weights: FloatArray | None = None
    trace: tuple[Step, ...] = ()

    def after(self, step: Step, *, values: FloatArray | None = None) -> "State":
        """The state with ``step`` written down and, if given, new values."""
        return replace(self, values=self.values if values is None else values, trace=(*self.trace, step))


class Stage(Protocol):
    """A configured step. It is data (a frozen dataclass) and is checked when it is made."""

    def check(self, layout: Layout) -> None:
        """Raise SchemeError when the step cannot run on such a tree, whatever the data."""

    def apply(self, state: State) -> State:
        """Run the step."""
