"""Lists declared once: filter, search, sort, page and export, the same with and without script.

class RankingTable(Table):
    caption = _("排名")
    columns = (Column("rank", _("名次"), numeric=True), Column("city", _("城市"), row_header=True, link=…))
    default_sort = "rank"

table = RankingTable(rows, request.GET, mine=lambda row: row.region == followed)
{# template #} <c-table :table="table" />
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.paging import Page, Rows, paginate

LONGEST_SEARCH = 100
Text = Any  # str or a lazy translation


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

    def words(self, value: Any) -> Text:
        """The value as written on the page."""
        return self.shows(value) if self.shows else formats.shown(value, self.digits)


@dataclass(frozen=True)
class Filter:
    """A choice above the list: `kind` "select" (of `choices`), "text" (contains) or "date" (`lookup` compares).

    `apply(rows, value)` replaces the plain comparison with `lookup` (or `key`). A value that is not offered is ignored.
    """

    key: str
    label: Text
    choices: Sequence[tuple[Any, Text]] | Callable[[], Iterable[tuple[Any, Text]]] = ()
    _: KW_ONLY
    kind: str = "select"
    lookup: str = ""
    apply: Callable[[Any, Any], Any] | None = None
    all_label: Text = _("全部")

    def offered(self) -> list[tuple[str, Text]]:
        choices = self.choices() if callable(self.choices) else self.choices
        return [(str(value), words) for value, words in choices]

    def read(self, text: str, offered: Sequence[tuple[str, Text]]) -> Any:
        """What the visitor asked for, or None when it cannot be understood."""
        if self.kind == "date":
            return _read_date(text)
        if self.kind == "text":
            return text or None
        return text if text in {value for value, _words in offered} else None

    def narrow(self, rows: Any, value: Any) -> Any:
        """The rows that answer to the value."""
        if self.apply:
            return self.apply(rows, value)
        name = self.lookup or self.key
        if isinstance(rows, QuerySet):
            return rows.filter(**{f"{name}__icontains" if self.kind == "text" else name: value})
        if self.kind == "text":
            return [row for row in rows if value.lower() in str(lookup(row, name) or "").lower()]
        return [row for row in rows if str(lookup(row, name)) == str(value)]


@dataclass(frozen=True, slots=True)
class Control:
    """A filter as the form shows it: the text that was sent, and what of it counts."""

    filter: Filter
    name: str
    text: str
    offered: list[tuple[str, Text]]
    value: Any


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: where a click leads, and how the list is sorted now."""

    column: Column
    url: str
    aria_sort: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the template writes it."""

    cells: list[SafeString]
    mine: bool


class Table:
    """A list of rows. Subclasses declare; see the module's head.

    `prefix` sets the parameters of one table apart from another's on the same page. `per_page = 0` shows all rows.
    """

    code = "table"
    caption: Text = ""
    note: Text = ""
    columns: tuple[Column, ...] = ()
    filters: tuple[Filter, ...] = ()
    search_fields: tuple[str, ...] = ()
    search_label: Text = _("查找")
    default_sort = ""
    per_page = 50
    dense = True
    cards = False
    exportable = True
    prefix = ""
    empty_text: Text = _("没有可以显示的内容。")

    def __init__(
        self, rows: Rows, query: QueryDict | Mapping[str, str], *, mine: Callable[[Any], bool] | None = None
    ) -> None:
        self.query = query if isinstance(query, QueryDict) else _query_dict(query)
        self.mine = mine
        self.source = rows
        self.controls = [self._control(each) for each in self.filters]
        self.search = _clean(self.query.get(f"{self.prefix}q", "")) if self.search_fields else ""
        self.sort_column, self.sorts_down = self._sorting()

    # what is shown

    @cached_property
    def page(self) -> Page:
        parameter = f"{self.prefix}page"
        return paginate(self.everything, self.query.get(parameter), self.per_page, parameter=parameter)

    @property
    def rows(self) -> list[Any]:
        """The rows of this page."""
        return self.page.rows

    @property
    def total(self) -> int:
        """Rows of all pages that answer to the filters."""
        return self.page.count

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search) or any(control.value is not None for control in self.controls)

    @cached_property
    def everything(self) -> Any:
        """All rows that answer to the filters, sorted: what an export writes."""
        return self._sorted(self._searched(self._filtered(self.source)))

    @cached_property
    def heads(self) -> list[Head]:
        return [Head(column, self._sort_url(column), self._aria_sort(column)) for column in self.columns]

    @cached_property
    def lines(self) -> list[Line]:
        """The rows of this page as HTML, cell by cell."""
        writers = [self._writer(column) for column in self.columns]
        mine = self.mine or (lambda _row: False)
        return [Line([write(row) for write in writers], mine(row)) for row in self.rows]

    @cached_property
    def totals(self) -> list[SafeString]:
        """The foot row's cells; none when `sums` gives nothing."""
        sums = self.sums()
        frames = (_frame(column, cards=self.cards, head=index == 0) for index, column in enumerate(self.columns))
        return (
            [
                format_html(frame, column.words(sums[column.key]) if column.key in sums else "")
                for frame, column in zip(frames, self.columns, strict=True)
            ]
            if sums
            else []
        )

    def sums(self) -> Mapping[str, Any]:
        """Column key → the value in the foot row; override where a total means something."""
        return {}

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters of the page that the filter form must carry on."""
        own = {control.name for control in self.controls} | {f"{self.prefix}q", f"{self.prefix}page"}
        return [(name, value) for name, values in self.query.lists() if name not in own for value in values]

    @property
    def clear_url(self) -> str:
        query = QueryDict(mutable=True)
        for name, value in self.kept:
            query.appendlist(name, value)
        return f"?{query.urlencode()}"

    def records(self) -> Iterable[list[Any]]:
        """Raw values of all rows, one list a row, in the order of the columns."""
        rows = (
            self.everything.iterator(2000)
            if isinstance(self.everything, QuerySet) and not _prefetches(self.everything)
            else self.everything
        )
        return ([column.of(row) for column in self.columns] for row in rows)

    # filter and search

    def _control(self, each: Filter) -> Control:
        name = f"{self.prefix}{each.key}"
        text, offered = _clean(self.query.get(name, "")), each.offered()
        return Control(each, name, text, offered, each.read(text, offered) if text else None)

    def _filtered(self, rows: Any) -> Any:
        for control in self.controls:
            if control.value is not None:
                rows = control.filter.narrow(rows, control.value)
        return rows

    def _searched(self, rows: Any) -> Any:
        if not self.search:
            return rows
        if isinstance(rows, QuerySet):
            return rows.filter(reduce(or_, (Q(**{f"{name}__icontains": self.search}) for name in self.search_fields)))
        wanted = self.search.lower()
        return [
            row for row in rows if any(wanted in str(lookup(row, name) or "").lower() for name in self.search_fields)
        ]

    # sort

    def _sorting(self) -> tuple[Column | None, bool]:
        sortable = {column.key: column for column in self.columns if self._can_sort(column)}
        for word in (self.query.get(f"{self.prefix}sort", ""), self.default_sort):
            if word.lstrip("-") in sortable:
                return sortable[word.lstrip("-")], word.startswith("-")
        return None, False

    def _can_sort(self, column: Column) -> bool:
        computed = isinstance(self.source, QuerySet) and column.value is not None and not column.sort
        return column.sortable and not computed

    def _sorted(self, rows: Any) -> Any:
        column = self.sort_column
        if column is None:
            return rows
        if isinstance(rows, QuerySet):
            field = F(column.sort or column.key)
            order = field.desc(nulls_last=True) if self.sorts_down else field.asc(nulls_last=True)
            return rows.order_by(order, "pk")
        key = (lambda row: lookup(row, column.sort)) if column.sort else column.of
        known = [(value, row) for row in rows if not formats.is_missing(value := key(row))]
        unknown = [row for row in rows if formats.is_missing(key(row))]
        known.sort(key=lambda pair: pair[0], reverse=self.sorts_down)
        return [row for _value, row in known] + unknown

    def _sort_url(self, column: Column) -> str:
        if not self._can_sort(column):
            return ""
        first = column.numeric if column.sorts_down is None else column.sorts_down
        down = not self.sorts_down if column is self.sort_column else first
        query = self.query.copy()
        query.pop(f"{self.prefix}page", None)
        query[f"{self.prefix}sort"] = f"-{column.key}" if down else column.key
        return f"?{query.urlencode()}"

    def _aria_sort(self, column: Column) -> str:
        if column is not self.sort_column:
            return ""
        return "descending" if self.sorts_down else "ascending"

    # cells

    def _writer(self, column: Column) -> Callable[[Any], SafeString]:
        """A function row → cell, with all that is the same for each row settled before."""
        frame = _frame(column, cards=self.cards, head=column.row_header)
        inner = _inner(column)
        link = column.link

        def write(row: Any) -> SafeString:
            content, url = inner(row), link(row) if link else None
            return format_html(frame, format_html('<a href="{}">{}</a>', url, content) if url else content)

        return write


def _inner(column: Column) -> Callable[[Any], Text]:
    if column.template:
        template = get_template(column.template)
        return lambda row: template.render({"row": row, "value": column.of(row)})
    if column.chip:
        return lambda row: _chip(column.chip(row)) if column.chip else ""
    return lambda row: column.words(column.of(row))


def _chip(state: tuple[str, Text] | None) -> Text:
    if state is None:
        return ""
    kind, words = state
    return format_html('<span class="zc-chip{}">{}</span>', f" zc-chip--{kind}" if kind else "", words)


def _frame(column: Column, *, cards: bool, head: bool) -> str:
    """`<td class="num">{}</td>`, ready for `format_html`."""
    tag = "th" if head else "td"
    role = {"th": "rowheader", "td": "cell"}[tag]
    attributes = [('scope="row"', head), (f'class="{column.css}"', column.css), (f'role="{role}"', cards)]
    label = format_html('data-label="{}"', column.label).replace("{", "{{").replace("}", "}}")
    attributes.append((label, cards and not head))
    return f"<{' '.join([tag, *(text for text, on in attributes if on)])}>{{}}</{tag}>"


def _clean(text: str) -> str:
    """What a visitor typed, without characters that no name holds and the database refuses."""
    return "".join(mark for mark in text if mark.isprintable()).strip()[:LONGEST_SEARCH]


def _read_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _query_dict(query: Mapping[str, str]) -> QueryDict:
    answer = QueryDict(mutable=True)
    answer.update(query)
    return answer


def _prefetches(rows: QuerySet[Any]) -> bool:
    return bool(rows._prefetch_related_lookups)
