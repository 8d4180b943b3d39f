"""The pages of matching, as an organisation, an officer and a stranger see them."""

import json
import re
from uuid import uuid4

import pytest
from django.test import Client
from django_scopes import scopes_disabled
from pytest_django import DjangoAssertNumQueries

from tests.people import HEFEI, NANSHAN, firm, person, signed_in
from tests.services.hall.samples import DIRECT, publish_item
from tests.services.hall.test_matching import CONFIRMED, GRADED, set_facts
from zhicheng.base.accounts.models import Role
from zhicheng.services.hall.actions.matching import match_all, quiet
from zhicheng.services.hall.models import Application, Channel

pytestmark = pytest.mark.django_db


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1]).split())


def test_an_organisation_sees_every_item_with_its_reason_and_the_link_that_mends() -> None:
    publish_item("open", title="不设条件的事项")
    publish_item("confirmed", title="要确认的事项", conditions=[CONFIRMED])
    publish_item("for_banks", title="银行的事项", audience=["bank"])
    browser = signed_in(person("李", Role.ORGANISATION))
    page = browser.get("/hall/matches/").content.decode()
    assert "3 个事项：符合 1 项，差一步 1 项，不符合 1 项" in page
    assert '<a href="/parties/own/">现在确认</a>' in page
    rows = json.loads(browser.get("/hall/matches.json").content)["rows"]
    assert [(row["state"], row["title"], row["reason"], row["mend"]) for row in rows] == [
        ("eligible", "不设条件的事项", "1 项条件全部符合", "填写申请"),
        ("near", "要确认的事项", "平台没有这项记录：信息在三个月内确认过", "现在确认"),
        ("no", "银行的事项", "这个事项面向金融机构，登记的单位类型为“企业”", None),
    ]
    narrowed = json.loads(browser.get("/hall/matches.json?state=near").content)["rows"]
    assert [row["title"] for row in narrowed] == ["要确认的事项"]


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_list_asks_the_database_the_same_for_any_number_of_items(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        publish_item(f"item{number}", conditions=[GRADED, CONFIRMED])
    browser = signed_in(person("李", Role.ORGANISATION))
    browser.get("/hall/matches/")
    with django_assert_num_queries(6):
        browser.get("/hall/matches/")


def test_an_officer_sees_who_may_have_it_in_his_reach_only() -> None:
    publish_item("graded", conditions=[GRADED])
    near_by = set_facts(firm("甲公司", region=NANSHAN), credit_grade="A")
    set_facts(firm("合肥公司", region=HEFEI), credit_grade="A")
    set_facts(firm("乙公司", region=NANSHAN), credit_grade="D")
    firm("丙公司", region=NANSHAN)
    match_all(progress=quiet)
    browser = signed_in(person("王"))
    rows = json.loads(browser.get("/hall/matches/graded.json").content)["rows"]
    assert [row["name"] for row in rows] == [near_by.name]
    rows = json.loads(browser.get("/hall/matches/graded.json?state=unknown").content)["rows"]
    assert [row["name"] for row in rows] == ["丙公司"]
    page = text_of(browser.get("/hall/matches/graded/").content.decode())
    assert "本辖区符合的单位 1 家" in page
    assert "全国：符合 2 家，差一步 0 家，待核实 1 家，不符合 1 家" in page
    assert browser.get("/hall/matches/nothing/").status_code == 404


def test_a_stranger_checks_by_answering_and_nothing_is_kept(client: Client) -> None:
    publish_item("graded", title="看等级的事项", conditions=[GRADED], region="440300")
    publish_item("for_banks", title="银行的事项", audience=["bank"])
    first = client.get("/hall/check/")
    assert [each.name for each in first.context["form"].questions] == [
        "party.kind",
        "party.credit_grade",
        "party.region",
    ]
    said = {"party.kind": "enterprise", "party.region": "深圳市南山区", "party.credit_grade": "B"}
    page = client.get("/hall/check/", said)
    assert [(row.state, row.title) for row in page.context["table"].rows] == [
        ("eligible", "看等级的事项"),
        ("no", "银行的事项"),
    ]
    left_out = client.get("/hall/check/", said | {"party.credit_grade": ""})
    assert [(row.state, row.reason) for row in left_out.context["table"].rows] == [
        ("unknown", "没有回答：纳税信用不低于 B 级"),
        ("no", "这个事项面向金融机构，登记的单位类型为“企业”"),
    ]
    wrong = client.get("/hall/check/", said | {"party.region": "没有这个地方"})
    assert wrong.context["table"] is None
    assert wrong.context["form"].errors["party.region"]
    assert not client.session.keys()


def test_a_grant_without_application_is_confirmed_once() -> None:
    publish_item("automatic", automatic=True, fields=[], letter=None, steps=DIRECT, conditions=[GRADED])
    li = person("李", Role.ORGANISATION, NANSHAN)
    assert li.party is not None
    browser = signed_in(li)
    assert "平台没有这项记录" in browser.get("/hall/matches/automatic/confirm/").content.decode()
    key = {"key": str(uuid4())}
    assert browser.post("/hall/matches/automatic/confirm/", key).status_code == 409
    set_facts(li.party, credit_grade="A")
    page = browser.get("/hall/matches/automatic/confirm/").content.decode()
    assert "确认无误，领取" in page
    assert "/hall/matches/automatic/confirm/" in browser.get("/hall/items/automatic/").content.decode()
    for _again in range(2):
        assert browser.post("/hall/matches/automatic/confirm/", key).status_code == 302
    second = browser.post("/hall/matches/automatic/confirm/", {"key": str(uuid4())})
    assert (second.status_code, "已经在办理" in second.content.decode()) == (409, True)
    page = browser.get("/hall/matches/automatic/confirm/").content.decode()
    assert ("确认无误，领取" in page, "不用再次领取" in page) == (False, True)
    assert "看办件 440300-" in browser.get("/hall/items/automatic/").content.decode()
    with scopes_disabled():
        [case] = Application.objects.all()
    assert (case.channel, case.state, case.party_id, case.filed_by_id) == (
        Channel.AUTOMATIC,
        "submitted",
        li.party_id,
        li.pk,
    )
