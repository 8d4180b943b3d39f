"""Writing what was computed: only figures that differ are touched."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from django.db import connection
from django.utils import timezone

from zhicheng.base.definitions.models import Definition
from zhicheng.governance.indicators.compute import Computed
from zhicheng.governance.indicators.models import Figure, FigureState, Import, State
from zhicheng.governance.indicators.storing import copy_into

Key: TypeAlias = tuple[str, str, int]
"""Indicator, division, year."""
Content: TypeAlias = tuple[float, int, int | None, str]
"""Value, id of the definition's version, number of records, state."""

COLUMNS = ("indicator", "region_id", "period", "value", "definition_id", "records", "state", "computed_at")
MAKE_STAGE = """
CREATE TEMPORARY TABLE figure_incoming ON COMMIT DROP AS
SELECT indicator, region_id, period, value, definition_id, records, state, computed_at FROM indicators_figure LIMIT 0
"""
UPSERT = """
INSERT INTO indicators_figure (indicator, region_id, period, value, definition_id, records, state, computed_at)
SELECT indicator, region_id, period, value, definition_id, records, state, computed_at FROM figure_incoming
ON CONFLICT (indicator, region_id, period) DO UPDATE SET
    value = EXCLUDED.value, definition_id = EXCLUDED.definition_id, records = EXCLUDED.records,
    state = EXCLUDED.state, computed_at = EXCLUDED.computed_at
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What a computing changed: figures written, figures removed, and the indicators whose values differ."""

    written: int
    removed: int
    indicators: frozenset[str]


def contents(
    computed: Computed, wanted: frozenset[str], definitions: Mapping[str, Definition], provisional: Mapping[str, int]
) -> dict[Key, Content]:
    """The figures of the wanted indicators as rows; a missing one is none."""
    rows: dict[Key, Content] = {}
    for code in sorted(wanted):
        version, first = definitions[code].pk, provisional.get(code)
        records = computed.records.get(code)
        values = computed.values[code]
        for i, j in np.argwhere(np.isfinite(values)):
            region, period = computed.regions[i], computed.periods[j]
            state = FigureState.PROVISIONAL if first is not None and period >= first else FigureState.FINAL
            count = records.get((region, period)) if records is not None else None
            rows[code, region, period] = (float(values[i, j]), version, count, str(state))
    return rows


def write(new: Mapping[Key, Content], wanted: frozenset[str]) -> Written:
    """Make the figures of the wanted indicators what `new` says. Runs in the caller's transaction."""
    old = existing(wanted)
    differing = [key for key, content in new.items() if old.get(key) != content]
    gone = [key for key in old if key not in new]
    if differing or gone:
        upsert([(*key, *new[key], timezone.now()) for key in differing])
        remove(gone)
    moved = {key[0] for key in differing if key not in old or old[key][0] != new[key][0]}
    return Written(len(differing), len(gone), frozenset(moved | {key[0] for key in gone}))


def existing(wanted: frozenset[str]) -> dict[Key, Content]:
    """The figures as they are."""
    fields = ("indicator", "region_id", "period", "value", "definition_id", "records", "state")
    rows = Figure.objects.filter(indicator__in=wanted).values_list(*fields)
    return {(row[0], row[1], row[2]): (row[3], row[4], row[5], row[6]) for row in rows}


def upsert(rows: list[tuple[Any, ...]]) -> None:
    """Insert or update figures through a staging table that the transaction drops."""
    with connection.cursor() as cursor:
        cursor.execute(MAKE_STAGE)
    copy_into("figure_incoming", COLUMNS, rows)
    with connection.cursor() as cursor:
        cursor.execute(UPSERT)
        cursor.execute("DROP TABLE figure_incoming")


def remove(keys: list[Key]) -> None:
    """Delete figures that are missing now."""
    if not keys:
        return
    indicators, regions, periods = (list(each) for each in zip(*keys, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM indicators_figure AS old USING unnest(%s::text[], %s::text[], %s::int[]) AS gone(i, r, p) "
            "WHERE old.indicator = gone.i AND old.region_id = gone.r AND old.period = gone.p",
            [indicators, regions, periods],
        )


def inputs_digest(definitions: Mapping[str, Definition], layouts: Mapping[str, Definition]) -> str:
    """Names everything that figures are computed from, apart from records: versions of definitions and of datasets."""
    imports = Import.objects.filter(state=State.CURRENT).order_by("layout").values_list("layout", "version")
    parts = [f"{code} {one.sha256}" for each in (definitions, layouts) for code, one in sorted(each.items())]
    parts += [f"{layout} {version}" for layout, version in imports]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
