"""An evaluation from files to files: a scheme and a table in, tables of results out. The only input and output here."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite.choices import Progress, Run
from zhicheng.engine.composite.errors import SchemeError
from zhicheng.engine.composite.pipeline import Result, build
from zhicheng.engine.composite.schemefile import SchemeFile, read_scheme
from zhicheng.engine.composite.sensitivity import sensitivity
from zhicheng.engine.composite.sobol import Sensitivity
from zhicheng.engine.composite.state import Context
from zhicheng.engine.composite.uncertainty import Robustness, uncertainty
from zhicheng.engine.tables import Cell, Number, OutputCell, from_cell, parse_number, read_table, write_csv
from zhicheng.engine.tables import Table as SourceTable

Announce: TypeAlias = Callable[[str], Progress]
"""Told what begins, gives what is to be told of its progress."""

_EXPONENT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]{1,2}")
MOST_FAULTS = 20  # named in one message
TOP = 10  # places of "among the first"


@dataclass(frozen=True)
class Asked:
    """What is wanted beside the evaluation itself: numbers of draws (0 = none), seed, threads, year."""

    draws: int = 0
    sobol: int = 0
    seed: int = 1
    workers: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class Written:
    """The names of the files, and some lines for the reader."""

    files: tuple[str, ...]
    summary: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Units:
    """A table made ready for :func:`~zhicheng.engine.composite.pipeline.build`."""

    names: tuple[str, ...]
    data: FloatArray
    context: Context


def evaluate_files(scheme: Path, data: Path, output: Path, asked: Asked, announce: Announce) -> Written:
    """Read, evaluate, and only when all is computed write into the folder ``output``, which is made if need be.

    The same files, seed and version give the same bytes. Raises :class:`SchemeError` or
    :class:`~zhicheng.engine.tables.TableRefused` when a file cannot be used.
    """
    described = read_scheme(_text(scheme))
    units = units_of(read_table(data.read_bytes(), data.name), described, asked.year)
    result = build(units.names, units.data, described.scheme, units.context)
    files = {
        "scores.csv": write_csv(*_scores(result)),
        "ranks.csv": write_csv(*_by_node(result, result.ranks)),
        "contributions.csv": write_csv(*_by_node(result, result.contributions)),
        "left_out.csv": write_csv(
            ("unit", "availability", "reason"),
            [(one.unit, one.availability, one.reason) for one in result.screened_out],
        ),
        "trace.json": _trace(result),
    }
    if asked.draws:
        run = Run(asked.draws, asked.seed, asked.workers, announce("不确定性"))
        found = uncertainty(units.names, units.data, described.scheme, described.uncertainty, run, units.context)
        files["robustness.csv"] = write_csv(*_robustness(found))
        files["duels.csv"] = write_csv(("unit", *found.units), _rows(found.units, found.beats))
    if asked.sobol:
        run = Run(asked.sobol, asked.seed, asked.workers, announce("敏感性"))
        moved = sensitivity(units.names, units.data, described.scheme, described.uncertainty, run, units.context)
        files["sensitivity.csv"] = write_csv(*_sensitivity(moved))
    output.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (output / name).write_bytes(content)
    return Written(tuple(files), tuple(_summary(described, result)))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise SchemeError("toml", "方案文件应为 UTF-8 编码") from fault


def units_of(table: SourceTable, described: SchemeFile, year: int | None) -> Units:
    """The units of a table, of one year of a panel. Raises :class:`SchemeError` naming columns or cells at fault."""
    if table.faults:
        raise SchemeError("data", "；".join(f"第 {one.line} 行：{one.message}" for one in table.faults[:MOST_FAULTS]))
    columns, scheme = described.columns, described.scheme
    denominators = tuple(
        dict.fromkeys(one.denominator for one in scheme.layout.indicators if one.denominator is not None)
    )
    wanted = (*scheme.indicator_codes, *denominators)
    _require(table, (columns.unit, *columns.groups, *wanted, *([columns.year] if columns.year else [])))
    names = _texts(table, columns.unit)
    numbers = _numbers(table, wanted)
    count = len(scheme.indicator_codes)
    if columns.year is None:
        at, context = list(range(len(names))), Context()
    else:
        at, context = _panel(names, numbers, _years(table, columns.year), year, denominators)
    return Units(
        tuple(names[row] for row in at),
        numbers[at, :count],
        replace(
            context,
            denominators={name: numbers[at, count + i] for i, name in enumerate(denominators)},
            groups={group: tuple(_texts(table, group)[row] for row in at) for group in columns.groups},
        ),
    )


def _require(table: SourceTable, wanted: Sequence[str]) -> None:
    missing = [name for name in wanted if name not in table.header]
    if missing:
        raise SchemeError("data", f"表里没有这些列：{'、'.join(missing)}")


def _texts(table: SourceTable, column: str) -> list[str]:
    at = table.header.index(column)
    return [_plain_text(row.cells[at]).strip() for row in table.rows]


def _plain_text(cell: Cell) -> str:
    if cell is None:
        return ""
    return from_cell(cell) if isinstance(cell, str) else f"{cell:.15g}"


def _numbers(table: SourceTable, columns: Sequence[str]) -> FloatArray:
    """The columns as numbers (rows, columns), NaN = missing; all faults in one message."""
    places = [table.header.index(name) for name in columns]
    values, faults = np.full((len(table.rows), len(columns)), np.nan), []
    for i, row in enumerate(table.rows):
        for j, at in enumerate(places):
            number = _number(row.cells[at])
            if number.fault:
                faults.append(f"第 {row.line} 行“{columns[j]}”：{number.fault}（{row.cells[at]}）")
            elif number.value is not None:
                values[i, j] = number.value
    if faults:
        more = f"；另有 {len(faults) - MOST_FAULTS} 处" if len(faults) > MOST_FAULTS else ""
        raise SchemeError("data", "；".join(faults[:MOST_FAULTS]) + more)
    return values


def _number(cell: Cell) -> Number:
    """As :func:`~zhicheng.engine.tables.parse_number`, and the 2e-06 that programs write: figures are not codes."""
    if isinstance(cell, str) and _EXPONENT.fullmatch(cell.strip()):
        return Number(float(cell))
    return parse_number(cell)


def _years(table: SourceTable, column: str) -> list[int]:
    years = _numbers(table, [column])[:, 0]
    if np.isnan(years).any() or (years != np.round(years)).any():
        raise SchemeError(f"data.{column}", "每一行都应写明年份")
    return [int(one) for one in years]


def _panel(
    names: list[str], values: FloatArray, year_of: list[int], year: int | None, denominators: tuple[str, ...]
) -> tuple[list[int], Context]:
    """The rows of the evaluated year, and the panel of those units over all years.

    ``values`` (rows, indicators and then denominators).
    """
    years = sorted(set(year_of))
    evaluated = years[-1] if year is None and years else year
    if evaluated is None or evaluated not in years:
        raise SchemeError("year", f"数据里没有 {year} 年，现有：{'、'.join(map(str, years))}")
    if len(set(zip(names, year_of, strict=True))) < len(names):
        raise SchemeError("data", "同一单位同一年有两行")
    rows = [i for i, one in enumerate(year_of) if one == evaluated]
    at = {names[row]: i for i, row in enumerate(rows)}
    history = np.full((len(years), len(rows), values.shape[1]), np.nan)
    for i, (name, one) in enumerate(zip(names, year_of, strict=True)):
        if name in at:
            history[years.index(one), at[name]] = values[i]
    count = values.shape[1] - len(denominators)
    of_denominators = {name: history[:, :, count + i] for i, name in enumerate(denominators)}
    return rows, Context(
        history=history[:, :, :count], years=tuple(years), year=evaluated, denominator_history=of_denominators
    )


Sheet: TypeAlias = tuple[Sequence[str], Sequence[Sequence[OutputCell]]]


def _rows(names: Sequence[str], *columns: FloatArray) -> list[tuple[OutputCell, ...]]:
    """Each unit's name and numbers; columns are (units,) or (units, n)."""
    table = np.column_stack(columns)
    return [(name, *(float(cell) for cell in row)) for name, row in zip(names, table, strict=True)]


def _scores(result: Result) -> Sheet:
    shares = _rows(result.units, result.missing_share, result.imputed_share)
    header = ("unit", "rank", "grade", "missing_share", "imputed_share", *(node.code for node in result.nodes))
    return header, [
        (unit, float(result.ranks[i, 0]), result.grades[i], *shares[i][1:], *(float(one) for one in result.scores[i]))
        for i, unit in enumerate(result.units)
    ]


def _by_node(result: Result, values: FloatArray) -> Sheet:
    return ("unit", *(node.code for node in result.nodes)), _rows(result.units, values)


def _robustness(found: Robustness) -> Sheet:
    header = ("unit", "rank", "median", "best_90", "worst_90", f"share_in_top_{TOP}", "missing_share", "imputed_share")
    return header, _rows(
        found.units,
        found.nominal.ranks[:, 0],
        found.quantile(0.5),
        found.interval(0.9),
        found.share_in_top(TOP),
        found.nominal.missing_share,
        found.nominal.imputed_share,
    )


def _sensitivity(moved: Sensitivity) -> Sheet:
    header = ("factor", "first", "first_low", "first_high", "total", "total_low", "total_high")
    return header, _rows(moved.factors, moved.first, moved.first_interval, moved.total, moved.total_interval)


def _trace(result: Result) -> bytes:
    """Every step with its settings and what it found, as JSON; what has no number is null."""

    def plain(number: float) -> float | None:
        return None if np.isnan(number) else float(number)

    steps = [
        {
            "name": step.name,
            "params": dict(step.params),
            "changed": list(step.changed),
            "details": {code: [plain(one) for one in numbers] for code, numbers in step.details.items()},
        }
        for step in result.trace
    ]
    return (json.dumps(steps, ensure_ascii=False, indent=1) + "\n").encode()


def _summary(described: SchemeFile, result: Result) -> Iterator[str]:
    yield f"{described.title}：{len(result.units)} 个单位，{len(result.indicator_codes)} 项指标"
    if result.screened_out:
        yield f"因数据不足未评价：{len(result.screened_out)} 个"
    for group, ratio in described.consistency.items():
        if ratio > 0.1:
            yield f"注意：{group} 的两两比较不一致（一致性比率 {ratio:.2f}，应低于 0.1）"
    order = np.argsort(np.where(np.isnan(result.ranks[:, 0]), np.inf, result.ranks[:, 0]), kind="stable")
    for row in order[:TOP]:
        if not np.isnan(result.ranks[row, 0]):
            yield f"{result.ranks[row, 0]:>5g}  {result.total[row]:>10.4f}  {result.units[row]}"
