"""Existing lists of titles: each row becomes an entry or a fault. Organisations that nobody registered yet are proposed to be."""

from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.documents.models import Document
from zhicheng.base.importing import ListReading, Report, RowRefused, Taken
from zhicheng.base.importing.pages import ListImport
from zhicheng.base.importing.reading import day_of, flag_of, needed_day, needed_text, short_enough
from zhicheng.base.parties import queries as parties
from zhicheng.base.parties.actions import PartyFacts
from zhicheng.base.parties.models import Party
from zhicheng.base.parties.places import placed
from zhicheng.base.regions.models import Region
from zhicheng.base.verdicts import Verdict
from zhicheng.engine.numbers import InvalidNumber, uscc
from zhicheng.services.cultivation import lifecycle
from zhicheng.services.cultivation.actions.lists import CORRECTED, Entry, import_list
from zhicheng.services.cultivation.actions.titles import Grant
from zhicheng.services.cultivation.definition_kinds import ProgrammeDefinition, TitleLevel
from zhicheng.services.cultivation.models import Designation, State
from zhicheng.services.cultivation.queries import titles
from zhicheng.services.cultivation.rules import titles as rules

CODE = "统一社会信用代码"
LONGEST_NAME, LONGEST_DOCUMENT, LONGEST_NUMBER, LONGEST_SOURCE = 120, 120, 60, 300
MOST_NAMED = 5
Record = Mapping[str, str]


class TitleRows(ListReading[Entry]):
    """The rows of one list; what the database knows of them is fetched at once."""

    needed = ("名称", "称号", "文号", "授予日期")
    optional = (CODE, "区划代码", "所在地", "证书编号", "开始日期", "结束日期", "状态", "来源", "演示数据")

    def prepare(self, records: Sequence[Record]) -> None:
        self.models, self.levels = titles.programmes(), titles.level_titles()
        self.by_code = parties.by_uscc({uscc.compact(record[CODE]) for record in records if record[CODE]})
        self.by_name: dict[str, list[Party]] = {}
        for party in parties.visible_to(self.by).filter(name__in={record["名称"] for record in records}):
            self.by_name.setdefault(party.name, []).append(party)
        wanted = (self.levels[record["称号"]] for record in records if record["称号"] in self.levels)
        self.known = titles.known((code, level.code) for code, level in wanted)
        self.regions = {region.code: region for region in Region.objects.all()}

    def key(self, record: Record) -> tuple[str, str]:
        holder = record[CODE] or f"{record['名称']} {record['区划代码']}"
        return "名称", f"{record['称号']} {holder} {record['开始日期'] or record['授予日期']}"

    def take(self, record: Record) -> tuple[Taken, Entry]:
        needed_text(record, "名称", LONGEST_NAME)
        code, level = self.level_of(record)
        grant = grant_of(record, code, level)
        entry = self.entry_of(record, grant)
        known = self.known_title(entry)
        if known is None:
            refuse_ended(record)
            return Taken.NEW, entry
        changed = Entry(grant, entry.party, entry.region, designation=known)
        return (Taken.CHANGED if differs(known, grant) else Taken.SAME), changed

    def level_of(self, record: Record) -> tuple[str, TitleLevel]:
        if record["称号"] not in self.levels:
            raise RowRefused("称号", _("没有这个称号，应为 %s 之一") % "、".join(self.levels), record["称号"])
        return self.levels[record["称号"]]

    def entry_of(self, record: Record, grant: Grant) -> Entry:
        """Whom a row is about: a region, an organisation, or one that has to be registered first."""
        model = self.models[grant.programme]
        if model.holder == "region":
            region = self.regions[self.place_of(record, record["名称"])]
            ask("名称", rules.fits(model, party_kind="", region_level=region.level), record["名称"])
            return Entry(grant, region=region)
        party = self.party_of(record)
        if party is None:
            return Entry(grant, newcomer=self.newcomer_of(record, model))
        ask("名称", rules.can_record(self.by, party.region_id), record["名称"])
        ask("称号", rules.fits(model, party_kind=party.kind, region_level=""), record["称号"])
        return Entry(grant, party)

    def party_of(self, record: Record) -> Party | None:
        """By code where there is one, else by a name that only one in the reader's area has."""
        if record[CODE]:
            return self.by_code.get(uscc.compact(record[CODE]))
        found = self.by_name.get(record["名称"], [])
        if len(found) > 1:
            raise RowRefused("名称", _("有 %d 家同名单位，请填写统一社会信用代码") % len(found), record["名称"])
        return found[0] if found else None

    def newcomer_of(self, record: Record, model: ProgrammeDefinition) -> PartyFacts:
        """What would be registered; of the kinds that may hold the title the first."""
        place = self.place_of(record, "")
        return PartyFacts(
            model.holder_kinds[0], record["名称"], code_of(record), place, synthetic=flag_of(record, "演示数据")
        )

    def place_of(self, record: Record, otherwise: str) -> str:
        """The division, in the reader's area."""
        text = record["区划代码"] or record["所在地"] or otherwise
        if not text:
            raise RowRefused("区划代码", _("这家单位还没有登记，请填写区划代码，导入时一并登记"), record["名称"])
        answer = placed(text, "")
        if answer.fault:
            raise RowRefused("区划代码", answer.fault, text)
        ask("区划代码", rules.can_record(self.by, answer.code), text)
        return answer.code

    def known_title(self, entry: Entry) -> Designation | None:
        grant, party = entry.grant, entry.party.pk if entry.party else None
        key = (grant.programme, grant.level, party, entry.place_code, grant.starts_on or grant.granted_on)
        return None if entry.newcomer else self.known.get(key)


def grant_of(record: Record, code: str, level: TitleLevel) -> Grant:
    """What a row says of the title; days left out follow from the programme."""
    granted = needed_day(record, "授予日期")
    starts, ends = day_of(record, "开始日期") or granted, day_of(record, "结束日期")
    if ends is None and level.term_years:
        ends = lifecycle.term_end(starts, level.term_years)
    today = timezone.localdate()
    ask("授予日期", rules.days_are_right(granted_on=granted, starts_on=starts, ends_on=ends, today=today), str(granted))
    return Grant(
        code, level.code, document=needed_text(record, "文号", LONGEST_DOCUMENT), granted_on=granted, starts_on=starts,
        ends_on=ends, number=short_enough(record, "证书编号", LONGEST_NUMBER),
        source=short_enough(record, "来源", LONGEST_SOURCE), synthetic=flag_of(record, "演示数据"),
    )  # fmt: skip


def refuse_ended(record: Record) -> None:
    """A list records titles in force or whose term is over; how others ended must be entered with its reason."""
    if record["状态"] not in {"", str(State.IN_FORCE.label), str(State.EXPIRED.label)}:
        raise RowRefused("状态", _("名单只收有效或任期届满的称号，其他情况请在称号页办理"), record["状态"])


def differs(known: Designation, grant: Grant) -> bool:
    return any(getattr(known, name) != getattr(grant, name) for name in CORRECTED)


def code_of(record: Record) -> str:
    try:
        return uscc.validate(record[CODE]) if record[CODE] else ""
    except InvalidNumber as fault:
        raise RowRefused(CODE, str(fault), record[CODE]) from fault


def ask(column: str, verdict: Verdict, value: str) -> None:
    """Turn a rule's no into the fault of a row."""
    if not verdict:
        raise RowRefused(column, verdict.because, value)


def read_list(content: BinaryIO, name: str, by: User) -> Report[Entry]:
    """What a list would do, with the organisations that it would register."""
    report = TitleRows(by).read(content, name)
    new = newcomers(report.new)
    if new:
        shown = "、".join(new[:MOST_NAMED]) + (_("等") if len(new) > MOST_NAMED else "")
        report.notes.append(
            _("其中 %(count)d 家还没有登记，导入时一并登记：%(names)s") % {"count": len(new), "names": shown}
        )
    return report


def newcomers(entries: Iterable[Entry]) -> list[str]:
    """Names of the organisations that would be registered, each once."""
    return list(dict.fromkeys(entry.newcomer.name for entry in entries if entry.newcomer))


def write_list(report: Report[Entry], document: Document, by: User) -> str:
    """Record the list as it was shown; returns what was done, in words."""
    granted, corrected, registered = import_list(entries=[*report.new, *report.changed], document=document, by=by)
    counts = {"granted": granted, "corrected": corrected, "registered": registered}
    return _("登记称号 %(granted)d 个，更正 %(corrected)d 个，登记单位 %(registered)d 家") % counts


IMPORT = ListImport(
    namespace="cultivation",
    purpose="cultivation.import",
    title=gettext_lazy("导入称号名单"),
    lead=gettext_lazy("录入已经授予的称号。先核对全部行，有一行不对就都不导入；已登记的称号按更正处理。"),
    columns=gettext_lazy(
        "CSV 或 XLSX。列名：名称、称号、文号、授予日期，以及统一社会信用代码、区划代码、证书编号、开始日期、结束日期；名录导出的文件可以直接再导入。"
    ),
    list_route="cultivation:list",
    may=rules.can_import,
    read=read_list,
    write=write_list,
)
