"""The search page: what is found, filtered, said back and given as a file."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.people import person, signed_in
from tests.services.patentinfo.samples import ALL, BATTERY, CITING, GRANT, fill
from zhicheng.base.accounts.models import Role
from zhicheng.engine.patents import loading
from zhicheng.engine.patents.lake import Lake
from zhicheng.engine.patents.loading.files import file_inputs
from zhicheng.engine.patents.record import ClassScheme, PartyRole
from zhicheng.services.patentinfo.asking import Asked, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(own_lake: Path) -> Path:
    fill()
    return own_lake


def found(client: Client, **asked: object) -> list[str]:
    """The publications that the page lists, in its order."""
    page = client.get("/patents/", asked)
    assert page.status_code == 200
    return [one.card.publication for one in page.context["hits"]]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "锂离子电池"}, {"CN101933423A", "CN101933423B"}),
        ({"q": "锂离子电池", "kind": "utility_model"}, set()),
        ({"q": "TI=电池 AND NOT PA=大学"}, {"CN101933423A", "CN101933423B"}),
        ({"q": "明锐", "field": "PA"}, {"CN101933423A", "CN101933423B"}),
        ({"state": "lapsed"}, {"CN202111111U"}),
        ({"kind": ["invention", "utility_model"]}, {"CN101933423A", "CN101933423B", "CN202111111U"}),
        ({"from": "2011"}, {"CN202111111U"}),
        ({"from": "2011", "to": "2010"}, {"CN101933423A", "CN101933423B", "CN202111111U"}),
        ({"ipc": "H01M10"}, {"CN101933423A", "CN101933423B"}),
        ({"ipc": "H"}, {"CN101933423A", "CN101933423B", "CN202111111U"}),
        ({"region": "440300"}, {"CN101933423A", "CN101933423B"}),
        ({"region": "340000"}, {"CN202111111U"}),
        ({"applicant": "合肥示例大学"}, {"CN202111111U"}),
        ({"q": "CITES=CN101933423A"}, {"CN202111111U"}),
        ({"q": "zl 2010 1 0255577.9", "field": "AN"}, {"CN101933423A", "CN101933423B"}),
        ({"q": "冷板<和>水泵 AND", "plain": "1"}, set()),
        (
            {"kind": "nonsense", "ipc": "1", "region": "x", "from": "99999"},
            {"CN101933423A", "CN101933423B", "CN202111111U"},
        ),
    ],
)
def test_what_is_found(filled: Path, client: Client, asked: dict[str, str], expected: set[str]) -> None:
    assert set(found(client, **asked)) == expected


def test_without_words_the_newest_come_first(filled: Path, client: Client) -> None:
    assert found(client) == ["CN101933423B", "CN202111111U", "CN101933423A"]


def test_the_query_is_said_back_and_hits_are_marked_safely(filled: Path, client: Client) -> None:
    page = client.get("/patents/", {"q": "冷板", "from": "2010", "to": "2010"})
    assert page.context["explained"] == (
        "标题、摘要、权利要求、申请人或号码含“冷板”，并且申请日在 2010 年至 2010 年"
    ) or page.context["explained"].startswith("标题、摘要、权利要求、申请人或号码含“冷板”，并且申请日")
    text = page.content.decode()
    assert "包括<mark>冷板</mark>&lt;和&gt;水泵" in text
    assert "<和>" not in text


def test_a_find_in_the_claims_is_told_and_marked_on_the_patents_page(filled: Path, client: Client) -> None:
    page = client.get("/patents/", {"q": "水泵", "kind": "invention"})
    told = {one.card.publication: one.hit.in_claims for one in page.context["hits"]}
    assert told == {"CN101933423A": True, "CN101933423B": False}
    link = "/patents/CN101933423A/?q=%E6%B0%B4%E6%B3%B5&amp;kind=invention#claims"
    assert f'<a class="zc-hit__where" href="{link}">权利要求<span' in page.content.decode()


def test_filters_show_the_alternatives_to_what_is_chosen(filled: Path, client: Client) -> None:
    page = client.get("/patents/", {"kind": "utility_model"})
    kinds = next(panel for panel in page.context["panels"] if panel.parameter == "kind")
    assert [(one.value, one.count, one.checked) for one in kinds.options] == [
        ("invention", 2, False),
        ("utility_model", 1, True),
    ]
    states = next(panel for panel in page.context["panels"] if panel.parameter == "state")
    assert [(one.value, one.count) for one in states.options] == [("lapsed", 1)]
    assert [(tag.label, tag.address) for tag in page.context["tags"]] == [("实用新型", "")]


def test_trees_go_down_a_level_and_tags_up(filled: Path, client: Client) -> None:
    page = client.get("/patents/", {"ipc": "H01M"})
    panel = next(panel for panel in page.context["panels"] if panel.label == "IPC 分类")
    assert [(one.value, one.count, one.address) for one in panel.options] == [
        ("H01M10", 2, "ipc=H01M10"),
        ("H01M2", 1, "ipc=H01M2"),
    ]
    assert [(tag.label, tag.address) for tag in page.context["tags"]] == [("H01M", "ipc=H01")]


def test_families_are_folded_when_asked(filled: Path, client: Client) -> None:
    page = client.get("/patents/", {"q": "锂离子电池", "fold": "1"})
    assert (page.context["results"].total, page.context["results"].families) == (2, 1)
    [hit] = page.context["hits"]
    assert {hit.card.publication, *hit.hit.others} == {"CN101933423A", "CN101933423B"}


def test_a_query_that_cannot_be_read_shows_where_and_how_to_go_on(filled: Path, client: Client) -> None:
    page = client.get("/patents/", {"q": "TI=(锂 AND"})
    assert page.status_code == 400
    assert (page.context["before"] + page.context["at"] + page.context["after"]) == "TI=(锂 AND"
    assert "没有写完" in str(page.context["refused"])
    assert client.get(f"/patents/?{page.context['as_words']}").status_code == 200


def test_the_place_of_a_fault_does_not_count_the_chosen_field(filled: Path, client: Client) -> None:
    page = client.get("/patents/", {"q": "锂 )", "field": "TI"})
    assert (page.status_code, page.context["before"]) == (400, "锂 )")


def test_an_empty_lake_says_so(own_lake: Path, client: Client) -> None:
    page = client.get("/patents/")
    assert (page.status_code, page.templates[0].name) == (200, "patentinfo/nothing_yet.html")


def test_a_file_holds_all_that_is_found_and_no_formula(filled: Path, client: Client) -> None:
    content = client.get("/patents/all.csv", {"q": "电池"}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["公开（公告）号"] for row in rows] == ["CN101933423B", "CN202111111U", "CN101933423A"]
    assert (rows[0]["分类号"], rows[0]["申请日"], rows[0]["专利类型"]) == (
        "H01M10/613; F28D1/03",
        "2010-08-17",
        "发明专利",
    )
    answer = json.loads(client.get("/patents/all.json", {"q": "隔膜"}).content)
    assert [row["title"] for row in answer["rows"]] == ["电池包隔膜 =HYPERLINK(1)"]


@pytest.mark.parametrize("as_format", ["csv", "xlsx"])
def test_what_is_downloaded_loads_again(filled: Path, client: Client, tmp_path: Path, as_format: str) -> None:
    file = tmp_path / f"检索结果.{as_format}"
    file.write_bytes(client.get(f"/patents/all.{as_format}").content)
    other = Lake(tmp_path / "other")
    loading.load(other, file_inputs([file]))
    again = other.newest().patents([one.publication for one in ALL])
    assert [
        (one.publication, one.application, one.kind, one.filed_on, one.published_on, one.title(), one.abstract())
        for one in again
    ] == [
        (one.publication, one.application, one.kind, one.filed_on, one.published_on, one.title(), one.abstract())
        for one in ALL
    ]
    assert [one.parties_as(PartyRole.APPLICANT)[0].name for one in again] == ["深圳明锐电池有限公司"] * 2 + [
        "合肥示例大学"
    ]
    assert [(one.symbols(ClassScheme.IPC), one.state) for one in again] == [
        (one.symbols(ClassScheme.IPC), one.state) for one in ALL
    ]


def test_a_sign_that_patterns_cannot_escape_finds_nothing(filled: Path, client: Client) -> None:
    assert found(client, q="0\u3040") == []


def test_chosen_patents_are_listed_in_their_order(filled: Path, client: Client) -> None:
    address = "/patents/chosen/?publication=CN202111111U&publication=CN101933423A&publication=CN9"
    assert client.get(address).context["publications"] == ["CN202111111U", "CN101933423A"]
    assert client.get("/patents/chosen/").headers["Location"] == "/patents/"


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_asks_the_database_the_same_whatever_it_lists(
    own_lake: Path, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(ALL[:count])
    clerk = signed_in(person(role=Role.CITY_HANDLER))
    clerk.get("/patents/")
    with django_assert_num_queries(5):
        clerk.get("/patents/?region=440300")


@limits(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), page=st.text(max_size=5), year=st.text(max_size=5))
def test_whatever_is_typed_is_answered(filled: Path, client: Client, text: str, page: str, year: str) -> None:
    answer = client.get("/patents/", {"q": text, "page": page, "from": year, "ipc": text, "region": page})
    assert answer.status_code in {200, 400}


@given(
    st.builds(
        Asked,
        text=st.text("锂电AB =()", max_size=10),
        kinds=st.lists(st.sampled_from(["invention", "design"]), unique=True).map(tuple),
        ipc=st.sampled_from(["", "H", "H01M10/05"]),
        region=st.sampled_from(["", "440300"]),
        first_year=st.none() | st.integers(1900, 1950),
        last_year=st.none() | st.integers(1951, 2050),
        fold=st.booleans(),
    )
)
def test_an_address_says_what_was_asked(asked: Asked) -> None:
    from django.http import QueryDict

    assert read(QueryDict(asked.address)) == asked


def test_the_samples_are_three() -> None:
    assert {one.publication for one in ALL} == {BATTERY.publication, GRANT.publication, CITING.publication}
