"""What people see: the register, a title, its verification, a city, a score sheet."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from tests.people import NANSHAN, SHENZHEN, division, firm, person, signed_in
from tests.services.cultivation import samples
from tests.services.cultivation.samples import SUZHOU, held, national, of_city
from zhicheng.base.accounts.models import Role
from zhicheng.base.audit.models import LogEntry
from zhicheng.services.cultivation.actions import cities
from zhicheng.services.cultivation.actions import titles as verbs
from zhicheng.services.cultivation.models import CityStage, Designation, ScoreEntry

pytestmark = pytest.mark.django_db
STRANGER = Client()
MOST_QUERIES = 15
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _programmes(db: None) -> None:
    samples.load_programmes()


def page(url: str, client: Client = STRANGER) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_register_is_searched_by_anybody() -> None:
    held(firm("甲公司"))
    held(firm("乙公司", region=NANSHAN), level="demonstration")
    held(firm("丙公司"), granted_on=samples.long_ago())
    assert "现有称号 2 个，另有 1 个已届满、晋级或撤销" in page("/titles/")
    assert "符合条件的现有称号 1 个" in page("/titles/?region=440305")
    assert "没有符合条件的称号" in page("/titles/?region=340000")
    rows = STRANGER.get("/titles/all.json?title=national_enterprise:demonstration").json()["rows"]
    assert [row["holder_name"] for row in rows] == ["乙公司"]
    for query, names in {
        "region=440305": ["乙公司"], "region=440300": ["乙公司", "甲公司", "丙公司"], "state=expired": ["丙公司"], "q=甲": ["甲公司"], "programme=brand_agency": [],
        "programme=nowhere": ["乙公司", "甲公司", "丙公司"],
    }.items():  # fmt: skip
        rows = STRANGER.get(f"/titles/all.json?{query}").json()["rows"]
        assert sorted(row["holder_name"] for row in rows) == sorted(names)


def test_the_register_asks_as_often_for_one_row_as_for_thirty() -> None:
    held()
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            page("/titles/")
        counts.append(len(asked))
        for _each in range(29):
            held()
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_a_stranger_sees_a_title_with_its_history_and_not_what_records_say_of_its_holder() -> None:
    made = held(firm("甲公司"), number="A-1")
    verbs.suspend(designation=made, by=national(), reason="整改期三个月")
    text = page(f"/titles/{made.pk}/")
    assert "整改期三个月" in text
    assert f"核验码 {made.code}" in text
    assert "保持条件" not in text
    assert "国家局（" not in text
    assert "保持条件" in page(f"/titles/{made.pk}/", signed_in(person("市局")))
    assert "保持条件" not in page(f"/titles/{made.pk}/", signed_in(person("合肥", Role.CITY_HEAD, "340100")))


def test_a_code_is_verified_today() -> None:
    made = held(firm("甲公司"))
    assert (
        STRANGER.get(f"/titles/verify/?code= {made.code.lower()} ").headers["Location"]
        == f"/titles/verify/{made.code}/"
    )
    assert "有效</h2>" in page(f"/titles/verify/{made.code}/")
    verbs.withdraw(designation=made, by=national(), reason="提供虚假材料")
    assert "无效</h2>" in page(f"/titles/verify/{made.code}/")
    unknown = STRANGER.get("/titles/verify/NOSUCHCODE/")
    assert (unknown.status_code, "没有这个称号" in unknown.content.decode()) == (404, True)


def test_every_programme_has_a_page_that_marks_what_is_set() -> None:
    for code, shown in {
        "ip_town": "设定值",
        "national_enterprise": "达到满分值得满分",
        "demonstration_city": "第 14 条",
    }.items():
        assert shown in page(f"/titles/programmes/{code}/")
    assert STRANGER.get("/titles/programmes/nothing/").status_code == 404


def test_an_officer_grants_a_title_on_the_page() -> None:
    firm("甲公司")
    client = signed_in(national())
    answers = {"title": "国家知识产权优势企业", "holder": "甲公司", "document": "1号", "granted_on": "2026-03-01"}
    wrong = client.post("/titles/new/", answers | {"holder": "没有的公司"})
    assert "辖区内没有登记这家单位" in wrong.content.decode()
    done = client.post("/titles/new/", answers)
    made = Designation.objects.get()
    assert (done.headers["Location"], made.ends_on) == (f"/titles/{made.pk}/", date(2029, 2, 28))
    again = client.post("/titles/new/", answers)
    assert "已经持有" in again.content.decode()
    town = {"title": "知识产权特色小镇", "holder": NANSHAN, "document": "2号", "granted_on": "2026-03-01"}
    division(NANSHAN)
    refused = client.post("/titles/new/", town)
    assert "这一级称号由市局办理" in refused.content.decode()


def test_a_city_page_says_what_is_due_and_since_when_it_is_late() -> None:
    city = division(SUZHOU)
    stage = cities.start_pilot(region=city, by=national(), document="1号", starts_on=date(2013, 9, 1))
    assert "1 个城市，1 项超期" in page("/titles/cities/")
    text = page(f"/titles/cities/{SUZHOU}/")
    assert "试点阶段，2016-08-31 届满" in text
    assert "2017-01-03" in text
    assert "超期" in text
    officer = signed_in(person("江苏", Role.PROVINCIAL, "320000"))
    assert "登记验收" in page(f"/titles/cities/{SUZHOU}/", officer)
    wrong = officer.post(f"/titles/cities/{SUZHOU}/accept/", {"on": "2016-11-10", "score": "120"})
    assert wrong.status_code == 200
    done = officer.post(f"/titles/cities/{SUZHOU}/accept/", {"on": "2016-11-10", "score": "72.5"})
    stage.refresh_from_db()
    assert (done.status_code, stage.score, stage.decision) == (302, Decimal("72.50"), "cultivation")
    assert STRANGER.get("/titles/cities.json").json()["rows"][0]["due_words"] == "上报验收结果"


def test_a_pilot_is_begun_on_the_page_and_a_city_without_stage_says_so() -> None:
    division("340100")
    client = signed_in(national())
    answers = {"city": "340100", "document": "1号", "starts_on": "2026-01-05"}
    assert client.post("/titles/cities/start/", answers).headers["Location"] == "/titles/cities/340100/"
    assert CityStage.objects.get().ends_on == date(2029, 1, 4)
    of_city(SHENZHEN)
    assert "没有登记阶段" in page(f"/titles/cities/{SHENZHEN}/")


def test_an_organisation_fills_its_sheet_with_evidence(settings: Settings, tmp_path: Path) -> None:
    settings.DOCUMENTS_DIR = tmp_path
    owner = person("企业", Role.ORGANISATION, party=firm("甲公司"))
    client, base = signed_in(owner), f"/titles/score/{owner.party_id}/"
    assert "已知 88 分中得 0.0 分" in page(base, client)
    year = timezone.localdate().year
    ratios = {f"value_{year - back}": value for back, value in ((3, "10"), (2, "20"), (1, "60"))}
    without = client.post(f"{base}product_income/", ratios)
    assert "请选择要上传的“证明材料”" in without.content.decode()
    done = client.post(f"{base}product_income/", ratios | {"evidence": SimpleUploadedFile("审计报告.pdf", PDF)})
    assert done.headers["Location"] == base
    entry = ScoreEntry.objects.get()
    assert (entry.line, entry.values, entry.evidence.name, entry.year) == (
        "product_income",
        [10.0, 20.0, 60.0],
        "审计报告.pdf",
        year,
    )
    assert "已知 88 分中得 9.0 分" in page(base, client)
    assert LogEntry.objects.filter(verb="score.entered").count() == 1
    rows = client.get(base.rstrip("/") + ".json").json()["rows"]
    assert [row["scored__counted"] for row in rows if row["no"] == 8] == [9.0]


@pytest.mark.parametrize(
    ("value", "words"), [("-1", "不能小于 0"), ("很多", "请填写数字"), ("101", "比重不能超过 100%")]
)
def test_a_wrong_number_is_told_at_its_field(value: str, words: str) -> None:
    owner = person("企业", Role.ORGANISATION, party=firm())
    answers = {"value": value, "evidence": SimpleUploadedFile("清单.pdf", PDF)}
    answer = signed_in(owner).post(f"/titles/score/{owner.party_id}/grant_rate/", answers)
    assert words in answer.content.decode()
    assert ScoreEntry.objects.count() == 0
