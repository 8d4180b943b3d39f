"""The hall as people use it: from a match to a rated letter, an item written without code, and a county that gets its outlet."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import Visitor, through, visitor
from tests.people import PASSWORD as OWN_PASSWORD
from tests.people import SHENZHEN, person
from tests.services.hall.samples import PUBLICISED, REVIEWED, publish_item
from zhicheng.base.accounts.demonstration import PASSWORD
from zhicheng.base.accounts.models import Role
from zhicheng.base.jobs.running import run_waiting
from zhicheng.governance.indicators.actions import follow_records
from zhicheng.services.hall.actions import watching
from zhicheng.services.hall.letters import plain_code, qr_png
from zhicheng.services.hall.models import Application
from zhicheng.services.hall.queries.cases import all_cases

pytestmark = pytest.mark.django_db(transaction=True)
Enter = Callable[..., Visitor]
AID = "navigation_aid"
STEPS = [REVIEWED[0], REVIEWED[1], REVIEWED[2], PUBLICISED[3] | {"limit_workdays": 1}, REVIEWED[3]]
CONDITIONS = [
    {
        "code": "in_area", "text": "在本市登记", "fact": "party.region", "test": "within", "value": "office",
        "pass_text": "登记地在本市。", "fail_text": "登记地不在本市。",
    }
]  # fmt: skip
MATERIALS = [{"code": "plan", "label": "实施方案"}]
# As the page's script leaves it when a form is sent and the line is broken.
SENT_IN_VAIN = """
words => sessionStorage.setItem('hall-unsent:' + location.pathname, JSON.stringify({
  savedAt: document.querySelector('[data-hall-saved-at]').dataset.hallSavedAt,
  typed: [[document.querySelector('#answers textarea, #answers input[type=text]').name, words]],
}))
"""


@pytest.fixture
def enter(chromium: Browser, live_server: LiveServer) -> Iterator[Enter]:
    """People who come in, each at a window of their own: `enter("qiye")` signs in, `enter()` has no account."""
    windows: list[Visitor] = []

    def come_in(username: str = "", password: str = PASSWORD, width: str = "desktop") -> Visitor:
        one = visitor(chromium, live_server.url, width)
        windows.append(one)
        if username:
            one.sign_in(username, password)
        return one

    yield come_in
    for one in windows:
        one.context.close()
        assert one.complaints == []


def looked_at(one: Visitor) -> Page:
    """The page as it stands, with nothing for axe to find and nothing sticking out."""
    assert (one.faults_of_access(), one.overflow_px()) == ([], 0)
    return one.page


def press(page: Page, button: str) -> None:
    through(page.locator("main").get_by_role("button", name=button, exact=True))


def follow(page: Page, link: str) -> None:
    through(page.locator("main").get_by_role("link", name=link, exact=True).first)


def test_from_a_match_to_a_letter_that_a_stranger_verifies(enter: Enter) -> None:
    publish_item(AID, title="专利导航项目资助", conditions=CONDITIONS, materials=MATERIALS, steps=STEPS)
    firm, handler, head = enter("qiye"), enter("jingban"), enter("fuze")
    experts = [person(name, Role.EXPERT) for name in ("评审甲", "评审乙")]

    number = apply_for_the_match(firm)
    case = all_cases().get(number=number)
    return_it(handler, case)
    correct_it(firm, case)
    act(handler, case, "受理")
    assign(handler, case, [one.name for one in experts])
    first, second = (enter(one.username, OWN_PASSWORD) for one in experts)
    score(first, case, ("50", "30"))
    expect(first.page.locator("main")).to_contain_text("全部提交以后才能看。")
    score(second, case, ("54", "36"))
    expect(second.page.locator("main")).to_contain_text("80.0 分")
    act(handler, case, "通过审查", {"审查意见": "两位专家评分一致"})
    decide(head, case)
    act(handler, case, "开始公示")
    is_published(enter(), case)
    two_days_pass(case)
    act(handler, case, "办结")
    run_waiting()

    code = letter_of(firm, case)
    verify(enter(width="phone"), case, code)
    rate(firm, case)
    page = handler.go(f"/hall/applications/{case.pk}/")
    expect(page.locator("main")).to_contain_text("5 分（满分 5 分）")


def apply_for_the_match(firm: Visitor) -> str:
    """What the platform offers the organisation leads to the form; returns the case's number."""
    page = firm.go("/hall/matches/")
    row = page.locator("main tbody tr", has=page.get_by_role("link", name="专利导航项目资助"))
    expect(row).to_contain_text("符合")
    looked_at(firm)
    through(row.get_by_role("link", name="专利导航项目资助"))
    follow(looked_at(firm), "填写申请")
    press(looked_at(firm), "开始填写")
    looked_at(firm).get_by_label("项目名称").fill("导航")
    page.get_by_label("申请金额").fill("50000")
    press(page, "保存并继续")
    looked_at(firm).get_by_label("实施方案").set_input_files(text_file("实施方案.txt", "分三个阶段"))
    press(page, "上传并继续")
    looked_at(firm).get_by_label("联系人").fill("吴启衡")
    page.get_by_label("联系电话").fill("0755-12345678")
    press(page, "提交申请")
    expect(page.locator("h1")).to_have_text("已提交：专利导航项目资助")
    return looked_at(firm).locator(".zc-reference b").first.inner_text()


def text_file(name: str, text: str) -> Any:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def return_it(handler: Visitor, case: Application) -> None:
    """The office finds the case at its desk and wants one field mended."""
    page = handler.go("/hall/desk/")
    through(page.get_by_role("link", name=str(case.number)).first)
    follow(looked_at(handler), "退回补正")
    looked_at(handler).get_by_label("项目名称").fill("请写明技术领域")
    press(page, "退回补正")
    expect(page.locator("main")).to_contain_text("等申请人补正 1 处")


def correct_it(firm: Visitor, case: Application) -> None:
    page = firm.go(f"/hall/applications/{case.pk}/")
    expect(page.locator("main")).to_contain_text("要求补正 1 处")
    through(looked_at(firm).locator("main").get_by_role("link", name="项目名称"))
    expect(page.locator("main")).to_contain_text("要求补正：请写明技术领域")
    looked_at(firm).get_by_label("项目名称").fill("固态电池专利导航")
    press(page, "保存并继续")
    press(page, "上传并继续")
    press(looked_at(firm), "再次提交")
    expect(page.locator("h1")).to_have_text("已提交：专利导航项目资助")


def act(officer: Visitor, case: Application, name: str, words: dict[str, str] | None = None) -> None:
    """One act of the office: its link on the case, the page that says what follows, the button."""
    page = officer.go(f"/hall/applications/{case.pk}/")
    follow(page, name)
    looked_at(officer)
    for label, text in (words or {}).items():
        page.get_by_label(label).fill(text)
    press(page, name)
    expect(page).to_have_url(f"{officer.server}/hall/applications/{case.pk}/")


def assign(handler: Visitor, case: Application, names: list[str]) -> None:
    page = handler.go(f"/hall/applications/{case.pk}/")
    follow(page, "指派评审专家")
    expect(page.locator("h1")).to_have_text("须 2 位专家评审，还缺 2 位")
    for name in names:
        looked_at(handler).get_by_label(name).check()
    press(page, "指派所选专家")
    handler.go(f"/hall/applications/{case.pk}/reviewers/")
    expect(looked_at(handler).locator("h1")).to_have_text("2 位专家已指派")


def score(expert: Visitor, case: Application, points: tuple[str, str]) -> None:
    """An expert finds the case among his own, reads it and judges by the sheet."""
    page = expert.go("/hall/reviews/")
    expect(page.locator("h1")).to_have_text("1 件办件等您评审")
    through(looked_at(expert).get_by_role("link", name=str(case.number)))
    expect(page.locator("main")).to_contain_text("固态电池专利导航")
    for label, value in zip(("方案", "团队"), points, strict=True):
        page.get_by_label(label, exact=True).fill(value)
    looked_at(expert).get_by_label("评审意见").fill("方案可行")
    press(page, "提交评分")
    through(page.get_by_role("link", name=str(case.number)))
    expect(looked_at(expert).locator("h1")).to_contain_text(f"您评了 {sum(map(int, points))}.0 分")


def decide(head: Visitor, case: Application) -> None:
    page = head.go(f"/hall/applications/{case.pk}/")
    expect(page.locator("main")).to_contain_text("80.0 分")
    expect(page.locator("main")).to_contain_text("90.0 分")
    follow(looked_at(head), "作出决定")
    looked_at(head).get_by_label("同意", exact=True).check()
    press(page, "作出决定")
    expect(page.locator("main")).to_contain_text("决定：同意")


def is_published(stranger: Visitor, case: Application) -> None:
    """Anyone reads the decision and could object to it."""
    page = stranger.go("/hall/publicised/")
    row = looked_at(stranger).locator("main tbody tr").filter(has_text=case.applicant_name)
    expect(row.filter(has_text="专利导航项目资助")).to_have_count(1)
    assert page.request.get(f"{stranger.server}/hall/publicised/{case.pk}/object/").status == 200


def two_days_pass(case: Application) -> None:
    """The day of publicity and the next are over; the nightly watch sees it."""
    today = timezone.localdate()
    all_cases().filter(pk=case.pk).update(publicised_until=today - timedelta(days=1))
    assert watching.end_publicity(pk=case.pk, on=today)


def letter_of(firm: Visitor, case: Application) -> str:
    """The applicant gets the letter; its QR code holds the address that verifies it. Returns the code printed beside it."""
    page = firm.go(f"/hall/applications/{case.pk}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载决定书（Word）").click()
    text, pictures = read_letter(download.value.path())
    assert "同意资助“固态电池专利导航”，金额 50,000.00 元" in text
    found = re.search(r"核验码：([A-Z0-9 ]+)", text)
    assert found is not None
    assert pictures == [qr_png(f"{firm.server}/verify/{plain_code(found[1])}/")]
    return found[1]


def read_letter(path: Path) -> tuple[str, list[bytes]]:
    """The words of a letter, and its pictures."""
    word = Document(str(path))
    pictures = [part.blob for part in word.part.package.image_parts]
    return "\n".join(each.text for each in word.paragraphs), pictures


def verify(stranger: Visitor, case: Application, code: str) -> None:
    """A stranger types the code from the paper, or comes from the QR code: head of the letter, nothing of its text."""
    page = stranger.go("/verify/")
    looked_at(stranger).get_by_label("核验码").fill(code.lower())
    press(page, "核验")
    expect(page).to_have_url(f"{stranger.server}/verify/{plain_code(code)}/")
    expect(page.locator("h1")).to_contain_text("有效")
    words = looked_at(stranger).locator("main").inner_text()
    assert case.applicant_name in words
    assert "固态电池" not in words
    unknown = page.request.get(f"{stranger.server}/verify/ABCDEFGHJKLMNPQR/")
    assert (unknown.status, "没有这份文书" in unknown.text()) == (404, True)


def rate(firm: Visitor, case: Application) -> None:
    page = firm.go(f"/hall/applications/{case.pk}/")
    looked_at(firm).get_by_label("非常满意", exact=True).check()
    page.get_by_label("意见和建议").fill("办得快")
    press(page, "提交评价")
    expect(page.locator("#rate")).to_contain_text("5 星（满分 5 星）")


def test_an_item_written_without_code_and_a_citizen_without_account(enter: Enter) -> None:
    officer = enter("fuze")
    write_item(officer)
    publish_draft(officer)

    citizen = enter(width="phone")
    number, code = ask_for_it(citizen)
    citizen.context.clear_cookies()
    page = citizen.go("/hall/track/")
    looked_at(citizen).get_by_label("办件编号").fill(number)
    page.get_by_label("查询码").fill("AAAA-2222-BBBB")
    press(page, "查进度")
    expect(page.locator("main")).to_contain_text("没有查到")
    page.get_by_label("查询码").fill(code)
    press(page, "查进度")
    expect(looked_at(citizen).locator("main")).to_contain_text(number)
    expect(page.locator("main")).to_contain_text("想看十年前的专利公报")


def write_item(officer: Visitor) -> None:
    """Section by section; what is still missing is said before it is published."""
    page = officer.go("/hall/editor/")
    looked_at(officer).get_by_label("事项代码").fill("old_gazettes")
    press(page, "开始编写")
    press(page, "保存并核对")
    expect(page.get_by_role("alert")).to_contain_text("处需要更正")
    for label, text in {
        "事项名称": "查阅旧专利公报", "简称": "查公报", "字标": "查", "一句话说明": "帮助市民查阅早年的纸质专利公报。",
        "适用地区": SHENZHEN, "设定依据": "市局公共服务清单（2026 年版）", "办理结果": "通知查阅的时间和地点。",
    }.items():  # fmt: skip
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("企业", exact=True).uncheck()
    page.get_by_label("公众", exact=True).check()
    press(looked_at(officer), "保存草稿")
    follow(page, "表单字段")
    page.get_by_label("名称", exact=True).fill("要查什么")
    press(looked_at(officer), "保存并核对")
    expect(page.locator("main")).to_contain_text("核对合格，可以发布")


def publish_draft(officer: Visitor) -> None:
    page = officer.page
    press(page, "预览")
    expect(page.locator("main")).to_contain_text("要查什么")
    follow(looked_at(officer), "去发布")
    looked_at(officer).get_by_label("修改原因").fill("市民常问")
    press(page, "发布这一版")
    expect(page.locator("h1")).to_have_text("查阅旧专利公报")


def ask_for_it(citizen: Visitor) -> tuple[str, str]:
    """A citizen applies from the hall's list; returns number and lookup code."""
    page = citizen.go("/hall/")
    through(page.get_by_role("link", name="查阅旧专利公报").first)
    follow(looked_at(citizen), "填写申请")
    looked_at(citizen).get_by_label("姓名").fill("赵市民")
    page.get_by_label("联系电话").fill("13800000000")
    page.get_by_label("所在市或区县").fill("深圳市南山区")
    press(page, "开始填写")
    page.evaluate(SENT_IN_VAIN, "想看十年前")
    page.reload()
    expect(page.locator("[data-hall-unsent]")).to_contain_text("上次没有发送成功")
    expect(page.get_by_label("要查什么")).to_have_value("想看十年前")
    looked_at(citizen).get_by_label("要查什么").fill("想看十年前的专利公报")
    press(page, "保存并继续")
    press(looked_at(citizen), "提交申请")
    expect(page.locator("h1")).to_have_text("已提交：查阅旧专利公报")
    number, code = looked_at(citizen).locator(".zc-reference b").all_inner_texts()
    return number, code


def test_a_county_is_declared_and_its_outlet_moves_the_coverage(enter: Enter) -> None:
    officer, year = enter("jingban"), timezone.localdate().year
    follow_records()
    county, code, covered, of_all = first_gap(officer)
    figure = f"/figures/outlet_district_coverage/{SHENZHEN}/{year}/"
    before = share_on(officer, figure)

    declare(officer, county, code)
    open_outlet(officer, county, code)
    page = officer.go(f"/outlets/coverage/{SHENZHEN}/")
    expect(page.locator("h1")).to_contain_text(f"{of_all} 个县（市、区）中 {covered + 1} 个有服务网点")
    expect(counties_on(page).filter(has_text=county)).to_contain_text("有网点")
    assert follow_records() is not None
    after = share_on(officer, figure)
    assert (before, after) == (share(covered, of_all), share(covered + 1, of_all))
    opens_to_its_record(officer, figure)


def first_gap(officer: Visitor) -> tuple[str, str, int, int]:
    """From the city's coverage page: a county without an outlet (name, code), how many have one, how many counties there are."""
    officer.go(f"/outlets/coverage/{SHENZHEN}/")
    rows = counties_on(looked_at(officer))
    gaps = rows.filter(has_text="没有网点")
    link = gaps.first.get_by_role("link").first
    code = re.search(r"region=(\d{6})", link.get_attribute("href") or "")
    assert code is not None
    of_all = rows.count()
    return link.inner_text(), code[1], of_all - gaps.count(), of_all


def counties_on(page: Page) -> Locator:
    """The rows of the coverage page's list."""
    return page.locator("table", has=page.locator("caption", has_text="各县（市、区）的网点")).locator("tbody tr")


def share(covered: int, of_all: int) -> str:
    return f"{100 * covered / of_all:.1f}%"


def share_on(reader: Visitor, figure: str) -> str:
    """The coverage as the figure's page says it."""
    found = re.search(r"[\d.]+%", reader.go(figure).locator("h1").inner_text())
    assert found is not None
    return found[0]


def declare(officer: Visitor, county: str, code: str) -> None:
    page = officer.go("/counties/")
    follow(looked_at(officer), "登记县（市、区）")
    looked_at(officer).get_by_label("县（市、区）").fill(code)
    page.get_by_label("级别").select_option("试点")
    page.get_by_label("开始日期").fill(str(timezone.localdate()))
    page.get_by_label("文号").fill("深知〔2026〕8 号")
    through(page.locator("main form button[type=submit]"))
    expect(page).to_have_url(f"{officer.server}/counties/{code}/")
    expect(looked_at(officer).locator("main")).to_contain_text("深知〔2026〕8 号")
    expect(officer.go("/counties/").locator("main tbody tr").filter(has_text=county).first).to_contain_text("培育中")


def open_outlet(officer: Visitor, county: str, code: str) -> None:
    page = officer.go("/outlets/")
    follow(looked_at(officer), "登记网点")
    looked_at(officer).get_by_label("网点名称").fill(f"{county}图书馆网点")
    page.get_by_label("种类").select_option("备案网点")
    page.get_by_label("依托单位类型").select_option("公共图书馆")
    page.get_by_label("所在县（市、区）").fill(code)
    page.get_by_label("检索查询").check()
    page.get_by_label("开始服务日期").fill(str(timezone.localdate()))
    press(page, "登记网点")
    expect(looked_at(officer).locator("h1")).to_contain_text(f"{county}图书馆网点：服务中")


def opens_to_its_record(reader: Visitor, figure: str) -> None:
    """From the share to what is counted in it, down to the row."""
    page = reader.go(figure)
    through(looked_at(reader).locator("main a[href*='/figures/districts_with_outlets/']").first)
    through(looked_at(reader).get_by_role("link", name=re.compile("看计入的")))
    expect(looked_at(reader).locator("main")).to_contain_text("图书馆网点")
    through(page.locator("main tbody").get_by_role("link", name=re.compile("图书馆网点")).first)
    expect(page.locator("h1")).to_contain_text("服务中")
