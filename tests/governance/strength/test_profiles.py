"""A city among its peers, taken apart over the years, and what a better place would take: in numbers one can check by hand."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.governance.strength.samples import (
    BEIJING,
    CODE,
    FIGURES,
    HEFEI,
    SHENZHEN,
    WUHU,
    XIAN,
    of_year,
    publish_scheme,
    set_figure,
    set_figures,
)
from tests.people import person, signed_in
from zhicheng.base.accounts.models import Role
from zhicheng.base.regions.models import DemonstrationUnit, Region
from zhicheng.governance.strength import peers, profiles, queries
from zhicheng.governance.strength.actions import evaluate
from zhicheng.governance.strength.needs import best_values, needs, next_place
from zhicheng.governance.strength.rebuilding import Rebuilt, rebuilt

NAMES = {SHENZHEN: "深圳", HEFEI: "合肥", XIAN: "西安", WUHU: "芜湖", BEIJING: "北京"}
BEFORE = {**FIGURES, SHENZHEN: (55, 2, 9), XIAN: (105, 4, 1)}


@pytest.fixture(scope="module")
def _country(module_database: None) -> None:
    publish_scheme()
    set_figures(2009, BEFORE)
    set_figures(2010)
    for code, name in NAMES.items():
        Region.objects.filter(code=code).update(name=f"{name}市", short_name=name)
    evaluate(scheme=CODE)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_country")]


def run_of(year: int) -> Rebuilt:
    return rebuilt(queries.sheet(of_year(year)))


def test_a_run_computed_again_has_the_stored_scores() -> None:
    scores = queries.sheet(of_year(2010))
    again = rebuilt(scores)
    assert again.units == (HEFEI, SHENZHEN, XIAN)
    assert again.result.total.tolist() == [scores.of(code).score for code in again.units]


def test_later_figures_do_not_reach_a_stored_run() -> None:
    kept = of_year(2010)
    set_figure("patents", HEFEI, 2010, 5000)
    assert rebuilt(queries.sheet(kept)).result.total.tolist() == [30.0, 85.0, 30.0]


ALL = (BEIJING, HEFEI, SHENZHEN, XIAN)


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        ("tier", SHENZHEN, (BEIJING, XIAN)),
        ("tier", HEFEI, ()),
        ("region", SHENZHEN, (BEIJING,)),
        ("region", XIAN, ()),
        ("province", HEFEI, ()),
        ("demonstration", HEFEI, (SHENZHEN,)),
        ("demonstration", SHENZHEN, ()),
        ("all", HEFEI, (BEIJING, SHENZHEN, XIAN)),
        ("chosen", HEFEI, (XIAN,)),
        ("nonsense", HEFEI, ()),
    ],
)
def test_peers(kind: str, code: str, expected: tuple[str, ...]) -> None:
    known = peers.Known(ALL, demonstration=frozenset({SHENZHEN, WUHU}), chosen=(XIAN, HEFEI, WUHU))
    assert peers.peers(kind, code, known) == expected


def test_the_nearest_in_size_are_those_of_the_smallest_factor() -> None:
    codes = [f"3{i:02}100" for i in range(12)]
    sizes = {code: 100.0 * 2**i for i, code in enumerate(codes)}
    assert peers.peers("size", codes[0], peers.Known(codes, sizes)) == tuple(codes[1:11])
    assert peers.peers("size", codes[11], peers.Known(codes, sizes)) == tuple(codes[1:11])
    assert peers.peers("size", codes[0], peers.Known(codes, {})) == ()


def test_a_profile_measures_against_the_median_of_the_peers() -> None:
    scores = queries.sheet(of_year(2010))
    rows = {row.node: row for row in profiles.profile(scores, [HEFEI, XIAN], queries.tree(scores, SHENZHEN))}
    total, patents = rows["strength"], rows["patents"]
    assert (total.scores, total.place, total.of, total.gap) == (profiles.Quartiles(30, 30, 30), 1, 3, 55)
    assert patents.raws == profiles.Quartiles(17.5, 30, 42.5)
    assert patents.scores == profiles.Quartiles(12.5, 25, 37.5)
    # 60 % of the whole × (100 − 25); family size 30 % × (50 − 50); citations 10 % × (100 − 0)
    assert [rows[node].gap for node in ("patents", "family_size", "citations_per_patent")] == [45, 0, 10]
    assert [row.node for row in profiles.strengths(list(rows.values()))] == ["patents", "citations_per_patent"]
    assert profiles.weaknesses(list(rows.values())) == []


def test_a_change_is_taken_apart_to_the_last_digit() -> None:
    found = profiles.change(run_of(2009), run_of(2010), SHENZHEN)
    assert found is not None
    # 2009: 60×0.5 + 30×0 + 10×1 = 40 among Xi'an (105, 4, 1) and Hefei; 2010: 85.
    assert (found.score_before, found.score_after, found.points) == (40, 85, 45)
    parts = {part.node: part for part in found.parts}
    assert sum(part.points for part in found.parts) == pytest.approx(found.points, abs=1e-12)
    points = [parts[node].points for node in ("patents", "family_size", "citations_per_patent")]
    assert points == pytest.approx([30, 15, 0], abs=1e-12)
    # 105 patents are 100 points in either year; family size 3 is the least while Xi'an and Hefei have 4, the middle when Xi'an has 2.
    assert (parts["patents"].own, parts["patents"].others) == pytest.approx((30, 0))
    assert (parts["family_size"].own, parts["family_size"].others) == pytest.approx((0, 15))
    assert found.own + found.others == pytest.approx(found.points)


def test_a_change_needs_a_place_in_both_years() -> None:
    assert profiles.change(run_of(2009), run_of(2010), WUHU) is None


def test_what_it_takes_is_enough_and_no_less_is() -> None:
    run = run_of(2010)
    found = {row.node: row for row in needs(run, HEFEI, 1, {})}
    assert {node: row.is_reachable for node, row in found.items()} == {
        "patents": True, "family_size": False, "citations_per_patent": False,
    }  # fmt: skip
    patents = found["patents"].need
    assert patents is not None
    # With Xi'an's 55 now the least: 60 (x − 55) / 50 + 30 has to be 85.
    assert patents.value == pytest.approx(55 + 50 * 55 / 60, rel=1e-6)
    assert patents.rank == 1
    assert found["family_size"].rank == 2
    assert best_values(run) == {"patents": 105, "family_size": 4, "citations_per_patent": 9}


def test_a_bound_is_not_passed() -> None:
    bounded = {row.node: row for row in needs(run_of(2010), HEFEI, 1, {"patents": (0, 50)})}
    assert (bounded["patents"].is_reachable, bounded["patents"].rank) == (False, 2)


def test_the_next_place_is_one_that_somebody_holds() -> None:
    assert (next_place(4, [1, 2, 2, 4]), next_place(1, [1, 2])) == (2, None)


# The pages.


def test_the_profile_says_strength_and_weakness_first(client: Client) -> None:
    page = client.get(f"/strength/2010/{HEFEI}/profile/?peers=all")
    assert page.context["heading"] == "合肥：强在同族规模，弱在申请量"
    assert page.context["lead"] == (
        "总分 30.0，同类的中位数是 57.5；连自己在内的 3 座城市中列第 2。"
        "折成总分，同族规模比中位数多得 22.5 分，申请量少得 45.0 分。"
    )
    content = page.content.decode()
    for address in (f"/figures/patents/{HEFEI}/2010/", f"/figures/patents/{HEFEI}/2009/", f"/strength/2010/{XIAN}/"):
        assert f'href="{address}"' in content


def test_the_profile_as_a_file(client: Client) -> None:
    page = client.get(f"/strength/2010/{SHENZHEN}/profile.json?peers=all").json()
    assert (page["region"], page["peers"], page["peer_codes"]) == (SHENZHEN, "all", [HEFEI, XIAN])
    assert [(row["node"], row["score"], row["score_median"], row["place"], row["of"], row["gap"]) for row in page["rows"]] == [
        ("strength", 85.0, 30.0, 1, 3, 55.0),
        ("scale", 100.0, 25.0, 1, 3, 45.0),
        ("patents", 100.0, 25.0, 1, 3, 45.0),
        ("quality", 62.5, 37.5, 2, 3, 10.0),
        ("family_size", 50.0, 50.0, 2, 3, 0.0),
        ("citations_per_patent", 100.0, 0.0, 1, 3, 10.0),
    ]  # fmt: skip


def test_a_chosen_set_stands_in_the_address(client: Client) -> None:
    page = client.get(f"/strength/2010/{HEFEI}/profile/", {"peers": "chosen", "city": [XIAN, WUHU, "x", HEFEI, XIAN]})
    assert [city.code for city in page.context["members"]] == [XIAN]


def test_without_peers_the_page_says_so(client: Client) -> None:
    page = client.get(f"/strength/2010/{HEFEI}/profile/?peers=province")
    assert page.context["heading"] == "合肥：这个范围内没有别的可比"
    assert "这个范围内没有别的入评，请换一个范围。" in page.content.decode()


def test_demonstration_cities_are_a_set(client: Client) -> None:
    DemonstrationUnit.objects.create(
        region_id=SHENZHEN, name="深圳", tier="sub_provincial", batch=1, term_from="2012-04-01", term_to="2014-12-31",
        document="通知", source="测试",
    )  # fmt: skip
    page = client.get(f"/strength/2010/{HEFEI}/profile/?peers=demonstration")
    assert [city.code for city in page.context["members"]] == [SHENZHEN]


def test_the_change_of_a_score_adds_up_on_the_page(client: Client) -> None:
    page = client.get(f"/strength/2010/{SHENZHEN}/profile/")
    assert (page.context["since"], page.context["change_signed"]) == (2009, "+45.0")
    chart = page.context["change_chart"]
    assert chart.finding == "2009 至 2010 年，深圳的得分升 45.0 分，变动最大的是申请量（+30.0）"
    assert [row[1][0] for row in chart.rows] == [30.0, 15.0, 0.0]
    assert chart.rows[-1][4] == "85.0"
    assert page.context["change_words"].startswith("其中自己的指标变化带来 +30.0 分")


@pytest.mark.parametrize("query", ["since=1999", "since=²", "since=x", "peers=%00", "peers=chosen&city=%00"])
def test_nonsense_in_the_address_is_ignored(client: Client, query: str) -> None:
    assert client.get(f"/strength/2010/{SHENZHEN}/profile/?{query}").context["since"] == 2009


def test_the_first_year_has_no_change(client: Client) -> None:
    page = client.get(f"/strength/2009/{SHENZHEN}/profile/")
    assert (page.status_code, page.context["since_years"]) == (200, [])


@pytest.mark.parametrize("page", ["profile", "needs"])
@pytest.mark.parametrize("code", [WUHU, "999999", "abc", "%00"])
def test_a_city_without_a_place_has_neither_page(client: Client, page: str, code: str) -> None:
    assert client.get(f"/strength/2010/{code}/{page}/").status_code == 404


def test_needs_on_the_page(client: Client) -> None:
    page = client.get(f"/strength/2010/{HEFEI}/needs/?place=1")
    assert page.context["heading"] == "合肥要到第 1 名：1 项指标单独改进就够"
    assert page.context["lead"] == "同族规模、平均被引再高，单独也到不了。"
    rows = client.get(f"/strength/2010/{HEFEI}/needs.json?place=1").json()["rows"]
    assert [(row["node"], row["own"], row["best"], row["rank"], row["note"]) for row in rows] == [
        ("patents", 5.0, 105.0, 1, "可以达到"),
        ("family_size", 4.0, 4.0, 2, "单独不够"),
        ("citations_per_patent", 1.0, 9.0, 2, "单独不够"),
    ]


def test_a_needed_count_is_shown_as_one_that_is_enough(client: Client) -> None:
    [patents, *_rest] = client.get(f"/strength/2010/{HEFEI}/needs/").context["lines"]
    value = patents.row.value
    assert value is not None
    assert float(patents.value.replace(",", "")) >= value


def test_the_first_city_needs_nothing(client: Client) -> None:
    assert "深圳已列第 1 名" in client.get(f"/strength/2010/{SHENZHEN}/needs/").content.decode()


def test_the_score_leads_to_both(client: Client) -> None:
    page = client.get(f"/strength/2010/{HEFEI}/")
    assert page.context["ahead_words"] == "比第 1 名的深圳低 55.0 分。"
    for name in ("profile", "needs"):
        assert f'href="/strength/2010/{HEFEI}/{name}/"' in page.content.decode()


def test_three_people_see_the_same(client: Client) -> None:
    for one in (
        client,
        signed_in(person(role=Role.CITY_HANDLER, region=HEFEI)),
        signed_in(person(role=Role.ORGANISATION)),
    ):
        assert (
            one.get(f"/strength/2010/{HEFEI}/profile/?peers=all").context["heading"] == "合肥：强在同族规模，弱在申请量"
        )


@pytest.fixture
def with_cities(db: None) -> Callable[[int], str]:
    """Publish 2010 with so many evaluated cities; gives the first one's code."""

    def publish(count: int) -> str:
        codes = [f"{40 + i // 20}{1 + i % 20:02}00" for i in range(count)]
        cities = {code: (5.0 + i, 2.0 + i % 7, 1.0 + i % 11) for i, code in enumerate(codes)}
        set_figures(2010, {**dict.fromkeys(FIGURES, (None, None, None)), **cities})
        evaluate(scheme=CODE, years=[2010])
        return codes[0]

    return publish


@pytest.mark.parametrize("count", [3, 50])
def test_queries_do_not_grow_with_the_cities(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, with_cities: Callable[[int], str], count: int
) -> None:
    city = with_cities(count)
    for address, most in (
        (f"{city}/profile/?peers=demonstration", 7),
        (f"{city}/profile/?peers=size", 7),
        (f"{city}/needs/", 4),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(f"/strength/2010/{address}").status_code == 200
