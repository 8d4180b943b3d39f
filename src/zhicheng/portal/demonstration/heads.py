"""Heads of the ten cities and their training: in most cities all went through it in three years, in the last but one not yet."""

from datetime import date, timedelta

from zhicheng.portal.demonstration.offices import CITIES, Offices
from zhicheng.portal.demonstration.people import CITY_CODES, name_of
from zhicheng.services.training.actions import HeadFacts, TrainingFacts, enter, record_training
from zhicheng.services.training.queries import heads

UNITS = ("综合处", "管理处", "保护处", "服务处")
POST = "处长"
COURSE, ORGANISER = "知识产权管理负责人轮训班（演示）", "省知识产权培训基地"
FIRST_COURSE = date(2016, 4, 15)
LATE = CITY_CODES[-1]
"""The city in which one head was not trained: the target is missed there."""


def enter_all(offices: Offices, today: date) -> int:
    """The lists of the ten cities, made once; returns how many heads were entered."""
    if heads().filter(synthetic=True).exists():
        return 0
    for number, city in enumerate(CITIES):
        for turn, unit in enumerate(UNITS):
            is_late = city == LATE and turn == 0
            enter_one(offices, city, number * len(UNITS) + turn, unit, days=() if is_late else days_of(turn, today))
    return len(CITIES) * len(UNITS)


def days_of(turn: int, today: date) -> tuple[date, ...]:
    """When a head was trained: once in the three years to 2018, and once of late."""
    return FIRST_COURSE + timedelta(days=turn % 3 * 365 + turn), today - timedelta(days=200 * (turn + 1))


def enter_one(offices: Offices, city: str, number: int, unit: str, *, days: tuple[date, ...]) -> None:
    """A head, in post since 2015 or 2016, and the courses that he took."""
    region, handler = offices.regions[city], offices.handler(city)
    facts = HeadFacts(
        f"{name_of(number * 7 + 2)}·演示", f"{region.short_name}市知识产权局{unit}", POST, region, date(2015 + number % 2, 3, 2),
        synthetic=True,
    )  # fmt: skip
    head = enter(facts=facts, by=handler)
    for ended_on in days:
        record_training(head=head, facts=TrainingFacts(ended_on, COURSE, ORGANISER), by=handler)
