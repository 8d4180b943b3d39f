"""From a file with faults to an alert: an officer loads patents, a visitor finds one and keeps the search, the next load tells him."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings

from tests.browser.conftest import Visitor, through
from tests.services.patentinfo.tables_of_files import BATTERY, CITING, FAULTY, NEXT, PUMP, text_of
from zhicheng.base.accounts.demonstration import PASSWORD
from zhicheng.base.jobs.running import run_waiting


@pytest.fixture
def own_lake(tmp_path: Path, settings: Settings) -> Path:
    """An empty lake for this test; the server runs in threads of this process and sees it too."""
    settings.LAKE_DIR, settings.PATENT_INDEX_DIR = tmp_path / "lake", tmp_path / "index"
    return settings.LAKE_DIR


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_lake")
def test_from_a_faulty_file_to_an_alert(desk: Visitor, tmp_path: Path) -> None:
    first = file_of(tmp_path / "检索导出.csv", [BATTERY, CITING, PUMP, *FAULTY])
    second = file_of(tmp_path / "补充.csv", [PUMP, NEXT])

    desk.sign_in("guojia", PASSWORD)
    page = uploaded(desk, first)
    expect(page.locator("h1")).to_have_text("共 6 条，其中 3 条不能读取")
    faults = [(cells[1], cells[2].split("。")[0]) for cells in rows_of(page, "不能读取的记录")]
    assert faults == [
        (
            "4",
            "公开号“CN不是号码”有误：中国公开（公告）号为 7 位或 9 位数字加种类代码，例如 CN101933423A，现为“不是号码”",
        ),
        ("5", "日期“2014-13-45”不存在"),
        ("6", "没有公开（公告）号，记录无从识别"),
    ]
    assert [cells[0] for cells in rows_of(page, "读到的专利，最多列出 20 件")] == [
        "CN101933423A",
        "CN105633506A",
        "CN204000001U",
    ]
    assert desk.faults_of_access() == []
    confirm(page, "测试导出")
    page.reload()
    figures = page.locator("main .zc-big").all_inner_texts()
    assert figures == ["3件", "0件", "0件", "3条"]
    through(page.get_by_role("link", name="看哪些、为什么"))
    assert [cells[1] for cells in rows_of(page, "不能读取的记录")] == ["4", "5", "6"]
    sign_out(page)

    page = desk.go("/patents/")
    page.get_by_label("词语或检索式").fill("锂离子电池")
    through(page.get_by_role("button", name="检索"))
    assert found(page) == {"CN101933423A", "CN105633506A"}
    page.get_by_label("从哪一年").fill("2015")
    through(page.get_by_role("button", name="应用筛选"))
    assert found(page) == {"CN105633506A"}
    through(page.locator("main a[href^='/patents/CN105633506A/']").first)
    # The chart folds its table up once it is drawn.
    cited = page.locator(".zc-chart", has=page.locator("a[href='/patents/CN101933423A/']"))
    cited.locator("details:not([open]) > summary").click()
    through(cited.locator("a[href='/patents/CN101933423A/']").first)
    expect(page.locator("h1")).to_contain_text("一种锂离子电池冷却装置")

    desk.sign_in("qiye", PASSWORD)
    page = desk.go("/patents/?q=锂离子电池&from=2015")
    through(page.get_by_role("link", name="保存并订阅"))
    page.get_by_label("名称").fill("2015 年以来的锂离子电池")
    page.get_by_label("每天").check()
    through(page.locator("main form button[type=submit]").first)
    expect(page).to_have_url(f"{desk.server}/patents/saved/")
    assert "新命中" not in desk.go("/notices/").locator("main").inner_text()
    sign_out(page)

    desk.sign_in("guojia", PASSWORD)
    confirm(uploaded(desk, second), "补充数据")
    sign_out(page)

    desk.sign_in("qiye", PASSWORD)
    page = desk.go("/notices/")
    expect(page.get_by_role("heading", name="“2015 年以来的锂离子电池”新命中 1 件专利")).to_have_count(1)
    through(page.get_by_role("button", name="“2015 年以来的锂离子电池”新命中 1 件专利"))
    assert found(page) == {"CN118000001A"}


def file_of(path: Path, rows: Sequence[str]) -> Path:
    """A table as the office's export writes it, in GB18030."""
    path.write_bytes(text_of(rows))
    return path


def uploaded(desk: Visitor, file: Path) -> Page:
    """The preview of a file."""
    page = desk.go("/patents/loads/")
    through(page.get_by_role("link", name="载入专利文件"))
    page.get_by_label("文件").set_input_files(file)
    through(page.get_by_role("button", name="上传并预览"))
    return page


def confirm(page: Page, source: str) -> None:
    """Confirm a preview and let its jobs be done."""
    page.get_by_label("来源").fill(source)
    through(page.get_by_role("button", name="确认载入"))
    expect(page.locator("h1")).to_have_text(source)
    run_waiting()


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def rows_of(page: Page, caption: str) -> list[list[str]]:
    """The cells of the table with this caption."""
    table: Locator = page.locator("table", has=page.locator("caption", has_text=caption))
    return [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()]


def found(page: Page) -> set[str]:
    """The publications that the page leads to."""
    links = page.locator("main a[href^='/patents/CN']").evaluate_all("all => all.map(one => one.pathname)")
    return {link.split("/")[2] for link in links}
