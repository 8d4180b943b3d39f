"""The page of one patent."""

import json
from pathlib import Path

import pytest
from django.test import Client

from tests.people import firm, person, signed_in
from tests.services.patentinfo.samples import fill
from zhicheng.base.accounts.models import Role
from zhicheng.engine.patents.applicants import normalise
from zhicheng.services.patentinfo.models import ApplicantName

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _filled(own_lake: Path) -> None:
    fill()


def test_all_facts_of_a_patent(client: Client) -> None:
    page = client.get("/patents/CN101933423B/").context
    assert (page["title"], page["kind"], page["state"], page["application"]) == (
        "一种锂离子电池冷却装置",
        "发明",
        "授权有效",
        "201010255577.9",
    )
    assert page["published"] == [("CN101933423A", "公布 2011-01-05"), ("CN101933423B", "公告 2013-06-05")]
    assert [label for label, _url in page["symbols"]] == ["H01M 10/613", "F28D 1/03"]
    assert page["sheet"].is_number_checked
    assert page["sheet"].expires.isoformat() == "2030-08-17"
    assert [(event["event"], event["state"]) for event in page["events"]] == [("授权", "now")]


def test_claims_stand_below_those_they_refer_to(client: Client) -> None:
    claims = client.get("/patents/CN101933423A/").context["sheet"].claims
    assert [(claim.number, claim.parent, claim.depth) for claim in claims] == [(1, 0, 0), (2, 1, 1)]


def test_who_comes_from_a_search_sees_what_was_sought(client: Client) -> None:
    text = client.get("/patents/CN101933423A/?q=冷却装置 OR 水泵 OR 冷板&kind=invention").content.decode()
    assert "<h1>一种锂离子电池<mark>冷却装置</mark></h1>" in text
    assert "包括<mark>冷板</mark>&lt;和&gt;<mark>水泵</mark>" in text
    assert ">根据权利要求1所述的装置，还包括<mark>水泵</mark>。</li>" in text
    assert (
        'href="/patents/?q=%E5%86%B7%E5%8D%B4%E8%A3%85%E7%BD%AE+OR+%E6%B0%B4%E6%B3%B5+OR+%E5%86%B7%E6%9D%BF&amp;kind=invention"'
        in text
    )


@pytest.mark.parametrize("address", ["", "?q=", "?q=隔膜", "?q=TI=(水泵 AND", "?q=IN=周明", "?q=NOT 水泵"])
def test_without_a_find_nothing_is_marked(client: Client, address: str) -> None:
    page = client.get(f"/patents/CN101933423A/{address}")
    assert (page.status_code, page.context["marked"].sought, "<mark>" in page.content.decode()) == (200, "", False)


def test_citations_lead_both_ways(client: Client) -> None:
    cited = client.get("/patents/CN101933423A/").context
    assert [one.number for one in cited["sheet"].citing] == ["CN202111111U"]
    assert cited["citations"].finding == "引用 0 篇，被 1 篇引用"
    citing = client.get("/patents/CN202111111U/").context["sheet"]
    assert [(one.number, one.category, one.card is not None) for one in citing.cited] == [
        ("CN101933423A", "X", True),
        ("某期刊论文", "", False),
    ]


@pytest.mark.parametrize("spelling", ["CN101933423", "ZL2010102555779", "cn101933423b"])
def test_other_spellings_lead_to_the_patent(client: Client, spelling: str) -> None:
    answer = client.get(f"/patents/{spelling}/")
    assert answer.status_code == 302
    assert answer.headers["Location"] in {"/patents/CN101933423A/", "/patents/CN101933423B/"}


def test_an_unknown_number_says_what_it_may_have_been(client: Client) -> None:
    page = client.get("/patents/ZL2010102555778/")
    assert page.status_code == 404
    assert page.context["looked"].suggestion.startswith("201010255577.9（校验位 8 改为 9）")
    assert client.get("/patents/CN101933424A.json").status_code == 404


def test_the_record_as_json_and_csv(client: Client) -> None:
    content = json.loads(client.get("/patents/CN202111111U.json").content)
    assert (content["publication"], content["filed_on"], content["citations"][0]) == (
        "CN202111111U",
        "2011-03-01",
        {"cited": "CN101933423A", "category": "X", "origin": "examiner", "is_patent": True},
    )
    lines = client.get("/patents/CN202111111U.csv").content.decode("utf-8-sig").splitlines()
    assert lines[:2] == ["项目,内容", "publication,CN202111111U"]


def test_only_an_officer_of_the_place_sees_which_organisation_an_applicant_is(client: Client) -> None:
    party = firm("深圳明锐电池有限公司", region="440305")
    ApplicantName.objects.create(party=party, name_key=normalise(party.name).key)

    def organisations(asker: Client) -> list[int | None]:
        return [owner.organisation for owner in asker.get("/patents/CN101933423A/").context["sheet"].owners]

    assert organisations(signed_in(person(role=Role.CITY_HANDLER))) == [party.pk]
    assert organisations(signed_in(person(role=Role.CITY_HANDLER, region="340100"))) == [None]
    assert organisations(signed_in(person(role=Role.ORGANISATION))) == [None]
    assert organisations(client) == [None]


def test_a_list_of_numbers(client: Client) -> None:
    pasted = "CN 101933423 A\n201010255577.9\n２０１０１０２５５５７７．８\n约一百\nCN101933424A\nCN 101933423 A\n"
    page = client.post("/patents/lookup/", {"pasted": pasted})
    rows = [(row.written, row.outcome, row.publication) for row in page.context["table"].everything]
    assert rows == [
        ("CN 101933423 A", "found", "CN101933423A"),
        ("201010255577.9", "found", "CN101933423A"),
        ("２０１０１０２５５５７７．８", "malformed", ""),
        ("约一百", "malformed", ""),
        ("CN101933424A", "unknown", ""),
    ]
    assert page.context["heading"] == "5 个号码，找到 2 个"


def test_a_list_as_a_file_and_its_limits(client: Client) -> None:
    answer = client.post("/patents/lookup/", {"pasted": "CN101933423A", "as": "csv"})
    assert answer.content.decode("utf-8-sig").splitlines()[1].startswith("CN101933423A,找到,CN101933423A,")
    too_many = client.post("/patents/lookup/", {"pasted": "\n".join(f"CN{n}A" for n in range(1001))})
    assert "一次最多查 1,000 个号码，现有 1001 个" in too_many.content.decode()
    assert "请填写号码" in client.post("/patents/lookup/", {}).content.decode()


def test_rows_of_a_form_make_a_query(client: Client) -> None:
    answer = client.get("/patents/advanced/?j=AND&f=TI&w=电池&j=NOT&f=PA&w=大学&j=AND&f=AD&w=2010~2012&j=AND&f=TI&w=")
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"])
    assert {one.card.publication for one in page.context["hits"]} == {"CN101933423A", "CN101933423B"}
    refused = client.get("/patents/advanced/?f=AD&w=去年")
    assert (refused.status_code, "第 1 行“去年”" in refused.content.decode()) == (400, True)


def test_every_example_of_the_syntax_page_is_understood(client: Client) -> None:
    examples = client.get("/patents/syntax/").context["examples"]
    assert [bool(words) for _text, words, _why in examples] == [True] * len(examples)
