"""Outlets and what they did: some districts of each city have one, others none yet."""

from datetime import date, timedelta

from zhicheng.base.accounts.models import Role
from zhicheng.base.parties.models import Kind as PartyKind
from zhicheng.base.parties.models import Party
from zhicheng.base.regions.models import Region
from zhicheng.engine.patents.demo.people import CITIES
from zhicheng.portal.demonstration.people import CITY_CODES, Cast
from zhicheng.services.outlets.actions import OutletFacts, open_outlet, record_service
from zhicheng.services.outlets.models import Host, Kind, Outlet, Service

WITH_OUTLETS = (6, 4, 5)
"""Of eight districts of each city so many have an outlet."""
SERVICES = (
    (Service.SEARCH, 12), (Service.ADVICE, 26), (Service.TRAINING, 45), (Service.ANALYSIS, 3),
)  # fmt: skip
"""What an outlet does in a season, and for how many people."""
SEASONS = (date(2018, 3, 14), date(2018, 6, 13), date(2018, 9, 12))


def open_all(cast: Cast) -> int:
    """The outlets of the three cities, made once; returns how many were opened."""
    if Outlet.objects.filter(synthetic=True).exists():
        return 0
    for number, city in enumerate(CITIES):
        hosts = [party for party in cast.of_city(CITY_CODES[number]) if party.kind in KINDS]
        for turn, (name, code) in enumerate(city.districts[: WITH_OUTLETS[number]]):
            outlet = opened(cast, f"{city.name}{name}", code, hosts[turn % len(hosts)], turn)
            serve(outlet, turn)
    return sum(WITH_OUTLETS)


KINDS = {
    PartyKind.UNIVERSITY: (Kind.UNIVERSITY_CENTRE, Host.UNIVERSITY_OR_INSTITUTE),
    PartyKind.INSTITUTE: (Kind.FILED, Host.UNIVERSITY_OR_INSTITUTE),
    PartyKind.OTHER: (Kind.FILED, Host.PARK),
}


def opened(cast: Cast, place: str, code: str, host: Party, turn: int) -> Outlet:
    """One outlet, kept by an institution of the city; opened in 2017 or 2018."""
    kind, host_kind = KINDS[PartyKind(host.kind)]
    facts = OutletFacts(
        name=f"{place}信息公共服务网点（演示）", kind=kind, host=host_kind, region=Region.objects.get(pk=code), party=host, phone="0000-12345",
        opened_on=date(2017 + turn % 2, 2 + turn, 6), address=f"{place}示例路{turn + 10}号", synthetic=True,
        services=(Service.SEARCH, Service.ADVICE, Service.TRAINING),
    )  # fmt: skip
    return open_outlet(facts=facts, by=cast.officer(Role.CITY_HANDLER, code))


def serve(outlet: Outlet, turn: int) -> None:
    """What it did in three seasons of 2018, as far as it was open."""
    for number, season in enumerate(SEASONS):
        day = season + timedelta(days=turn)
        if day >= outlet.opened_on:
            service, people = SERVICES[(turn + number) % len(SERVICES)]
            record_service(outlet=outlet, day=day, service=service, people=people + turn * 2, by=None)
