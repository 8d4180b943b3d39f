"""Public pages: they read the release, not the tables of today; and the national office's form."""

import pytest
from django.test import Client

from tests.governance.releases import samples
from tests.governance.rounds import samples as rounds
from tests.people import signed_in
from zhicheng.base.jobs.running import run_waiting
from zhicheng.governance.indicators.models import Figure
from zhicheng.governance.releases import queries
from zhicheng.governance.releases.models import Release

pytestmark = pytest.mark.django_db


def page(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_everybody_finds_takes_and_reads_a_release() -> None:
    assert "还没有公开发布" in page("/releases/")
    made = samples.released()
    assert "已有 1 个公开发布，最新的是 2010-1" in page("/releases/")
    shown = page("/releases/2010-1/")
    assert "zhicheng release verify zhicheng-release-2010-1.zip" in shown
    assert "演示发布：由演示系统发布" in shown
    content = queries.content_of(made)
    assert Client().get("/releases/2010-1.zip").content == content
    files = samples.unpacked(content)
    assert Client().get("/releases/2010-1/files/figures/counts.csv").content == files["figures/counts.csv"]
    assert Client().get("/releases/2010-1/files/manifest.sig").content == files["manifest.sig"]
    assert Client().get("/releases/public-key.pem").content == files["public-key.pem"]
    assert made.manifest["key_fingerprint"] in page("/releases/key/")


WALKS = (
    ("/releases/2010-1/walk/figures/", ["7 个指标有 2010 年的数据"]),
    ("/releases/2010-1/walk/figures/certificates_issued/", ["2010 年“颁发证书”在 7 个区划有数据"]),
    (
        "/releases/2010-1/walk/figures/certificates_growth/440300/2010/",
        ["2010 年440300区划证书增长为 50.0%", "/releases/2010-1/walk/figures/certificates_issued/440300/2009/", "growth(certificates_issued)"],
    ),
    (
        "/releases/2010-1/walk/figures/certificates_issued/440300/2010/",
        ["2010 年440300区划颁发证书为 3.0 张", "440304区划", "440305区划", "figures/counted.csv"],
    ),
    ("/releases/2010-1/walk/figures/patents/440300/2010/", ["2010 年440300区划申请量为 105 件", "city_patents · patents"]),
    ("/releases/2010-1/walk/figures/patents/110000/2010/", ["2010 年110000区划没有“申请量”的数据"]),
    ("/releases/2010-1/walk/plans/", ["2010 年工作计划：1 个可以计算的目标"]),
    ("/releases/2010-1/walk/plans/growth/", ["证书增长：2 个城市能判断，1 个达标"]),
    (
        "/releases/2010-1/walk/plans/growth/440300/",
        ["440300区划：证书增长——达标", "上年 2.0 张", "/releases/2010-1/walk/figures/certificates_issued/440300/2010/"],
    ),
    ("/releases/2010-1/walk/strength/", ["2010 年按 1 个方案评价"]),
    ("/releases/2010-1/walk/strength/small/", ["2010 年专利实力：3 个城市入评"]),
    (
        "/releases/2010-1/walk/strength/small/440300/",
        ["440300区划 2010 年专利实力 85.0 分，第 1 位", "/releases/2010-1/walk/figures/patents/440300/2010/"],
    ),
)  # fmt: skip


def test_a_number_opens_to_what_it_follows_from() -> None:
    samples.stored()
    absent = [(address, words) for address, said in WALKS for words in said if words not in page(address)]
    assert absent == []


def test_the_walk_reads_the_release_and_not_the_tables_of_today() -> None:
    samples.released()
    address = "/releases/2010-1/walk/figures/certificates_issued/440300/2010/"
    Figure.objects.filter(indicator="certificates_issued").update(value=77)
    assert "2010 年440300区划颁发证书为 3.0 张" in page(address)


def test_walks_have_twins() -> None:
    samples.stored()
    twin = Client().get("/releases/2010-1/walk/strength/small.csv").content.decode("utf-8-sig")
    assert twin.splitlines() == ["名次,城市,得分", "1,440300区划,85", "2,340100区划,30", "2,610100区划,30"]
    facts = Client().get("/releases/2010-1/walk/figures/patents/440300/2010.json").json()
    assert facts["rows"][0] == {"c0": "未取整", "c1": "105"}


NOWHERE = (
    "/releases/2010-3/",
    "/releases/2010-3.zip",
    "/releases/2010-1/files/../manifest.json",
    "/releases/2010-1/files/nothing.csv",
    "/releases/2010-1/differences/",
    "/releases/2010-1/walk/nothing/",
    "/releases/2010-1/walk/figures/nothing/",
    "/releases/2010-1/walk/figures/patents/999999/2010/",
    "/releases/2010-1/walk/figures/patents/440300/99999/",
    "/releases/2010-1/walk/plans/nothing/",
    "/releases/2010-1/walk/strength/nothing/",
    "/releases/2010-1/walk/strength/small/110000/",
)


def test_what_is_not_there_is_not_found() -> None:
    samples.stored()
    assert [address for address in NOWHERE if Client().get(address).status_code != 404] == []


def test_the_national_office_makes_a_release_by_a_form() -> None:
    publisher = samples.country()
    rounds.published(publisher)
    client = signed_in(rounds.national("制作人"))
    asked = client.get("/releases/new/")
    assert [words for _value, words in asked.context["form"].fields["year"].choices] == ["2010 年"]
    assert [(one.year, one.is_ready, sorted(one.standings)) for one in asked.context["table"].rows] == [
        (2010, True, ["figures", "plans", "strength"]),
        (2009, False, ["figures"]),
    ]
    assert 'href="/strength/rounds/new/"' in asked.content.decode()
    wrong = client.post("/releases/new/", {"year": "2009"}).content.decode()
    assert "2009 年还没有正式发布的评价或考核结果" in wrong
    assert "其中有您发布的结果" in signed_in(publisher).post("/releases/new/", {"year": "2010"}).content.decode()
    assert client.post("/releases/new/", {"year": "2010"}).status_code == 302
    run_waiting()
    assert [one.number for one in Release.objects.all()] == ["2010-1"]
    assert "更正须写明原因" in client.post("/releases/new/", {"year": "2010"}).content.decode()
    assert "这一年还没有可以发布的内容" in client.post("/releases/new/", {"year": "2100"}).content.decode()
