"""A chart is a figure: the finding, the plot, its table and its CSV, all from one set of rows."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from zhicheng.base.ui import formats
from zhicheng.engine.tables import write_csv

KINDS = frozenset({"ranking", "map", "radar", "trend", "bars", "sankey", "quadrant", "network"})
SIZES = frozenset({"", "xs", "sm", "lg", "xl", "wall"})
# (first cell of its row, number) → cell
FRAMES = {
    (True, False): '<th scope="row" data-v="{}">{}</th>',
    (True, True): '<th scope="row" class="num" data-v="{}">{}</th>',
    (False, False): '<td data-v="{}">{}</td>',
    (False, True): '<td class="num" data-v="{}">{}</td>',
}


@dataclass(frozen=True)
class Row:
    """Cells of one row; `mine` marks the city or line that the reader follows."""

    cells: Sequence[Any]
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    key: str
    label: str
    is_number: bool


@dataclass(frozen=True)
class Chart:
    """One chart.

    `columns`: (key the plot reads or None, label of the table's column). `rows`: lists of cells, or `Row(cells, mine=True)`;
    a cell is a value, (value, shown text) or (value, shown text, address); None is missing.
    `options` go to the builder of `kind` (see docs/developer/ui.md); `description` is the sentence a screen reader hears.
    """

    kind: str
    finding: str
    note: str
    columns: Sequence[tuple[str | None, str]]
    rows: Sequence[Row | Sequence[Any]]
    options: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""
    source: str = ""
    csv_url: str | None = None
    size: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.size not in SIZES:
            raise ValueError(
                f"no chart of kind {self.kind!r} and size {self.size!r}; kinds: {', '.join(sorted(KINDS))}"
            )

    @property
    def lines(self) -> list[tuple[bool, list[SafeString]]]:
        """(mine, cells as HTML) of each row of the table."""
        digits = self.options.get("digits")
        return [
            (mine, [_written(cell, digits, head=place == 0) for place, cell in enumerate(cells)])
            for mine, cells in map(_parts, self.rows)
        ]

    @property
    def heads(self) -> list[Head]:
        """The table's columns; a column is of numbers when its first known cell is one."""
        columns = list(zip(*(cells for _mine, cells in map(_parts, self.rows)), strict=False)) or [()] * len(
            self.columns
        )
        return [
            Head(
                key or "",
                label,
                _is_number(next((value for cell in cells if (value := _value(cell)) is not None), None)),
            )
            for (key, label), cells in zip(self.columns, columns, strict=False)
        ]

    @property
    def options_json(self) -> str:
        return json.dumps(dict(self.options), ensure_ascii=False, default=str)

    @property
    def spoken(self) -> str:
        """What a screen reader hears in place of the plot."""
        return self.description or f"{self.finding}。{self.note}。数据见下方数据表。"

    @property
    def download_url(self) -> str:
        """The CSV of exactly these rows: `csv_url`, or the file itself in a data address."""
        if self.csv_url:
            return self.csv_url
        rows = [[_value(cell) for cell in cells] for _mine, cells in map(_parts, self.rows)]
        content = base64.b64encode(write_csv([label for _key, label in self.columns], rows)).decode("ascii")
        return f"data:text/csv;charset=utf-8;base64,{content}"

    @property
    def source_words(self) -> str:
        """The source without its full stop: the foot goes on after it."""
        return str(self.source).rstrip("。")

    @property
    def is_map(self) -> bool:
        return self.kind == "map"


def _parts(row: Row | Sequence[Any]) -> tuple[bool, Sequence[Any]]:
    return (row.mine, row.cells) if isinstance(row, Row) else (False, row)


def _value(cell: Any) -> Any:
    value = cell[0] if isinstance(cell, tuple) else cell
    return None if formats.is_missing(value) else value


def _written(cell: Any, digits: int | None, *, head: bool) -> SafeString:
    """A cell of the table; `data-v` carries the unrounded value to the plot."""
    value = _value(cell)
    text, url = (*cell[1:], "", "")[:2] if isinstance(cell, tuple) else ("", "")
    words = text or formats.shown(value, digits if isinstance(value, float) else None)
    content = format_html('<a href="{}">{}</a>', url, words) if url else words
    frame = FRAMES[head, _is_number(value)]
    return format_html(frame, "" if value is None else value, content)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
