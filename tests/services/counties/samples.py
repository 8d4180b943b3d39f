"""Counties, returns and visits for tests."""

from datetime import date
from typing import Any

from django_scopes import scopes_disabled

from tests.people import NANSHAN, division, person
from zhicheng.base.accounts.models import Role, User
from zhicheng.services.counties import actions, queries
from zhicheng.services.counties.actions import ReturnFacts, VisitFacts
from zhicheng.services.counties.models import CountyCultivation, CountyReturn, GuidanceVisit, ReturnState


def declared(region: str = NANSHAN, by: User | None = None, **given: Any) -> CountyCultivation:
    usual: dict[str, Any] = {"level": "pilot", "starts_on": date(2016, 5, 1)}
    return actions.declare(county=division(region), by=by, **usual | given)


def saved(region: str = NANSHAN, by: User | None = None, quarter: int = 1, **facts: Any) -> CountyReturn:
    """A draft of a quarter of 2018, by the county's own officer."""
    officer = by or person("县", Role.COUNTY, region)
    return actions.save_return(county=division(region), year=2018, quarter=quarter, facts=ReturnFacts(**facts), by=officer)  # fmt: skip


def submitted(region: str = NANSHAN, quarter: int = 1, **facts: Any) -> CountyReturn:
    officer = person("县", Role.COUNTY, region)
    filed = saved(region, officer, quarter, **facts)
    return actions.submit_return(filed=filed, by=officer, today=date(2018, 4, 20))


def guided(region: str = NANSHAN, by: User | None = None) -> GuidanceVisit:
    facts = VisitFacts(day=date(2018, 3, 1), visitors="王", topics=("quality",), agreed="建立台账")
    return actions.guide(county=division(region), facts=facts, by=by)


def reported(region: str = NANSHAN, *, year: int = 2018, quarter: int = 2, **facts: Any) -> CountyReturn:
    """An approved return of a county, which counts."""
    with scopes_disabled():
        return CountyReturn.objects.create(
            county=division(region),
            year=year,
            quarter=quarter,
            period_ends_on=queries.last_day(year, quarter),
            state=ReturnState.APPROVED,
            filed_by=person("填报人", Role.COUNTY, region),
            judged_by=person("审核人", region=f"{region[:4]}00"),
            **facts,
        )
