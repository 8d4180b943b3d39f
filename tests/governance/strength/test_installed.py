"""The evaluation of a new installation: real figures, the shipped scheme."""

import re

import pytest
from django.test import Client

from zhicheng.governance.strength import queries
from zhicheng.governance.strength.actions import compute, evaluate

pytestmark = [pytest.mark.installed, pytest.mark.django_db]
SHENZHEN, HEFEI = "440300", "340100"


def test_ten_years_are_published_and_the_newest_complete_one_is_shown_first(client: Client) -> None:
    assert [(one.year, one.units, one.active_units) for one in queries.shown()] == [
        (2014, 43, 88),
        (2013, 49, 102),
        (2012, 47, 94),
        (2011, 43, 93),
        (2010, 43, 83),
        (2009, 34, 80),
        (2008, 31, 73),
        (2007, 27, 66),
        (2006, 24, 67),
        (2005, 25, 57),
    ]
    assert client.get("/strength/").headers["Location"] == "/strength/2010/"


def test_the_ranking_of_2010(client: Client) -> None:
    page = client.get("/strength/2010/")
    assert page.context["heading"] == "深圳、北京、上海居前三，深圳、北京先后难分"
    assert [row.short_name for row in queries.ranking(2010)[:6]] == ["深圳", "北京", "上海", "杭州", "苏州", "南京"]


def test_contributions_make_the_score_in_every_city_and_year() -> None:
    for evaluation in queries.shown():
        scores = queries.sheet(evaluation)
        for code in scores.values:
            leaves = [row.values.contribution or 0.0 for row in queries.tree(scores, code) if row.level == 2]
            assert sum(leaves) == pytest.approx(scores.of(code).score, abs=1e-9)


def test_computing_again_gives_the_same_digests() -> None:
    assert evaluate(scheme="demo-2010") == []
    published = {one.year: (one.inputs_sha256, one.outputs_sha256) for one in queries.shown()}
    definition = queries.main_scheme()
    assert definition is not None
    again = compute(definition)
    assert {year: one and (one.inputs_sha256, one.outputs_sha256) for year, one in again.items()} == published


def test_every_number_of_a_score_opens(client: Client) -> None:
    page = client.get(f"/strength/2010/{SHENZHEN}/").content.decode()
    figures = re.findall(rf'href="(/figures/[a-z0-9_]+/{SHENZHEN}/2010/)"', page)
    assert len(figures) == 11
    assert [client.get(address).status_code for address in figures] == [200] * 11


def test_an_indicator_says_that_the_scheme_uses_it() -> None:
    assert [(use.label, use.url) for use in queries.uses_of("family_size")] == [
        ("城市专利实力演示方案（2010）", "/strength/")
    ]
    assert [(use.label, use.url) for use in queries.uses_of("patents")] == [
        ("城市专利实力演示方案（2010）", "/strength/"),
        ("江苏省辖市专利实力（按江苏指数的结构）", "/strength/jiangsu/"),
    ]
    assert queries.uses_of("university_patents") == []


def test_a_score_is_drawn_beside_the_middle_city(client: Client) -> None:
    radar = client.get("/strength/2010/440300/", {"with": HEFEI}).context["radar"]
    assert [key for key, _label in radar.columns] == ["axis", SHENZHEN, HEFEI, "median"]
    assert [row[0] for row in radar.rows] == ["数量", "效率", "质量", "结构", "后劲"]


def test_a_citys_places_over_the_years() -> None:
    history = queries.history(HEFEI)
    assert [(row.year, row.rank, row.of) for row in history[:6]] == [
        (2005, 9, 25),
        (2006, 6, 24),
        (2007, 8, 27),
        (2008, 14, 31),
        (2009, 13, 34),
        (2010, 25, 43),
    ]
    assert [row.is_complete for row in history] == [True] * 6 + [False] * 4


def test_places_that_depend_on_choices_say_so(client: Client) -> None:
    page = client.get("/strength/2010/", {"city": HEFEI})
    assert page.context["followed_place"].endswith("重算 10,000 次，九成落在第 20 至 25 名。")
    rows = page.context["table"].rows
    assert [(row.rank_low, row.rank_high) for row in rows[:4]] == [(1, 4), (1, 2), (3, 3), (1, 4)]
    assert [
        (row.rank_low <= row.rank <= row.rank_high, row.code) for row in rows if row.rank_high - row.rank_low > 15
    ] == [
        (True, "330700"),
        (True, "370700"),
    ]
