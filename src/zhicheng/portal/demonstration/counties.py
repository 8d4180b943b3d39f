"""Strong counties: one cultivated since 2017, those of the batch of 2018, their quarterly returns, and visits of guidance."""

from datetime import date
from random import Random

from zhicheng.base.accounts.models import Role
from zhicheng.base.regions.models import Region
from zhicheng.portal.demonstration.people import CITY_CODES, Cast
from zhicheng.services.counties import actions
from zhicheng.services.counties.actions import ReturnFacts, VisitFacts
from zhicheng.services.counties.models import CountyCultivation, CountyReturn, Level, Topic

PRINTED_COUNTY = "440305"
QUARTERS_OF_2018 = ((2018, 1), (2018, 2), (2018, 3), (2018, 4))
LATEST = 4
"""How many of the quarters that ended last are reported."""
TOPICS = (Topic.ENFORCEMENT, Topic.NAVIGATION, Topic.SERVICES)
TEXT = "按方案推进，重点企业走访已完成本季度计划。"
VISITS = (
    (
        date(2018, 5, 16),
        "围绕执法力量和专利导航选题座谈，查看企业两家。",
        "六月底前明确导航产业，补充执法人员一名。",
        date(2018, 6, 29),
    ),
    (date(2018, 9, 19), "检查季报数据，听取服务站运行情况。", "十月底前建立企业走访台账。", date(2018, 10, 31)),
)


def declare_first(cast: Cast) -> None:
    """The county of the printed login has been a pilot since 2017."""
    if not CountyCultivation.objects.filter(county=PRINTED_COUNTY).exists():
        head = cast.officer(Role.CITY_HEAD, CITY_CODES[0])
        county = Region.objects.get(pk=PRINTED_COUNTY)
        actions.declare(county=county, level=Level.PILOT, starts_on=date(2017, 5, 22), by=head, synthetic=True)


def work_all(cast: Cast, today: date) -> int:
    """Returns and visits of every cultivated county, made once; returns the number of counties."""
    if CountyReturn.objects.filter(synthetic=True).exists():
        return 0
    cultivated = list(CountyCultivation.objects.filter(synthetic=True).select_related("county").order_by("pk"))
    for number, one in enumerate(cultivated):
        lots = Random(number)  # noqa: S311 - figures that come out the same each time, not a secret
        latest = ended_quarters(today, LATEST)
        for quarter in (*QUARTERS_OF_2018, *latest):
            if one.starts_on < end_of(*quarter):
                report(cast, one.county, quarter, lots, is_last=quarter == latest[-1])
        for visit in VISITS:
            guide(cast, one.county, *visit)
    return len(cultivated)


def ended_quarters(today: date, count: int) -> list[tuple[int, int]]:
    """(year, quarter) of those that ended last before a day, the latest at the end."""
    before = today.year * 4 + (today.month - 1) // 3
    return [(at // 4, at % 4 + 1) for at in range(before - count, before)]


def end_of(year: int, quarter: int) -> date:
    """A day at the end of a quarter."""
    return date(year, 3 * quarter, 28)


def report(cast: Cast, county: Region, quarter: tuple[int, int], lots: Random, *, is_last: bool) -> None:
    """One quarter; the last one still waits for the city, or is a draft where somebody can sign in and hand it in."""
    officer = cast.officer(Role.COUNTY, county.code)
    facts = ReturnFacts(
        lots.randint(3, 6), lots.randint(0, 3), lots.randint(8, 30) * 10_000_000, lots.randint(120, 400), lots.randint(40, 150),
        lots.randint(2, 12), lots.randint(0, 2), lots.randint(30, 160), TEXT,
    )  # fmt: skip
    year, number = quarter
    filed = actions.save_return(county=county, year=year, quarter=number, facts=facts, by=officer, synthetic=True)
    if is_last and county.code == PRINTED_COUNTY:
        return
    filed = actions.submit_return(filed=filed, by=officer, today=end_of(*quarter))
    if not is_last:
        actions.approve_return(filed=filed, by=cast.officer(Role.CITY_HANDLER, county.code))


def guide(cast: Cast, county: Region, day: date, findings: str, agreed: str, due_on: date) -> None:
    """One visit from the city; what was agreed in spring is done."""
    officer = cast.officer(Role.CITY_HANDLER, county.code)
    facts = VisitFacts(day, "市局调研组（演示）", TOPICS, agreed, findings, due_on, synthetic=True)
    visit = actions.guide(county=county, facts=facts, by=officer)
    if day == VISITS[0][0]:
        actions.finish(visit=visit, done_on=due_on, by=officer)
