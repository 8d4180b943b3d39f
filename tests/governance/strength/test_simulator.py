"""The simulator: other weights over the same figures, for officers, without a trace in the database."""

from dataclasses import replace

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.governance.strength.samples import (
    CODE,
    FIGURES,
    HEFEI,
    SHENZHEN,
    XIAN,
    of_year,
    publish_scheme,
    set_figures,
)
from tests.people import person, signed_in
from zhicheng.base.accounts.models import Role
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.regions.models import Region
from zhicheng.engine.composite import build
from zhicheng.engine.composite.tree import reweighted
from zhicheng.governance.strength import queries, simulation, variants
from zhicheng.governance.strength.actions import evaluate
from zhicheng.governance.strength.models import Evaluation
from zhicheng.governance.strength.rebuilding import Rebuilt, rebuilt

NAMES = {SHENZHEN: "深圳", HEFEI: "合肥", XIAN: "西安"}


@pytest.fixture(scope="module")
def _country(module_database: None) -> None:
    publish_scheme()
    set_figures(2010)
    for code, name in NAMES.items():
        Region.objects.filter(code=code).update(name=f"{name}市", short_name=name)
    evaluate(scheme=CODE)


@pytest.fixture
def officer(_country: None, db: None) -> Client:
    return signed_in(person(role=Role.CITY_HANDLER, region=HEFEI))


def run() -> Rebuilt:
    return rebuilt(queries.sheet(of_year(2010)))


def rows_of(officer: Client, query: str = "") -> list[tuple[int, str, int, int, float]]:
    page = officer.get(f"/strength/2010/simulate.json?{query}").json()
    return [(row["rank"], row["name"], row["official"], row["change"], row["score"]) for row in page["rows"]]


def test_the_schemes_own_setting_changes_nothing(officer: Client) -> None:
    assert rows_of(officer) == [(1, "深圳市", 1, 0, 85.0), (2, "合肥市", 2, 0, 30.0), (2, "西安市", 2, 0, 30.0)]
    page = officer.get("/strength/2010/simulate/")
    assert page.context["lead"] == "名次与正式结果完全相同。"
    assert "模拟，不是结果" in page.content.decode()


def test_only_proportions_of_weights_count(officer: Client) -> None:
    # Aspects 1 : 9: Hefei 0.9×75 = 67.5, Shenzhen 10 + 0.9×62.5 = 66.25, Xi'an 5.
    expected = [(1, "合肥市", 2, 1, 67.5), (2, "深圳市", 1, -1, 66.25), (3, "西安市", 2, -1, 5.0)]
    assert rows_of(officer, "w-scale=1&w-quality=9") == expected
    assert rows_of(officer, "w-scale=100&w-quality=900") == expected


def test_the_page_says_who_moves(officer: Client) -> None:
    page = officer.get("/strength/2010/simulate/?w-scale=1&w-quality=9")
    assert page.context["heading"] == "模拟：合肥、深圳、西安居前三"
    assert page.context["followed_words"] == "合肥从第 2 名升到第 1 名。"
    assert page.context["lead"].startswith("3 座城市中 3 个名次有变，平均变动 1.0 名")
    form = page.context["form"]
    assert (form["w-scale"].value(), form["w-family_size"].value(), form["scale"].value()) == ("1", "75", "own")


def test_an_indicators_weight_and_the_methods(officer: Client) -> None:
    asked = {"w-family_size": 25, "w-citations_per_patent": 75, "scale": "z_score", "method": "geometric"}
    root = reweighted(run().engine.root, {"family_size": 25, "citations_per_patent": 75})
    engine = variants.with_method(
        variants.with_scale(replace(run().engine, root=root), variants.SCALES["z_score"]), "geometric"
    )
    expected = build(run().units, run().data, engine)
    answer = officer.get("/strength/2010/simulate.json", asked).json()
    assert {row["code"]: (row["rank"], row["score"]) for row in answer["rows"]} == {
        code: (int(place), score)
        for code, place, score in zip(expected.units, expected.ranks[:, 0], expected.total.tolist(), strict=True)
    }
    assert (answer["simulated"], answer["setting"]["scale"], answer["setting"]["method"]) == (
        True,
        "z_score",
        "geometric",
    )


@pytest.mark.usefixtures("officer")
def test_up_to_what_weight_the_first_stays_first() -> None:
    scale, quality = simulation.leads(run().result)
    # With the share s of the scale Shenzhen has 100 s + 62.5 (1 − s), Hefei 75 (1 − s): equal at s = 1/9.
    assert (scale.aspect, scale.now, scale.low, scale.high, scale.next_low) == ("scale", 0.6, 0.12, 1.0, HEFEI)
    assert (quality.now, quality.low, quality.high, quality.next_high) == (0.4, 0.0, 0.88, HEFEI)


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("w-scale=-1", "w-scale", "请填写 0 至 1000 的数字，例如 30"),
        ("w-scale=abc", "w-scale", "请填写 0 至 1000 的数字，例如 30"),
        ("w-scale=nan", "w-scale", "请填写 0 至 1000 的数字，例如 30"),
        ("w-scale=1e9", "w-scale", "请填写 0 至 1000 的数字，例如 30"),
        ("w-scale=0&w-quality=0", "__all__", "“总分”之下的权重不能都是 0，请至少给一项权重"),
        ("scale=magic", "scale", "请从列出的选项中选择"),
    ],
)
def test_a_wrong_setting_is_named_and_the_real_ranking_shown(
    officer: Client, query: str, field: str, words: str
) -> None:
    page = officer.get(f"/strength/2010/simulate/?{query}")
    assert page.context["form"].errors == {field: [words]}
    assert [row.rank for row in page.context["table"].rows] == [1, 2, 2]
    assert words in page.content.decode()


def test_nothing_is_stored(officer: Client) -> None:
    before = (Evaluation.objects.count(), LogEntry.objects.count())
    officer.get("/strength/2010/simulate/?w-scale=1&w-quality=9")
    assert (Evaluation.objects.count(), LogEntry.objects.count()) == before


def test_it_is_for_officers(officer: Client, client: Client) -> None:
    assert officer.get("/strength/2010/simulate/").status_code == 200
    assert client.get("/strength/2010/simulate.csv").headers["Location"].startswith("/accounts/login/")
    assert signed_in(person(role=Role.ORGANISATION)).get("/strength/2010/simulate/").status_code == 403


def test_the_file_says_that_it_is_no_result(officer: Client) -> None:
    lines = officer.get("/strength/2010/simulate.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "行政区划代码,模拟名次,城市,正式名次,变动,模拟得分,正式得分,性质"
    assert {line.split(",")[-1] for line in lines[1:]} == {"模拟，不是结果"}


@pytest.mark.parametrize("count", [3, 50])
def test_queries_do_not_grow_with_the_cities(
    officer: Client, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    codes = [f"{40 + i // 20}{1 + i % 20:02}00" for i in range(count)]
    cities = {code: (5.0 + i, 2.0 + i % 7, 1.0 + i % 11) for i, code in enumerate(codes)}
    set_figures(2010, {**dict.fromkeys(FIGURES, (None, None, None)), **cities})
    evaluate(scheme=CODE, years=[2010])
    officer.get("/strength/2010/simulate/")
    with django_assert_max_num_queries(10):
        page = officer.get("/strength/2010/simulate/?w-scale=1")
    assert len(page.context["table"].rows) == count
