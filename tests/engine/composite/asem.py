"""The ASEM example of COINr: 51 countries × 49 indicators, and the tables that COINr's own book publishes of each step.

The files are looked for in ``ZHICHENG_SHARED_DATA`` or in ``shared/data`` beside the checkout; they are not part of
the project, and what needs them is skipped without them.
"""

import os
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from openpyxl import load_workbook

from zhicheng.engine.arrays import FloatArray
from zhicheng.engine.composite import (
    Aggregate,
    Aggregation,
    Context,
    Denominate,
    Impute,
    Indicator,
    MinMax,
    Result,
    Scheme,
    Treat,
    build,
)

STAGES = {
    "denominate": "DataDenominated",
    "impute": "DataImputed",
    "treat": "DataTreated",
    "minmax": "DataNormalised",
    "aggregation": "DataAggregated",
}


def folder() -> Path:
    """Where the published tables are kept; it may not exist."""
    beside = Path(__file__).resolve().parents[4] / "shared" / "data"
    return Path(os.environ.get("ZHICHENG_SHARED_DATA", beside)) / "index_validation"


WORKBOOK = folder() / "ASEM_results.xlsx"
ABSENT = f"the published ASEM tables are not here ({WORKBOOK.name}; set ZHICHENG_SHARED_DATA)"


@dataclass(frozen=True)
class Asem:
    """The workbook, and the index built from its inputs."""

    sheets: dict[str, list[dict[str, Any]]]
    result: Result

    def expected(self, stage: str) -> FloatArray:
        """The published table of a step: (units, indicators), of the last (units, nodes)."""
        codes = [node.code for node in self.result.nodes] if stage == "aggregation" else self.result.indicator_codes
        return table(self.sheets[STAGES[stage]], codes)

    def found(self, stage: str) -> FloatArray:
        """Our table of the same step."""
        return self.result.scores if stage == "aggregation" else self.result.stages[stage]


@cache
def asem() -> Asem:
    """Read the workbook and build the index as the book did."""
    with closing(load_workbook(WORKBOOK, read_only=True)) as workbook:
        sheets = {sheet.title: records(sheet) for sheet in workbook}
    tree = tree_of(sheets["InputIndMeta"], sheets["InputAggMeta"])
    rows, denominators = sheets["InputIndData"], sheets["InputDenominators"]
    names = [name for name in denominators[0] if name.startswith("Den_")]
    context = Context(
        denominators={name: table(denominators, [name])[:, 0] for name in names},
        groups={"gdp": tuple(row["Group_GDP"] for row in rows)},
    )
    steps = (Denominate(), Impute("mean", group="gdp"), Treat(max_points=5), MinMax(0, 100), Aggregation(0.0))
    scheme = Scheme("asem", tree, steps)
    units = [row["UnitCode"] for row in rows]
    return Asem(sheets, build(units, table(rows, scheme.indicator_codes), scheme, context))


def records(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a sheet by their header; the file's stated dimensions are wrong."""
    sheet.reset_dimensions()
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def table(rows: list[dict[str, Any]], codes: Any) -> FloatArray:
    """The columns named, (rows, codes); empty or NA is missing."""
    return np.array([[number(row[code]) for code in codes] for row in rows])


def number(cell: Any) -> float:
    return float("nan") if cell is None or cell == "NA" else float(cell)


def tree_of(indicators: list[dict[str, Any]], groups: list[dict[str, Any]]) -> Aggregate:
    """The tree of the workbook: pillars in sub-indices in the index."""

    def group(code: str, children: list[Any]) -> Aggregate:
        about = next(one for one in groups if one["Code"] == code)
        return Aggregate(code, about["Name"], tuple(children), float(about["Weight"]))

    def leaves(pillar: str) -> list[Indicator]:
        return [
            Indicator(
                one["IndCode"],
                one["IndName"],
                float(one["IndWeight"]),
                1 if one["Direction"] > 0 else -1,
                denominator=None if one["Denominator"] in (None, "NA") else one["Denominator"],
            )
            for one in indicators
            if one["Agg1"] == pillar
        ]

    def below(sub: str) -> list[Aggregate]:
        pillars = dict.fromkeys(one["Agg1"] for one in indicators if one["Agg2"] == sub)
        return [group(pillar, leaves(pillar)) for pillar in pillars]

    subs = dict.fromkeys(one["Agg2"] for one in indicators)
    return group("Index", [group(sub, below(sub)) for sub in subs])
