"""The figures of a year as files of a release, with the counts that they follow from. Only numbers: no record leaves the platform."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
from django.utils import timezone

from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import all_current
from zhicheng.base.records.asking import Question, countable, with_years
from zhicheng.base.records.counting import Groups, grouped, together
from zhicheng.base.records.registry import RecordSet, find
from zhicheng.base.regions.models import Region
from zhicheng.engine.packages import exact, sha256, table
from zhicheng.governance.indicators.compute import question_of
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.models import Figure, Import, State
from zhicheng.governance.indicators.queries import indicator_models
from zhicheng.governance.indicators.refiguring import (
    BASE,
    COUNTED,
    COUNTS,
    DATASETS,
    FIGURE_HEAD,
    FORMULAS,
    RECORD_SETS,
    REGIONS,
    REGISTERS,
    Years,
    file_of,
    years_needed,
)  # fmt: skip

ROOM = 1_000_000
"""Numbers for each division."""


def frozen(year: int) -> dict[str, bytes]:
    """All files of the part; empty when no indicator has a figure of the year."""
    models = indicator_models()
    if not Figure.objects.filter(period=year).exists():
        return {}
    years = years_needed(models, year)
    tables = {
        REGIONS: (["code", "name", "level"], Region.objects.order_by("code").values_list("code", "name", "level")),
        DATASETS: (["dataset", "version", "rows", "values", "sha256"], datasets()),
        **figures(models, years),
        **counts(models, years),
        RECORD_SETS: (["record_set", "region", "year", "records", "sha256"], record_sets(models, year)),
    }
    return {
        name: table(head, [[str(cell) for cell in row] for row in rows]).encode()
        for name, (head, rows) in tables.items()
    }


def read(year: int) -> Iterator[Definition]:
    """The indicators in force and the layouts of the tables that they come from."""
    del year
    yield from all_current("indicator").values()
    yield from all_current("layout").values()


def datasets() -> Iterable[tuple[Any, ...]]:
    """The versions of the datasets in force. Their file names and remarks stay here: officers write them freely."""
    current = Import.objects.filter(state=State.CURRENT)
    return sorted(current.values_list("layout", "version", "row_count", "value_count", "sha256"))


def figures(models: Mapping[str, IndicatorDefinition], years: Years) -> dict[str, Any]:
    """The figures in force of the years needed, in three files by where they come from."""
    rows: dict[str, list[tuple[Any, ...]]] = {BASE: [], COUNTED: [], FORMULAS: []}
    fields = ("indicator", "region_id", "period", "value", "records", "state")
    for code, region, period, value, records, state in (
        Figure.objects.filter(indicator__in=models).values_list(*fields).iterator(10_000)
    ):
        if period not in years[code]:
            continue
        name = file_of(models[code])
        written = repr(value) if name == BASE else exact(value)
        rows[name].append((code, region, period, written, "" if records is None else records, state))
    return {name: (FIGURE_HEAD, sorted(found, key=lambda row: row[:3])) for name, found in rows.items()}


def counts(models: Mapping[str, IndicatorDefinition], years: Years) -> dict[str, Any]:
    """What each counted figure follows from: the records of every division itself, by year; and how far the registers are kept."""
    asked = questions(models)
    codes, rows, kept = list(asked), [], []
    today = timezone.localdate()
    for places in together(list(asked.values())):
        for at, groups in grouped([asked[codes[place]] for place in places], today, ()):
            code = codes[places[at]]
            if len(groups.region):
                kept.append((code, int(groups.last.max())))
                rows += [(code, *row) for row in units(groups, asked[code], until=max(years[code]))]
    return {
        COUNTS: (["indicator", "region", "year", "unit", "records", "total"], sorted(rows)),
        REGISTERS: (["indicator", "last_year"], sorted(kept)),
    }


def questions(models: Mapping[str, IndicatorDefinition]) -> dict[str, Question]:
    """What each counted indicator asks of a record set that some app offers."""
    return {
        code: question_of(offered, one.counted)
        for code, one in sorted(models.items())
        if one.counted and (offered := find(one.counted.records))
    }


def units(groups: Groups, question: Question, *, until: int) -> Iterator[tuple[int, int, int, int, str]]:
    """(division, year, number of what is told apart or -1, records, total) of each year up to `until`, added up."""
    numbers = renumbered(groups) if question.kind == "distinct" else np.full(len(groups.region), -1)
    records: dict[tuple[int, int, int], int] = defaultdict(int)
    totals: dict[tuple[int, int, int], float] = defaultdict(float)
    for at in range(len(groups.region)):
        for year in range(int(groups.first[at]), min(int(groups.last[at]), until) + 1):
            key = (int(groups.region[at]), year, int(numbers[at]))
            records[key] += int(groups.records[at])
            totals[key] += float(groups.total[at])
    for key in sorted(records):
        yield (*key, records[key], exact(totals[key]) if question.kind == "sum" else "")


def renumbered(groups: Groups) -> Any:
    """Numbers for what is told apart that say nothing of it and are the same each time: the first division where it occurs, and its
    place there by where and when it occurs. One more changes no numbers elsewhere.
    """
    seen: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for value, *rest in zip(groups.value, groups.region, groups.first, groups.last, groups.records, strict=True):
        seen[int(value)].append((int(rest[0]), int(rest[1]), int(rest[2]), int(rest[3])))
    numbers, places = {-1: -1}, dict[int, int]()
    for value in sorted(seen.keys() - {-1}, key=lambda one: sorted(seen[one])):
        home = min(seen[value])[0]
        numbers[value] = home * ROOM + places.setdefault(home, 0)
        places[home] += 1
    return np.array([numbers[int(value)] for value in groups.value], dtype=np.int64)


def record_sets(models: Mapping[str, IndicatorDefinition], year: int) -> Iterator[tuple[Any, ...]]:
    """How many records each set has in a division itself in the year and the year before, and the digest of their sorted numbers."""
    used = {one.counted.records for one in models.values() if one.counted}
    today = timezone.localdate()
    for offered in (found for code in sorted(used) if (found := find(code))):
        rows = tallies(offered) if offered.tally else digests(offered, year, today)
        for (region, when), count, digest in sorted(rows):
            if when in {year - 1, year}:
                yield (offered.code, region, when, count, digest)


def tallies(offered: RecordSet) -> Iterator[tuple[tuple[str, int], int, str]]:
    """What an app counts by itself; its records have no numbers here."""
    for region, when, count in offered.tally({}) if offered.tally else ():
        yield (region, when), count, ""


def digests(offered: RecordSet, year: int, today: date) -> Iterator[tuple[tuple[str, int], int, str]]:
    """The records of a table."""
    rows = with_years(countable(offered), offered, today).filter(zc_first__lte=year, zc_last__gte=year - 1)
    keys: dict[tuple[str, int], list[str]] = defaultdict(list)
    for region, first, last, key in rows.order_by("pk").values_list(offered.region, "zc_first", "zc_last", "pk"):
        for when in range(max(first, year - 1), min(last, year) + 1):
            keys[str(region or ""), when].append(str(key))
    yield from ((cell, len(found), sha256("\n".join(found).encode())) for cell, found in keys.items())
