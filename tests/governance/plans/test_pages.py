import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.governance.plans.conftest import publish_plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plan(db: None) -> None:
    publish_plan()


def test_the_plan_says_first_how_much_is_obligatory(client: Client) -> None:
    page = client.get("/plans/2018/")
    assert page.context["heading"] == "8 项任务：2 项必做，2 项选做，4 项未查明"
    assert [row.duty for row in page.context["tasks"].rows] == [
        "必做（未经核实）",
        "必做（未经核实）",
        "不明",
        "不明",
        "必做",
        "必做",
        "选做",
        "选做",
    ]


def test_a_target_without_records_is_not_judged(client: Client) -> None:
    page = client.get("/plans/2018/")
    assert {row.nationwide for row in page.context["targets"].rows if row.target.code == "vouchers"} == {
        "尚无记录：待服务券的办件记录"
    }
    assert "已达标" not in page.content.decode()


def test_the_targets_are_open_data(client: Client) -> None:
    found = client.get("/plans/2018.json").json()
    assert [row["code"] for row in found["rows"]] == [
        "certificates_growth",
        "counties",
        "outlet_coverage",
        "platform_services",
        "university_outlets",
        "bases_guided",
        "mentors",
        "vouchers",
        "heads_trained",
    ]
    first = found["rows"][0]
    assert (first["expression"], first["basis"], first["judged"], first["met"]) == (
        "growth(gbt29490_new_certificates) >= 10%",
        "有出处",
        0,
        None,
    )


def test_a_task_of_which_only_the_title_is_known_says_nothing_more(client: Client) -> None:
    page = client.get("/plans/2018/3/")
    assert page.context["fields"] == [("工作目标", []), ("工作措施", []), ("执行单位", []), ("工作支持", [])]
    assert page.content.decode().count("没有掌握这一栏的原文") == 4
    assert client.get("/plans/2018/3.json").json()["rows"] == []


def test_an_unverified_duty_is_marked(client: Client) -> None:
    assert [str(words) for words in client.get("/plans/2018/1/").context["duty_basis"]] == ["warn", "未经核实"]


@pytest.mark.parametrize("path", ["/plans/2017/", "/plans/2018/0/", "/plans/2018/9/", "/plans/2018/9.csv", "/plans/x/"])
def test_what_does_not_exist_is_said_so(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_city_that_does_not_exist_is_no_city(client: Client) -> None:
    page = client.get("/plans/2018/?city=%27%22%3E")
    assert page.status_code == 200
    assert {row.here for row in page.context["targets"].rows} == {("", "尚无记录")}


@pytest.mark.parametrize("plans", [1, 3, 50])
def test_the_list_costs_the_same_for_any_number(
    client: Client, plans: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    head = 'title = "计划"\nissuer = "办公室"\nsources = []\ntasks = []\nknowledge = []\n'
    for year in range(2019, 2018 + plans):
        publish_plan(str(year), f"year = {year}\nissued_on = {year}-03-01\n{head}")
    client.get("/plans/")  # reads the new texts; after that only what is in force is asked
    with django_assert_num_queries(1):
        page = client.get("/plans/")
    assert [plan.year for plan in page.context["table"].rows] == list(range(2017 + plans, 2017, -1))
