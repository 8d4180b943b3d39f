"""The list of parties, a party's page, and registering in two steps."""

import json
import re

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled
from pytest_django import DjangoAssertNumQueries

from tests.people import division, firm, person, signed_in
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.parties.models import Kind, Party

pytestmark = pytest.mark.django_db
CODE = "91440300MA5ABCDE1H"
ANSWERS = {
    "kind": "enterprise",
    "name": "海岳精密仪器有限公司",
    "uscc": CODE.lower(),
    "address": "广东省深圳市南山区科技路 1 号",
    "region": "",
    "size": "small",
    "founded_on": "2011-05-20",
    "credit_grade": "",
}


@pytest.fixture
def wang() -> User:
    division("440305")
    return person("王")


@pytest.fixture
def browser(wang: User) -> Client:
    return signed_in(wang)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_list_costs_five_queries(
    rows: int, browser: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    parties = [firm(f"{number:02d} 号公司") for number in range(rows)]
    firm("合肥的公司", region="340100")
    browser.get("/parties/")
    with django_assert_num_queries(5):
        page = browser.get("/parties/")
    assert list(page.context["table"].rows) == parties


def test_the_list_filters_by_kind_region_and_name(browser: Client) -> None:
    company, university = firm("甲公司", region="440305"), firm("乙大学", kind=Kind.UNIVERSITY)

    def found(query: str) -> list[Party]:
        return list(browser.get(f"/parties/?{query}").context["table"].rows)

    assert found("kind=university") == [university]
    assert found("region=440305") == [company]
    assert found("q=甲") == [company]
    assert found("sort=-name") == [company, university]
    assert found("kind=nonsense&page=99&sort=secret") == [university, company]


def test_the_json_twin_carries_the_same_rows(browser: Client) -> None:
    firm("甲公司", region="440305")
    rows = json.loads(browser.get("/parties/all.json").content)["rows"]
    assert rows == [
        {
            "name": "甲公司",
            "kind": "企业",
            "uscc": None,
            "region_id": "440305",
            "region__name": "440305区划",
            "address": None,
            "size": None,
            "founded_on": None,
            "credit_grade": None,
            "synthetic": False,
        }
    ]


def test_made_up_parties_are_marked(browser: Client) -> None:
    party = firm("虚构公司")
    assert "本页有演示数据" not in browser.get("/parties/").content.decode()
    with scopes_disabled():
        Party.objects.filter(pk=party.pk).update(synthetic=True)
    for address in ("/parties/", f"/parties/{party.pk}/"):
        assert "本页有演示数据" in browser.get(address).content.decode()


def test_register_check_confirm(browser: Client) -> None:
    check = browser.post("/parties/register/", {**ANSWERS, "step": "check"}).content.decode()
    assert "深圳市南山区（440305），按地址判断" in check
    assert Party.objects.model._base_manager.count() == 0
    sent_again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', check))
    assert set(sent_again) == {"csrfmiddlewaretoken", "step", *ANSWERS}
    answer = browser.post("/parties/register/", sent_again)
    party = Party._base_manager.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/parties/{party.pk}/registered/")
    assert (party.name, party.uscc, party.region_id, party.kind, party.size, str(party.founded_on)) == (
        "海岳精密仪器有限公司",
        CODE,
        "440305",
        "enterprise",
        "small",
        "2011-05-20",
    )
    assert "海岳精密仪器有限公司（440305区划）已列入主体名录" in browser.get(answer["Location"]).content.decode()


def test_changing_an_answer_leads_back_with_all_answers(browser: Client) -> None:
    check = browser.post("/parties/register/", {**ANSWERS, "step": "check"}).content.decode()
    [link] = re.findall(r'href="([^"]*#id_address)"', check)
    form = browser.get(link.replace("&amp;", "&").split("#")[0]).content.decode()
    assert 'value="广东省深圳市南山区科技路 1 号"' in form
    assert f'value="{CODE}"' in form


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "请填写“名称”"),
        ({"uscc": CODE[:-1]}, "统一社会信用代码应为 18 位，现为 17 位"),
        ({"address": "鼓楼区中山路 1 号"}, "“鼓楼区”可能是"),
        ({"address": "", "region": ""}, "请填写所在区划，或填写能看出区划的地址"),
        ({"region": "合肥"}, "所在地不在您的辖区"),
        ({"kind": "pirate"}, "请从列出的选项中选择"),
    ],
)
def test_a_faulty_form_says_what_to_mend_and_keeps_what_was_typed(
    browser: Client, changed: dict[str, str], words: str
) -> None:
    for step in ("check", "register"):
        page = browser.post("/parties/register/", {**ANSWERS, **changed, "step": step}).content.decode()
        assert words in page
        assert "<title>错误：" in page
        assert changed.get("address", ANSWERS["address"]) in page
    assert Party._base_manager.count() == 0


def test_a_correction_needs_a_reason(browser: Client) -> None:
    party = firm("甲公司", region="440305")
    answers = {"kind": "enterprise", "name": "甲股份公司", "uscc": "", "address": "", "region": "440305"}
    assert "请填写“更正原因”" in browser.post(f"/parties/{party.pk}/correct/", answers).content.decode()
    answer = browser.post(f"/parties/{party.pk}/correct/", {**answers, "why": "改制"})
    assert (answer.status_code, answer["Location"]) == (302, f"/parties/{party.pk}/")
    page = browser.get(f"/parties/{party.pk}/").content.decode()
    assert "甲股份公司" in page
    assert "原因：改制" in page


def test_ones_own_organisation_and_no_other(wang: User) -> None:
    own, other = firm("自己的公司"), firm("别人的公司")
    browser = signed_in(person("李", Role.ORGANISATION, party=own))
    assert browser.get(f"/parties/{own.pk}/").status_code == 200
    assert browser.get(f"/parties/{other.pk}/").status_code == 404
    assert browser.get("/parties/").status_code == 403
    assert browser.get("/parties/all.csv").status_code == 403
    assert browser.get("/parties/register/").status_code == 403


def test_an_officer_of_another_city_finds_nothing() -> None:
    party = firm("深圳的公司")
    browser = signed_in(person("赵", region="340100"))
    assert list(browser.get("/parties/").context["table"].rows) == []
    assert b"\xe6\xb7\xb1\xe5\x9c\xb3" not in browser.get("/parties/all.csv").content
    for page in ("", "correct/", "registered/"):
        assert browser.get(f"/parties/{party.pk}/{page}").status_code == 404


def test_an_organisation_confirms_on_its_page_and_an_officer_has_no_button(browser: Client) -> None:
    li = person("李", Role.ORGANISATION, region="440305")
    assert li.party is not None
    own = signed_in(li)
    page = own.get("/parties/own/", follow=True)
    assert "还没有确认过" in page.content.decode()
    assert own.post(f"/parties/{li.party.pk}/confirm/").status_code == 302
    assert f"<dd>{timezone.localdate().isoformat()}</dd>" in own.get(f"/parties/{li.party.pk}/").content.decode()
    assert "确认信息准确" not in browser.get(f"/parties/{li.party.pk}/").content.decode()
