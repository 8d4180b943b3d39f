"""The figures of a release computed again from its files: counts added up to divisions, formulas from what they read. No database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias, cast

import numpy as np

from zhicheng.base.definitions.queries import parsed
from zhicheng.base.records.asking import Kind, Question
from zhicheng.base.records.counting import Divisions, Grid, Groups, grid_of
from zhicheng.base.records.registry import RecordSet
from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.formulas import dependencies, evaluate
from zhicheng.engine.packages import exact, rows_of, sha256, table
from zhicheng.governance.indicators.compute import grid, provisional_from
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition, LayoutDefinition
from zhicheng.governance.indicators.models import FigureState
from zhicheng.governance.releases.parts import Files, year_of

FOLDER = "figures/"
REGIONS, DATASETS, BASE, COUNTED, FORMULAS, COUNTS, REGISTERS, RECORD_SETS = (
    "regions.csv", "datasets.csv", "base.csv", "counted.csv", "formulas.csv", "counts.csv", "registers.csv", "record_sets.csv",
)  # fmt: skip
YEARS = 3
"""A release holds the figures of its year and of those before that one compares with."""
FIGURE_HEAD = ["indicator", "region", "period", "value", "records", "state"]
Years: TypeAlias = Mapping[str, frozenset[int]]
"""Indicator → the years whose figures a release holds."""
Place: TypeAlias = tuple[str, int]
"""Division and year."""


@dataclass(frozen=True, slots=True)
class Held:
    """A figure of a release, as it stands there; `records` is None for what is not counted."""

    value: float
    records: int | None
    state: str


@dataclass(slots=True)
class Made:
    """What is computed again: indicator → place → value, and the records behind counted ones."""

    values: dict[str, dict[Place, float]] = field(default_factory=lambda: defaultdict(dict))
    records: dict[str, dict[Place, int]] = field(default_factory=lambda: defaultdict(dict))


def years_needed(models: Mapping[str, IndicatorDefinition], year: int) -> Years:
    """The year and the two before, and what formulas read of other years for them."""
    found: dict[str, set[int]] = {code: set() for code in models}
    waiting = [(code, year - back) for code in models for back in range(YEARS)]
    while waiting:
        code, when = waiting.pop()
        if code not in found or when in found[code]:
            continue
        found[code].add(when)
        formula = models[code].parsed
        if formula is not None:
            waiting += [(name, when + lag) for name in formula.names for lag in formula.lags[name]]
    return {code: frozenset(when) for code, when in found.items()}


def file_of(model: IndicatorDefinition) -> str:
    """The file in which the figures of an indicator stand."""
    if model.formula is not None:
        return FORMULAS
    return COUNTED if model.counted is not None else BASE


def again(release: Files) -> dict[str, bytes]:
    """The counted figures from the counts, and the figures of formulas from all that they read."""
    models, year = models_in(release), year_of(release)
    years = years_needed(models, year)
    made = Made()
    for (code, region, period), held in held_in(release[FOLDER + BASE]).items():
        made.values[code][region, period] = held.value
    add_counted(made, release, models, years)
    calculate(made, models)
    first = provisional_from(models, layouts_in(release))
    return {
        FOLDER + COUNTED: figures_csv(made, [code for code in models if file_of(models[code]) == COUNTED], years, {}),
        FOLDER + FORMULAS: figures_csv(
            made, [code for code in models if file_of(models[code]) == FORMULAS], years, first
        ),
    }


def add_counted(made: Made, release: Files, models: Mapping[str, IndicatorDefinition], years: Years) -> None:
    """Add the records of each division to those above it."""
    divisions = Divisions.of(row["code"] for row in rows_of(release[FOLDER + REGIONS]))
    kept = {row["indicator"]: int(row["last_year"]) for row in rows_of(release[FOLDER + REGISTERS])}
    for code, rows in by_indicator(rows_of(release[FOLDER + COUNTS])).items():
        counted = models[code].counted
        if counted is not None:
            kind = cast("Kind", counted.measure.partition(" ")[0])
            nobody = RecordSet(code=counted.records, label=counted.records, rows=None, tally=lambda _where: ())
            question = Question(nobody, {}, kind)
            until = min(kept[code], max(years[code]))
            put(made, code, grid_of(groups_of(rows), question, divisions, until), divisions)


def by_indicator(rows: Iterable[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        found[row["indicator"]].append(row)
    return found


def groups_of(rows: list[dict[str, str]]) -> Groups:
    """The counts of an indicator as the counting takes them."""
    region, year, unit, records = (
        np.array([int(row[name]) for row in rows], dtype=np.int64) for name in ("region", "year", "unit", "records")
    )
    total = np.array([float(row["total"] or row["records"]) for row in rows], dtype=np.float64)
    return Groups(region, year, year, unit, records, total)


def put(made: Made, code: str, counted: Grid, divisions: Divisions) -> None:
    for i, j in np.argwhere(counted.records >= 0):
        place = (str(divisions.codes[i]), counted.first_year + int(j))
        made.values[code][place], made.records[code][place] = float(counted.values[i, j]), int(counted.records[i, j])


def calculate(made: Made, models: Mapping[str, IndicatorDefinition]) -> None:
    """The formulas, each after those that it reads."""
    places = {place for cells in made.values.values() for place in cells}
    if not places:
        return
    regions = tuple(sorted({region for region, _year in places}))
    first, last = min(year for _region, year in places), max(year for _region, year in places)
    periods = tuple(range(first, last + 1))
    panel: dict[str, FloatArray] = {code: grid(made.values.get(code, {}), regions, periods) for code in models}
    formulas = {code: formula for code, one in models.items() if (formula := one.parsed)}
    for code in dependencies(formulas):
        panel[code] = evaluate(formulas[code], panel)
        for i, j in np.argwhere(np.isfinite(panel[code])):
            made.values[code][regions[i], periods[j]] = float(panel[code][i, j])


def figures_csv(made: Made, codes: Iterable[str], years: Years, provisional: Mapping[str, int]) -> bytes:
    """The figures of some indicators as they stand in a release."""
    rows = [row for code in sorted(codes) for row in figure_rows(made, code, years[code], provisional.get(code))]
    return table(FIGURE_HEAD, rows).encode()


def figure_rows(made: Made, code: str, years: frozenset[int], provisional: int | None) -> Iterator[list[str]]:
    records = made.records.get(code, {})
    for region, period in sorted(made.values.get(code, {})):
        if period in years:
            state = FigureState.PROVISIONAL if provisional is not None and period >= provisional else FigureState.FINAL
            value, count = made.values[code][region, period], records.get((region, period), "")
            yield [code, region, str(period), exact(value), str(count), str(state.value)]


def models_in(release: Files) -> dict[str, IndicatorDefinition]:
    """The indicators of a release, by code."""
    return {code: cast("IndicatorDefinition", one) for code, one in definitions_in(release, "indicator").items()}


def layouts_in(release: Files) -> dict[str, LayoutDefinition]:
    """The layouts of a release, by code."""
    return {code: cast("LayoutDefinition", one) for code, one in definitions_in(release, "layout").items()}


def definitions_in(release: Files, kind: str) -> dict[str, object]:
    """The definitions of a kind in a release, by code."""
    folder = f"definitions/{kind}/"
    texts = {name.removeprefix(folder)[:-5]: held for name, held in release.items() if name.startswith(folder)}
    return {code: parsed(kind, code, sha256(text), text.decode()) for code, text in sorted(texts.items())}


def figures_of(release: Files, code: str) -> dict[Place, float]:
    """The figures of one indicator in a release, by division and year."""
    model = models_in(release).get(code)
    held = held_in(release[FOLDER + file_of(model)]) if model else {}
    return {(region, period): one.value for (each, region, period), one in held.items() if each == code}


@lru_cache(maxsize=8)
def held_in(content: bytes) -> Mapping[tuple[str, str, int], Held]:
    """(indicator, division, year) → figure, of one file; a release that is walked through is read once."""
    return {
        (row["indicator"], row["region"], int(row["period"])): Held(
            float(row["value"]), int(row["records"]) if row["records"] else None, row["state"]
        )
        for row in rows_of(content)
    }
