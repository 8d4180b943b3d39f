"""Reading a list of parties: each row becomes a change or a fault; nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.importing import RowFault, RowRefused
from zhicheng.base.importing.reading import day_of, text_of
from zhicheng.base.parties import queries
from zhicheng.base.parties.actions import Change, Details, PartyFacts, changes_of
from zhicheng.base.parties.models import CreditGrade, Kind, Party, Size
from zhicheng.base.parties.places import placed
from zhicheng.base.parties.rules import can_register
from zhicheng.engine.numbers import InvalidNumber, uscc
from zhicheng.engine.tables import Row, Table, TableRefused, read_table

NEEDED = ("名称", "类型")
PLACING = ("区划代码", "所在地", "地址")
DETAILS = ("规模", "成立日期", "纳税信用等级")
LONGEST_NAME, LONGEST_ADDRESS = 120, 200


@dataclass(slots=True)
class Report:
    """What importing a list would do."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    faults: list[RowFault] = field(default_factory=list)
    refusal: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether every row can be imported."""
        return not (self.refusal or self.faults)

    @property
    def registered(self) -> int:
        return sum(change.party is None for change in self.changes)

    @property
    def corrected(self) -> int:
        return len(self.changes) - self.registered


def read_list(content: BinaryIO, name: str, *, by: User) -> Report:
    """Read a CSV or XLSX: what it would change, every faulty row, or why the file is no usable table."""
    try:
        table = read_table(content, name)
    except TableRefused as refused:
        return Report(refusal=refused.message)
    report = Report(faults=[RowFault(each.line, each.column, each.message, each.value) for each in table.faults])
    missing = [column for column in NEEDED if column not in table.header]
    if not any(column in table.header for column in PLACING):
        missing.append(PLACING[0])
    if missing:
        words = _("缺少列：%s。请在第一行写上列名") % "、".join(missing)
        report.faults.append(RowFault(1, "", words))
        return report
    if not table.rows:
        report.faults.append(RowFault(1, "", _("表里只有列名，没有数据行。请把各家写在列名下面")))
    Reading(table, by, report).run()
    report.faults.sort(key=lambda fault: fault.line)
    return report


class Reading:
    """One pass over a list, with what the database knows of it fetched at once."""

    def __init__(self, table: Table, by: User, report: Report) -> None:
        self.table, self.by, self.report = table, by, report
        self.records = [(row, record_of(table.header, row)) for row in table.rows]
        self.holders = queries.by_uscc({uscc.compact(record["统一社会信用代码"]) for _row, record in self.records})
        self.named = queries.by_name(by, {record["名称"] for _row, record in self.records})
        self.kinds = kinds_by_words()
        self.seen: dict[str, int] = {}

    def run(self) -> None:
        faulty = {fault.line for fault in self.report.faults}
        for row, record in self.records:
            if row.line in faulty:
                continue
            try:
                self.take(row, record)
            except RowRefused as refused:
                fault = RowFault(row.line, refused.column, refused.message, refused.value)
                self.report.faults.append(fault)

    def take(self, row: Row, record: Mapping[str, str]) -> None:
        """File one row under new, changed or unchanged."""
        facts = PartyFacts(
            kind=kind_of(record["类型"], self.kinds),
            name=short_enough("名称", record["名称"], LONGEST_NAME),
            uscc=code_of(record["统一社会信用代码"]),
            region_code=self.region_of(record),
            address=short_enough("地址", record["地址"], LONGEST_ADDRESS),
            synthetic=record["演示数据"] == "是",
            details=details_of(record) if any(name in self.table.header for name in DETAILS) else None,
        )
        if not facts.name:
            raise RowRefused("名称", _("没有填写名称"))
        self.refuse_second(row, facts)
        party = self.known(facts)
        if party is None or changes_of(party, facts):
            self.report.changes.append(Change(facts, party))
        else:
            self.report.unchanged += 1

    def region_of(self, record: Mapping[str, str]) -> str:
        """By code where there is one, else by name, else by address; always in the user's reach."""
        text = record["区划代码"] or record["所在地"]
        column = "区划代码" if record["区划代码"] or not text else "所在地"
        answer = placed(text, record["地址"])
        if answer.fault:
            raise RowRefused(column, answer.fault, text)
        verdict = can_register(self.by, answer.code)
        if not verdict:
            raise RowRefused(column, verdict.because, text)
        return answer.code

    def refuse_second(self, row: Row, facts: PartyFacts) -> None:
        """The same organisation twice in one file leaves open which row is meant."""
        key = facts.uscc or f"{facts.name}@{facts.region_code}"
        if key in self.seen:
            column = "统一社会信用代码" if facts.uscc else "名称"
            raise RowRefused(column, _("与第 %d 行重复，请只留一行") % self.seen[key], facts.uscc or facts.name)
        self.seen[key] = row.line

    def known(self, facts: PartyFacts) -> Party | None:
        """The registered party a row is about: by code, else by name and region while one of the two has no code."""
        if facts.uscc and (holder := self.holders.get(facts.uscc)):
            if not self.by.reaches(holder.region_id):
                raise RowRefused("统一社会信用代码", _("这个代码已在别的辖区登记"), facts.uscc)
            return holder
        party = self.named.get((facts.name, facts.region_code))
        return party if party and not (party.uscc and facts.uscc) else None


def record_of(header: Sequence[str], row: Row) -> dict[str, str]:
    """The row by column name, texts trimmed and guards taken off; columns that are not there are empty."""
    record = dict.fromkeys((*NEEDED, *PLACING, *DETAILS, "统一社会信用代码", "演示数据"), "")
    return record | {name: text_of(cell) for name, cell in zip(header, row.cells, strict=True)}


def kinds_by_words() -> dict[str, str]:
    """Each kind's code by its Chinese words, then by the code itself; made once a list, for translating takes time."""
    return {str(label): value for value, label in Kind.choices} | {value: value for value in Kind.values}


def kind_of(text: str, kinds: Mapping[str, str]) -> str:
    """A kind by its Chinese words or its code."""
    if text not in kinds:
        offered = "、".join(words for words, code in kinds.items() if words != code)
        raise RowRefused("类型", _("类型应为 %s 之一") % offered, text)
    return kinds[text]


def details_of(record: Mapping[str, str]) -> Details:
    """What conditions ask about a party; a list that has one of these columns states all three."""
    return Details(
        size=choice_of("规模", record["规模"], Size),
        founded_on=founded_on(record),
        credit_grade=choice_of("纳税信用等级", record["纳税信用等级"], CreditGrade),
    )


def choice_of(column: str, text: str, choices: type[TextChoices]) -> str:
    """A choice by its words or its code; empty stays empty."""
    known = {"": "", **{str(label): value for value, label in choices.choices}, **{one: one for one in choices.values}}
    if text not in known:
        words = "、".join(str(label) for label in choices.labels)
        raise RowRefused(column, _("%(column)s应为 %(words)s 之一") % {"column": column, "words": words}, text)
    return known[text]


def founded_on(record: Mapping[str, str]) -> date | None:
    """A day that is not in the future; empty stays unknown."""
    day = day_of(record, "成立日期")
    if day is not None and day > timezone.localdate():
        raise RowRefused("成立日期", _("日期晚于今天，请检查年份"), record["成立日期"])
    return day


def code_of(text: str) -> str:
    try:
        return uscc.validate(text) if text else ""
    except InvalidNumber as fault:
        raise RowRefused("统一社会信用代码", str(fault), text) from fault


def short_enough(column: str, text: str, limit: int) -> str:
    if len(text) > limit:
        raise RowRefused(column, _("超过 %d 个字，请改短") % limit, text[:20])
    return text
