"""From the rows of a file to values: every fault is found, with its line, column and mend."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import TypeVar

from django.utils.translation import gettext as _

from zhicheng.base.regions.models import Region
from zhicheng.engine.places import find, short_name
from zhicheng.engine.tables import Cell, Row, Table, from_cell, parse_number
from zhicheng.governance.indicators import mapping as columns
from zhicheng.governance.indicators.compute import MUNICIPALITIES
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition, LayoutColumn, LayoutDefinition

FIRST_YEAR, LAST_YEAR = 1949, 2100
MOST_HINTS = 100
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where (line as a spreadsheet counts, column's head) and what, with the mend."""

    line: int
    column: str
    message: str
    value: str = ""

    def __str__(self) -> str:
        place = _("第 %d 行") % self.line + (_("“%s”列") % self.column if self.column else "")
        return f"{place}：{self.message}"


class ImportRefused(Exception):  # noqa: N818 - a refusal with all its faults
    """A table that does not go in; nothing was written."""

    def __init__(self, faults: "tuple[Fault, ...] | list[Fault]") -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class ReadValue:
    """One cell of figures. `value` None = the file says that there is none."""

    line: int
    column: str
    indicator: str
    region: str
    period: int
    value: float | None
    raw: str

    @property
    def key(self) -> tuple[str, str, int]:
        return self.indicator, self.region, self.period


@dataclass(slots=True)
class Reading:
    """What a file says. `left_out` counts rows that the layout does not read."""

    values: list[ReadValue] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: int = 0


class BadCell(Exception):  # noqa: N818 - an answer about a cell
    """A cell that cannot be used; the message says why and how to mend it."""


def text_of(cell: Cell) -> str:
    """A cell as text; a whole number of a workbook without its `.0`."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    return from_cell(cell).strip()


@dataclass(frozen=True)
class Places:
    """The divisions that a table may name. `reach` is the prefix that the importer may write to; empty = everywhere."""

    layout: LayoutDefinition
    reach: str = ""

    @cached_property
    def known(self) -> dict[str, tuple[str, str]]:
        """Code → (name, level)."""
        rows = Region.objects.values_list("code", "name", "level")
        return {code: (name, level) for code, name, level in rows}

    @cached_property
    def fitting(self) -> dict[str, str]:
        """Code → name of the divisions that the table is about."""
        return {code: name for code, (name, _level) in self.known.items() if self._fits(code)}

    @cached_property
    def fitting_names(self) -> dict[str, str]:
        """Short name → code of the divisions that the table is about."""
        return {short_name(name): code for code, name in self.fitting.items()}

    @cached_property
    def compared(self) -> list[str]:
        """The unknown texts that got a hint, or were found to be like nothing."""
        return []

    @cached_property
    def found(self) -> dict[tuple[str, str], str | BadCell]:
        """Answers already given: (text, level) → code or what is wrong with it."""
        return {}

    def region(self, text: str, level: str = "") -> str:
        """The code of the division that a cell names; raises `BadCell`."""
        if (text, level) not in self.found:
            try:
                self.found[text, level] = self._region(text, level)
            except BadCell as bad:
                self.found[text, level] = bad
        answer = self.found[text, level]
        if isinstance(answer, BadCell):
            raise answer
        return answer

    def _region(self, text: str, level: str) -> str:
        if not text:
            raise BadCell(_("没有写地区"))
        code = self._by_code(text) if self.layout.region.by == "code" else self._by_name(text, level)
        if not code.startswith(self.reach):
            raise BadCell(_("%(name)s（%(code)s）不在您的管辖区域内") % {"name": self.known[code][0], "code": code})
        return code

    def _by_code(self, text: str) -> str:
        if text not in self.known:
            raise BadCell(
                _("没有代码为“%(text)s”的地区%(maybe)s") % {"text": text[:20], "maybe": self._near_code(text)}
            )
        if not self._fits(text):
            name = self.known[text][0]
            raise BadCell(_("%(name)s不是本表所列的地区级别") % {"name": name})
        return text

    def _by_name(self, text: str, level: str) -> str:
        wanted: set[str] = {level} if level else set(self.layout.levels)
        candidates = [
            one
            for one in find(text)
            if one.code in self.known and (one.level in wanted or self._fits(one.code, wanted))
        ]
        if len(candidates) > 1:
            names = "、".join(f"{one.name}（{one.code}）" for one in candidates[:5])
            raise BadCell(_("“%(text)s”可能是 %(names)s，请写全称") % {"text": text, "names": names})
        if not candidates:
            raise BadCell(_("没有名为“%(text)s”的地区%(maybe)s") % {"text": text[:40], "maybe": self._near_name(text)})
        return candidates[0].code

    def _fits(self, code: str, wanted: set[str] | None = None) -> bool:
        levels: set[str] = wanted or set(self.layout.levels)
        return self.known[code][1] in levels or ("city" in levels and code in MUNICIPALITIES)

    def _near_code(self, text: str) -> str:
        code = self._nearest(text, {code: code for code in self.fitting}, cutoff=0.8)
        if not code:
            return _("，请核对代码")
        return _("，是否为 %(code)s（%(name)s）") % {"code": code, "name": self.fitting[code]}

    def _near_name(self, text: str) -> str:
        code = self._nearest(short_name(text), self.fitting_names, cutoff=0.5)
        if not code:
            return _("，请核对名称")
        return _("，是否为%(name)s（%(code)s）") % {"name": self.fitting[code], "code": code}

    def _nearest(self, text: str, words: Mapping[str, str], *, cutoff: float) -> str:
        """The division whose word looks most like a text. Comparing is slow: a file gets its first hints only."""
        if len(self.compared) == MOST_HINTS:
            return ""
        self.compared.append(text)
        near = get_close_matches(text, words, n=1, cutoff=cutoff)
        return words[near[0]] if near else ""

    def agrees(self, code: str, name: str) -> bool:
        """Whether a name beside a code can mean the same division."""
        return not name or name == self.known[code][0] or any(one.code == code for one in find(name))


class Reader:
    """Reads one table by one layout and mapping; see `read_values`."""

    def __init__(
        self,
        layout: LayoutDefinition,
        mapping: Mapping[str, str],
        indicators: Mapping[str, IndicatorDefinition],
        places: Places,
    ) -> None:
        self.layout = layout
        self.heads = {target: head for head, target in mapping.items()}
        self.columns = {each.column: each for each in layout.columns}
        self.places = places
        self.reading = Reading()
        self.lines: dict[tuple[str, str, int], int] = {}
        self.duplicates: set[tuple[int, int]] = set()
        self.by_word = self._words(indicators)
        self.wide = [(target[1:], head) for target, head in self.heads.items() if columns.is_column(target)]

    def _words(self, indicators: Mapping[str, IndicatorDefinition]) -> dict[str, LayoutColumn]:
        """What a long table may write for an indicator: the layout's word, its code or its title."""
        words: dict[str, LayoutColumn] = {}
        for each in self.layout.columns:
            one = indicators.get(each.indicator)
            names = (each.column, each.indicator, *((one.title,) if one else ()))
            words |= dict.fromkeys(names, each)
        return words

    def row(self, row: Row, header: Mapping[str, int]) -> None:
        """Read one row; its faults and values go to `reading`."""
        cells = {target: text_of(row.cells[header[head]]) for target, head in self.heads.items()}
        level = self._level(cells)
        if level is None:
            self.reading.left_out += 1
            return
        region = self._try(row.line, columns.REGION, cells, lambda text: self.places.region(text, level))
        period = self.layout.period.fixed or self._try(row.line, columns.PERIOD, cells, year_of)
        if region:
            self._check_name(row.line, region, cells.get(columns.REGION_NAME, ""))
        for each, head, text in self._figures(row.line, cells):
            value = self._number(row.line, each, head, text)
            if region and period and not isinstance(value, BadCell):
                self._keep(ReadValue(row.line, head, each.indicator, region, period, value, text))

    def _level(self, cells: Mapping[str, str]) -> str | None:
        """The level that a row's own column says, "" when the layout has none, None for a row that is not read."""
        if not self.layout.region.level_column:
            return ""
        return self.layout.region.levels.get(cells.get(columns.LEVEL, ""))

    def _try(self, line: int, target: str, cells: Mapping[str, str], read: Callable[[str], Found]) -> Found | None:
        try:
            return read(cells.get(target, ""))
        except BadCell as bad:
            self._fault(line, self.heads.get(target, ""), str(bad), cells.get(target, ""))
            return None

    def _fault(self, line: int, column: str, message: str, value: str) -> None:
        self.reading.faults.append(Fault(line, column, message, value[:100]))

    def _check_name(self, line: int, region: str, name: str) -> None:
        if not self.places.agrees(region, name):
            own = self.places.known[region][0]
            message = _("代码 %(code)s 是%(own)s，与名称不符，请核对这一行") % {"code": region, "own": own}
            self._fault(line, self.heads[columns.REGION_NAME], message, name)

    def _figures(self, line: int, cells: Mapping[str, str]) -> Iterator[tuple[LayoutColumn, str, str]]:
        """(column of the layout, head in the file, text) of each figure in a row."""
        if self.layout.shape == "wide":
            for column, head in self.wide:
                yield self.columns[column], head, cells[f"={column}"]
            return
        word = cells.get(columns.INDICATOR, "")
        if word in self.by_word:
            yield self.by_word[word], self.heads[columns.VALUE], cells.get(columns.VALUE, "")
        else:
            known = "、".join(self.columns)
            message = _("本表没有这个指标，可以写：%(known)s") % {"known": known}
            self._fault(line, self.heads[columns.INDICATOR], message, word)

    def _number(self, line: int, each: LayoutColumn, head: str, text: str) -> float | BadCell | None:
        """A cell's number, None when it is missing, or what is wrong with it (reported)."""
        number = parse_number(text)
        fault = number.fault or bound_fault(number.value, each)
        if fault:
            self._fault(line, head, fault, text)
            return BadCell(fault)
        return None if number.value == 0 and each.zero_is_missing else number.value

    def _keep(self, value: ReadValue) -> None:
        """Keep a value unless an earlier row said something about the same indicator, region and year."""
        first = self.lines.setdefault(value.key, value.line)
        if first == value.line:
            self.reading.values.append(value)
        elif (first, value.line) not in self.duplicates:
            self.duplicates.add((first, value.line))
            name = self.places.known[value.region][0]
            facts = {"first": first, "name": name, "year": value.period}
            message = _("与第 %(first)d 行重复：都是%(name)s %(year)d 年，请只留一行") % facts
            self._fault(value.line, "", message, "")


def year_of(text: str) -> int:
    """The year in a cell; raises `BadCell`."""
    digits = text.removesuffix("年").strip()
    if not (digits.isascii() and digits.isdigit() and FIRST_YEAR <= int(digits[:6]) <= LAST_YEAR):
        raise BadCell(_("不是年份，请写四位数字，例如 2010"))
    return int(digits)


def bound_fault(value: float | None, each: LayoutColumn) -> str:
    """Why a number lies outside what its column allows; empty when it does not."""
    if value is None:
        return ""
    if each.minimum is not None and value < each.minimum:
        return _("小于 %(bound)g，超出本列的范围") % {"bound": each.minimum}
    if each.maximum is not None and value > each.maximum:
        return _("大于 %(bound)g，超出本列的范围") % {"bound": each.maximum}
    return ""


def read_values(
    table: Table,
    layout: LayoutDefinition,
    mapping: Mapping[str, str],
    indicators: Mapping[str, IndicatorDefinition],
    *,
    reach: str = "",
) -> Reading:
    """Read a whole table. `mapping` is {head: target} (see `mapping`); `reach` the prefix of the divisions allowed.

    Faults of the file, of the mapping and of every cell are collected in line order; with any of them nothing may be imported.
    """
    kept = {head: target for head, target in mapping.items() if target and head in table.header}
    if wrong := columns.faults_of(kept, layout):
        return Reading(faults=[Fault(1, "", message) for message in wrong])
    reader = Reader(layout, kept, indicators, Places(layout, reach))
    header = {head: i for i, head in enumerate(table.header)}
    for row in table.rows:
        reader.row(row, header)
    if not table.rows:
        reader.reading.faults.append(Fault(1, "", _("表里只有列名，没有数据行")))
    reader.reading.faults += [Fault(each.line, each.column, each.message, each.value) for each in table.faults]
    reader.reading.faults.sort(key=lambda fault: fault.line)
    return reader.reading
