"""Lists of certificates: what was exported comes in again unchanged."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.importing import ListReading, Report, RowRefused, Taken
from zhicheng.base.importing.reading import day_of, flag_of, needed_day, needed_text, short_enough
from zhicheng.base.parties.holders import CODE, NAME, Holders
from zhicheng.base.verdicts import Refused
from zhicheng.services.standards import queries, rules
from zhicheng.services.standards.actions import CertificateFacts, Change, differences, fields_of

LONGEST_NUMBER, LONGEST_BODY, LONGEST_SCOPE = 60, 120, 300
FIRST_KEPT_YEAR = 2000


class CertificateRows(ListReading[Change]):
    """Rows of certificates, matched by their number."""

    needed = ("证书编号", NAME, "标准版本", "认证机构", "颁发日期")
    optional = (CODE, "首次颁发日期", "有效期至", "认证范围", "演示数据")

    def prepare(self, records: Sequence[Mapping[str, str]]) -> None:
        self.holders = Holders(self.by, records)
        self.known = queries.by_number({record["证书编号"] for record in records})
        self.editions = queries.editions()
        self.first: dict[tuple[int, str], str] = {}

    def key(self, record: Mapping[str, str]) -> tuple[str, str]:
        return "证书编号", record["证书编号"]

    def take(self, record: Mapping[str, str]) -> tuple[Taken, Change]:
        facts = self.facts_of(record)
        known = self.known.get(facts.number)
        verdict = rules.can_change(self.by, known) if known else rules.can_register(self.by, facts.holder)
        if not verdict:
            raise RowRefused("证书编号", verdict.because, facts.number)
        if known:
            return (Taken.CHANGED if differences(known, facts) else Taken.SAME), Change(facts, known)
        self.refuse_second_first(facts)
        return Taken.NEW, Change(facts)

    def facts_of(self, record: Mapping[str, str]) -> CertificateFacts:
        facts = CertificateFacts(
            number=needed_text(record, "证书编号", LONGEST_NUMBER),
            holder=self.holders.of(record),
            edition=self.edition_of(record["标准版本"]),
            body=needed_text(record, "认证机构", LONGEST_BODY),
            issued_on=self.issued_on(record),
            first_issued_on=day_of(record, "首次颁发日期"),
            expires_on=day_of(record, "有效期至"),
            scope=short_enough(record, "认证范围", LONGEST_SCOPE),
            synthetic=flag_of(record, "演示数据"),
        )
        try:
            fields_of(facts)
        except Refused as refused:
            raise RowRefused("颁发日期", refused.because, record["颁发日期"]) from None
        return facts

    def edition_of(self, text: str) -> str:
        if text not in self.editions:
            raise RowRefused("标准版本", _("标准版本应为 %s 之一") % "、".join(self.editions), text)
        return text

    def issued_on(self, record: Mapping[str, str]) -> date:
        day = needed_day(record, "颁发日期")
        if day.year < FIRST_KEPT_YEAR:
            raise RowRefused("颁发日期", _("年份不像是颁发证书的年份，请核对"), record["颁发日期"])
        return day

    def refuse_second_first(self, facts: CertificateFacts) -> None:
        """A holder is certified for the first time once; who has a first certificate in the register needs its date in the row."""
        if facts.first_issued_on not in {None, facts.issued_on}:
            return
        standard = self.editions[facts.edition].standard.number
        key = (facts.holder.pk, standard)
        earlier = self.first.setdefault(key, facts.number)
        if earlier != facts.number or queries.first_of([facts.holder.pk], standard):
            because = _("这家单位已有该标准的首次认证证书；换证、扩项请填写首次颁发日期")
            raise RowRefused("首次颁发日期", because, facts.number)


def read_list(content: BinaryIO, name: str, by: User) -> Report[Change]:
    """What a list of certificates would do."""
    return CertificateRows(by).read(content, name)
