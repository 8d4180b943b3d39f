import csv
import io

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from zhicheng.base.regions.models import Region
from zhicheng.portal.site.queries import cities_by_province, designations

pytestmark = [pytest.mark.installed, pytest.mark.django_db]


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


def test_the_64_units_are_not_counted_twice() -> None:
    found = designations()
    inner = {unit.name for unit in found.inner}
    assert (found.count, found.batches) == (64, 4)
    assert {"常熟", "昆山", "张家港", "江阴", "丹阳", "海门", "即墨"} <= inner
    assert found.nesting == (
        f"其中 {len(inner)} 个位于另一个示范城市之内，合计时不重复计算，按 {64 - len(inner)} 个地方计。"
    )


def test_every_province_comes_with_its_cities() -> None:
    found = {province.code: [city.code for city in cities] for province, cities in cities_by_province()}
    assert len(found) == 34
    assert sum(len(cities) for cities in found.values()) == 333
    assert found["110000"] == []
    assert found["460000"] == ["460100", "460200", "460300", "460400"]


def test_the_list_of_all_divisions_is_open_data(client: Client) -> None:
    rows = rows_of(client, "/regions.csv")
    assert len(rows) == Region.objects.count()
    by_code = {row["代码"]: row for row in rows}
    assert by_code["440305"] == {"代码": "440305", "名称": "南山区", "级别": "县级", "上级": "深圳市", "示范批次": ""}
    assert by_code["440300"]["示范批次"] == "1"


@pytest.mark.parametrize(("word", "codes"), [("深圳", ["440300"]), ("440305", ["440305"]), ("没有这样的地方", [])])
def test_a_division_is_found_by_name_or_code(client: Client, word: str, codes: list[str]) -> None:
    page = client.get("/regions/", {"q": word})
    assert [row.code for row in page.context["table"].rows] == codes


def test_a_city_shows_its_term_and_the_units_in_it(client: Client) -> None:
    page = client.get("/regions/320500/")
    assert page.context["own"].batch == min(unit.batch for unit in designations().units if unit.region_id == "320500")
    assert {unit.name for unit in page.context["nested"]} == {"常熟", "昆山", "张家港"}
    assert page.context["crumbs"] == [
        ("首页", "/"),
        ("示范城市与行政区划", "/regions/"),
        ("江苏省", "/regions/320000/"),
        ("苏州市", None),
    ]


def test_a_unit_keeps_the_name_of_its_day(client: Client) -> None:
    page = client.get("/regions/370215/").content.decode()
    assert "<h1>即墨区</h1>" in page
    assert "以“即墨”评定" in page


def test_a_division_below_a_city_has_the_city_above_it(client: Client) -> None:
    crumbs = client.get("/regions/440305/").context["crumbs"]
    assert [label for label, _url in crumbs] == ["首页", "示范城市与行政区划", "广东省", "深圳市", "南山区"]


def test_the_parts_of_a_division_are_open_data(client: Client) -> None:
    rows = rows_of(client, "/regions/440300.csv")
    assert [row["代码"] for row in rows] == sorted(
        Region.objects.filter(parent_id="440300").values_list("code", flat=True)
    )


@pytest.mark.parametrize("code", ["000000", "440399", "shenzhen", "4403", "440300x", "%00", "044030", "４４０３００"])
def test_an_unknown_division_is_not_found(client: Client, code: str) -> None:
    assert client.get(f"/regions/{code}/").status_code == 404


def test_a_city_says_first_where_it_stands(client: Client) -> None:
    page = client.get("/regions/440300/")
    newest = page.context["newest"]
    assert page.context["heading"] == f"深圳市：{newest.year} 年专利实力在 {newest.of} 个城市中列第 {newest.rank}"
    assert [figure.url for figure in page.context["figures"]] == [
        f"/figures/{code}/440300/{newest.year}/"
        for code in ("patents", "patents_per_100m_gdp", "citations_per_patent", "gdp_100m_yuan")
    ]
    assert [row[0][0] for row in page.context["history_chart"].rows] == list(range(2005, 2015))


def test_a_county_has_no_figures_of_its_own(client: Client) -> None:
    page = client.get("/regions/440305/")
    assert (page.context["figures"], page.context["newest"], page.context["heading"]) == ([], None, "南山区")


def test_the_map_counts_the_units_in_each_part(client: Client) -> None:
    chart = client.get("/regions/320000/").context["map"]
    counts = {row[0]: row[2] for row in chart.rows}
    assert {code: count for code, count in counts.items() if count > 1} == {
        "320200": 2,
        "320500": 4,
        "320600": 2,
        "321100": 2,
    }
    assert chart.options["classes"] == [0, 1, 2]


@pytest.mark.parametrize(("code", "queries"), [("440305", 3), ("460300", 8), ("440300", 8), ("440000", 3)])
def test_a_page_costs_the_same_for_few_and_many_parts(
    client: Client, code: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(queries):
        assert client.get(f"/regions/{code}/").status_code == 200


def test_the_list_costs_the_same_for_any_search(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    queries = {"/regions/": 3, "/regions/?q=440305": 4, "/regions/?q=深圳": 4, "/regions/?level=county": 5}
    for address, count in queries.items():
        with django_assert_num_queries(count):
            assert client.get(address).status_code == 200
