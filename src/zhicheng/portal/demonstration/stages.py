"""Cities on their way from pilot to demonstration: one under way, one whose acceptance is due, one that has to file its plan, and one whose
term as demonstration city is soon over.
"""

from datetime import date, timedelta
from decimal import Decimal

from zhicheng.base.regions.models import Region
from zhicheng.engine.calendars.periods import add_months
from zhicheng.portal.demonstration.offices import Offices
from zhicheng.services.cultivation.actions import cities
from zhicheng.services.cultivation.models import CityStage

UNDER_WAY, TO_ACCEPT, TO_PLAN, TO_REVIEW = "441800", "441200", "440500", "440300"
"""清远 肇庆 汕头 深圳: of the printed province, so that the printed logins have something to do."""
TERM_MONTHS = 36
DOCUMENT = "演示〔%d〕%d 号"
SCORE = Decimal("82.5")


def lead_all(offices: Offices, today: date) -> int:
    """The stages, made once; returns how many were begun."""
    if CityStage.objects.filter(synthetic=True).exists():
        return 0
    begin(offices, UNDER_WAY, today - timedelta(days=400), 1)
    begin(offices, TO_ACCEPT, add_months(today, -TERM_MONTHS) - timedelta(days=40), 2)
    accepted(offices, begin(offices, TO_PLAN, add_months(today, -TERM_MONTHS) - timedelta(days=75), 3), today)
    since = add_months(today, -TERM_MONTHS) + timedelta(days=50)
    cities.enter_demonstration(
        region=region(TO_REVIEW),
        by=offices.guojia,
        document=DOCUMENT % (since.year, 4),
        starts_on=since,
        synthetic=True,
    )
    return 4


def begin(offices: Offices, code: str, starts_on: date, number: int) -> CityStage:
    """A pilot of three years."""
    document = DOCUMENT % (starts_on.year, number)
    return cities.start_pilot(
        region=region(code), by=offices.guojia, document=document, starts_on=starts_on, synthetic=True
    )


def accepted(offices: Offices, stage: CityStage, today: date) -> None:
    """The province accepted the pilot and reported it; the city's plan is due."""
    province = offices.province(stage.region_id)
    done = cities.accept(stage=stage, by=province, on=today - timedelta(days=30), score=SCORE)
    cities.report_result(stage=done, by=province, on=today - timedelta(days=20))


def region(code: str) -> Region:
    return Region.objects.get(pk=code)
