"""Boundary files and the view that serves them."""

import gzip
import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from zhicheng.base.regions import maps, setup
from zhicheng.base.regions.models import Region


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.MAPS_DIR = tmp_path
    maps.map_file.cache_clear()
    return tmp_path


@pytest.mark.django_db
def test_the_map_of_a_city_is_its_districts(client: Client) -> None:
    answer = client.get("/maps/440300.json")
    features = json.loads(answer.content)["features"]
    names = {feature["properties"]["code"]: feature["properties"]["name"] for feature in features}
    assert names == {
        "440303": "罗湖区", "440304": "福田区", "440305": "南山区", "440306": "宝安区", "440307": "龙岗区",
        "440308": "盐田区", "440309": "龙华区", "440310": "坪山区", "440311": "光明区",
    }  # fmt: skip
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200, "application/geo+json", "public, max-age=604800",
    )  # fmt: skip


@pytest.mark.django_db
def test_a_map_goes_out_packed_and_is_not_sent_again(client: Client, folder: Path) -> None:
    first = client.get("/maps/440300.json", headers={"Accept-Encoding": "gzip, br"})
    assert first["Content-Encoding"] == "gzip"
    assert gzip.decompress(first.content) == client.get("/maps/440300.json").content
    again = client.get("/maps/440300.json", headers={"Accept-Encoding": "gzip", "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert [path.name for path in folder.rglob("*.*") if path.is_file()] == ["440300.json.gz"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["990000", "440305", "cn-county", "440300x", "000000", "４４０３００"])
def test_what_has_no_map_is_not_found(client: Client, folder: Path, name: str) -> None:
    assert client.get(f"/maps/{name}.json").status_code == 404
    assert list(folder.rglob("*.gz")) == []


def test_equal_shapes_give_equal_bytes(folder: Path) -> None:
    first = maps.make("440300")
    assert maps.make("440300") == first
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["440300.json.gz"]


@pytest.mark.django_db
def test_the_national_maps_are_made_once_small_and_of_our_divisions() -> None:
    setup.load_regions()
    assert (maps.write_national_maps(), maps.write_national_maps()) == (2, 0)
    packed = maps.map_file("cn-city").packed
    codes = {feature["properties"]["code"] for feature in json.loads(gzip.decompress(packed))["features"]}
    assert {"440300", "710000", "460300", "JX-1"} - codes == set()
    shapes = {code for code in codes if not code.startswith("JX-")}
    # A horse farm and two nature reserves of 甘肃 fill the map and are no divisions.
    assert shapes - set(Region.objects.values_list("code", flat=True)) == {"629700", "629800", "629900"}
    assert len(packed) < 150_000
