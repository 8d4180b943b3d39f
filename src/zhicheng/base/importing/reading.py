"""Reading a list: each row is new, changed, the same, or a fault; nothing is written here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import BinaryIO, ClassVar, Generic, TypeVar

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.engine.tables import Cell, Row, TableRefused, from_cell, read_table

Facts = TypeVar("Facts")
DAYS = (
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"),
    re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
"""How people write a day."""
TIME_OF_DAY = re.compile(r"(?<=\d)[ T]\d{1,2}:.*")
COUNT_OF_DAYS = re.compile(r"\d{5}")
YES_WORDS, NO_WORDS = frozenset({"是", "true", "1", "有"}), frozenset({"", "否", "false", "0", "无"})


@dataclass(frozen=True, slots=True)
class RowFault:
    """A fault of one cell: the line as a spreadsheet counts, the column's name, and what to do."""

    line: int
    column: str
    message: str
    value: str = ""


class RowRefused(ValueError):  # noqa: N818 - says what becomes of the row
    """Why a row cannot be used: the column and the words; `more` are further reasons, so that all can be mended at once."""

    def __init__(self, column: str, message: str, value: str = "", more: Sequence["RowRefused"] = ()) -> None:
        super().__init__(message)
        self.column, self.message, self.value, self.more = column, message, value, more


class Taken(Enum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(slots=True)
class Report(Generic[Facts]):
    """What importing a list would do; `new` and `changed` hold what the rows say, `notes` what else would happen, in sentences."""

    new: list[Facts] = field(default_factory=list)
    changed: list[Facts] = field(default_factory=list)
    unchanged: int = 0
    faults: list[RowFault] = field(default_factory=list)
    refusal: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether every row can be imported."""
        return not (self.refusal or self.faults)

    @property
    def has_changes(self) -> bool:
        return bool(self.new or self.changed)


class ListReading(Generic[Facts]):
    """One pass over a list. Subclasses name the columns and say what each row is.

    `needed` columns must be there, `optional` may be; a record has a text for each of both, empty where the file has none. `prepare` fetches at
    once what the database knows of all rows; `take` judges one. `key` names what must not stand in two rows, empty = anything may.
    """

    needed: ClassVar[tuple[str, ...]] = ()
    optional: ClassVar[tuple[str, ...]] = ()

    def __init__(self, by: User) -> None:
        self.by = by
        self.report: Report[Facts] = Report()

    def prepare(self, records: Sequence[Mapping[str, str]]) -> None:
        """Fetch what `take` needs to know of all rows."""

    def take(self, record: Mapping[str, str]) -> tuple[Taken, Facts]:
        """What one row says and would do; raises `RowRefused`."""
        raise NotImplementedError

    def key(self, record: Mapping[str, str]) -> tuple[str, str]:
        """(column, text) that may stand in one row only."""
        del record
        return "", ""

    def read(self, content: BinaryIO, name: str) -> Report[Facts]:
        """Read a CSV or XLSX: what it would do, every faulty row, or why the file is no usable table."""
        try:
            table = read_table(content, name)
        except TableRefused as refused:
            return Report(refusal=refused.message)
        self.report.faults = [RowFault(each.line, each.column, each.message, each.value) for each in table.faults]
        missing = [column for column in self.needed if column not in table.header]
        if missing:
            self.report.faults.append(RowFault(1, "", _("缺少列：%s。请在第一行写上列名") % "、".join(missing)))
            return self.report
        if not table.rows:
            self.report.faults.append(RowFault(1, "", _("表里只有列名，没有数据行。请把各行写在列名下面")))
        faulty = {fault.line for fault in self.report.faults}
        rows = [(row.line, self._record_of(table.header, row)) for row in table.rows if row.line not in faulty]
        self.prepare([record for _line, record in rows])
        self._take_all(rows)
        self.report.faults.sort(key=lambda fault: fault.line)
        return self.report

    def _record_of(self, header: Sequence[str], row: Row) -> dict[str, str]:
        record = dict.fromkeys((*self.needed, *self.optional), "")
        return record | {name: text_of(cell) for name, cell in zip(header, row.cells, strict=True)}

    def _take_all(self, rows: Iterable[tuple[int, Mapping[str, str]]]) -> None:
        seen: dict[str, int] = {}
        for line, record in rows:
            try:
                self._refuse_second(record, line, seen)
                taken, facts = self.take(record)
            except RowRefused as refused:
                for one in (refused, *refused.more):
                    self.report.faults.append(RowFault(line, one.column, one.message, one.value))
                continue
            self._file(taken, facts)

    def _refuse_second(self, record: Mapping[str, str], line: int, seen: dict[str, int]) -> None:
        """The same thing twice in one file leaves open which row is meant."""
        column, text = self.key(record)
        if text and seen.setdefault(text, line) != line:
            raise RowRefused(column, _("与第 %d 行重复，请只留一行") % seen[text], text)

    def _file(self, taken: Taken, facts: Facts) -> None:
        if taken is Taken.SAME:
            self.report.unchanged += 1
        else:
            (self.report.new if taken is Taken.NEW else self.report.changed).append(facts)


def text_of(cell: Cell) -> str:
    """A cell as text; a spreadsheet may have turned a code into a number."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return from_cell(cell).strip() if cell else ""


def needed_text(record: Mapping[str, str], column: str, longest: int) -> str:
    """A text that must be there, of a fair length."""
    if not record[column]:
        raise RowRefused(column, _("没有填写%s") % column)
    return short_enough(record, column, longest)


def short_enough(record: Mapping[str, str], column: str, longest: int) -> str:
    text = record[column]
    if len(text) > longest:
        raise RowRefused(column, _("超过 %d 个字，请改短") % longest, text[:20])
    return text


def day_of(record: Mapping[str, str], column: str) -> date | None:
    """A date such as 2018-10-16, 2018/10/16, 2018年10月16日 or 20181016, also with a time of midnight as spreadsheets write it; None for an
    empty cell. A spreadsheet's count of days is not guessed: it counts from two different days.
    """
    text = TIME_OF_DAY.sub("", record[column])
    if not text:
        return None
    if COUNT_OF_DAYS.fullmatch(text):
        raise RowRefused(column, _("这是表格软件的日期序号，请把这一列的单元格格式改为日期，再上传"), text)
    day = written_day(text)
    if day is None:
        raise RowRefused(column, _("请写成 2018-10-16 这样的日期"), record[column])
    return day


def written_day(text: str) -> date | None:
    """The date that a text says, None when it says none."""
    found = next((match for form in DAYS if (match := form.fullmatch(text))), None)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def needed_day(record: Mapping[str, str], column: str) -> date:
    day = day_of(record, column)
    if day is None:
        raise RowRefused(column, _("没有填写%s") % column)
    return day


def choice_of(record: Mapping[str, str], column: str, choices: Iterable[tuple[str, object]]) -> str:
    """A code by its Chinese words or itself."""
    offered = [(code, str(words)) for code, words in choices]
    for code, words in offered:
        if record[column] in {code, words}:
            return code
    raise RowRefused(
        column,
        _("%(column)s应为 %(words)s 之一") % {"column": column, "words": "、".join(words for _c, words in offered)},
        record[column],
    )


def flag_of(record: Mapping[str, str], column: str) -> bool:
    """是 or 否; an empty cell is 否."""
    text = record[column].lower()
    if text in YES_WORDS:
        return True
    if text in NO_WORDS:
        return False
    raise RowRefused(column, _("请填“是”或“否”"), record[column])


def whole_of(record: Mapping[str, str], column: str) -> int:
    """A whole number of at least zero; an empty cell is zero."""
    text = record[column].replace(",", "").replace("，", "") or "0"
    if not text.isdecimal():
        raise RowRefused(column, _("请填写不小于 0 的整数"), record[column])
    return int(text)
