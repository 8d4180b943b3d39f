"""What importing a draft would do, without doing it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.queries import current
from zhicheng.engine.tables import Table, read_table
from zhicheng.governance.indicators import queries
from zhicheng.governance.indicators.models import Draft, Import
from zhicheng.governance.indicators.reading import Fault, Reading, read_values, text_of

FIRST_ROWS = 20
MOST_FAULTS = 200


@dataclass(frozen=True, slots=True)
class Counts:
    """Values of the file against the version in force: new, changed, the same, and in force but not in the file."""

    new: int
    changed: int
    same: int
    gone: int

    @property
    def total(self) -> int:
        """Values in the file."""
        return self.new + self.changed + self.same


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as it would go in. `replacing` is the version it was compared with."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    row_count: int
    left_out: int
    faults: tuple[Fault, ...]
    fault_count: int
    counts: Counts
    by_indicator: tuple[tuple[str, Counts], ...]
    replacing: Import | None


def table_of(draft: Draft) -> Table:
    """The draft's file as a table; raises `TableRefused` or `documents.storage.Damaged`."""
    with draft.document.open() as file:
        return read_table(file, draft.document.name)


def preview(draft: Draft, by: User) -> Preview:
    """Read the whole draft and compare it with the version in force. Four queries."""
    layout = queries.layout_of(current("layout", draft.layout))
    table = table_of(draft)
    reading = read_values(table, layout, draft.mapping, queries.indicator_models(), reach=by.reach)
    counts = compare(draft.layout, reading, by.reach) if not reading.faults else {}
    return Preview(
        header=table.header,
        rows=tuple((row.line, tuple(text_of(cell) for cell in row.cells)) for row in table.rows[:FIRST_ROWS]),
        row_count=len(table.rows),
        left_out=reading.left_out,
        faults=tuple(reading.faults[:MOST_FAULTS]),
        fault_count=len(reading.faults),
        counts=total(counts.values()),
        by_indicator=tuple((code, counts[code]) for code in sorted(counts)),
        replacing=queries.current_import(draft.layout),
    )


def compare(layout: str, reading: Reading, reach: str) -> dict[str, Counts]:
    """Indicator → counts; what lies outside the reach stays and is not counted."""
    rows = queries.values_in_force(layout).filter(region__code__startswith=reach)
    old = {(row[0], row[1], row[2]): row[3] for row in rows.values_list("indicator", "region_id", "period", "value")}
    seen: dict[str, Counter[str]] = {}
    for one in reading.values:
        word = "new" if one.key not in old else "same" if old[one.key] == one.value else "changed"
        seen.setdefault(one.indicator, Counter())[word] += 1
    for key in old.keys() - {one.key for one in reading.values}:
        seen.setdefault(key[0], Counter())["gone"] += 1
    return {code: Counts(each["new"], each["changed"], each["same"], each["gone"]) for code, each in seen.items()}


def total(counts: Iterable[Counts]) -> Counts:
    """The sum over indicators."""
    every = list(counts)
    return Counts(*(sum(getattr(one, name) for one in every) for name in ("new", "changed", "same", "gone")))
