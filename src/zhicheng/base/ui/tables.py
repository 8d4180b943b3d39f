"""Lists declared once: filter, search, sort, page and export, the same with and without script.

class RankingTable(Table):
    caption = _("排名")
    columns = (Column("rank", _("名次"), numeric=True), Column("city", _("城市"), row_header=True, link=…))
    default_sort = "rank"

table = RankingTable(rows, request.GET, mine=lambda row: row.region == followed)
{# template #} <c-table :table="table" />
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.columns import Column, Text, lookup
from zhicheng.base.ui.filters import Control, Filter, cleaned
from zhicheng.base.ui.paging import Page, Rows, first_page, paginate

__all__ = ["Column", "Filter", "Table"]
ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: where a click leads, and how the list is sorted now."""

    column: Column
    url: str
    aria_sort: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its cells as HTML, and whether it is the visitor's own."""

    cells: SafeString
    mine: bool


class Table:
    """A list of rows. Subclasses declare; see the module's head.

    `prefix` sets the parameters of one table apart from another's on the same page. `per_page = 0` shows all rows. `known_total` is the
    number of rows where the page has counted them already; it holds as long as nobody narrows the list. `keys_first`: an index of the
    model holds all that a search reads.
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
    known_total: int | None = None
    keys_first = False

    def __init__(
        self, rows: Rows, query: QueryDict | Mapping[str, str], *, mine: Callable[[Any], bool] | None = None
    ) -> None:
        self.query = query if isinstance(query, QueryDict) else _query_dict(query)
        self.mine = mine
        self.source = rows
        self.controls = [self._control(each) for each in self.filters]
        self.search = cleaned(self.query.get(f"{self.prefix}q", "")) if self.search_fields else ""
        self.sort_column, self.sorts_down = self._sorting()

    @cached_property
    def page(self) -> Page:
        """The page that the address asks for."""
        parameter = f"{self.prefix}page"
        if self.search and self.per_page and parameter not in self.query:
            return first_page(self.everything, self.per_page, parameter=parameter, keys_first=self.keys_first)
        known = None if self.is_narrowed else self.known_total
        return paginate(self.everything, self.query.get(parameter), self.per_page, parameter=parameter, count=known)

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
        """Whether the visitor asked for less than all."""
        return bool(self.search) or any(control.value is not None for control in self.controls)

    @property
    def is_searchable(self) -> bool:
        """Whether there is anything to ask for."""
        return bool(self.filters or self.search_fields)

    @cached_property
    def everything(self) -> Any:
        """All rows that answer to the filters, sorted: what an export writes."""
        return self._sorted(self._searched(self._filtered(self.source)))

    def records(self, *, in_sheet: bool = False) -> Iterable[list[Any]]:
        """Raw values of all rows, one list a row, in the order of the columns; for a spreadsheet, states in words."""
        everything = self.everything
        rows = everything.iterator(ROWS_AT_ONCE) if isinstance(everything, QuerySet) else everything
        readers = [column.in_sheet if in_sheet else column.of for column in self.columns]
        return ([read(row) for read in readers] for row in rows)

    def sums(self) -> Mapping[str, Any]:
        """Column key → the value in the foot row; override where a total means something."""
        return {}

    # For the template.

    @cached_property
    def heads(self) -> list[Head]:
        """The head row."""
        return [Head(column, self._sort_url(column), self._aria_sort(column)) for column in self.columns]

    @cached_property
    def lines(self) -> list[Line]:
        """The rows of this page as HTML."""
        writers = [column.writer(cards=self.cards) for column in self.columns]
        mine = self.mine or (lambda _row: False)
        return [Line(SafeString("".join([write(row) for write in writers])), mine(row)) for row in self.rows]

    @cached_property
    def totals(self) -> list[SafeString]:
        """The cells of the foot row; none when `sums` gives nothing."""
        sums = self.sums()
        if not sums:
            return []
        return [
            format_html(column.frame(cards=self.cards), column.words(sums[column.key]) if column.key in sums else "")
            for column in self.columns
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters of the page that the filter form must carry on."""
        own = {control.name for control in self.controls} | {f"{self.prefix}q", f"{self.prefix}page"}
        return [(name, value) for name, values in self.query.lists() if name not in own for value in values]

    @property
    def clear_url(self) -> str:
        """The page without this table's filters."""
        query = QueryDict(mutable=True)
        for name, value in self.kept:
            query.appendlist(name, value)
        return f"?{query.urlencode()}"

    # Filter and search.

    def _control(self, each: Filter) -> Control:
        name = f"{self.prefix}{each.key}"
        text, offered = cleaned(self.query.get(name, "")), each.offered()
        return Control(each, name, text, offered, each.read(text, offered))

    def _filtered(self, rows: Any) -> Any:
        for control in self.controls:
            if control.value is not None:
                rows = control.filter.narrow(rows, control.value)
        return rows

    def _searched(self, rows: Any) -> Any:
        if not self.search:
            return rows
        if isinstance(rows, QuerySet):
            # Digits and Chinese have no capitals: nothing has to be folded, which is most of such a scan.
            manner = "contains" if self.search.upper() == self.search.lower() else "icontains"
            asked = (Q(**{f"{name}__{manner}": self.search}) for name in self.search_fields)
            return rows.filter(reduce(or_, asked))
        wanted = self.search.lower()
        return [row for row in rows if any(wanted in self._searchable(row, name) for name in self.search_fields)]

    def _searchable(self, row: Any, name: str) -> str:
        return str(lookup(row, name) or "").lower()

    # Sort.

    def _sorting(self) -> tuple[Column | None, bool]:
        sortable = {column.key: column for column in self.columns if self._can_sort(column)}
        for word in (self.query.get(f"{self.prefix}sort", ""), self.default_sort):
            if (column := sortable.get(word.removeprefix("-"))) is not None:
                return column, word.startswith("-")
        return None, False

    def _can_sort(self, column: Column) -> bool:
        computed = isinstance(self.source, QuerySet) and column.value is not None and not column.sort
        return column.sortable and not computed

    def _sorted(self, rows: Any) -> Any:
        column = self.sort_column
        if column is None:
            return rows
        if isinstance(rows, QuerySet):
            return _ordered(rows, column.sort or column.key, down=self.sorts_down)
        valued = [(lookup(row, column.sort) if column.sort else column.of(row), row) for row in rows]
        known = [pair for pair in valued if not formats.is_missing(pair[0])]
        unknown = [row for value, row in valued if formats.is_missing(value)]
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


def _ordered(rows: QuerySet[Any], name: str, *, down: bool) -> QuerySet[Any]:
    """Missing last both ways; the key settles ties, so that pages never overlap."""
    last = True if _may_be_missing(rows, name) else None
    order = F(name).desc(nulls_last=last) if down else F(name).asc(nulls_last=last)
    # In a grouped query the key would become part of the group.
    is_grouped = isinstance(rows.query.group_by, tuple)
    return rows.order_by(order) if is_grouped else rows.order_by(order, "pk")


def _may_be_missing(rows: QuerySet[Any], name: str) -> bool:
    """Whether a value can be null. Of a column that is always filled the plain order is asked, which an index has."""
    own = {field.name: field for field in rows.model._meta.concrete_fields}
    return name not in own or own[name].null


def _query_dict(query: Mapping[str, str]) -> QueryDict:
    answer = QueryDict(mutable=True)
    for name, value in query.items():
        answer[name] = value
    return answer
