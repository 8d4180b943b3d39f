"""Lists of outlets: what was exported comes in again unchanged."""

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.importing import ListReading, Report, RowRefused, Taken
from zhicheng.base.importing.reading import choice_of, flag_of, needed_day, needed_text, short_enough
from zhicheng.base.parties.holders import CODE, NAME, Holders
from zhicheng.base.parties.places import placed
from zhicheng.base.regions.models import Region
from zhicheng.services.outlets import queries, rules
from zhicheng.services.outlets.actions import Change, OutletFacts, differences
from zhicheng.services.outlets.models import Host, Kind, Service

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_PHONE = 120, 200, 40


class OutletRows(ListReading[Change]):
    """Rows of outlets, matched by name and county."""

    needed = ("网点名称", "种类", "依托单位类型", "区划代码", "开始服务日期")
    optional = (NAME, CODE, "服务地址", "服务电话", "提供的服务", "演示数据")

    def prepare(self, records: Sequence[Mapping[str, str]]) -> None:
        self.holders = Holders(self.by, [record for record in records if record[NAME] or record[CODE]])
        self.known = queries.named({record["网点名称"] for record in records})
        self.regions = {one.code: one for one in Region.objects.filter(code__in={r["区划代码"] for r in records})}

    def key(self, record: Mapping[str, str]) -> tuple[str, str]:
        return "网点名称", f"{record['网点名称']} {record['区划代码']}".strip()

    def take(self, record: Mapping[str, str]) -> tuple[Taken, Change]:
        facts = OutletFacts(
            name=needed_text(record, "网点名称", LONGEST_NAME),
            kind=choice_of(record, "种类", Kind.choices),
            host=choice_of(record, "依托单位类型", Host.choices),
            region=self.region_of(record),
            opened_on=needed_day(record, "开始服务日期"),
            party=self.holders.of(record) if record[NAME] or record[CODE] else None,
            address=short_enough(record, "服务地址", LONGEST_ADDRESS),
            phone=short_enough(record, "服务电话", LONGEST_PHONE),
            services=services_of(record),
            synthetic=flag_of(record, "演示数据"),
        )
        known = self.known.get((facts.name, facts.region.code))
        if known is None:
            return Taken.NEW, Change(facts)
        return (Taken.CHANGED if differences(known, facts) else Taken.SAME), Change(facts, known)

    def region_of(self, record: Mapping[str, str]) -> Region:
        answer = placed(record["区划代码"], record["服务地址"])
        region = self.regions.get(answer.code) or Region.objects.filter(code=answer.code).first()
        if answer.fault or region is None:
            raise RowRefused("区划代码", answer.fault or _("没有这个区划代码"), record["区划代码"])
        verdict = rules.can_open(self.by, region)
        if not verdict:
            raise RowRefused("区划代码", verdict.because, record["区划代码"])
        return region


def services_of(record: Mapping[str, str]) -> tuple[str, ...]:
    """`检索查询、咨询` as codes, in the order of the platform."""
    words = {str(label): code for code, label in Service.choices}
    asked = [
        each.strip() for each in record["提供的服务"].replace("，", "、").replace(",", "、").split("、") if each.strip()
    ]
    if unknown := [each for each in asked if each not in words]:
        raise RowRefused("提供的服务", _("可填：%s") % "、".join(words), "、".join(unknown))
    return tuple(code for label, code in words.items() if label in asked)


def read_list(content: BinaryIO, name: str, by: User) -> Report[Change]:
    """What a list of outlets would do."""
    return OutletRows(by).read(content, name)
