"""Lists of contacts: what was exported comes in again unchanged."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.importing import ListReading, Report, RowRefused, Taken
from zhicheng.base.importing.reading import choice_of, day_of, flag_of, needed_day, needed_text, short_enough
from zhicheng.base.parties.holders import CODE, NAME, Holders
from zhicheng.base.parties.models import Party
from zhicheng.services.contacts import queries, rules
from zhicheng.services.contacts.actions import ContactFacts
from zhicheng.services.contacts.models import Kind, SmeContact, Topic

DAY, AGENCY, FOLLOW_UP, DUE, DONE = "日期", "服务机构", "后续事项", "后续期限", "后续完成日期"
LONGEST_TEXT, LONGEST_FOLLOW_UP = 1000, 500
Key = tuple[int, date, str, str, str]


def key_of(one: ContactFacts | SmeContact) -> Key:
    """What makes two rows the same contact."""
    return one.party.pk, one.day, one.kind, one.topic, one.text


class ContactRows(ListReading[ContactFacts]):
    """Rows of contacts; one that is recorded already must say the same of what follows."""

    needed = (DAY, "方式", "内容", "情况")
    optional = (NAME, CODE, AGENCY, "双创基地", FOLLOW_UP, DUE, DONE, "演示数据")

    def prepare(self, records: Sequence[Mapping[str, str]]) -> None:
        self.holders = Holders(self.by, records)
        self.agencies = queries.agencies_named({record[AGENCY] for record in records if record[AGENCY]})
        parties = [*self.holders.by_code.values(), *(one for found in self.holders.by_name.values() for one in found)]
        rows = queries.of_parties({one.pk for one in parties})
        self.known = {key_of(one): one for one in rows}

    def key(self, record: Mapping[str, str]) -> tuple[str, str]:
        names = (NAME, CODE, DAY, "方式", "内容", "情况")
        return "情况", " ".join(record[name] for name in names).strip()

    def take(self, record: Mapping[str, str]) -> tuple[Taken, ContactFacts]:
        facts = ContactFacts(
            party=self.party_of(record),
            day=needed_day(record, DAY),
            kind=choice_of(record, "方式", Kind.choices),
            topic=choice_of(record, "内容", Topic.choices),
            text=needed_text(record, "情况", LONGEST_TEXT),
            agency=self.agency_of(record),
            is_base=flag_of(record, "双创基地"),
            follow_up=short_enough(record, FOLLOW_UP, LONGEST_FOLLOW_UP),
            due_on=day_of(record, DUE),
            done_on=day_of(record, DONE),
            synthetic=flag_of(record, "演示数据"),
        )
        refuse_wrong_days(facts, record)
        verdict = rules.can_record(self.by, facts.party, facts.agency, facts.day, is_entrusted=False)
        if not verdict:
            raise RowRefused(NAME, verdict.because, record[NAME])
        return self.judged(facts), facts

    def party_of(self, record: Mapping[str, str]) -> Party:
        if not record[NAME] and not record[CODE]:
            raise RowRefused(NAME, _("请填写单位名称或统一社会信用代码"))
        return self.holders.of(record)

    def agency_of(self, record: Mapping[str, str]) -> Party | None:
        name = record[AGENCY]
        if not name:
            return None
        found = self.agencies.get(name, [])
        if len(found) != 1:
            raise RowRefused(AGENCY, agency_fault(len(found)), name)
        return found[0]

    def judged(self, facts: ContactFacts) -> Taken:
        """New, or known; a known one that differs is told, for what follows is noted in the ledger."""
        known = self.known.get(key_of(facts))
        if known is None:
            return Taken.NEW
        for column, name in ((AGENCY, "agency"), (FOLLOW_UP, "follow_up"), (DUE, "due_on"), (DONE, "done_on")):
            if getattr(known, name) != getattr(facts, name):
                raise RowRefused(column, _("这条记录已经登记，此列与登记的不同；后续事项请在台账中办理"))
        return Taken.SAME


def agency_fault(count: int) -> str:
    return _("有多家同名的服务机构，请填写统一社会信用代码") if count else _("没有登记这家服务机构")


def refuse_wrong_days(facts: ContactFacts, record: Mapping[str, str]) -> None:
    """Days of what follows need something that follows, and lie after the contact."""
    for column, day in ((DUE, facts.due_on), (DONE, facts.done_on)):
        if day is not None and not facts.follow_up:
            raise RowRefused(column, _("填写了%s，但没有填写后续事项") % column, record[column])
        if day is not None and day < facts.day:
            raise RowRefused(column, _("%s早于服务日期") % column, record[column])
    if facts.done_on is not None and facts.done_on > timezone.localdate():
        raise RowRefused(DONE, _("后续完成日期不能晚于今天"), record[DONE])


def read_list(content: BinaryIO, name: str, by: User) -> Report[ContactFacts]:
    """What a list of contacts would do."""
    return ContactRows(by).read(content, name)
