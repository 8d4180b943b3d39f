"""What followed from the assessed year: a term reviewed and renewed, policy support decided in a batch, guidance by experts."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role
from zhicheng.base.parties.models import Kind, Party
from zhicheng.governance.indicators.actions import follow_records
from zhicheng.governance.support import actions
from zhicheng.governance.support.models import Decision, Guidance, PolicySupport, TermReview
from zhicheng.portal.demonstration import batches
from zhicheng.portal.demonstration.batches import Batch
from zhicheng.portal.demonstration.fates import SEED, Days, Fate
from zhicheng.portal.demonstration.handling import Filing, Story, told_already
from zhicheng.portal.demonstration.offices import CITIES, Offices
from zhicheng.portal.demonstration.plan_year import YEAR, at
from zhicheng.services.cultivation.actions import cities
from zhicheng.services.cultivation.queries.cities import stage_of
from zhicheng.services.hall.queries.items import item

REVIEWED = CITIES[1]
"""苏州: its term held the assessed year; the terms after it were renewed by letter."""
ENTERED, PROPOSED, DECIDED = date(2016, 1, 1), date(2019, 3, 20), date(2019, 3, 29)
RENEWED = (date(2022, 1, 14), date(2025, 1, 13))
WHY = "2016、2017 年没有统一开展年度考核；2018 年考核和其他各项达到标准，同意进入下一任期。"
DOCUMENT = "演示〔%d〕%d 号"
SUPPORT, GUIDANCE = "support_navigation", "expert_consultation"
SUPPORT_NUMBERS, GUIDANCE_NUMBERS = 400_000, 400_100
CALLED, ASKED, HELD_AFTER = date(2019, 4, 1), date(2019, 5, 13), timedelta(days=14)
NAVIGATION: Mapping[str, Any] = {
    "industry": "生物医药和智能制造（本市两个主导产业）",
    "use": "评价结果用于产业发展规划的专利布局一章和下一年的产业扶持政策。",
    "basis": "已完成两个产业的专利导航，成果送园区和三十家重点企业使用；有专职检索人员五名。",
}
CONSULTATION: Mapping[str, Any] = {
    "kind": "consultation",
    "topic": "strategy",
    "question": "本市正在修订知识产权强市规划，高价值专利培育、运营中心和经费安排如何衔接，希望专家对征求意见稿提出意见。",
}
EXPERTS = "陈华（专利法律）、李文静（专利运营），均为演示人物"
OPINION = (
    "一、规划文本与本市主导产业衔接较好，目标可以按季核对。\n二、建议把高价值专利培育和运营中心放在同一章，写明牵头单位。\n"
    "三、经费安排宜分年列出，与年度工作计划的措施对应。"
)


def review(offices: Offices) -> str:
    """One term of a city, reviewed by the rule in force and decided by another officer, once."""
    if TermReview.objects.filter(synthetic=True).exists() or stage_of(REVIEWED) is not None:
        return ""
    follow_records()  # the review asks figures that count what was just told
    region = offices.regions[REVIEWED]
    cities.enter_demonstration(
        region=region, by=offices.guojia, document=DOCUMENT % (ENTERED.year, 1), starts_on=ENTERED, synthetic=True
    )
    made = actions.propose_review(region=region, by=offices.second, synthetic=True, at=at(PROPOSED))
    actions.decide(
        review=made,
        decision=Decision.RENEW,
        document=DOCUMENT % (DECIDED.year, 12),
        by=offices.guojia,
        why=WHY,
        at=at(DECIDED),
    )
    for day in RENEWED:
        stage = stage_of(REVIEWED)
        if stage is not None:
            cities.judge_term(stage=stage, by=offices.guojia, on=day, passed=True, document=DOCUMENT % (day.year, 2))
    return _("%(city)s的三年复核") % {"city": region.short_name}


def support(offices: Offices) -> str:
    """A batch of policy support: three cities apply for two places, the excellent ones come first; decided and published, once."""
    if PolicySupport.objects.filter(synthetic=True).exists():
        return ""
    batch = Batch(SUPPORT, "", f"{CALLED.year} 年第一批（演示）", CALLED, 2, 0, role=Role.NATIONAL)
    stories = [
        story(offices, SUPPORT, city, SUPPORT_NUMBERS + number, CALLED + timedelta(days=3 + number), NAVIGATION)
        for number, city in enumerate(CITIES[:3])
    ]
    return _("%(count)d 个城市申请的政策支持") % {"count": batches.told(batch, stories, offices.cast)}


def guide(offices: Offices) -> str:
    """Guidance by experts that a city asked for, held, with its opinion in writing, once."""
    if told_already([GUIDANCE_NUMBERS]):
        return ""
    told = story(offices, GUIDANCE, REVIEWED, GUIDANCE_NUMBERS, ASKED, CONSULTATION)
    case = told.tell(Fate.APPROVED)
    held = Guidance.objects.get(application=str(case))
    actions.register_guidance(
        guidance=held,
        held_on=held.arranged_on + HELD_AFTER,
        experts=EXPERTS,
        opinion=OPINION,
        by=offices.handler(REVIEWED),
    )
    return _("一次专家指导")


def story(offices: Offices, code: str, city: str, number: int, begins: date, said: Mapping[str, Any]) -> Story:
    """A case of a city's office, by its handler."""
    lots = Random(SEED * 3 + number)  # noqa: S311 - lots that anybody can draw again, not a secret
    bank = Party.objects.filter(kind=Kind.BANK, synthetic=True).order_by("pk")[0]
    days = Days(begins, lots, date(YEAR + 1, 12, 31))
    return Story(offices.cast, item(code), Filing(offices.handler(city), city), number, days, (), bank, said)
