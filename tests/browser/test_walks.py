"""The two walks on which the ground floor stands: from a ranking down to a source row, and from a faulty file to a new ranking."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor, through
from zhicheng.base.accounts.demonstration import PASSWORD
from zhicheng.base.audit import verbs
from zhicheng.base.jobs.running import run_waiting

CARRIED = Path(settings.CARRIED_DIR) / "figures" / "city_patents_2000_2014.csv"
CODE, YEAR, PATENTS = 0, 2, 3
IMPORTED = str(verbs.name("figures.imported"))
SHENZHEN_2010 = ["440300", "2010"]


def test_from_the_ranking_down_to_the_row_in_the_file(desk: Visitor) -> None:
    page = desk.go("/")
    through(page.get_by_role("navigation", name="主导航").get_by_role("link", name="专利实力"))
    page.get_by_label("年份").select_option("2010")
    through(page.get_by_role("button", name="更新"))
    through(page.locator("main table").first.get_by_role("link", name="深圳市"))
    expect(page).to_have_url(f"{desk.server}/strength/2010/440300/")
    through(page.locator("main a[href='/figures/patents_per_100m_gdp/440300/2010/']").first)
    expect(page.locator(".zc-formula .res")).to_contain_text("0.3017")
    through(page.locator(".zc-formula a[href='/figures/patents/440300/2010/']"))
    expect(page.locator("h1")).to_contain_text("2,891")
    through(page.locator("main a[href^='/figures/sources/']").first)
    row = page.locator("main tr.is-me")
    expect(row).to_have_count(1)
    cells = [cell.inner_text() for cell in row.locator("th, td").all()]
    [line] = [text for text in CARRIED.read_text("utf-8-sig").splitlines() if text.startswith("440300,深圳市,2010,")]
    assert cells[1:] == line.split(",")


def faulty(text: str) -> str:
    """The carried table with two faults: an unknown division, and a number that is none."""
    lines = text.splitlines()
    spoiled = lines[40].split(",")
    spoiled[CODE] = "999999"
    lines[40] = ",".join(spoiled)
    spoiled = lines[80].split(",")
    spoiled[PATENTS] = "约三百"
    lines[80] = ",".join(spoiled)
    return "\n".join(lines) + "\n"


def divided(text: str) -> str:
    """The carried table with a tenth of all that Shenzhen had in 2010: its place must change."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        cells = line.split(",")
        if [cells[CODE], cells[YEAR]] == SHENZHEN_2010:
            cells[PATENTS:] = [str(int(count) // 10) for count in cells[PATENTS:]]
            lines[number] = ",".join(cells)
    return "\n".join(lines) + "\n"


@pytest.mark.django_db(transaction=True)
def test_from_a_faulty_file_to_a_new_ranking(desk: Visitor, tmp_path: Path) -> None:
    text = CARRIED.read_text("utf-8-sig")
    bad, good = tmp_path / "城市专利（有错）.csv", tmp_path / "城市专利.csv"
    bad.write_text(faulty(text), "utf-8")
    good.write_text(divided(text), "gb18030")
    before = place_of_shenzhen(desk.go("/strength/2010/"))

    desk.sign_in("guojia", PASSWORD)
    page = upload(desk, bad)
    faults = [cells_of(row) for row in page.locator("main table").first.locator("tbody tr").all()]
    assert [cells[:3] for cells in faults] == [["41", "adcode", "999999"], ["81", "patents", "约三百"]]

    page = upload(desk, good)
    page.get_by_label("来源").fill("测试：深圳 2010 年各列改为十分之一")
    through(page.get_by_role("button", name="确认导入"))
    expect(page.locator("h1")).to_have_text("已导入为第 2 版")
    assert desk.faults_of_access() == []
    run_waiting()

    after = place_of_shenzhen(desk.go("/strength/2010/"))
    assert (before[:2], after[:2]) == (["1", "深圳市"], ["4", "深圳市"])
    log = [
        cells_of(row)
        for row in desk.go("/audit/?verb=figures.imported").locator("main table").first.locator("tbody tr").all()
    ]
    carried = ["系统", IMPORTED]
    assert [cells[2:4] for cells in log if cells[3] == IMPORTED] == [
        ["郑国栋·演示（国家局）", IMPORTED],
        *[carried] * 4,
    ]


def place_of_shenzhen(page: Page) -> list[str]:
    return cells_of(page.locator("main table").first.locator("tbody tr", has_text="深圳市"))


def cells_of(row: Locator) -> list[str]:
    return [cell.inner_text().strip() for cell in row.locator("th, td").all()]


def upload(desk: Visitor, file: Path) -> Page:
    """Through the first two steps, to the preview."""
    page = desk.go("/figures/import/")
    page.get_by_label("数据表").select_option("city_patents")
    page.get_by_label("文件", exact=True).set_input_files(file)
    through(page.get_by_role("button", name="上传并继续"))
    expect(page.get_by_role("button", name="保存并预览")).to_be_visible()
    assert desk.faults_of_access() == []
    through(page.get_by_role("button", name="保存并预览"))
    expect(page.get_by_role("heading", name="文件的前 20 行")).to_be_visible()
    assert desk.faults_of_access() == []
    return page
