"""Simplified boundaries for maps, as GeoJSON bytes: small, with neighbours' common borders kept, always the same.

Every feature has the properties ``code``, ``name`` and ``center`` (longitude, latitude). Maps of the nation hold the
whole country, 台湾 and 南海诸岛 included, and the boundary lines as features named 境界线 with codes ``JX-1`` ….
The shapes are for illustration; they are no authority on where a border runs.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeAlias

import shapely
from shapely.geometry.base import BaseGeometry

from zhicheng.engine.places.areas import Area, Layer, center_of, read_layer
from zhicheng.engine.places.codes import PREFIXES_WITHOUT_CITIES, contains, level_of

LINE_NAME = "境界线"
Ring: TypeAlias = list[list[float]]

_NATION_TOLERANCE_DEGREES = 0.05
_LOCAL_TOLERANCE = 1 / 400  # of the larger side: about two pixels of a map as wide as a page
_NATION_DIGITS = 2  # a kilometre, below a pixel of any page
_LOCAL_DIGITS = 3
# Every island of 三沙 and of 台湾 (钓鱼岛 among them) is drawn, however small; others vanish beside their mainland.
_ISLANDS = frozenset({"460300", "460302", "460303", "710000"})
_SMALLEST_ISLAND = 4  # times the square of the tolerance; smaller ones are left out beside larger parts
_FEWEST_POINTS = 4  # of a closed ring


def nation(level: Literal["province", "city"]) -> bytes:
    """The whole country by province or by city (with the counties that belong to no city). At most 400 KB."""
    layer = read_layer(level)
    return _collection(layer.areas, layer, _NATION_TOLERANCE_DEGREES, _NATION_DIGITS)


def inside(code: str) -> bytes:
    """One division by those below it: a province by its cities, a city or municipality by its counties.

    Raises ValueError when the code has nothing below it.
    """
    by_city = level_of(code) == "province" and code[:2] not in PREFIXES_WITHOUT_CITIES
    areas = [area for area in read_layer("city" if by_city else "county").areas if contains(code, area.code)]
    if not areas or level_of(code) == "county":
        message = f"没有行政区划 {code} 以下的地图"
        raise ValueError(message)
    west, south, east, north = shapely.total_bounds([area.shape for area in areas])
    tolerance = max(east - west, north - south) * _LOCAL_TOLERANCE
    return _collection(areas, Layer(tuple(areas), ()), tolerance, _LOCAL_DIGITS)


def _collection(areas: Sequence[Area], layer: Layer, tolerance: float, digits: int) -> bytes:
    simplified = shapely.coverage_simplify([area.shape for area in areas], tolerance)
    features = [_area_feature(area, shape, tolerance, digits) for area, shape in zip(areas, simplified, strict=True)]
    features += [_line_feature(i, line, tolerance) for i, line in enumerate(layer.lines, start=1)]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def _area_feature(area: Area, simplified: BaseGeometry, tolerance: float, digits: int) -> dict[str, Any]:
    if area.code in _ISLANDS:
        every_island = shapely.simplify(area.shape, tolerance, preserve_topology=True)  # at least a triangle each
        polygons = _polygons(every_island, 0.0, _LOCAL_DIGITS)
    else:
        polygons = _polygons(simplified, tolerance, digits)
    geometry = {"type": "MultiPolygon", "coordinates": polygons}
    properties = {"code": area.code, "name": area.name, "center": list(center_of(area.shape))}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _line_feature(number: int, line: BaseGeometry, tolerance: float) -> dict[str, Any]:
    simplified = shapely.get_parts(shapely.simplify(line, tolerance))
    parts = [part for part in (_rounded(part.coords, _LOCAL_DIGITS) for part in simplified) if len(part) > 1]
    middle = line.centroid
    properties = {"code": f"JX-{number}", "name": LINE_NAME, "center": [round(middle.x, 4), round(middle.y, 4)]}
    geometry = {"type": "MultiLineString", "coordinates": parts}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _polygons(shape: BaseGeometry, tolerance: float, digits: int) -> list[list[Ring]]:
    """The parts of a shape as rings; small islands beside larger parts are left out."""
    parts = sorted(shapely.get_parts(shape), key=shapely.area, reverse=True)
    worth = _SMALLEST_ISLAND * tolerance**2
    kept = [part for part in parts if part.area >= worth] or parts[:1]
    polygons = [_rings(part, digits) for part in kept]
    return [rings for rings in polygons if rings]


def _rings(polygon: Any, digits: int) -> list[Ring]:
    outer = _rounded(polygon.exterior.coords, digits)
    if len(outer) < _FEWEST_POINTS:
        return []
    holes = [_rounded(hole.coords, digits) for hole in polygon.interiors]
    return [outer, *[hole for hole in holes if len(hole) >= _FEWEST_POINTS]]


def _rounded(coordinates: Iterable[Sequence[float]], digits: int) -> Ring:
    """The points rounded, without repetitions. Neighbours share their points, so they still meet after rounding."""
    points: Ring = []
    for lon, lat, *_ in coordinates:
        point = [round(lon, digits), round(lat, digits)]
        if not points or point != points[-1]:
            points.append(point)
    return points
