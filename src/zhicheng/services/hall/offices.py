"""Which office handles an item for an applicant's place."""

from zhicheng.engine.places import level_of, parent_of
from zhicheng.engine.places.codes import PREFIXES_WITHOUT_CITIES
from zhicheng.services.hall.definition_kinds import Level


def office_of(level: Level, place: str) -> str | None:
    """The division code of the office of a level for a place; None for the national office, and where there is no office of that level.

    A municipality 直辖市 is its own city. A county under a province directly has no city office.
    """
    if level == "nation":
        return None
    if level == "province":
        return place[:2] + "0000"
    if level == "county":
        return place if level_of(place) == "county" else None
    return city_of(place)


def city_of(place: str) -> str | None:
    """The city of a place."""
    if place[:2] in PREFIXES_WITHOUT_CITIES:
        return place[:2] + "0000"
    above = {"city": place, "county": parent_of(place)}.get(level_of(place))
    return above if above and level_of(above) == "city" else None
