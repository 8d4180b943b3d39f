"""Writing what was computed: the database compares it with the figures that are there, and only those that differ are touched."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from django.db import connection
from django.utils import timezone

from zhicheng.base.definitions.models import Definition
from zhicheng.base.records import blocks
from zhicheng.governance.indicators.compute import Computed
from zhicheng.governance.indicators.models import FigureState, Import, State

Move: TypeAlias = tuple[str, str, int, float | None, float | None]
"""Indicator, division, year, value before, value after."""
LAST_YEAR = 9999
MOST_MOVES = 5000
"""More changed figures than these come of a new table or definition, and nobody reads them one by one."""
MOVED = "SELECT indicator, region, period, before, value FROM figure_differing WHERE has_moved ORDER BY before IS NULL, 1, 2, 3 LIMIT %s"
MAKE_STAGE = """
CREATE TEMPORARY TABLE figure_incoming (
    place smallint, region integer, period smallint, value float8, records integer, is_provisional smallint
) ON COMMIT DROP
"""
KINDS = {"place": "i2", "region": "i4", "period": "i2", "value": "f8", "records": "i4", "is_provisional": "i2"}
COMPARE = """
CREATE TEMPORARY TABLE figure_differing ON COMMIT DROP AS
SELECT known.indicator, new.region, new.period, new.value, known.definition_id, new.records, new.state,
       old.value AS before, old.value IS DISTINCT FROM new.value AS has_moved
FROM (SELECT place, region::text AS region, period, value, NULLIF(records, -1) AS records,
             CASE is_provisional WHEN 1 THEN %(provisional)s ELSE %(final)s END AS state FROM figure_incoming) AS new
JOIN unnest(%(indicators)s::text[], %(versions)s::bigint[]) WITH ORDINALITY AS known (indicator, definition_id, place)
    ON known.place = new.place
LEFT JOIN indicators_figure AS old
    ON old.indicator = known.indicator AND old.region_id = new.region AND old.period = new.period
WHERE old.id IS NULL OR (old.value, old.definition_id, old.records, old.state)
    IS DISTINCT FROM (new.value, known.definition_id, new.records, new.state)
"""
UPSERT = """
INSERT INTO indicators_figure (indicator, region_id, period, value, definition_id, records, state, computed_at)
SELECT indicator, region, period, value, definition_id, records, state, %s FROM figure_differing
ON CONFLICT (indicator, region_id, period) DO UPDATE SET
    value = EXCLUDED.value, definition_id = EXCLUDED.definition_id, records = EXCLUDED.records,
    state = EXCLUDED.state, computed_at = EXCLUDED.computed_at
"""
# A difference of sets is hashed whatever the database guesses of the sizes; a missing partner looked for row by row may not be.
FIND_GONE = """
CREATE TEMPORARY TABLE figure_gone ON COMMIT DROP AS
SELECT indicator::text, region_id::text AS region, period FROM indicators_figure
WHERE (indicator = ANY(%(indicators)s) OR indicator = ANY(%(orphaned)s))
    AND (%(provinces)s = '{}' OR left(region_id, 2) = ANY(%(provinces)s))
EXCEPT ALL
SELECT known.indicator, new.region::text, new.period FROM figure_incoming AS new
JOIN unnest(%(indicators)s::text[]) WITH ORDINALITY AS known (indicator, place) ON known.place = new.place
"""
REMOVE = """
DELETE FROM indicators_figure AS old USING figure_gone AS gone
WHERE old.indicator = gone.indicator AND old.region_id = gone.region AND old.period = gone.period
RETURNING old.indicator, old.region_id, old.period, old.value
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """The figures that a computing may change: those of its indicators, of some provinces (none = all), and of indicators that are gone."""

    versions: Mapping[str, Definition]
    provinces: tuple[str, ...] = ()
    orphaned: frozenset[str] = frozenset()

    @property
    def codes(self) -> list[str]:
        return sorted(self.versions)

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "indicators": self.codes,
            "versions": [self.versions[code].pk for code in self.codes],
            "provinces": list(self.provinces),
            "orphaned": sorted(self.orphaned),
            "provisional": FigureState.PROVISIONAL,
            "final": FigureState.FINAL,
        }


@dataclass(frozen=True, slots=True)
class Written:
    """What a computing changed: figures written, figures removed, the indicators whose values differ, and the first values that do.

    `moved` holds (indicator, division, year, before, after) of figures that were there before.
    """

    written: int
    removed: int
    indicators: frozenset[str]
    moved: tuple[Move, ...] = ()


def together(parts: Iterable[Written]) -> Written:
    """What several computings changed."""
    done = list(parts)
    indicators = frozenset[str]().union(*(each.indicators for each in done))
    moved = tuple(move for each in done for move in each.moved)
    return Written(sum(each.written for each in done), sum(each.removed for each in done), indicators, moved)


def block(computed: Computed, code: str, place: int, provisional_from: int | None) -> bytes:
    """The figures of one indicator as rows of `figure_incoming`; a missing one is none."""
    values = computed.values[code]
    i, j = np.nonzero(np.isfinite(values))
    regions = np.array([int(region) for region in computed.regions], dtype=np.int64)
    periods = np.array(computed.periods, dtype=np.int64)[j]
    columns = {
        "place": np.full(len(i), place),
        "region": regions[i],
        "period": periods,
        "value": values[i, j],
        "records": computed.records[code][i, j] if code in computed.records else np.full(len(i), -1),
        "is_provisional": periods >= (LAST_YEAR if provisional_from is None else provisional_from),
    }
    return blocks.block_of(columns, KINDS)


def write(computed: Computed, scope: Scope, provisional: Mapping[str, int]) -> Written:
    """Make the figures of the scope what was computed. Runs in the caller's transaction."""
    parameters = scope.parameters
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS figure_incoming, figure_differing, figure_gone")
        cursor.execute(MAKE_STAGE)
        of_indicators = enumerate(scope.codes, start=1)
        blocks.write(
            "figure_incoming", [block(computed, code, at, provisional.get(code)) for at, code in of_indicators]
        )
        cursor.execute("ANALYZE figure_incoming")
        cursor.execute(COMPARE, parameters)
        cursor.execute(FIND_GONE, parameters)
        cursor.execute("ANALYZE figure_gone")
        cursor.execute(REMOVE)
        gone = cursor.fetchall()
        cursor.execute(UPSERT, [timezone.now()])
        written = cursor.rowcount
        cursor.execute("SELECT DISTINCT indicator FROM figure_differing WHERE has_moved")
        indicators = {indicator for (indicator,) in cursor.fetchall()}
        cursor.execute(MOVED, [MOST_MOVES])
        moved = [*cursor.fetchall(), *((*row, None) for row in gone[:MOST_MOVES])]
    return Written(written, len(gone), frozenset(indicators | {row[0] for row in gone}), tuple(moved))


def inputs_digest(definitions: Mapping[str, Definition], layouts: Mapping[str, Definition]) -> str:
    """Names everything that figures are computed from, apart from records: versions of definitions and of datasets."""
    imports = Import.objects.filter(state=State.CURRENT).order_by("layout").values_list("layout", "version")
    parts = [f"{code} {one.sha256}" for each in (definitions, layouts) for code, one in sorted(each.items())]
    parts += [f"{layout} {version}" for layout, version in imports]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
