"""The pages of an evaluation, on a country of five cities whose scores one can reckon."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.governance.strength.samples import (
    BEIJING,
    CODE,
    DOUBTS,
    FIGURES,
    HEFEI,
    SCHEME,
    SHENZHEN,
    WUHU,
    XIAN,
    Figures,
    in_force,
    of_year,
    publish_scheme,
    set_figures,
)
from tests.people import division, person, signed_in
from zhicheng.base.accounts.models import Role
from zhicheng.base.definitions.models import Definition
from zhicheng.base.jobs.models import Job
from zhicheng.base.regions.models import DemonstrationUnit, Region
from zhicheng.governance.strength.actions import evaluate
from zhicheng.governance.strength.findings import ranking_heading
from zhicheng.governance.strength.models import Evaluation, RankInterval, Score
from zhicheng.governance.strength.queries import Interval, RankingRow

NAMES = {SHENZHEN: "深圳", HEFEI: "合肥", XIAN: "西安", WUHU: "芜湖", BEIJING: "北京"}


@pytest.fixture(scope="module")
def _country(module_database: None) -> None:
    publish_scheme()
    set_figures(2009, {**FIGURES, XIAN: (3, 2, 1)})
    set_figures(2010)
    for code, name in NAMES.items():
        Region.objects.filter(code=code).update(name=f"{name}市", short_name=name)
    evaluate(scheme=CODE)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_country")]


def ranked(page: dict[str, list[dict[str, object]]]) -> list[tuple[object, ...]]:
    return [(row["rank"], row["name"], row["score"], row["change"]) for row in page["rows"]]


def test_the_start_leads_to_the_newest_complete_year(client: Client) -> None:
    assert client.get("/strength/").headers["Location"] == "/strength/2010/"


def test_the_heading_is_the_finding(client: Client) -> None:
    page = client.get("/strength/2010/")
    assert page.context["heading"] == "深圳、合肥、西安居前三"
    assert page.context["lead"] == (
        "4 座城市当年有申请，其中 3 座达到入评条件（申请不少于 5 件）。深圳得 85.0 分，比合肥高 55.0 分。"
    )
    assert page.context["demonstration"] == "仅供测试。"


def test_the_ranking_with_changes_and_shared_places(client: Client) -> None:
    page = client.get("/strength/2010.json").json()
    assert ranked(page) == [(1, "深圳市", 85.0, 0), (2, "合肥市", 30.0, 0), (2, "西安市", 30.0, None)]
    assert [row["aspect_scale"] for row in page["rows"]] == [100.0, 0.0, 50.0]
    run = of_year(2010)
    assert (page["run"], page["scheme_version"], page["outputs_sha256"]) == (1, 1, run.outputs_sha256)


def test_every_number_of_a_row_leads_on(client: Client) -> None:
    page = client.get("/strength/2010/").content.decode()
    for address in ("/strength/2010/440300/#scale", "/strength/2010/440300/#quality", "/figures/patents/440300/2010/"):
        assert f'href="{address}"' in page


@pytest.mark.parametrize(
    ("group", "heading", "names"),
    [
        ("capital", "省会城市：合肥、西安居前", ["合肥市", "西安市"]),
        ("east", "东部：深圳居前", ["深圳市"]),
        ("centre", "中部及东北：合肥居前", ["合肥市"]),
        ("west", "西部：西安居前", ["西安市"]),
        ("demonstration", "示范城市：深圳居前", ["深圳市"]),
        ("nonsense", "深圳、合肥、西安居前三", ["深圳市", "合肥市", "西安市"]),
    ],
)
def test_groups(client: Client, group: str, heading: str, names: list[str]) -> None:
    DemonstrationUnit.objects.create(
        region_id=SHENZHEN, name="深圳", tier="sub_provincial", batch=1, term_from="2012-04-01", term_to="2014-12-31",
        document="通知", source="测试",
    )  # fmt: skip
    assert client.get("/strength/2010/", {"group": group}).context["heading"] == heading
    assert [row["name"] for row in client.get("/strength/2010.json", {"group": group}).json()["rows"]] == names


def test_a_group_keeps_the_place_in_the_country_beside_its_own(client: Client) -> None:
    rows = client.get("/strength/2010.json", {"group": "west"}).json()["rows"]
    assert [(row["rank"], row["group_rank"]) for row in rows] == [(2, 1)]


def test_a_group_without_cities_says_so(client: Client) -> None:
    page = client.get("/strength/2010/", {"group": "demonstration"})
    assert page.context["heading"] == "示范城市没有城市入评"
    assert "这个范围内没有城市入评。可以改看全部城市。" in page.content.decode()


@pytest.mark.parametrize(
    ("city", "words"),
    [
        (SHENZHEN, "深圳列第 1 名，与上年持平。"),
        (XIAN, "西安列第 2 名，上年未入评。"),
        (WUHU, "芜湖未入评：当年申请 3 件，少于 5 件。"),
        ("999999", ""),
        ("\x00", ""),
    ],
)
def test_the_followed_city(client: Client, city: str, words: str) -> None:
    page = client.get("/strength/2010/", {"city": city})
    assert page.context["followed_place"] == words
    assert page.content.decode().count('<tr class="is-me">') == {SHENZHEN: 2, XIAN: 2, WUHU: 1}.get(city, 0)


def test_an_officer_follows_the_own_city(client: Client) -> None:
    officer = signed_in(person(role=Role.CITY_HANDLER, region=HEFEI))
    assert officer.get("/strength/2010/").context["followed"] == HEFEI
    assert officer.get("/strength/2010/?city=").context["followed"] == ""
    assert client.get("/strength/2010/").context["followed"] == ""


def test_the_year_is_chosen_without_script(client: Client) -> None:
    answer = client.get("/strength/2010/", {"year": "2009", "group": "west", "city": HEFEI})
    assert answer.headers["Location"] == f"/strength/2009/?group=west&city={HEFEI}"
    assert client.get("/strength/2010/", {"year": "²"}).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/strength/1999/",
        "/strength/1999.csv",
        "/strength/99999999999999999999/",
        "/strength/2010/999999/",
        "/strength/2010/abc/",
        "/strength/2010/%00/",
        "/strength/2010/999999.json",
        "/strength/1999/compare/",
        "/strength/1999/method/",
        "/strength/1999/left-out/",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "query", ["sort=-nothing", "sort=%00", "map=%00", "map=nothing", "page=-1", "group=%FF", "out-sort=x"]
)
def test_nonsense_in_the_address_is_ignored(client: Client, query: str) -> None:
    page = client.get(f"/strength/2010/?{query}")
    assert (page.status_code, page.context["heading"]) == (200, "深圳、合肥、西安居前三")


def test_the_map_shows_an_aspect_when_asked(client: Client) -> None:
    chart = client.get("/strength/2010/?map=quality").context["map"]
    assert (chart.finding, [row.cells[0] for row in chart.rows]) == (
        "质量最高的是合肥、深圳、西安",
        [HEFEI, SHENZHEN, XIAN],
    )


def test_those_left_out_stand_on_a_page_with_reasons(client: Client) -> None:
    rows = client.get("/strength/2010/left-out.json").json()["rows"]
    assert [(row["region__name"], row["value"], row["words"]) for row in rows] == [
        ("芜湖市", 3.0, "当年申请 3 件，少于 5 件"),
    ]


def test_a_score_names_the_strongest_and_the_weakest(client: Client) -> None:
    page = client.get("/strength/2010/340100/")
    assert page.context["heading"] == "合肥：质量列第 1 名最靠前，数量列第 3 名最靠后"
    assert page.context["lead"] == (
        "得分 30.0，列 3 座入评城市的第 2 名。同族规模贡献最大（30.0 分）；申请量列第 3 名，在各项指标中最靠后。"
    )
    assert page.context["sum_check"] == (
        "贡献 = 换算分 × 权重，例：同族规模 100.00 × 30.00% = 30.00 分。"
        "3 项相加得 30.00 分，与总分 30.00 分一致。没有缺项，也没有估算值。"
    )


def test_a_scores_tree_and_its_figures(client: Client) -> None:
    rows = client.get("/strength/2010/440300.json").json()["rows"]
    assert [(row["node"], row["level"], row["raw"], row["score"], row["rank"], row["median"]) for row in rows] == [
        ("strength", 0, None, 85.0, 1, 30.0),
        ("scale", 1, None, 100.0, 1, 50.0),
        ("patents", 2, 105.0, 100.0, 1, 50.0),
        ("quality", 1, None, 62.5, 2, 62.5),
        ("family_size", 2, 3.0, 50.0, 2, 50.0),
        ("citations_per_patent", 2, 9.0, 100.0, 1, 0.0),
    ]
    page = client.get("/strength/2010/440300/").content.decode()
    for code in ("patents", "family_size", "citations_per_patent"):
        assert f'<a href="/figures/{code}/440300/2010/">' in page


def test_a_score_is_compared_with_the_middle_city_and_another(client: Client) -> None:
    alone = client.get("/strength/2010/440300/").context
    beside = client.get("/strength/2010/440300/", {"with": HEFEI}).context
    assert (alone["shape"], beside["shape"]) == ("与中位城市相比，数量领先最多", "与合肥相比，数量领先最多")
    assert (alone["radar"], beside["radar"]) == (None, None)  # two aspects have no shape


def test_a_city_without_a_place_gets_the_reason(client: Client) -> None:
    page = client.get(f"/strength/2010/{WUHU}/").content.decode()
    assert "芜湖：2010 年未入评" in page
    assert "原因：当年申请 3 件，少于 5 件。太少的不排。" in page
    assert client.get(f"/strength/2010/{WUHU}.json").json()["rows"] == []


def test_up_to_five_cities_are_compared(client: Client) -> None:
    page = client.get("/strength/2010/compare/", {"city": [SHENZHEN, HEFEI, SHENZHEN, WUHU, "x"]})
    assert page.context["heading"] == "深圳、合肥中，深圳总分最高"
    rows = client.get("/strength/2010/compare.json", {"city": [SHENZHEN, HEFEI]}).json()["rows"]
    assert [(row["node"], row["440300_score"], row["340100_score"], row["340100_raw"]) for row in rows] == [
        ("strength", 85.0, 30.0, None),
        ("scale", 100.0, 0.0, None),
        ("patents", 100.0, 0.0, 5.0),
        ("quality", 62.5, 75.0, None),
        ("family_size", 50.0, 100.0, 4.0),
        ("citations_per_patent", 100.0, 0.0, 1.0),
    ]


def test_nothing_chosen_to_compare_is_an_invitation(client: Client) -> None:
    assert client.get("/strength/2010/compare/").context["heading"] == "选择城市，比较各方面的得分"
    one = client.get("/strength/2010/compare/", {"city": SHENZHEN})
    assert one.context["heading"] == "再选一座城市，与深圳比较"


def test_the_method_shows_the_bounds_of_the_year(client: Client) -> None:
    rows = client.get("/strength/2010/method.json").json()["rows"]
    assert [(row["node"], row["weight"], row["low"], row["low_city"], row["high"]) for row in rows] == [
        ("patents", 0.6, 5.0, "合肥市", 105.0),
        ("family_size", pytest.approx(0.3), 2.0, "西安市", 4.0),
        ("citations_per_patent", 0.1, 1.0, "合肥市", 9.0),
    ]


def test_only_the_national_office_is_offered_to_compute_again(client: Client) -> None:
    button = "重新计算各年"
    national = signed_in(person(role=Role.NATIONAL))
    assert button in national.get("/strength/2010/method/").content.decode()
    for other in (client, signed_in(person(role=Role.CITY_HEAD)), signed_in(person(role=Role.ORGANISATION))):
        assert button not in other.get("/strength/2010/method/").content.decode()
    answer = national.post("/strength/evaluate/")
    [job] = Job.objects.filter(task="strength.evaluate")
    assert answer.headers["Location"] == reverse("jobs:detail", args=[job.pk])


def test_without_a_publication_a_page_says_so(client: Client) -> None:
    Definition.objects.filter(kind="strength").update(state="superseded")
    page = client.get("/strength/")
    assert (page.status_code, "还没有发布过专利实力评价" in page.content.decode()) == (200, True)


def test_an_incomplete_year_is_marked(client: Client) -> None:
    Evaluation.objects.filter(year=2010).update(year=2011)
    assert client.get("/strength/").headers["Location"] == "/strength/2009/"
    assert "数据还没有到齐。" in client.get("/strength/2011/").content.decode()


def many(count: int) -> Figures:
    codes = [f"{40 + i // 20}{1 + i % 20:02}00" for i in range(count)]
    return {code: (5 + i, 2 + i % 7, 1 + i % 11) for i, code in enumerate(codes)}


@pytest.fixture
def with_cities(db: None) -> Callable[[int], str]:
    """Publish 2010 with so many evaluated cities; gives the first one's code."""

    def publish(count: int) -> str:
        cities = many(count)
        set_figures(2010, {**dict.fromkeys(FIGURES, (None, None, None)), **cities})
        evaluate(scheme=CODE, years=[2010])
        first = next(iter(cities))
        if count == 1:  # one city cannot be stretched between two: its scores are written by hand
            only_one(first)
        return first

    return publish


def only_one(code: str) -> None:
    old = Evaluation.objects.filter(year=2010).latest("run")
    old.pk, old.run, old.units, old.state = None, old.run + 1, 1, "published"
    old._state.adding = True
    old.save(force_insert=True)
    for node in ("strength", "scale", "patents", "quality", "family_size", "citations_per_patent"):
        Score.objects.create(
            evaluation=old, region=division(code), node=node, raw=5, score=50, weight=1, contribution=50, rank=1,
            missing_share=0,
        )  # fmt: skip


@pytest.mark.parametrize("count", [1, 3, 50])
def test_pages_need_the_same_few_queries_however_many_cities(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, with_cities: Callable[[int], str], count: int
) -> None:
    city = with_cities(count)
    with django_assert_num_queries(7):
        page = client.get("/strength/2010/", {"city": city})
    assert len(page.context["table"].rows) == count
    with django_assert_num_queries(8):
        client.get("/strength/2010/", {"group": "demonstration"})
    with django_assert_num_queries(5):
        client.get(f"/strength/2010/{city}/")
    with django_assert_num_queries(4):
        client.get("/strength/2010/compare/", {"city": city})
    with django_assert_num_queries(5):
        client.get("/strength/2010/method/")


@pytest.fixture
def with_doubts(db: None) -> None:
    """The year's runs anew, with intervals."""
    in_force("strength", CODE, SCHEME + DOUBTS)
    evaluate(scheme=CODE)


@pytest.mark.usefixtures("with_doubts")
def test_places_stand_with_their_intervals(client: Client) -> None:
    page = client.get("/strength/2010/", {"city": HEFEI})
    assert page.context["heading"] == "深圳、合肥、西安居前三"
    assert page.context["followed_place"] == "合肥列第 2 名，与上年持平。重算 500 次，九成落在第 2 至 3 名。"
    content = page.content.decode()
    assert content.count('<svg class="zc-whisk"') == 3
    assert '<path class="rng" d="M50.0 11H100.0"/><path class="halo" d="M50.0 11h.01"/>' in content
    assert "<i>1</i><i>2</i><i>2</i><i>3</i>" in content
    assert "权重上下浮动 25%、换用 3 种换算方法，重算 500 次" in content


@pytest.mark.usefixtures("with_doubts")
def test_the_files_carry_the_intervals_and_what_was_varied(client: Client) -> None:
    page = client.get("/strength/2010.json").json()
    kept = {
        row.region_id: (row.rank_low, row.rank_high, row.top_share)
        for row in RankInterval.objects.filter(evaluation=of_year(2010))
    }
    assert {row["code"]: (row["rank_low"], row["rank_high"], row["top_share"]) for row in page["rows"]} == kept
    assert page["uncertainty"] == {
        "basis": "assumed",
        "draws": 500,
        "seed": 7,
        "weights_share": 0.25,
        "normalise": ["min_max", "z_score", "percentile_rank"],
        "top": 2,
        "why": "权重是设定的。",
    }


@pytest.mark.usefixtures("with_doubts")
def test_a_score_says_how_surely_its_place_is_held(client: Client) -> None:
    page = client.get("/strength/2010/340100/")
    kept = RankInterval.objects.get(evaluation=of_year(2010), region=HEFEI)
    chart = page.context["spread"]
    assert (page.context["interval_words"], chart.finding) == ("2–3", "合肥在九成的重算中列第 2 至 3 名")
    assert [[int(row.cells[0]), row.cells[1]] for row in chart.rows] == kept.places
    assert [row.mine for row in chart.rows] == [True, False]
    assert page.context["closeness"] == "合肥与西安先后难分；与其余各市的先后，在九成以上的重算中不变。"
    assert "进入前 2 名的机会" in page.content.decode()


@pytest.mark.usefixtures("with_doubts")
def test_the_method_says_what_was_varied(client: Client) -> None:
    content = client.get("/strength/2010/method/").content.decode()
    assert "把名次重排 500 次。" in content
    assert "1 ± 25%" in content
    assert "7。用同样的种子重算，得到同样的区间。" in content


def test_without_doubts_no_interval_is_shown(client: Client) -> None:
    for address in ("/strength/2010/", "/strength/2010/340100/", "/strength/2010/method/"):
        assert "名次区间</" not in client.get(address).content.decode()
    assert "rank_low" not in client.get("/strength/2010.json").json()["rows"][0]


@pytest.mark.parametrize("count", [3, 50])
def test_intervals_cost_the_same_few_queries_however_many_cities(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, with_cities: Callable[[int], str], count: int
) -> None:
    in_force("strength", CODE, SCHEME + DOUBTS)
    city = with_cities(count)
    with django_assert_num_queries(8):
        page = client.get("/strength/2010/", {"city": city})
    assert page.content.decode().count('<svg class="zc-whisk"') == count
    with django_assert_num_queries(7):
        client.get(f"/strength/2010/{city}/")
    with django_assert_num_queries(5):
        client.get("/strength/2010/method/")


def interval_row(rank: int, low: int, high: int) -> RankingRow:
    return RankingRow(str(rank), "", f"城{rank}", rank, rank, 50.0, None, None, {}, 0.0, Interval(low, high, 1.0))


@pytest.mark.parametrize(
    ("intervals", "heading"),
    [
        (((1, 3), (1, 4), (2, 3), (4, 5)), "城1、城2、城3居前三，三市先后难分"),
        (((1, 1), (2, 4), (2, 3), (4, 5)), "城1、城2、城3居前三"),
        (((1, 4), (1, 2), (3, 3), (4, 5)), "城1、城2、城3居前三，城1、城2先后难分"),
        (((1, 2), (1, 2)), "城1、城2居前，两市先后难分"),
        (((1, 1),), "城1居前"),
    ],
)
def test_the_heading_says_when_the_first_are_too_close(intervals: tuple[tuple[int, int], ...], heading: str) -> None:
    assert ranking_heading([interval_row(rank, *bounds) for rank, bounds in enumerate(intervals, 1)], "") == heading
