"""Row by row into a table, whatever the file was: header, limits, faults."""

from collections.abc import Sequence

from zhicheng.engine.tables.table import Cell, Fault, Limits, Row, Table, TableRefused, cut

MERGED = "单元格是合并的，只有左上角一格有内容。请取消合并，在每一格写上内容，再上传"


class Assembly:
    """Takes the rows of a file in order; the first that is not blank is the header."""

    def __init__(self, limits: Limits, *, short_rows_are_faults: bool) -> None:
        self._limits = limits
        self._short_rows_are_faults = short_rows_are_faults
        self._header: tuple[str, ...] = ()
        self._rows: list[Row] = []
        self._faults: list[Fault] = []

    def add(self, line: int, cells: Sequence[Cell], *, hidden: Sequence[int] = ()) -> None:
        """The next row; ``hidden`` are columns (from 0) where a merged cell hides what belongs there.

        Raises :class:`TableRefused` for a header that cannot be used and beyond the limits.
        """
        if all(_is_blank(cell) for cell in cells):
            return
        self._check_size(line, cells)
        if not self._header:
            self._header = _header_of(line, cells)
            return
        if not self._rows:
            _refuse_title_row(line, self._header, cells)
        if len(self._rows) == self._limits.max_rows:
            raise TableRefused("too_many_rows", f"超过 {self._limits.max_rows:,} 行。请分成几个文件，再上传")
        for column in hidden:
            if column < len(self._header):
                self.fault(line, column, "merged", MERGED, "")
        self._rows.append(Row(line, self._fitted(line, cells)))

    def fault(self, line: int, column: int, code: str, message: str, value: object) -> None:
        """Note a fault of the cell in ``column`` (from 0) of a row that is about to be added."""
        name = self._header[column] if column < len(self._header) else f"第 {column + 1} 列"
        self._faults.append(Fault(line, name, code, message, cut(value)))

    def table(self, *, encoding: str, sheet: str) -> Table:
        """The finished table. Raises :class:`TableRefused` when no row came."""
        if not self._header:
            raise TableRefused("no_header", "文件里没有表头。第一行应写各列的名称")
        return Table(encoding, sheet, self._header, tuple(self._rows), tuple(self._faults))

    def _check_size(self, line: int, cells: Sequence[Cell]) -> None:
        width = max(i for i, cell in enumerate(cells, start=1) if not _is_blank(cell))
        if width > self._limits.max_columns:
            words = f"第 {line} 行有 {width} 列，最多 {self._limits.max_columns} 列。请删去不用的列，再上传"
            raise TableRefused("too_many_columns", words)
        longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
        if longest > self._limits.max_cell_chars:
            words = f"第 {line} 行有单元格长 {longest:,} 个字符，最多 {self._limits.max_cell_chars:,} 个"
            raise TableRefused("cell_too_long", words)

    def _fitted(self, line: int, cells: Sequence[Cell]) -> tuple[Cell, ...]:
        width = len(self._header)
        surplus = [cell for cell in cells[width:] if not _is_blank(cell)]
        if surplus:
            words = f"本行有 {len(cells)} 个单元格，表头只有 {width} 列；文字里的逗号要用英文引号括住"
            self._faults.append(Fault(line, "", "too_many_cells", words, cut(surplus[0])))
        if len(cells) < width and self._short_rows_are_faults:
            words = f"本行只有 {len(cells)} 个单元格，表头有 {width} 列；没有数据的列也要留出分隔符"
            self._faults.append(Fault(line, "", "too_few_cells", words, cut(cells[-1] or "")))
        return (*cells[:width], *[None] * (width - len(cells)))


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _header_of(line: int, cells: Sequence[Cell]) -> tuple[str, ...]:
    names = [_name(cell) for cell in cells]
    while not names[-1]:
        names.pop()
    _check_names(line, names)
    return tuple(names)


def _name(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a year as a column name
    return "" if cell is None else str(cell).strip()


def _check_names(line: int, names: list[str]) -> None:
    if "" in names:
        words = f"表头（第 {line} 行）的第 {names.index('') + 1} 列没有名称。表头上方不要有标题行或合并的单元格"
        raise TableRefused("empty_header", words)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise TableRefused(
            "duplicate_header", f"表头（第 {line} 行）的列名重复：{'、'.join(map(cut, twice[:5]))}。请改成不同的名称"
        )
    if all(_is_number(name) for name in names):
        raise TableRefused("no_header", f"第 {line} 行全是数字，不像表头。第一行应写各列的名称")


def _refuse_title_row(line: int, header: tuple[str, ...], first_row: Sequence[Cell]) -> None:
    filled = sum(not _is_blank(cell) for cell in first_row)
    if len(header) == 1 and filled > 1:
        words = (
            f"表头只有一列“{cut(header[0])}”，第 {line} 行却有 {filled} 列，像是标题行。请删去表头上方的标题行，再上传"
        )
        raise TableRefused("title_row", words)


def _is_number(name: str) -> bool:
    return name.replace(".", "", 1).replace(",", "").lstrip("+-").isdigit()
