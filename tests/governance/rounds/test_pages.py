"""Pages of the yearly evaluation: what each person sees of it, and what nobody may."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.governance.rounds import samples
from tests.governance.strength.samples import HEFEI, SHENZHEN
from tests.people import person, signed_in
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.jobs.running import run_waiting
from zhicheng.governance.rounds.models import Objection, Round

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db: None) -> User:
    samples.publish_country()
    run_waiting()
    return samples.national()


@pytest.fixture
def desk(officer: User) -> Client:
    return signed_in(officer)


@pytest.fixture
def hefei(officer: User) -> User:
    return person("合肥", Role.CITY_HANDLER, HEFEI)


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_round_is_opened_on_a_page(desk: Client) -> None:
    answer = desk.post("/strength/rounds/new/", {"subject": "small|2010"})
    [round_] = Round.objects.all()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/strength/rounds/{round_.pk}/")
    again = desk.post("/strength/rounds/new/", {"subject": "small|2010"}).content.decode()
    assert "2010 年的评价已有一轮在办，请先办结或取消" in again
    assert "错误：" in again


def test_the_page_of_a_round_says_what_is_next_or_why_not(desk: Client, officer: User) -> None:
    round_ = samples.opened(officer)
    assert "下一步：计算" in text_of(desk, f"/strength/rounds/{round_.pk}/")
    desk.post(f"/strength/rounds/{round_.pk}/steps/compute/")
    page = text_of(desk, f"/strength/rounds/{round_.pk}/")
    assert "已计算，核对清单还有 5 项未确认" in page
    assert "还不能办理：核对清单还有未确认的：未入评的城市、缺数据的指标" in page


def test_a_step_out_of_its_time_is_a_refusal_not_a_form(desk: Client, officer: User) -> None:
    round_ = samples.computed(officer)
    page = text_of(desk, f"/strength/rounds/{round_.pk}/steps/publish/", 409)
    assert "这一轮评价的状态是“已计算”，须为“已定稿”才能办理" in page
    assert text_of(desk, f"/strength/rounds/{round_.pk}/steps/jump/", 404)


def test_the_list_is_confirmed_group_by_group(desk: Client, officer: User) -> None:
    round_ = samples.computed(officer)
    address = f"/strength/rounds/{round_.pk}/checks/screening/"
    assert "当年申请 3 件，少于 5 件" in text_of(desk, address)
    assert "请填写“核对意见”" in desk.post(address, {"remark": ""}).content.decode()
    desk.post(address, {"remark": "属实"})
    page = text_of(desk, f"/strength/rounds/{round_.pk}/")
    assert (page.count(">已确认<"), page.count(">待确认<")) == (1, 4)
    rows = desk.get(f"/strength/rounds/{round_.pk}/checks/screening.csv").content.decode("utf-8-sig").splitlines()
    assert rows == ["城市,代码,指标,年份,发现", '340200,340200,申请量,2010,"当年申请 3 件，少于 5 件"'.replace('"', "")]


def test_the_page_before_sending_names_the_last_day(desk: Client, officer: User) -> None:
    round_ = samples.checked(officer)
    page = text_of(desk, f"/strength/rounds/{round_.pk}/steps/send/")
    assert "4 个城市；各市只看到本市的数据和得分" in page
    assert "7 个工作日" in page
    assert "没有来源规定提出异议的期限，按 7 个工作日设定。" in page


def test_a_city_sees_nothing_before_it_is_sent_and_then_only_its_own(hefei: User, officer: User) -> None:
    round_ = samples.checked(officer)
    city = signed_in(hefei)
    assert text_of(city, f"/strength/rounds/{round_.pk}/own/", 404)
    assert "还没有年度评价" in text_of(city, "/strength/rounds/")
    samples.actions.send(round_=round_, by=officer)
    page = text_of(city, f"/strength/rounds/{round_.pk}/own/")
    assert "340100区划得 30.0 分，在 3 个入评城市中列第 2" in page
    assert f"/figures/patents/{HEFEI}/2010/" in page
    assert (SHENZHEN in page, "85.0" in page, "105" in page) == (False, False, False)
    rows = city.get(f"/strength/rounds/{round_.pk}/own.csv").content.decode("utf-8-sig").splitlines()
    assert rows[1:] == ["同族规模,2010,4,件,提出异议", "平均被引,2010,1,件,提出异议", "申请量,2010,5,件,提出异议"]
    assert text_of(city, f"/strength/rounds/{round_.pk}/", 403)


def test_a_stranger_sees_nothing_of_an_unpublished_round(officer: User) -> None:
    round_ = samples.sent(officer)
    for address in ("", f"{round_.pk}/", f"{round_.pk}/own/", f"{round_.pk}/objections/"):
        assert Client().get(f"/strength/rounds/{address}").status_code == 302
    assert text_of(Client(), "/strength/releases/small/2010/2.zip", 404)
    method = text_of(Client(), "/strength/2010/method/")
    assert method.count('<th scope="row" class="num">1</th>') == 1
    assert '<th scope="row" class="num">2</th>' not in method


def test_an_objection_is_filed_on_a_page_and_a_wrong_one_keeps_what_was_typed(hefei: User, officer: User) -> None:
    round_ = samples.sent(officer)
    city, address = signed_in(hefei), f"/strength/rounds/{round_.pk}/own/patents/2010/"
    assert "对 2010 年申请量提出异议" in text_of(city, address)
    wrong = city.post(address, {"proposed_value": "-2", "reason": "年鉴不同", "evidence": samples.evidence()})
    page = wrong.content.decode()
    assert ("小于 0，超出本列的范围" in page, "年鉴不同" in page, Objection.objects.count()) == (True, True, 0)
    bad_file = {"proposed_value": "8", "reason": "年鉴不同", "evidence": samples.evidence("a.exe")}
    assert 'href="#id_evidence"' in city.post(address, bad_file).content.decode()
    city.post(address, {"proposed_value": "8", "reason": "年鉴不同", "evidence": samples.evidence()})
    [made] = Objection.objects.all()
    assert "待答复" in text_of(city, f"/strength/rounds/objections/{made.pk}/")
    assert address not in text_of(city, f"/strength/rounds/{round_.pk}/own/")
    assert text_of(city, f"/strength/rounds/{round_.pk}/own/colleges/2010/", 404)


def test_an_objection_is_answered_on_its_page(desk: Client, hefei: User, officer: User) -> None:
    round_ = samples.sent(officer)
    made = samples.objection(round_, hefei)
    address = f"/strength/rounds/objections/{made.pk}/"
    assert "采纳，按主张的数值更正" in text_of(desk, address)
    assert "请选择“答复”" in desk.post(f"{address}answer/", {"answer": "x"}).content.decode()
    desk.post(f"{address}answer/", {"decision": "accept", "answer": "属实"})
    made.refresh_from_db()
    assert (made.state, made.correction is not None) == ("accepted", True)
    assert "采纳，按主张的数值更正" not in text_of(desk, address)
    assert f"/figures/sources/{made.correction_id}/" in text_of(signed_in(hefei), address)
    stranger = signed_in(person("深圳", Role.CITY_HEAD, SHENZHEN))
    assert text_of(stranger, address, 404)


def test_a_published_year_says_so_and_offers_its_release(officer: User) -> None:
    assert "实时测算" in text_of(Client(), "/strength/2010/")
    round_ = samples.published(officer)
    page = text_of(Client(), "/strength/2010/")
    assert ("实时测算" in page, "/strength/releases/small/2010/2.zip" in page) == (False, True)
    answer = Client().get("/strength/releases/small/2010/2.zip")
    assert answer.content == bytes(round_.release.content)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="zhicheng-strength-small-2010-2.zip"'


def test_the_workbench_says_what_waits(desk: Client, hefei: User, officer: User) -> None:
    round_ = samples.sent(officer)
    page = text_of(signed_in(hefei), "/workbench/")
    assert "请核对本市数据，还剩 7 个工作日" in page
    assert f'href="/strength/rounds/{round_.pk}/own/"' in page
    assert "正在征求意见，还剩 7 个工作日" in text_of(desk, "/workbench/")
    samples.time_is_over(round_)
    assert "请核对本市数据" not in text_of(signed_in(hefei), "/workbench/")


def test_a_page_takes_few_queries(
    desk: Client, officer: User, hefei: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    round_ = samples.sent(officer)
    samples.objection(round_, hefei)
    for address in ("", f"{round_.pk}/", f"{round_.pk}/objections/", f"{round_.pk}/checks/screening/"):
        with django_assert_max_num_queries(15):
            desk.get(f"/strength/rounds/{address}")
    city = signed_in(hefei)
    with django_assert_max_num_queries(15):
        city.get(f"/strength/rounds/{round_.pk}/own/")
