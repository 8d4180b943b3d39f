"""Lists over sequences and over the database: filter, search, sort, page, cells."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db.models import QuerySet
from django.http import QueryDict

from tests.base.ui.rendering import component
from zhicheng.base.regions.models import Level, Region
from zhicheng.base.ui.tables import Column, Filter, Table

CITIES = [
    {"code": "440300", "city": "深圳市", "group": "东部", "score": 88.2, "change": 0},
    {"code": "340100", "city": "合肥市", "group": "中部", "score": 23.7, "change": 3},
    {"code": "620100", "city": "兰州市", "group": "西部", "score": None, "change": None},
    {"code": "420100", "city": "武汉市", "group": "中部", "score": 38.1, "change": -2},
]


class CityTable(Table):
    caption = "城市"
    columns = (
        Column("city", "城市", row_header=True, link=lambda row: f"/regions/{row['code']}/"),
        Column("score", "得分", numeric=True, digits=1, unit="分"),
        Column("change", "比上年", sortable=False, optional=True),
        Column("double", "两倍", numeric=True, value=lambda row: None if row["score"] is None else row["score"] * 2),
    )
    filters = (Filter("group", "范围", [("东部", "东部"), ("中部", "中部")]),)
    search_fields = ("city",)
    default_sort = "-score"


def cities(query: str = "", **options: Any) -> CityTable:
    return CityTable(CITIES, QueryDict(query), **options)


def shown(table: Table) -> list[str]:
    return [row["city"] for row in table.rows]


def test_default_order_has_the_missing_last() -> None:
    assert shown(cities()) == ["深圳市", "武汉市", "合肥市", "兰州市"]


def test_the_missing_stay_last_when_the_order_turns() -> None:
    assert shown(cities("sort=score")) == ["合肥市", "武汉市", "深圳市", "兰州市"]


def test_a_computed_column_sorts_a_sequence() -> None:
    assert shown(cities("sort=double")) == ["合肥市", "武汉市", "深圳市", "兰州市"]


@pytest.mark.parametrize("word", ["change", "code", "--score", "-", "score__x", "group", "1", "%00", "__class__"])
def test_an_order_that_is_not_declared_is_ignored(word: str) -> None:
    assert shown(cities(f"sort={word}")) == ["深圳市", "武汉市", "合肥市", "兰州市"]


def test_filter_and_search_narrow() -> None:
    assert shown(cities("group=中部")) == ["武汉市", "合肥市"]
    assert shown(cities("q=武")) == ["武汉市"]
    assert shown(cities("group=中部&q=深")) == []


def test_a_choice_that_is_not_offered_is_ignored() -> None:
    table = cities("group=西部")
    assert table.total == 4
    assert table.is_narrowed is False


@pytest.mark.parametrize(
    ("page", "number"), [("2", 2), ("9", 2), ("0", 1), ("-3", 1), ("x", 1), ("9" * 5000, 1), ("²", 1)]
)
def test_any_word_for_a_page_gives_a_page(page: str, number: int) -> None:
    table = cities(f"page={page}")
    table.per_page = 3
    assert table.page.number == number


def test_pages_say_where_they_stand() -> None:
    table = cities("page=2")
    table.per_page = 3
    assert (table.page.first, table.page.last, table.page.count, table.page.steps) == (4, 4, 4, [1, 2])


@pytest.mark.parametrize(("per_page", "pages", "rows"), [(1, 2, 1), (2, 1, 2), (3, 1, 2)])
def test_what_is_searched_is_counted_beyond_its_first_page_only(per_page: int, pages: int, rows: int) -> None:
    table = CityTable(CITIES[:2], QueryDict("q=市"))
    table.per_page = per_page
    assert (table.page.count, table.page.pages, len(table.rows)) == (2, pages, rows)


def test_long_lists_offer_near_pages_and_the_ends() -> None:
    table = Table([{}] * 1000, {"page": "10"})
    assert table.page.steps == [1, None, 8, 9, 10, 11, 12, None, 20]


def test_heads_lead_to_the_other_order_and_keep_the_filter() -> None:
    heads = {head.column.key: head for head in cities("group=中部&page=2&sort=-score").heads}
    assert heads["score"].url == "?group=%E4%B8%AD%E9%83%A8&sort=score"
    assert heads["score"].aria_sort == "descending"
    assert heads["city"].url == "?group=%E4%B8%AD%E9%83%A8&sort=city"
    assert heads["change"].url == ""


def test_cells_are_escaped_and_numbers_written() -> None:
    rows = [{"code": '"><b>', "city": "<script>", "score": -1234.5, "change": None}]
    line = CityTable(rows, QueryDict(""), mine=lambda _row: True).lines[0]
    assert line.mine is True
    assert line.cells == (
        '<th scope="row"><a href="/regions/&quot;&gt;&lt;b&gt;/">&lt;script&gt;</a></th>'
        '<td class="num">−1,234.5</td>'
        '<td class="zc-opt">—</td>'
        '<td class="num">−2,469</td>'
    )


def test_cards_carry_their_labels() -> None:
    class Cards(CityTable):
        cards = True

    [_city, score, *_others] = re.findall(r"<t[hd].*?</t[hd]>", Cards(CITIES[:1], {}).lines[0].cells)
    assert score == '<td class="num" role="cell" data-label="得分（分）">88.2</td>'


def test_the_foot_row_has_sums_where_they_mean_something() -> None:
    class Summed(CityTable):
        def sums(self) -> dict[str, Any]:
            return {"city": "合计", "score": 150.0}

    assert Summed(CITIES, {}).totals == [
        '<th scope="row">合计</th>',
        '<td class="num">150.0</td>',
        '<td class="zc-opt"></td>',
        '<td class="num"></td>',
    ]


def test_two_tables_on_a_page_do_not_disturb_each_other() -> None:
    class Second(CityTable):
        prefix = "b-"

    query = QueryDict("sort=score&b-sort=-score&b-q=市&q=深")
    assert shown(CityTable(CITIES, query)) == ["深圳市"]
    assert shown(Second(CITIES, query))[0] == "深圳市"
    assert Second(CITIES, query).kept == [("sort", "score"), ("b-sort", "-score"), ("q", "深")]


def test_the_page_shows_heads_rows_and_the_order() -> None:
    html = component("table", table=cities("sort=-score"))
    assert re.findall(r'aria-sort="(\w+)"', html) == ["descending"]
    assert html.count("<tr") == 1 + 4
    assert 'class="is-me"' not in html


def test_an_empty_list_says_so_and_offers_the_way_back() -> None:
    html = component("table", table=cities("q=不存在&sort=score"))
    assert "没有符合这些条件的内容" in html
    assert 'href="?sort=score"' in html
    assert "<table" not in html


class RegionTable(Table):
    caption = "区划"
    columns = (
        Column("code", "代码"),
        Column("name", "名称", row_header=True),
        Column("parent__name", "上级"),
        Column("long", "长度", value=lambda region: len(region.name)),
    )
    filters = (
        Filter("level", "级别", Level.choices),
        Filter("name", "名称", kind="text"),
        Filter("bad", "日期", kind="date", lookup="code"),
    )
    search_fields = ("name", "parent__name")
    default_sort = "code"
    per_page = 2


@pytest.fixture
def divisions(db: None) -> QuerySet[Region]:
    top = Region.objects.get_or_create(
        code="990000", defaults={"name": "试验省", "short_name": "试验", "level": Level.PROVINCE}
    )[0]
    for number in range(1, 4):
        Region.objects.create(
            code=f"99{number:02}00", name=f"第{number}市", short_name=f"第{number}", level=Level.CITY, parent=top
        )
    return Region.objects.filter(code__startswith="99").select_related("parent")


def codes(table: Table) -> list[str]:
    return [region.code for region in table.rows]


def test_the_database_sorts_with_the_missing_last(divisions: QuerySet[Region]) -> None:
    assert codes(RegionTable(divisions, {"sort": "-parent__name"})) == ["990100", "990200"]
    assert codes(RegionTable(divisions, {"sort": "-parent__name", "page": "2"})) == ["990300", "990000"]


def test_a_computed_column_does_not_sort_in_the_database(divisions: QuerySet[Region]) -> None:
    table = RegionTable(divisions, {"sort": "long"})
    assert table.sort_column.key == "code"
    assert table.heads[3].url == ""


def test_the_database_searches_declared_fields_only(divisions: QuerySet[Region]) -> None:
    assert RegionTable(divisions, {"q": "试验"}).total == 4
    assert RegionTable(divisions, {"q": "9901"}).total == 0
    assert RegionTable(divisions, {"level": Level.CITY, "name": "2"}).total == 1


@pytest.mark.parametrize(
    "query", ["q=%00", "name=%00", "bad=2018-99-99", "bad=%00", "page=%00", "sort=%00", "q=%25%27%22"]
)
def test_no_word_in_the_address_breaks_a_list(divisions: QuerySet[Region], query: str) -> None:
    table = RegionTable(divisions, QueryDict(query))
    assert table.total in {0, 4}
    assert len(table.lines) == min(2, table.total)


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_of_any_number_of_rows_costs_two_queries(
    divisions: QuerySet[Region], django_assert_num_queries: Callable[..., AbstractContextManager[None]], number: int
) -> None:
    table = RegionTable(divisions.filter(code__in=["990100", "990200", "990300"][:number]), {})
    with django_assert_num_queries(2):
        component("table", table=table)
