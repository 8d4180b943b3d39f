import json
from functools import cache
from typing import Any, Literal

import pytest
import shapely

from zhicheng.engine.places import boundaries, divisions


@cache
def bytes_of(level: Literal["province", "city"]) -> bytes:
    return boundaries.nation(level)


def shapes_of(content: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Code → shape, of the areas; and the lines."""
    features = json.loads(content)["features"]
    shapes = {f["properties"]["code"]: shapely.geometry.shape(f["geometry"]) for f in features}
    areas = {code: shape for code, shape in shapes.items() if not code.startswith("JX-")}
    return areas, {code: shape for code, shape in shapes.items() if code.startswith("JX-")}


@pytest.mark.parametrize(
    ("level", "areas", "lines", "limit"), [("province", 34, 8, 150_000), ("city", 375, 13, 400_000)]
)
def test_the_nation_is_whole_and_small(level: Literal["province", "city"], areas: int, lines: int, limit: int) -> None:
    drawn, drawn_lines = shapes_of(bytes_of(level))
    assert (len(drawn), list(drawn_lines)) == (areas, [f"JX-{i}" for i in range(1, lines + 1)])
    assert len(bytes_of(level)) <= limit
    edges = shapely.total_bounds([*drawn.values(), *drawn_lines.values()])
    assert [round(edge) for edge in edges] == [74, 3, 135, 54]
    assert "710000" in drawn
    assert drawn["710000"].contains(shapely.Point(121, 23.8))
    for islet in (shapely.Point(123.48, 25.75), shapely.Point(124.56, 25.92)):  # 钓鱼岛, 赤尾屿
        assert drawn["710000"].distance(islet) < 0.05


def test_every_city_is_on_the_map_of_cities() -> None:
    drawn, _ = shapes_of(bytes_of("city"))
    assert {each.code for each in divisions() if each.level == "city"} - drawn.keys() == set()
    assert {"110000", "419001", "710000", "810000", "820000"} <= drawn.keys()
    islands = drawn["460300"]
    assert len(islands.geoms) > 250
    assert islands.bounds[1] < 5  # 曾母暗沙 lies near 4° N


def test_features_carry_code_name_and_centre() -> None:
    features = {f["properties"]["code"]: f for f in json.loads(bytes_of("city"))["features"]}
    assert set(features["440300"]["properties"]) == {"code", "name", "center"}
    assert features["440300"]["properties"]["name"] == "深圳市"
    lon, lat = features["440300"]["properties"]["center"]
    assert (lon, lat) == pytest.approx((114.1, 22.6), abs=0.2)
    assert features["JX-1"]["properties"]["name"] == boundaries.LINE_NAME


def test_neighbours_share_their_borders() -> None:
    drawn, _ = shapes_of(boundaries.inside("340100"))
    assert len(drawn) == 9
    together = shapely.union_all(list(drawn.values()))
    assert together.area == pytest.approx(sum(shape.area for shape in drawn.values()), rel=1e-9)
    assert isinstance(together, shapely.Polygon), "no gaps, no islands"
    assert not together.interiors


def test_maps_below_the_nation() -> None:
    codes = {
        code: list(shapes_of(boundaries.inside(code))[0]) for code in ("410000", "500000", "441900", "460300", "820000")
    }
    assert len(codes["410000"]) == 18
    assert codes["410000"][-1] == "419001"
    assert len(codes["500000"]) == 38
    assert codes["441900"] == ["441900"]
    assert codes["820000"] == ["820000"]
    assert codes["460300"] == ["460302", "460303"]


def test_the_same_map_is_the_same_bytes() -> None:
    assert boundaries.inside("440300") == boundaries.inside("440300")
    assert boundaries.nation("province") == bytes_of("province")


@pytest.mark.parametrize("code", ["440305", "999900"])
def test_what_has_nothing_below_it_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match=f"没有行政区划 {code} 以下的地图"):
        boundaries.inside(code)
