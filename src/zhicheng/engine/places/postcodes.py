"""Which city an area of postcodes belongs to, learned from addresses that are clear."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhicheng.engine.places.codes import PREFIXES_WITHOUT_CITIES, parent_of
from zhicheng.engine.places.divisions import Division, division

_AREA_DIGITS = 4  # the first four of six digits name the postal area, which a city's postcodes share
_FEWEST = 5  # addresses of an area before it teaches anything
_MOST_OF_THEM = 0.9  # of an area's addresses must lie in one city; postcodes are mistyped now and then
_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Postcodes:
    """The city (or province without cities, or county outside cities) of each postal area that is sure."""

    areas: Mapping[str, Division]

    @classmethod
    def learned(cls, pairs: Iterable[tuple[str, Division | None]]) -> "Postcodes":
        """Learn from postcodes and the divisions of their addresses; those without either teach nothing."""
        seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for code, found in pairs:
            area = _area(code)
            city = _city_of(found) if area and found else ""
            if city:
                seen[area][city] += 1
        sure = {area: _majority(cities) for area, cities in seen.items()}
        return cls({area: division(city) for area, city in sure.items() if city})

    def city(self, postcode: str) -> Division | None:
        """The city of a postcode, None where nothing sure is known."""
        return self.areas.get(_area(postcode))


def _area(postcode: str) -> str:
    code = postcode.strip()
    return code[:_AREA_DIGITS] if len(code) == _LENGTH and code.isascii() and code.isdigit() else ""


def _city_of(found: Division) -> str:
    if found.level == "county":
        above = division(parent_of(found.code) or "")
        return above.code if above.level == "city" or _has_no_cities(above) else found.code
    return found.code if found.level == "city" or _has_no_cities(found) else ""


def _has_no_cities(found: Division) -> bool:
    return found.code[:2] in PREFIXES_WITHOUT_CITIES


def _majority(cities: Counter[str]) -> str:
    (city, most), total = cities.most_common(1)[0], cities.total()
    return city if total >= _FEWEST and most >= _MOST_OF_THEM * total else ""
