import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from zhicheng.governance.strength import queries as strength

pytestmark = [pytest.mark.installed, pytest.mark.django_db]


def test_the_newest_complete_ranking_leads(client: Client) -> None:
    page = client.get("/")
    year = strength.latest_year()
    rows = strength.ranking(year)
    assert page.context["ranking"].year == year
    assert page.context["ranking"].finding == f"{year} 年专利实力：深圳、北京、上海居前三，深圳、北京先后难分"
    assert [row.code for row in page.context["leaders"].rows] == [row.code for row in rows[:10]]
    assert [(row[0], row[2][0], row[3]) for row in page.context["map"].rows] == [
        (row.code, row.score, row.rank) for row in rows
    ]


def test_it_says_that_the_evaluation_is_no_official_one(client: Client) -> None:
    page = client.get("/")
    assert page.context["demonstration"] == page.context["ranking"].caution
    assert "不是" in page.context["ranking"].caution


def test_the_units_are_counted_once(client: Client) -> None:
    page = client.get("/")
    assert page.context["by_batch"] == [(1, 23), (2, 18), (3, 12), (4, 11)]
    assert "其中 7 个位于另一个示范城市之内，合计时不重复计算，按 57 个地方计。" in page.content.decode()


def test_targets_are_judged_on_the_records_that_are_there(client: Client) -> None:
    assert client.get("/").context["targets"].heading == "2018 年工作计划：9 个目标，8 个已有数据"


def test_every_door_and_every_file_opens(client: Client) -> None:
    page = client.get("/")
    doors = {url for _glyph, _label, _words, url in page.context["doors"]}
    files = {
        file
        for _label, _url, files in page.context["open_data"]
        for _name, file in files
        if file.endswith((".csv", ".json"))
    }
    assert len(page.context["doors"]) == 12
    assert {url: client.get(url).status_code for url in doors | files} == {
        url: 302 if url in {"/workbench/", "/strength/"} else 200 for url in doors | files
    }


def test_the_home_page_costs_few_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(8):
        client.get("/")
