import csv
from collections import Counter
from pathlib import Path

import pytest

from zhicheng.engine.places import (
    Division,
    Level,
    contains,
    division,
    divisions,
    level_of,
    parent_of,
    prefix,
    short_name,
)

REFERENCE = Path(__file__).parents[4] / "shared/data/regions/divisions_2026.csv"

# The list of 2026-09 against the shapes: reforms that came after the shapes were drawn.
ONLY_IN_THE_LIST = {"500157", "653132", "653228", "653229", "659013"}  # 两江新区; 岑岭, 和康, 和安; 草湖
ONLY_IN_THE_SHAPES = {"500105", "500112"}  # 江北 and 渝北, merged into 两江新区


def test_the_country_has_its_divisions() -> None:
    assert Counter(each.level for each in divisions()) == {"province": 34, "city": 333, "county": 2844}
    assert [each.code for each in divisions()] == sorted({each.code for each in divisions()})
    below = Counter(each.parent for each in divisions())
    assert (below["110000"], below["500000"], below["440000"], below["440300"]) == (16, 38, 21, 9)
    assert (below["429000"], below["420000"], below["710000"], below["441900"]) == (0, 13 + 4, 0, 0)


def test_every_parent_exists_and_contains_its_children() -> None:
    codes = {each.code for each in divisions()}
    for each in divisions():
        assert each.parent in codes or (each.parent is None and each.level == "province")
        assert each.parent is None or contains(each.parent, each.code)
        assert 73 < each.lon < 136
        assert 3 < each.lat < 54


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference list of divisions is not on this machine")
def test_the_divisions_are_those_of_the_reference_list() -> None:
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        listed = {row["code"]: (row["name"], row["level"], row["parent_code"] or None) for row in csv.DictReader(file)}
    ours = {each.code: (each.name, each.level, each.parent) for each in divisions()}
    assert listed.keys() - ours.keys() == ONLY_IN_THE_LIST
    assert ours.keys() - listed.keys() == ONLY_IN_THE_SHAPES
    assert {code: ours[code] for code in ours.keys() & listed.keys()} == {
        code: listed[code] for code in ours.keys() & listed.keys()
    }


def test_one_division() -> None:
    assert division("440300") == Division("440300", "深圳市", "深圳", "city", "440000", *place_of("440300"))
    assert place_of("440300") == pytest.approx((114.1, 22.6), abs=0.2)
    with pytest.raises(KeyError):
        division("440399")


def place_of(code: str) -> tuple[float, float]:
    return division(code).lon, division(code).lat


@pytest.mark.parametrize(
    ("code", "digits", "level", "parent"),
    [
        ("110000", "11", "province", None),
        ("110105", "110105", "county", "110000"),
        ("500229", "500229", "county", "500000"),
        ("810000", "81", "province", None),
        ("440300", "4403", "city", "440000"),
        ("440305", "440305", "county", "440300"),
        ("441900", "4419", "city", "440000"),
        ("419001", "419001", "county", "410000"),
        ("469021", "469021", "county", "460000"),
        ("659012", "659012", "county", "650000"),
        ("422801", "422801", "county", "422800"),
    ],
)
def test_what_a_code_tells(code: str, digits: str, level: Level, parent: str | None) -> None:
    assert (prefix(code), level_of(code), parent_of(code)) == (digits, level, parent)


@pytest.mark.parametrize("code", ["", "44", "44030", "4403000", "44030x", "044030", "４４０３００"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="应为六位数字"):
        level_of(code)


def test_a_division_contains_its_subtree_and_itself() -> None:
    assert contains("440000", "440305")
    assert contains("440300", "440300")
    assert contains("420000", "429004")
    assert not contains("440300", "440000")
    assert not contains("440300", "440400")
    assert not contains("429004", "429005")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("深圳市", "深圳"),
        ("广东省", "广东"),
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("香港特别行政区", "香港"),
        ("恩施土家族苗族自治州", "恩施"),
        ("延边朝鲜族自治州", "延边"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("双江拉祜族佤族布朗族傣族自治县", "双江"),
        ("隆林各族自治县", "隆林"),
        ("东乡族自治县", "东乡"),
        ("鄂温克族自治旗", "鄂温克"),
        ("梅里斯达斡尔族区", "梅里斯"),
        ("锡林郭勒盟", "锡林郭勒"),
        ("大兴安岭地区", "大兴安岭"),
        ("神农架林区", "神农架"),
        ("六枝特区", "六枝"),
        ("浦东新区", "浦东"),
        ("南山区", "南山"),
        ("赵县", "赵县"),
        ("郊区", "郊区"),
        ("井陉矿区", "井陉矿区"),
        ("阿拉善左旗", "阿拉善左旗"),
        ("正蓝旗", "正蓝旗"),
        ("准格尔旗", "准格尔"),
    ],
)
def test_short_names(name: str, short: str) -> None:
    assert short_name(name) == short


def test_cities_are_told_apart_by_their_short_names() -> None:
    shorts = Counter(each.short_name for each in divisions() if each.level == "city")
    assert {short for short, times in shorts.items() if times > 1} == set()
