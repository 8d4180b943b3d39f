"""The year's evaluation through all its states: two cities, one objection, and a release that a stranger computes again."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import Visitor, through, visitor
from tests.people import PASSWORD as OWN_PASSWORD
from tests.people import person
from zhicheng.base.accounts.demonstration import PASSWORD
from zhicheng.base.accounts.models import Role
from zhicheng.base.jobs.running import run_waiting
from zhicheng.governance.rounds.models import Round

pytestmark = pytest.mark.django_db(transaction=True)
GROUPS = ["未入评的城市", "缺数据的指标", "异常值", "名次变化最大的城市", "数据核对的发现"]


def looked_at(one: Visitor) -> Page:
    """The page as it stands, with nothing for axe to find and nothing sticking out."""
    assert (one.faults_of_access(), one.overflow_px()) == ([], 0)
    return one.page


def take(one: Visitor, button: str) -> Page:
    """The next step of a round: its link, the page that says what it brings, the confirmation."""
    through(one.page.get_by_role("link", name=button, exact=True).first)
    through(looked_at(one).get_by_role("button", name=f"确认{button}"))
    return looked_at(one)


def test_a_year_from_draft_to_a_release_that_is_computed_again(
    chromium: Browser, live_server: LiveServer, desk: Visitor, tmp_path: Path
) -> None:
    shenzhen, hefei = visitor(chromium, live_server.url), visitor(chromium, live_server.url, "phone")
    hefei_officer = person("合肥经办", Role.CITY_HANDLER, "340100")
    desk.sign_in("guojia", PASSWORD)
    page = open_and_check(desk)
    take(desk, "送各市征求意见")
    expect(page.locator("h1")).to_have_text("正在征求意见，还剩 7 个工作日")
    round_ = Round.objects.get()

    shenzhen.sign_in("jingban", PASSWORD)
    object_to_gdp(shenzhen)
    hefei.sign_in(hefei_officer.username, OWN_PASSWORD)
    sees_only_its_own(hefei, round_)

    answer_the_objection(desk)
    run_waiting()
    take_again(desk, round_)
    Round.objects.update(closes_on=timezone.localdate() - timedelta(days=1))  # seven working days pass
    desk.go(f"/strength/rounds/{round_.pk}/")
    take(desk, "定稿")
    take(desk, "正式发布")
    expect(page.locator("h1")).to_have_text("已正式发布")

    release = release_from(shenzhen, tmp_path)
    assert recomputed(release) == (0, "重算的结果与发布包逐字节相同。")
    for one in (shenzhen, hefei):
        one.context.close()
        assert one.complaints == []


def open_and_check(desk: Visitor) -> Page:
    """The national officer begins, computes and looks through the list."""
    page = desk.go("/strength/rounds/")
    through(page.get_by_role("link", name="开始新一轮"))
    looked_at(desk).get_by_label("方案和年份").select_option("demo-2010|2010")
    through(page.get_by_role("button", name="开始"))
    take(desk, "计算")
    expect(page.locator("h1")).to_have_text("已计算，核对清单还有 5 项未确认")
    for group in GROUPS:
        through(page.get_by_role("link", name=group))
        looked_at(desk).get_by_label("核对意见").fill("已逐项看过")
        through(page.get_by_role("button", name="确认已核对"))
    take(desk, "完成核对")
    expect(page.locator("h1")).to_have_text("已核对，可以送各市")
    return page


def object_to_gdp(city: Visitor) -> None:
    """Shenzhen holds that its GDP of the year was another one."""
    page = city.go("/workbench/")
    through(page.locator("main a[href^='/strength/rounds/']", has_text="办理"))
    expect(looked_at(city).locator("h1")).to_contain_text("深圳市得")
    row = page.locator("main table tbody tr").filter(has_text="地区生产总值").filter(has_text="2010")
    through(row.get_by_role("link", name="提出异议"))
    looked_at(city).get_by_label("主张的数值").fill("10000")
    page.get_by_label("理由").fill("年鉴修订后的数值")
    page.get_by_label("证明材料").set_input_files(
        {"name": "年鉴.txt", "mimeType": "text/plain", "buffer": "修订后 10000 亿元".encode()}
    )
    through(page.get_by_role("button", name="提出异议"))
    expect(looked_at(city).locator("h1")).to_contain_text("待答复")


def sees_only_its_own(city: Visitor, round_: Round) -> None:
    """Hefei reads its own score on a phone, and nothing of Shenzhen's objection."""
    page = city.go(f"/strength/rounds/{round_.pk}/own/")
    expect(looked_at(city).locator("h1")).to_contain_text("合肥市得")
    assert "深圳" not in page.locator("main").inner_text()
    assert page.request.get(f"{city.server}/strength/rounds/objections/{round_.objections.get().pk}/").status == 404
    assert page.request.get(f"{city.server}/strength/rounds/{round_.pk}/").status == 403


def answer_the_objection(desk: Visitor) -> None:
    page = desk.go("/workbench/")
    expect(page.get_by_text("正在征求意见，1 份异议待答复")).to_be_visible()
    through(page.locator("main a[href^='/strength/rounds/']", has_text="办理"))
    through(page.get_by_role("link", name="看全部异议"))
    through(looked_at(desk).get_by_role("link", name="第 1 号"))
    looked_at(desk).get_by_label("采纳，按主张的数值更正").check()
    page.get_by_label("答复内容").fill("年鉴确已修订")
    through(page.get_by_role("button", name="答复"))
    expect(page.get_by_text("已答复，已通知提出异议的市局。")).to_be_visible()


def take_again(desk: Visitor, round_: Round) -> None:
    """After the correction the year is computed again; the corrected figure opens to the objection."""
    page = desk.go("/figures/gdp_100m_yuan/440300/2010/")
    expect(page.locator("h1")).to_contain_text("10,000")
    expect(page.locator("main")).to_contain_text("号异议，已采纳")
    desk.go(f"/strength/rounds/{round_.pk}/")
    through(page.get_by_role("link", name="重新计算"))
    through(page.get_by_role("button", name="确认计算"))
    expect(looked_at(desk).locator("h1")).to_contain_text("正在征求意见")


def release_from(reader: Visitor, folder: Path) -> Path:
    """The release as anyone gets it from the ranking."""
    page = reader.go("/strength/2010/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载发布包").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def recomputed(release: Path) -> tuple[int, str]:
    """Exit code and last line of the command, run where no database is."""
    program = [sys.executable, "-m", "zhicheng", "strength", "recompute", str(release)]
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "ZHICHENG_VAR": str(release.parent / "var")}
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    answer = subprocess.run(program, env=kept | nowhere, capture_output=True, text=True, check=False)
    return answer.returncode, answer.stdout.strip().splitlines()[-1]
