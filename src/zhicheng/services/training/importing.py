"""Lists of heads, with the training that each finished last: what was exported comes in again unchanged."""

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.importing import ListReading, Report, RowRefused, Taken
from zhicheng.base.importing.reading import day_of, flag_of, needed_day, needed_text
from zhicheng.base.parties.places import placed
from zhicheng.base.regions.models import Region
from zhicheng.services.training import queries, rules
from zhicheng.services.training.actions import Change, HeadFacts, TrainingFacts, differences
from zhicheng.services.training.models import Head

LONGEST_NAME, LONGEST_UNIT, LONGEST_COURSE = 40, 80, 120


class HeadRows(ListReading[Change]):
    """Rows of heads, matched by name, unit and division among those in post."""

    needed = ("姓名", "单位", "职务", "区划代码", "任职日期")
    optional = ("离任日期", "最近培训日期", "培训名称", "演示数据")

    def prepare(self, records: Sequence[Mapping[str, str]]) -> None:
        self.known = queries.named({record["姓名"] for record in records})
        self.regions = {one.code: one for one in Region.objects.filter(code__in={r["区划代码"] for r in records})}

    def key(self, record: Mapping[str, str]) -> tuple[str, str]:
        return "姓名", " ".join((record["姓名"], record["单位"], record["区划代码"])).strip()

    def take(self, record: Mapping[str, str]) -> tuple[Taken, Change]:
        facts = HeadFacts(
            name=needed_text(record, "姓名", LONGEST_NAME),
            unit=needed_text(record, "单位", LONGEST_UNIT),
            post=needed_text(record, "职务", LONGEST_NAME),
            region=self.region_of(record),
            since=needed_day(record, "任职日期"),
            until=day_of(record, "离任日期"),
            synthetic=flag_of(record, "演示数据"),
        )
        if facts.until is not None and facts.until < facts.since:
            raise RowRefused("离任日期", _("离任日期早于任职日期"), record["离任日期"])
        known = self.known.get((facts.name, facts.unit, facts.region.code))
        training = self.training_of(record, known, facts)
        if known is None:
            return Taken.NEW, Change(facts, None, training)
        is_changed = training is not None or bool(differences(known, facts))
        return (Taken.CHANGED if is_changed else Taken.SAME), Change(facts, known, training)

    def region_of(self, record: Mapping[str, str]) -> Region:
        answer = placed(record["区划代码"], "")
        region = self.regions.get(answer.code) or Region.objects.filter(code=answer.code).first()
        if answer.fault or region is None:
            raise RowRefused("区划代码", answer.fault or _("没有这个区划代码"), record["区划代码"])
        verdict = rules.can_enter(self.by, region)
        if not verdict:
            raise RowRefused("区划代码", verdict.because, record["区划代码"])
        return region

    def training_of(self, record: Mapping[str, str], known: Head | None, facts: HeadFacts) -> TrainingFacts | None:
        """The row's training, unless it is registered already."""
        ended_on = day_of(record, "最近培训日期")
        if ended_on is None:
            return None
        course = needed_text(record, "培训名称", LONGEST_COURSE)
        head = known or Head(region=facts.region, until=facts.until)
        verdict = rules.can_record(self.by, head, ended_on)
        if not verdict:
            raise RowRefused("最近培训日期", verdict.because, record["最近培训日期"])
        there = known.trainings.all() if known else ()
        is_there = any((each.ended_on, each.course) == (ended_on, course) for each in there)
        return None if is_there else TrainingFacts(ended_on, course)


def read_list(content: BinaryIO, name: str, by: User) -> Report[Change]:
    """What a list of heads would do."""
    return HeadRows(by).read(content, name)
