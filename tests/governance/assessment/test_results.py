"""Results, one city's result, agreement, the panel meeting, objections and papers, asked as an officer, another city's officer, a stranger."""

from io import BytesIO
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from tests.governance.assessment import samples
from tests.governance.assessment.samples import CHENGDU, HEFEI, SHENZHEN, XIAN
from tests.people import person, signed_in
from zhicheng.base.accounts.models import Role
from zhicheng.governance.assessment import actions, queries
from zhicheng.governance.assessment.models import Entry, Objection, Panelist, Round

pytestmark = pytest.mark.django_db
NAMES = ["专家1", "专家2", "专家3", "专家4", "专家5", "专家6"]


@pytest.fixture(autouse=True)
def _scheme(db: None) -> None:
    samples.publish_scheme()


def page(client: Client, name: str, *arguments: Any) -> str:
    answer = client.get(reverse(f"assessment:{name}", args=arguments))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def status(client: Client, name: str, *arguments: Any) -> int:
    return client.get(reverse(f"assessment:{name}", args=arguments)).status_code


def rows(client: Client, round_: Round) -> list[tuple[str, float, int]]:
    """(city, total, rank) of what a person gets as JSON."""
    answer = client.get(reverse("assessment:results_file", kwargs={"pk": round_.pk, "as_format": "json"}))
    return [(one["code"], one["total"], one["rank"]) for one in answer.json()["rows"]]


def city_client(region: str) -> Client:
    return signed_in(samples.handler(region))


def at_odds(sheet: Panelist) -> samples.Points:
    """The first seat of Hefei gives half of what the others give for management."""
    usual = samples.usual_points(sheet)
    return {**usual, "management": 14} if (sheet.entry.region_id, sheet.seat) == (HEFEI, 1) else usual


def test_before_publication_everybody_sees_the_own_cities_only() -> None:
    by = samples.national()
    round_ = samples.sent(by)
    everything = [(SHENZHEN, 84.0, 1), (CHENGDU, 84.0, 1), (HEFEI, 80.0, 3), (XIAN, 76.0, 4)]
    assert sorted(rows(signed_in(by), round_)) == sorted(everything)
    assert rows(signed_in(samples.province(HEFEI)), round_) == [(HEFEI, 80.0, 3)]
    hefei = city_client(HEFEI)
    assert rows(hefei, round_) == [(HEFEI, 80.0, 3)]
    assert "得 80.0 分，在 4 个城市中列第 3，良好" in page(hefei, "results", round_.pk)
    assert status(hefei, "city", round_.pk, HEFEI) == 200
    hidden: list[tuple[Any, ...]] = [
        ("results", round_.pk),
        ("city", round_.pk, HEFEI),
        ("report", round_.pk, HEFEI),
        ("overview", round_.pk),
    ]
    for stranger in (Client(), signed_in(person("专家", Role.EXPERT)), signed_in(person("企业", Role.ORGANISATION))):
        assert [status(stranger, name, *rest) for name, *rest in hidden] == [404] * 4
    xian = city_client(XIAN)
    assert [status(xian, name, *rest) for name, *rest in hidden] == [200, 404, 404, 200]


def test_once_published_everybody_reads_the_points_and_only_officers_above_the_words() -> None:
    round_ = samples.published(samples.national())
    stranger, own = Client(), city_client(HEFEI)
    assert [code for code, _total, _rank in rows(stranger, round_)] == [SHENZHEN, CHENGDU, HEFEI, XIAN]
    text = page(stranger, "year", 2018)
    assert "4 个城市参加考核，没有城市达到优秀" in text
    assert text.count("1 项未达") == 1
    assert stranger.get(reverse("assessment:latest")).headers["Location"] == reverse("assessment:year", args=[2018])
    assert f"{HEFEI} 的做法" in page(own, "city", round_.pk, HEFEI)
    public = page(stranger, "city", round_.pk, HEFEI)
    assert f"{HEFEI} 的做法" not in public
    assert "新增认证增长 10%" in public
    assert "/figures/gbt29490_new_certificates/340100/2018/" in public
    for client in (stranger, own):
        assert [name for name in NAMES if name in page(client, "city", round_.pk, HEFEI)] == []
        assert [name for name in NAMES if name in page(client, "agreement", round_.pk)] == []


def test_before_anything_is_published_a_page_says_so() -> None:
    assert "还没有发布过年度考核结果" in page(Client(), "latest")
    assert status(Client(), "year", 2018) == 404
    assert status(Client(), "results", 999) == 404


def test_the_agreement_is_for_the_nation_until_it_is_published() -> None:
    by = samples.national()
    round_ = samples.met(by, at_odds)
    text = page(signed_in(by), "agreement", round_.pk)
    assert "待裁定" in text
    assert [name for name in NAMES if name in text] == []
    for stranger in (Client(), city_client(HEFEI), signed_in(samples.province(HEFEI))):
        assert status(stranger, "agreement", round_.pk) == 404


def test_the_meeting_begins_where_something_is_left_to_decide() -> None:
    by = samples.national()
    round_ = samples.met(by, at_odds)
    desk = signed_in(by)
    answer = desk.get(reverse("assessment:meeting", args=[round_.pk]))
    assert answer.headers["Location"] == reverse("assessment:meeting_city", args=[round_.pk, HEFEI])
    text = page(desk, "meeting_city", round_.pk, HEFEI)
    assert "1 项评分差距超过界限，待裁定" in text
    assert [name for name in NAMES if name in text] == []
    for stranger in (city_client(HEFEI), signed_in(person("专家", Role.EXPERT))):
        assert status(stranger, "meeting_city", round_.pk, HEFEI) == 403
    assert status(Client(), "meeting_city", round_.pk, HEFEI) == 302
    assert status(desk, "meeting_city", round_.pk, "110000") == 404


def test_no_meeting_before_all_points_are_in() -> None:
    by = samples.national()
    round_ = samples.drawn(by)
    assert status(signed_in(by), "meeting", round_.pk) == 404
    assert status(signed_in(by), "agreement", round_.pk) == 404


def test_a_city_objects_and_the_nation_answers_one_by_one() -> None:
    by = samples.national()
    round_ = samples.sent(by)
    hefei, xian, desk = city_client(HEFEI), city_client(XIAN), signed_in(by)
    entry = samples.entry(round_, HEFEI)
    form = reverse("assessment:object", args=[entry.pk, "management"])
    assert form in page(hefei, "city", round_.pk, HEFEI)
    assert xian.post(form, {"reason": "偷看"}).status_code == 404
    assert "请填写" in hefei.post(form, {"reason": ""}).content.decode()
    assert hefei.post(form, {"reason": "漏计一份文件", "evidence": ""}).status_code == 302
    filed = Objection.objects.get()
    assert "已提出异议，须先撤回" in hefei.post(form, {"reason": "再提一次"}).content.decode()
    assert status(xian, "objection", filed.pk) == 404
    assert "漏计一份文件" not in page(xian, "objections", round_.pk)
    assert "1 份异议待答复" in page(desk, "objections", round_.pk)
    answer = reverse("assessment:answer", args=[filed.pk])
    assert (
        "采纳的，请填写改定的得分" in desk.post(answer, {"decision": "accept", "answer": "确有漏计"}).content.decode()
    )
    too_much = desk.post(answer, {"decision": "accept", "points": "99", "answer": "确有漏计"})
    assert "应为 0 至 40 分" in too_much.content.decode()
    assert Objection.objects.get().is_waiting
    assert desk.post(answer, {"decision": "accept", "points": "38", "answer": "确有漏计"}).status_code == 302
    assert "按异议改定" in page(hefei, "city", round_.pk, HEFEI)
    assert rows(hefei, round_) == [(HEFEI, 86.0, 1)]
    assert desk.post(answer, {"decision": "reject", "answer": "再答一次"}).status_code == 409


def test_a_city_takes_an_objection_back() -> None:
    round_ = samples.sent(samples.national())
    own = samples.handler(HEFEI)
    filed = actions.object_to(entry=samples.entry(round_, HEFEI), criterion="service", reason="漏计", by=own)
    assert city_client(XIAN).post(reverse("assessment:withdraw", args=[filed.pk])).status_code == 404
    assert signed_in(own).post(reverse("assessment:withdraw", args=[filed.pk])).status_code == 302
    assert Objection.objects.get().state == "withdrawn"


def test_what_nobody_can_object_to() -> None:
    round_ = samples.sent(samples.national())
    hefei = city_client(HEFEI)
    entry = Entry.objects.get(round=round_, region=HEFEI)
    assert status(hefei, "object", entry.pk, "no_such") == 404
    samples.time_is_over(round_)
    assert status(hefei, "object", entry.pk, "service") == 409
    assert "提出异议" not in page(hefei, "city", round_.pk, HEFEI)


def words_of(client: Client, name: str, *arguments: Any) -> tuple[bytes, str]:
    """A paper's bytes and all its words."""
    content = client.get(reverse(f"assessment:{name}", args=arguments)).content
    paper = docx.Document(BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return content, "\n".join([*(one.text for one in paper.paragraphs), *cells])


def test_the_papers_say_what_the_pages_say_and_keep_words_from_strangers() -> None:
    by = samples.national()
    round_ = samples.sent(by)
    own = samples.handler(HEFEI)
    filed = actions.object_to(entry=samples.entry(round_, HEFEI), criterion="service", reason="漏计一份文件", by=own)
    actions.reject_objection(objection=filed, answer="材料不足", by=by)
    samples.time_is_over(round_)
    actions.publish(round_=actions.finalise(round_=round_, by=by), by=by)
    content, words = words_of(signed_in(own), "report", round_.pk, HEFEI)
    assert "得 80.0 分，在 4 个城市中列第 3，良好。" in words
    assert "对“公共服务”：漏计一份文件 答复（未采纳）：材料不足" in words
    public, said = words_of(Client(), "report", round_.pk, HEFEI)
    assert "得 80.0 分，在 4 个城市中列第 3，良好。" in said
    assert "漏计一份文件" not in said
    assert public != content
    assert words_of(Client(), "report", round_.pk, HEFEI)[0] == public
    _content, overview = words_of(Client(), "overview", round_.pk)
    assert "各市提出异议 1 份，采纳 0 份，不采纳 1 份，待答复 0 份。" in overview
    assert [name for name in NAMES if name in words + said + overview] == []


def test_a_grade_and_a_rank_are_what_the_verbs_kept() -> None:
    round_ = samples.published(samples.national())
    answer = Client().get(reverse("assessment:results_file", kwargs={"pk": round_.pk, "as_format": "json"})).json()
    kept = {one.region_id: (one.rank, one.total, one.grade_label) for one in queries.published_results(2018)}
    assert {one["code"]: (one["rank"], one["total"], one["grade"]) for one in answer["rows"]} == kept
    assert (answer["year"], answer["seed"], answer["basis"]) == (2018, "种子", "assumed")
