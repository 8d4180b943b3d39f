"""Reads of cities' stages."""

from datetime import date

from django.db.models import QuerySet

from zhicheng.base.regions.models import Region
from zhicheng.services.cultivation.definition_kinds import LifeCycle
from zhicheng.services.cultivation.models import CityStage, Decision, Stage
from zhicheng.services.cultivation.queries import titles

PROGRAMME = "demonstration_city"


def life_cycle() -> LifeCycle | None:
    """The rules in force, None when the programme is missing or has none."""
    model = titles.programme(PROGRAMME)
    return model.life_cycle if model else None


def stages_now() -> QuerySet[CityStage]:
    """The stage in which each city is."""
    return CityStage.objects.filter(closed_on=None).select_related("region__parent")


def stage_of(region_code: str) -> CityStage | None:
    """The stage in which a city is, None when it never began."""
    return stages_now().filter(region=region_code).first()


def life_of(region_code: str) -> list[CityStage]:
    """All stages of a city, newest first."""
    rows = CityStage.objects.filter(region=region_code).select_related("region__parent", "by", "designation")
    return list(rows)


def silent(on: date) -> QuerySet[CityStage]:
    """Pilots that were accepted, may go on, and whose term is over: a plan is waited for."""
    waiting = [Decision.NEW_ROUND, Decision.CULTIVATION]
    return stages_now().filter(stage=Stage.PILOT, decision__in=waiting, ends_on__lt=on)


def place(code: str) -> Region | None:
    return Region.objects.select_related("parent").filter(code=code).first()


def holder_levels() -> tuple[str, ...]:
    """Levels of divisions that may be pilot and demonstration cities."""
    model = titles.programme(PROGRAMME)
    return model.holder_kinds if model else ()
