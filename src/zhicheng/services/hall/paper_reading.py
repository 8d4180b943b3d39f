"""Paper applications: what an officer copies from one, and lists of many."""

import json
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.queries import all_current
from zhicheng.base.documents.models import Document
from zhicheng.base.importing import ListReading, Report, RowRefused, Taken
from zhicheng.base.importing.reading import flag_of, needed_day, needed_text
from zhicheng.base.parties.holders import CODE, NAME, Holders
from zhicheng.base.parties.models import Party
from zhicheng.services.hall import actions
from zhicheng.services.hall.clock import today
from zhicheng.services.hall.definition_kinds import Field, ItemDefinition
from zhicheng.services.hall.forms_of_items import SectionForm, form_for, prefilled_answers
from zhicheng.services.hall.items import model_of_item
from zhicheng.services.hall.models import Application
from zhicheng.services.hall.queries.cases import by_filing_key
from zhicheng.services.hall.rules.filing import can_file_paper, is_for

ITEM, RECEIVED, PERSON, PHONE = "事项", "收件日期", "联系人", "联系电话"
KEYS = uuid.UUID("5d0c2f6e-0f4b-4b0e-9c0a-7a3f5b1d9e20")
"""The space of the keys of imported rows: the same row again is the same application."""
LONGEST_LABEL = 60
WRITTEN = frozenset({"text", "long_text", "number", "date", "choice"})
"""The kinds of field whose answer is written as it is kept."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper application, ready to be filed."""

    definition: Definition
    party: Party
    received_on: date
    contact_name: str
    contact_phone: str
    answers: dict[str, Any]
    key: uuid.UUID

    def file(self, by: User) -> Application:
        """Enter it."""
        return actions.file_paper(
            definition=self.definition,
            by=by,
            received_on=self.received_on,
            party=self.party,
            answers=self.answers,
            contact_name=self.contact_name,
            contact_phone=self.contact_phone,
            filing_key=self.key,
        )


def items_for(user: User) -> dict[str, Definition]:
    """The items in force whose paper applications this officer enters: they accept them, and organisations apply."""
    found = all_current("item")
    return {code: one for code, one in found.items() if is_entered_by(user, model_of_item(one))}


def is_entered_by(user: User, model: ItemDefinition) -> bool:
    return user.role == model.steps[0].role and not model.is_regional


def filled_in(model: ItemDefinition, blank: Application, data: Any) -> tuple[list[SectionForm], dict[str, Any]]:
    """Every page of an item's form at once, with the answers; without `data` ready to be filled in. Papers lie in the office's folder."""
    pages: list[SectionForm] = []
    answers: dict[str, Any] = {}
    for section in model.sections:
        page = form_for(model, section, application=blank, data=data, answers=answers if data is not None else None)
        for field in model.fields:
            if field.kind == "file":
                page.fields.pop(field.code, None)
        pages.append(page)
        if page.is_bound and (page.is_valid() or page.errors):
            answers |= page.answers
    return pages, answers


def blank_for(definition: Definition, party: Party) -> Application:
    """An application that is not kept: so that what is known of the organisation is offered."""
    return Application(definition=definition, item=definition.code, party=party, region=party.region)


class PaperReading(ListReading[Paper]):
    """Many paper applications: one a row, a column for each question of the item, named as on the form."""

    needed: ClassVar[tuple[str, ...]] = (ITEM, NAME, RECEIVED)
    optional: ClassVar[tuple[str, ...]] = (CODE, PERSON, PHONE)

    def prepare(self, records: Sequence[Mapping[str, str]]) -> None:
        """The items and organisations of all rows, fetched at once."""
        self.holders = Holders(self.by, records)
        offered = items_for(self.by)
        self.items = {one.title: one for one in offered.values()} | offered

    def take(self, record: Mapping[str, str]) -> tuple[Taken, Paper]:
        """One row as an application; the same row a second time is the application that is there already."""
        definition = self.item_of(needed_text(record, ITEM, LONGEST_LABEL))
        party = self.holders.of(record)
        model = model_of_item(definition)
        for verdict, column in (
            (can_file_paper(self.by, definition, place=party.region_id), NAME),
            (is_for(model, party=party, region=None), ITEM),
        ):
            if not verdict:
                raise RowRefused(column, verdict.because, record[column])
        paper = Paper(
            definition,
            party,
            received_of(record),
            record[PERSON],
            record[PHONE],
            answers_of(model, blank_for(definition, party), record),
            key_of(record),
        )
        return (Taken.SAME if by_filing_key(paper.key) else Taken.NEW), paper

    def item_of(self, text: str) -> Definition:
        """An item by its title or code."""
        if text not in self.items:
            raise RowRefused(ITEM, _("没有这个事项，或者它不由您受理；请照办事指南写事项名称"), text)
        return self.items[text]


def received_of(record: Mapping[str, str]) -> date:
    """The day of receipt, not in the future."""
    day = needed_day(record, RECEIVED)
    if day > today():
        raise RowRefused(RECEIVED, _("收件日期不能晚于今天"), record[RECEIVED])
    return day


def key_of(record: Mapping[str, str]) -> uuid.UUID:
    """What a row says, as a key."""
    return uuid.uuid5(KEYS, json.dumps(dict(sorted(record.items())), ensure_ascii=False))


def answers_of(model: ItemDefinition, blank: Application, record: Mapping[str, str]) -> dict[str, Any]:
    """The answers of a row, checked as the form checks them, with what is registered where a cell is empty; raises `RowRefused` with all
    that is wrong.
    """
    known, data = prefilled_answers(model, blank.party), dict[str, Any]()
    for field in model.fields:
        is_left_out = not record.get(field.label) and field.kind in WRITTEN and field.code in known
        data |= {field.code: str(known[field.code])} if is_left_out else as_sent(field, record)
    pages, answers = filled_in(model, blank, data)
    labels = {field.code: field.label for field in model.fields}
    wrong = [(labels.get(code, ""), str(errors[0])) for page in pages for code, errors in page.errors.items()]
    faults = [RowRefused(label, words, record.get(label, "")) for label, words in wrong]
    if faults:
        faults[0].more = faults[1:]
        raise faults[0]
    return answers


def as_sent(field: Field, record: Mapping[str, str]) -> dict[str, Any]:
    """A cell as a browser would send it: choices by their words, several ones with 、 between them, a flag as 是 or 否."""
    text = record.get(field.label, "")
    if field.kind == "table":
        return rows_as_sent(field, text)
    if field.kind == "flag":
        return {field.code: "on"} if text and flag_of(record, field.label) else {}
    codes = {each.label: each.code for each in field.choices}
    if field.kind == "choices":
        return {field.code: [codes.get(part.strip(), part.strip()) for part in text.split("、") if part.strip()]}
    return {field.code: codes.get(text, text)}


def rows_as_sent(field: Field, text: str) -> dict[str, Any]:
    """A table in one cell: its rows between ；, its columns in order between ｜; half-width signs and line ends do as well."""
    rows = [part for part in re.split(r"[；;\n]", text) if part.strip()]
    if len(rows) > field.most_rows:
        facts = {"most": field.most_rows, "count": len(rows)}
        raise RowRefused(field.label, _("最多 %(most)d 行，这里有 %(count)d 行") % facts, text)
    cells = ((at, re.split(r"[｜|]", row)) for at, row in enumerate(rows))
    return {name: cell for at, row in cells for name, cell in named(field, at, row, text)}


def named(field: Field, at: int, cells: Sequence[str], text: str) -> Iterator[tuple[str, str]]:
    """The cells of one row as the form's inputs are called."""
    if len(cells) > len(field.columns):
        order = "｜".join(column.label for column in field.columns)
        raise RowRefused(
            field.label, _("第 %(row)d 行的格数太多，应依次为 %(order)s") % {"row": at + 1, "order": order}, text
        )
    return (
        (f"{field.code}_{at}_{column.code}", cell.strip()) for column, cell in zip(field.columns, cells, strict=False)
    )


@transaction.atomic
def file_all(report: Report[Paper], document: Document, by: User) -> str:
    """Enter every paper of a list, all or none; the log of each names who did it."""
    del document
    for paper in report.new:
        paper.file(by)
    return _("已录入 %(count)d 件纸质申请。") % {"count": len(report.new)}
