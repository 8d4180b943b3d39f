"""What passes from step to step, and what each step writes down."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias

import numpy as np

from zhicheng.engine.arrays import BoolArray, FloatArray
from zhicheng.engine.composite.errors import SchemeError
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
class Context:
    """What is known of the units beside their indicators. Rows follow the units given to the pipeline.

    ``denominators`` name → (units,), in the denominator's own unit
    ``groups``       name → one label a unit ("" = none): peers for imputation
    ``history``      (years, units, indicators) the panel, the evaluated year among it, NaN = missing; used by
                     imputation from other years
    ``years``        the years of ``history``, rising
    ``year``         the year that is evaluated
    ``denominator_history`` name → (years, units): the denominators of those years, so that denominating keeps
                     ``history`` in the unit of the table; ``undivided`` are the indicators for which that failed
    """

    denominators: Mapping[str, FloatArray] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    history: FloatArray | None = None
    years: tuple[int, ...] = ()
    year: int | None = None
    denominator_history: Mapping[str, FloatArray] = field(default_factory=dict)
    undivided: frozenset[str] = frozenset()

    def check(self, units: int, indicators: int) -> None:
        """Raise :class:`SchemeError` where a column does not have one entry a unit, or the panel the wrong shape."""
        for name, column in self.denominators.items():
            if np.shape(column) != (units,):
                raise SchemeError(f"denominators.{name}", f"应有 {units} 个数，现为 {np.shape(column)}")
        for name, labels in self.groups.items():
            if len(labels) != units:
                raise SchemeError(f"groups.{name}", f"应有 {units} 个组名，现有 {len(labels)} 个")
        if self.history is not None:
            expected = (len(self.years), units, indicators)
            for name, columns in self.denominator_history.items():
                if np.shape(columns) != expected[:2]:
                    raise SchemeError(f"denominator_history.{name}", f"应为年份 × 单位 {expected[:2]}")
            if self.history.shape != expected or list(self.years) != sorted(set(self.years)):
                raise SchemeError("history", f"应为年份 × 单位 × 指标 {expected}，年份递增，现为 {self.history.shape}")

    def keep(self, rows: BoolArray) -> "Context":
        """Only the units kept; ``rows`` (units,)."""
        return replace(
            self,
            denominators={name: np.asarray(column)[rows] for name, column in self.denominators.items()},
            groups={
                name: tuple(label for label, kept in zip(labels, rows, strict=True) if kept)
                for name, labels in self.groups.items()
            },
            history=None if self.history is None else self.history[:, rows],
            denominator_history={name: table[:, rows] for name, table in self.denominator_history.items()},
        )


@dataclass(frozen=True, eq=False)
class State:
    """The table between two steps. A step returns a new one and never writes into the arrays of the old.

    ``values`` and ``raw`` have the shape (units, indicators), NaN = missing; ``raw`` stays as given; ``imputed`` marks
    the cells that a step filled. After aggregation ``scores`` (all nodes), ``applied_weights`` and ``slopes`` have the
    shape (units, nodes); a node's slope times its score are the points it brings to the total. ``stages`` keeps the
    table as each step left it, under the step's name.
    """

    layout: Layout
    units: tuple[str, ...]
    raw: FloatArray
    values: FloatArray
    screened_out: tuple[ScreenedOut, ...] = ()
    scores: FloatArray | None = None
    applied_weights: FloatArray | None = None
    slopes: FloatArray | None = None
    imputed: BoolArray | None = None
    context: Context = field(default_factory=Context)
    stages: Mapping[str, FloatArray] = field(default_factory=dict)
    trace: tuple[Step, ...] = ()

    def after(self, step: Step, *, values: FloatArray | None = None) -> "State":
        """The state with ``step`` written down and, if given, new values."""
        table = self.values if values is None else values
        return replace(self, values=table, stages={**self.stages, step.name: table}, trace=(*self.trace, step))

    def keep(self, rows: BoolArray) -> "State":
        """Only the units kept, in every table; ``rows`` (units,)."""
        return replace(
            self,
            units=tuple(unit for unit, kept in zip(self.units, rows, strict=True) if kept),
            raw=self.raw[rows],
            values=self.values[rows],
            imputed=None if self.imputed is None else self.imputed[rows],
            context=self.context.keep(rows),
            stages={name: table[rows] for name, table in self.stages.items()},
        )


class Stage(Protocol):
    """A configured step. It is data (a frozen dataclass) and is checked when it is made."""

    def check(self, layout: Layout) -> None:
        """Raise SchemeError when the step cannot run on such a tree, whatever the data."""

    def apply(self, state: State) -> State:
        """Run the step."""
