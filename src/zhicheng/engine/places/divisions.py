"""All divisions of the country."""

from dataclasses import dataclass
from functools import cache

from zhicheng.engine.places.areas import Area, center_of, read_layer
from zhicheng.engine.places.codes import Level, level_of, parent_of
from zhicheng.engine.places.names import short_name

# Shapes that are no divisions: a horse farm and two nature reserves of 甘肃, an administrative committee of 青海.
_NO_DIVISIONS = frozenset({"629700", "629800", "629900", "632857"})
# GB/T 2260 has no codes below 台湾, 香港 and 澳门; those in the files are numbers of the files' own.
_NOT_SUBDIVIDED = frozenset({"71", "81", "82"})


@dataclass(frozen=True)
class Division:
    """A division of the state. ``lon`` and ``lat`` are degrees of a point inside it; ``parent`` is a code."""

    code: str
    name: str
    short_name: str
    level: Level
    parent: str | None
    lon: float
    lat: float


@cache
def divisions() -> tuple[Division, ...]:
    """All 34 provinces, 333 cities and 2,844 counties, by code; kept in memory after the first call (about a second).

    Counties of the four municipalities and those administered by a province have the province as their parent.
    """
    areas = [area for level in ("province", "city", "county") for area in _of_level(level)]
    return tuple(sorted((_division(area) for area in areas), key=lambda each: each.code))


def division(code: str) -> Division:
    """The division with this code. Raises KeyError when there is none."""
    return _by_code()[code]


@cache
def _by_code() -> dict[str, Division]:
    return {each.code: each for each in divisions()}


def _of_level(level: Level) -> list[Area]:
    # Each layer also repeats the areas that have no division of its level: 北京 among cities, 东莞 among counties.
    return [area for area in read_layer(level).areas if level_of(area.code) == level and _is_division(area.code)]


def _is_division(code: str) -> bool:
    return code not in _NO_DIVISIONS and (code[:2] not in _NOT_SUBDIVIDED or code.endswith("0000"))


def _division(area: Area) -> Division:
    level = level_of(area.code)
    lon, lat = center_of(area.shape)
    return Division(area.code, area.name, short_name(area.name), level, parent_of(area.code), lon, lat)
