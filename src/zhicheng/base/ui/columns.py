"""Columns of a table: what a row's cell holds, how it is written, where it leads."""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import date
from typing import Any

from django.template.loader import get_template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from zhicheng.base.ui import formats, marks

Text = Any  # str or a lazy translation
CellWriter = Callable[[Any], SafeString]
SPLIT = "\0"
"""Where a cell's content stands in its frame: no text of ours holds it."""


def lookup(row: Any, key: str) -> Any:
    """`city__name` of a mapping, a dataclass or a model; None when a step leads nowhere."""
    for step in key.split("__"):
        row = row.get(step) if isinstance(row, Mapping) else getattr(row, step, None)
    return row


@dataclass(frozen=True)
class Column:
    """One column.

    `value` computes what `key` does not name; over a queryset such a column sorts only when `sort` names a field.
    `link` gives the address of a row's cell, `chip` its state as (ok | warn | bad | info | line | "", words),
    `shows` the words of a value, `template` a template of its own (gets `row` and `value`).
    `optional` columns give way on phones. `sorts_down`: the first click sorts from large to small (numbers do).
    """

    key: str
    label: Text
    _: KW_ONLY
    numeric: bool = False
    digits: int | None = None
    unit: Text = ""
    sortable: bool = True
    optional: bool = False
    link: Callable[[Any], str | None] | None = None
    value: Callable[[Any], Any] | None = None
    template: str | None = None
    chip: Callable[[Any], tuple[str, Text] | None] | None = None
    row_header: bool = False
    shows: Callable[[Any], Text] | None = None
    sort: str = ""
    sorts_down: bool | None = None

    @property
    def head(self) -> str:
        """Label and unit, as exports write it."""
        return f"{self.label}（{self.unit}）" if self.unit else str(self.label)

    @property
    def css(self) -> str:
        return " ".join(name for name, on in (("num", self.numeric), ("zc-opt", self.optional)) if on)

    def of(self, row: Any) -> Any:
        """The raw value of a row: what is sorted and exported."""
        return self.value(row) if self.value else lookup(row, self.key)

    def in_sheet(self, row: Any) -> Any:
        """The value as a spreadsheet holds it: of a state the words that its chip has, since people read it there."""
        value = self.of(row)
        if self.chip is None or self.value is not None or not isinstance(value, str):
            return value
        state = self.chip(row)
        return str(state[1]) if state else value

    def words(self, value: Any) -> Text:
        """The value as written on the page; a day is never broken at its hyphens."""
        if self.shows:
            return self.shows(value)
        text = formats.shown(value, self.digits)
        return format_html('<span class="zc-nowrap">{}</span>', text) if isinstance(value, date) else text

    def frame(self, *, cards: bool) -> str:
        """`<td class="num">{}</td>`, ready for `format_html`; as a card, the cell carries its label."""
        tag, role = ("th", "rowheader") if self.row_header else ("td", "cell")
        attributes = ['scope="row"'] if self.row_header else []
        attributes += [f'class="{self.css}"'] if self.css else []
        attributes += [f'role="{role}"'] if cards else []
        attributes += [self._card_label()] if cards and not self.row_header else []
        return f"<{' '.join([tag, *attributes])}>{{}}</{tag}>"

    def _card_label(self) -> str:
        return format_html('data-label="{}"', self.head).replace("{", "{{").replace("}", "}}")

    def writer(self, *, cards: bool) -> CellWriter:
        """A function row → cell; all that is the same for each row is settled before."""
        content, link = self._content(), self.link
        before, after = (SafeString(part) for part in format_html(self.frame(cards=cards), SPLIT).split(SPLIT))
        if link is None:
            return lambda row: before + conditional_escape(content(row)) + after

        def write(row: Any) -> SafeString:
            inner, url = content(row), link(row)
            linked = format_html('<a href="{}">{}</a>', url, inner) if url else conditional_escape(inner)
            return before + linked + after

        return write

    def _content(self) -> Callable[[Any], Text]:
        if self.template:
            template = get_template(self.template)
            return lambda row: template.render({"row": row, "value": self.of(row)})
        if (chip := self.chip) is not None:
            return lambda row: _chip(chip(row))
        return lambda row: self.words(self.of(row))


def _chip(state: tuple[str, Text] | None) -> Text:
    return marks.chip(*state) if state else ""
