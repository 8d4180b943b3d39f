"""What the offices report of 2018, through all levels: the districts of 深圳 to the city, the cities to their provinces; two wait."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from zhicheng.base.accounts.models import Role, User
from zhicheng.base.regions.models import Region
from zhicheng.base.regions.queries import counties_of
from zhicheng.governance.indicators import report_actions as actions
from zhicheng.governance.indicators.models import Report
from zhicheng.portal.demonstration.offices import Offices
from zhicheng.portal.demonstration.people import CITY_CODES
from zhicheng.portal.demonstration.plan_year import at

YEAR = 2018
CASES, STAFF = "enforcement_cases", "ip_staff"
STAFF_OF_CITIES = (46, 38, 41)
"""People who do nothing but IP in the offices of the three cities; invented."""
MOST_CASES = 12
FILED, SUMMED = date(2019, 1, 15), date(2019, 1, 24)
PRINTED_DISTRICT = "440305"


def file_all(offices: Offices, today: date) -> int:
    """File everything once; returns how many reports there are."""
    if Report.objects.filter(synthetic=True).exists():
        return 0
    file_cases(offices, CITY_CODES[0])
    for city, people in zip(CITY_CODES, STAFF_OF_CITIES, strict=True):
        filed = file(STAFF, offices.regions[city], YEAR, offices.handler(city), people, FILED)
        actions.approve(report=filed, by=offices.province(city), at=at(SUMMED))
    wait(offices, today.year - 1)
    return Report.objects.filter(synthetic=True).count()


def file_cases(offices: Offices, city: str) -> None:
    """Every district's cases, the city's sum, and the province's approval, which locks them."""
    for number, district in enumerate(counties_of(city).order_by("code")):
        filed = file(CASES, district, YEAR, clerk(offices, district), 3 + number * 5 % MOST_CASES, FILED)
        actions.approve(report=filed, by=offices.head(city), at=at(FILED))
    whole = file(CASES, offices.regions[city], YEAR, offices.handler(city), None, SUMMED)
    actions.approve(report=whole, by=offices.province(city), at=at(SUMMED))


def clerk(offices: Offices, district: Region) -> User:
    """Who reports for a district; the printed login for its own."""
    if district.code == PRINTED_DISTRICT:
        return offices.cast.users["quxian"]
    return offices.cast.account(
        f"demo-quxian-{district.code}", f"{district.short_name}经办·演示", Role.COUNTY, district.code
    )


def file(indicator: str, region: Region, year: int, by: User, value: float | None, on: date | None = None) -> Report:
    """A report handed upward on a day, today by default; staff needs its evidence."""
    proof = proof_of(region, year) if indicator == STAFF else None
    saved = actions.save(
        indicator=indicator, region=region, period=year, by=by, value=value, upload=proof, synthetic=True
    )
    return actions.submit(report=saved, by=by, at=at(on) if on else None)


def proof_of(region: Region, year: int) -> SimpleUploadedFile:
    text = f"{region.name}{year} 年填报证明（演示）。本文件由演示系统生成，内容是虚构的。\n"
    return SimpleUploadedFile(f"{region.short_name}-{year}-证明-演示.txt", text.encode(), "text/plain")


def wait(offices: Offices, year: int) -> None:
    """Last year's numbers of the printed logins' own offices, for the office above to judge."""
    district = Region.objects.get(code=PRINTED_DISTRICT)
    file(CASES, district, year, clerk(offices, district), MOST_CASES)
    city = CITY_CODES[0]
    file(STAFF, offices.regions[city], year, offices.handler(city), STAFF_OF_CITIES[0] + 2)
