"""The working part on pages: what a visitor does there, what the page answers, and what it must not tell."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.governance.assessment import samples
from tests.governance.assessment.samples import HEFEI, SHENZHEN, XIAN
from tests.people import division, signed_in
from zhicheng.base.accounts.models import User
from zhicheng.base.regions.models import DemonstrationUnit
from zhicheng.governance.assessment import actions, queries
from zhicheng.governance.assessment.models import Arbitration, Entry, Panelist, Round
from zhicheng.governance.plans.models import Adoption, Measure

pytestmark = pytest.mark.django_db
SHEET = {"points_year_plan": "30", "points_management": "30", "points_service": "16", "points_innovation": "0"}


@pytest.fixture(autouse=True)
def _scheme(db: None) -> None:
    samples.publish_scheme()


@pytest.fixture
def by(db: None) -> User:
    return samples.national()


def page(client: Client, name: str, *arguments: Any) -> str:
    return client.get(reverse(f"assessment:{name}", args=arguments)).content.decode()


def send(client: Client, data: dict[str, Any], name: str, *arguments: Any) -> Any:
    return client.post(reverse(f"assessment:{name}", args=arguments), data)


def test_the_nation_calls_demonstration_cities(by: User) -> None:
    for code in (HEFEI, XIAN):
        DemonstrationUnit.objects.create(
            region=division(code), batch=1, name=code, tier="prefecture", term_from=date(2016, 5, 1),
            term_to=date(2019, 4, 30), document="文号", source="来源",
        )  # fmt: skip
    client = signed_in(by)
    assert "340100区划" in page(client, "new")
    wanted = {"definition": "2018", "regions": [HEFEI], "self_assessment_until": "2099-01-05"}
    assert (
        "自评截止日期不能早于今天"
        in send(client, {**wanted, "self_assessment_until": "2018-01-05"}, "new").content.decode()
    )
    assert send(client, {**wanted, "regions": ["440300"]}, "new").status_code == 200
    answer = send(client, wanted, "new")
    made = Round.objects.get()
    assert (answer.url, queries.regions_in(made)) == (made.get_absolute_url(), [HEFEI])
    text = page(client, "round", made.pk)
    assert "1 个城市中 0 个材料齐备" in text
    assert "还不能办理：这些城市的材料还没有通过审核：340100区划" in text


def test_a_city_goes_from_criterion_to_criterion_and_its_head_signs(by: User) -> None:
    round_ = samples.opened(by, [HEFEI])
    paper, entry = samples.evidence(HEFEI), samples.entry(round_, HEFEI)
    Measure.objects.create(
        adoption=Adoption.objects.get(), task_ref="五", title="推动贯标", owner="张", department="管理处",
        starts_on=date(2018, 1, 1), ends_on=date(2018, 12, 31),
    )  # fmt: skip
    handler, head = signed_in(samples.handler(HEFEI)), signed_in(samples.head(HEFEI))
    text = page(handler, "self", entry.pk, "management")
    assert ("120 家，上年 100 家（120 条记录）" in text, "推动贯标" in text, "年度通知（通知.txt）" in text) == (
        True,
        True,
        True,
    )
    faulty = {"narrative": "字" * 801, "self_points": "41", "evidence": [paper.pk]}
    text = send(handler, faulty, "self", entry.pk, "management").content.decode()
    assert ("最多 800 字，现有 801 字" in text, "应为 0 至 40 分" in text) == (True, True)
    written = {"narrative": "已推动", "self_points": "36", "evidence": [paper.pk]}
    assert send(handler, written, "self", entry.pk, "management").url == f"/assessment/entries/{entry.pk}/self/service/"
    assert "还有 4 处须补充" in page(handler, "check", entry.pk)
    for code in ("year_plan", "service"):
        send(handler, {"narrative": "做法", "self_points": "16"}, "self", entry.pk, code)
    assert "请负责人登录后在本页签报" in page(handler, "check", entry.pk)
    assert send(handler, {}, "check", entry.pk).status_code == 403
    assert send(head, {}, "check", entry.pk).status_code == 302
    assert Entry.objects.get().state == "signed"


def test_the_province_returns_completes_and_speaks(by: User) -> None:
    round_ = samples.opened(by, [HEFEI])
    entry, province = samples.signed(round_, HEFEI), signed_in(samples.province(HEFEI))
    assert "平台已核对" in page(province, "review", entry.pk)
    empty = send(province, {"decision": "return"}, "review", entry.pk).content.decode()
    assert "请至少写明一处须补正的内容" in empty
    send(province, {"decision": "return", "fault_management": "缺清单"}, "review", entry.pk)
    assert "缺清单" in page(signed_in(samples.handler(HEFEI)), "self", entry.pk, "management")
    actions.sign(entry=entry, by=samples.head(HEFEI))
    send(province, {"decision": "complete"}, "review", entry.pk)
    send(province, {"text": "同意", "points": "90"}, "opinion", entry.pk)
    entry = samples.entry(round_, HEFEI)
    assert (entry.state, entry.opinion.text, float(entry.opinion.points)) == ("complete", "同意", 90.0)
    assert "还不能办理" not in page(signed_in(by), "round", round_.pk)


def test_the_draw_asks_for_a_seed_and_shows_the_load(by: User) -> None:
    round_ = samples.collected(by, [HEFEI, XIAN])
    samples.experts()
    client = signed_in(by)
    assert "可抽专家最少的城市有 5 位" in page(client, "step", round_.pk, "draw")
    assert "请填写“抽取种子”" in send(client, {"seed": ""}, "step", round_.pk, "draw").content.decode()
    assert send(client, {"seed": "开奖号码"}, "step", round_.pk, "draw").status_code == 302
    experts = len(queries.load_of(round_))
    assert f"{experts} 位专家，每人" in page(client, "panels", round_.pk)


def test_an_expert_sees_only_own_sheets_and_nothing_of_the_others(by: User) -> None:
    round_ = samples.drawn(by, [XIAN])
    own, other, _third = Panelist.objects.filter(round=round_).select_related("expert", "entry", "round")
    actions.save_sheet(
        panelist=other, marks={"service": samples.Mark(samples.Decimal("13.5"), "别人的理由")}, by=other.expert
    )
    client = signed_in(own.expert)
    text = page(client, "score", own.pk)
    assert ("13.5" in text, "别人的理由" in text, other.expert.name in text) == (False, False, False)
    assert client.get(other.get_absolute_url()).status_code == 404
    assert page(client, "sheets").count("610100区划") == 1
    low = {**SHEET, "points_service": "2", "act": "submit"}
    assert "“公共服务”的评分偏高或偏低，须写明理由" in send(client, low, "score", own.pk).content.decode()
    assert "请打分" in send(client, {**SHEET, "points_service": "", "act": "submit"}, "score", own.pk).content.decode()
    assert send(client, {"points_service": "2", "act": "save"}, "score", own.pk).url == own.get_absolute_url()
    assert send(client, {**low, "note_service": "没有网点"}, "score", own.pk).url == "/assessment/sheets/"
    assert "您评了 62.0 分" in page(client, "score", own.pk)
    city = page(signed_in(samples.head(XIAN)), "round", round_.pk) + page(
        signed_in(samples.head(XIAN)), "entry", own.entry_id
    )
    assert [one.expert.name in city for one in (own, other)] == [False, False]


def test_who_gave_up_a_seat_sees_the_material_no_more(by: User) -> None:
    round_ = samples.drawn(by, [XIAN])
    own = Panelist.objects.filter(round=round_).select_related("expert").first()
    client = signed_in(own.expert)
    cited = queries.citations_of(samples.entry(round_, XIAN))["management"][0]
    assert "610100 的做法" in page(client, "score", own.pk)
    paper = client.get(reverse("assessment:paper", args=[own.entry_id, cited.pk]))
    assert b"".join(paper.streaming_content).decode() == "610100 的通知"
    send(client, {"reason": "曾提供咨询"}, "decline", own.pk)
    text = page(client, "score", own.pk)
    assert ("610100 的做法" in text, "曾提供咨询" in text) == (False, True)
    assert client.get(reverse("assessment:paper", args=[own.entry_id, cited.pk])).status_code == 404


def test_a_wide_spread_is_decided_on_its_page(by: User) -> None:
    def apart(sheet: Panelist) -> samples.Points:
        return {**samples.USUAL, "management": 10.0 if sheet.seat == 1 else 32.0}

    round_ = samples.met(by, apart, [XIAN])
    client, entry = signed_in(by), samples.entry(round_, XIAN)
    assert "1 项评分差距过大，待裁定" in page(client, "arbitration", round_.pk)
    assert (
        "应为 0 至 40 分"
        in send(client, {"points": "50", "reason": "x"}, "arbitrate", entry.pk, "management").content.decode()
    )
    send(client, {"points": "30", "reason": "材料充分"}, "arbitrate", entry.pk, "management")
    assert [float(one.points) for one in Arbitration.objects.all()] == [30.0]
    assert "没有待裁定的评分" in page(client, "arbitration", round_.pk)


def test_ties_and_incidents_are_entered_on_pages(by: User) -> None:
    [expert] = samples.experts(["320100"])
    client, nation = signed_in(expert), signed_in(by)
    assert "没有这个城市" in send(client, {"region": "没有市", "why": "任职"}, "connections").content.decode()
    send(client, {"region": HEFEI, "why": "任职"}, "connections")
    assert "任职" in page(nation, "connections")
    bad = {"region": SHENZHEN, "on": "2099-05-01", "kind": "mass_infringement", "text": "事件"}
    assert "发生日期不能晚于今天" in send(nation, bad, "new_incident").content.decode()
    send(nation, {**bad, "on": "2018-05-01"}, "new_incident")
    [incident] = queries.incidents(by)
    assert "群体性侵权" in page(nation, "incidents")
    send(nation, {"why": "误登"}, "withdraw_incident", incident.pk)
    assert queries.deductions([SHENZHEN], queries.scheme_in(next(iter(queries.schemes_offered().values())))) == {}


def test_pages_ask_the_database_little(by: User, django_assert_max_num_queries: Any) -> None:
    def apart(sheet: Panelist) -> samples.Points:
        return {**samples.USUAL, "management": 10.0 if sheet.seat == 1 else 32.0}

    round_ = samples.opened(by, [HEFEI, XIAN])
    entry, city, nation = samples.entry(round_, HEFEI), signed_in(samples.handler(HEFEI)), signed_in(by)
    for client, name, arguments in (
        (nation, "list", ()),
        (nation, "round", (round_.pk,)),
        (city, "round", (round_.pk,)),
        (city, "entry", (entry.pk,)),
        (city, "check", (entry.pk,)),
        (city, "self", (entry.pk, "management")),
    ):
        with django_assert_max_num_queries(15):
            assert client.get(reverse(f"assessment:{name}", args=arguments)).status_code == 200
    actions.cancel(round_=round_, why="另开一轮", by=by)
    round_ = samples.drawn(by, [HEFEI, XIAN])
    sheet = Panelist.objects.filter(round=round_).select_related("expert").first()
    with django_assert_max_num_queries(15):
        page(nation, "panels", round_.pk)
    expert = signed_in(sheet.expert)
    with django_assert_max_num_queries(15):
        page(expert, "score", sheet.pk)
    samples.score(round_, apart)
    actions.close_scoring(round_=round_, by=by)
    for name in ("round", "arbitration"):
        with django_assert_max_num_queries(15):
            page(nation, name, round_.pk)
