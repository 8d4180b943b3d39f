"""Pages of indicators and figures: the finding, where it comes from, and why it is missing."""

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.governance.indicators import samples
from zhicheng.base.regions.models import Region
from zhicheng.engine.formulas import parse
from zhicheng.governance.indicators import actions, queries, uses
from zhicheng.governance.indicators.models import Import
from zhicheng.governance.indicators.words import formula_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def orchard() -> Import:
    samples.orchard()
    made = samples.bring_in(*samples.ROWS, source="水果年鉴 2012 表 3")
    actions.recompute(by=None)
    return made


def page(client: Client, url: str) -> Any:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer


def heading(answer: Any) -> str:
    return re.findall(r"<h1[^>]*>(.*?)</h1>", answer.content.decode(), re.DOTALL)[0].strip()


def words(answer: Any) -> str:
    """The text of a page without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def formula(answer: Any) -> list[tuple[str, str]]:
    """(text, address) of each part of the shown formula."""
    shown = re.findall(r'<div class="zc-formula">(.*?)</div>', answer.content.decode(), re.DOTALL)[0]
    parts = re.findall(r'<(?:a href="([^"]*)"|span)[^>]*>(.*?)</(?:a|span)>', shown, re.DOTALL)
    return [(" ".join(re.sub(r"<[^>]+>", " ", text).replace("&nbsp;", "").split()), url) for url, text in parts]


def test_a_figure_of_a_table_opens_to_its_row(client: Client, orchard: Import) -> None:
    answer = page(client, "/figures/apples/440300/2011/")
    assert heading(answer) == "2011 年深圳苹果产量为 20 吨"
    text = words(answer)
    assert "在有数据的 2 个城市中居第 2 位；城市中位数（不计零）为 25 吨。" in text
    assert "取自文件 fruit.csv 第 3 行“apples”列，原文为 20 。" in text
    assert "水果年鉴 2012 表 3" in text
    assert orchard.sha256 in text
    assert f'href="/figures/sources/{orchard.pk}/?line=3#line"' in answer.content.decode()


def test_a_formula_stands_with_its_numbers_in_place_each_a_link(client: Client) -> None:
    answer = page(client, "/figures/apples_growth/440300/2011/")
    assert heading(answer) == "2011 年深圳苹果增长率为 100.0%"
    assert formula(answer) == [
        ("2011 年苹果 20 吨", "/figures/apples/440300/2011/"),
        ("÷", ""),
        ("2010 年苹果 10 吨", "/figures/apples/440300/2010/"),
        ("−", ""),
        ("常数 1", ""),
        ("=", ""),
        ("苹果 100.0% 未取整 1", ""),
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("apples / (apples + pears)", "10 ÷ ( 10 + 4 )"),
        ("apples - (pears - 1)", "10 − ( 4 − 1 )"),
        ("(apples - pears) * 2", "( 10 − 4 ) × 2"),
        ("apples / pears / 2", "10 ÷ 4 ÷ 2"),
        ("per(apples, pears, 100)", "10 ÷ 4 × 100"),
        ("sum(apples, pears) / 2", "( 10 + 4 ) ÷ 2"),
        ("max(apples, pears)", "最大值( 10 ， 4 )"),
        ("-apples + 3", "− 10 + 3"),
        ("growth(apples) * 2", "( 10 ÷ — − 1 ) × 2"),
        ("apples / per(pears, apples, 2)", "10 ÷ ( 4 ÷ 10 × 2 )"),
        ("3 - growth(apples)", "3 − ( 10 ÷ — − 1 )"),
        ("smooth(apples, 3)", "中位数( — ， 10 ， 20 )"),
    ],
)
def test_brackets_stand_where_they_are_needed(client: Client, text: str, shown: str) -> None:
    samples.define("indicator", "made", samples.formula(text, title="算出的"))
    actions.recompute(by=None)
    parts = [part for part, _url in formula(page(client, "/figures/made/440300/2010/"))]
    plain = [re.sub(r"^(常数|\d+ 年\S+) | (吨|没有数据)$", "", part) for part in parts[: parts.index("=")]]
    assert " ".join(plain) == shown


def test_a_missing_figure_says_why(client: Client) -> None:
    samples.define(
        "indicator",
        "firms",
        samples.APPLES.split("[statistic]")[0] + '[from]\nrecords = "later"\nawaits = "企业登记"\n',
    )
    for url, title, why in (
        ("/figures/pears/440300/2011/", "2011 年深圳没有“梨产量”的数据", "文件中这一格为“…”，表示没有数据"),
        ("/figures/apples/340100/2011/", "2011 年合肥没有“苹果产量”的数据", "没有导入这个地区这一年的数据"),
        (
            "/figures/fruit_total/440300/2011/",
            "2011 年深圳没有“水果总产量”的数据",
            "公式所用的指标缺少数据，或除数为零",
        ),
        (
            "/figures/firms/440300/2011/",
            "2011 年深圳没有“苹果产量”的数据",
            "尚无记录：由“企业登记”产生，该服务尚未开通",
        ),
    ):
        answer = page(client, url)
        assert heading(answer) == title
        assert why in words(answer)


def test_a_zero_without_row_says_so_and_an_unknown_one_is_no_zero(client: Client) -> None:
    rule = '[absent_row_is_zero]\nwhy = "没有行即没有产量"\nunknown_regions = ["340100"]\nunknown_why = "与别处同名"\n'
    samples.define("layout", "fruit", samples.LAYOUT + rule)
    actions.recompute(by=None)
    zero, unknown = page(client, "/figures/apples/110000/2011/"), page(client, "/figures/apples/340100/2011/")
    assert heading(zero) == "2011 年北京苹果产量为 0 吨"
    assert "没有行即没有产量，所以为 0。" in words(zero)
    assert heading(unknown) == "2011 年合肥没有“苹果产量”的数据"
    assert "与别处同名" in words(unknown)


def test_the_page_of_an_indicator_ranks_the_regions_of_a_year(client: Client) -> None:
    answer = page(client, "/figures/apples/?year=2010")
    assert heading(answer) == "2010 年苹果产量：广州居首，30 吨"
    rows = list(csv.reader(StringIO(page(client, "/figures/apples.csv?year=2010").content.decode("utf-8-sig"))))
    assert rows == [
        ["位次", "地区", "代码", "苹果（吨）", "上年（吨）", "增减", "状态"],
        ["1", "广州", "440100", "30", "", "", "已定"],
        ["2", "深圳", "440300", "10", "", "", "已定"],
        ["3", "合肥", "340100", "5", "", "", "已定"],
    ]


def test_less_is_better_where_the_definition_says_so(client: Client) -> None:
    samples.define("indicator", "waste", samples.formula("apples * 1", direction="-", title="损耗"))
    actions.recompute(by=None)
    shown = page(client, "/figures/waste/?year=2010")
    assert heading(shown) == "2010 年损耗：合肥居首，5.00 吨"
    assert "苹果产量 × 1" in words(shown)


def test_a_formula_is_told_with_the_titles_of_its_indicators() -> None:
    models = queries.indicator_models()
    told = formula_words(parse("sum(apples, apples@-1, apples@-2) / growth(pears) - 1"), models)
    assert told == "合计(苹果产量, 苹果产量（上年）, 苹果产量（2 年前）) ÷ 增长率(梨产量) − 1"


def test_shares_leave_as_percent(client: Client) -> None:
    rows = list(csv.reader(StringIO(page(client, "/figures/apples_growth.csv").content.decode("utf-8-sig"))))
    assert [row[:4] for row in rows] == [
        ["位次", "地区", "代码", "苹果（%）"],
        ["1", "深圳", "440300", "100"],
        ["2", "广州", "440100", "0"],
    ]


def test_the_json_twin_of_a_figure_names_its_definition(client: Client) -> None:
    said = json.loads(page(client, "/figures/apples_growth/440300/2011.json").content)
    assert {key: said[key] for key in ("indicator", "formula", "region", "period", "value", "definition_version")} == {
        "indicator": "apples_growth",
        "formula": "growth(apples)",
        "region": "440300",
        "period": 2011,
        "value": 100.0,
        "definition_version": 1,
    }
    assert [(row["period"], row["value"]) for row in said["rows"]] == [(2011, 100.0)]


def test_the_source_page_marks_the_row_on_the_page_that_holds_it(client: Client, orchard: Import) -> None:
    text = page(client, f"/figures/sources/{orchard.pk}/?line=4").content.decode()
    [marked] = re.findall(r'<tr class="is-me">(.*?)</tr>', text, re.DOTALL)
    assert "广州市" in marked
    assert re.findall(r"<td>.*?>([^<]*)</span></td>", marked) == ["440100", "广州市", "2010", "30", "6", "x"]


def test_a_line_far_down_opens_its_page(client: Client) -> None:
    rows = [f"440300,深圳市,{1900 + i},{i},1,x" for i in range(60, 190)]
    made = samples.bring_in(*rows)
    text = page(client, f"/figures/sources/{made.pk}/?line=120").content.decode()
    [marked] = re.findall(r'<tr class="is-me">(.*?)</tr>', text, re.DOTALL)
    assert ">2078<" in marked


def test_the_file_of_a_source_is_the_table_again(client: Client, orchard: Import) -> None:
    said = page(client, f"/figures/sources/{orchard.pk}.csv").content.decode("utf-8-sig")
    assert said.splitlines() == [samples.HEAD, *samples.ROWS]


def test_a_dataset_lists_its_versions_and_gives_the_one_in_force(client: Client) -> None:
    samples.bring_in(*samples.ROWS[:1])
    text = words(page(client, "/figures/datasets/fruit/"))
    assert "第 1 版" in text
    assert "第 2 版" in text
    said = page(client, "/figures/datasets/fruit.csv").content.decode("utf-8-sig")
    assert said.splitlines() == ["adcode,city,year,apples,pears", "440300,深圳市,2010,10,4"]


def test_the_catalogue_tells_what_has_figures(client: Client) -> None:
    assert heading(page(client, "/figures/")) == "4 个指标，4 个已有数据"
    rows = list(csv.reader(StringIO(page(client, "/figures.csv?q=增长").content.decode("utf-8-sig"))))
    assert [row[:7] for row in rows[1:]] == [["apples_growth", "苹果增长率", "创造", "%", "公式", "2011–2011", "2"]]


def test_uses_of_other_apps_are_shown(client: Client) -> None:
    mine = uses.register(lambda code: [uses.Use("水果计划", "/plans/")] if code == "apples" else [])
    try:
        assert "水果计划" in words(page(client, "/figures/apples/"))
        assert "水果计划" not in words(page(client, "/figures/pears/"))
    finally:
        uses._registered.remove(mine)


@pytest.mark.parametrize(
    "url",
    [
        "/figures/plums/",
        "/figures/plums/440300/2010/",
        "/figures/apples/449900/2010/",
        "/figures/apples/440300/1200/",
        "/figures/sources/999999/",
        "/figures/datasets/plums/",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    "query", ["?year=abcd", "?year=2099", "?level=moon", "?line=-1", "?line=99999999999", "?page=x&sort=zz"]
)
def test_odd_addresses_do_no_harm(client: Client, orchard: Import, query: str) -> None:
    for url in ("/figures/", "/figures/apples/", "/figures/apples/440300/2010/", f"/figures/sources/{orchard.pk}/"):
        page(client, url + query)


@pytest.fixture
def no_uses() -> Iterator[None]:
    """What other apps say about uses costs queries of theirs."""
    kept = uses._registered[:]
    uses._registered.clear()
    yield
    uses._registered[:] = kept


@pytest.mark.parametrize("cities", [1, 3, 50])
@pytest.mark.parametrize(
    ("url", "queries"),
    [
        ("/figures/", 4),
        ("/figures/apples/", 5),
        ("/figures/apples/440300/2010/", 9),
        ("/figures/fruit_total/440300/2010/", 7),
        ("/figures/datasets/fruit/", 4),
    ],
)
def test_pages_ask_the_same_number_of_questions_however_long_the_list(
    client: Client, no_uses: None, cities: int, url: str, queries: int
) -> None:
    codes = ["440300"]
    for i in range(1, cities):
        code = f"44{30 + i:02d}00" if i < 60 else ""
        Region.objects.create(code=code, name=f"第{i}市", short_name=f"第{i}", level="city", parent_id="440000")
        codes.append(code)
    names = dict(Region.objects.values_list("code", "name"))
    samples.bring_in(*(f"{code},{names[code]},2010,{i},{i + 1},x" for i, code in enumerate(codes)))
    actions.recompute(by=None)
    page(client, url)
    with CaptureQueriesContext(connection) as asked:
        page(client, url)
    assert len(asked) == queries
