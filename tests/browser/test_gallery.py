"""The components in a real browser: charts draw, say when they cannot, and everything reads and asks without script."""

import json

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import Visitor, through, visitor

pytestmark = pytest.mark.django_db(transaction=True)
SQUARE = [[[100, 20], [120, 20], [120, 40], [100, 40], [100, 20]]]
SMALL_MAP = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": "440300", "name": "深圳市"},
            "geometry": {"type": "Polygon", "coordinates": SQUARE},
        }
    ],
}


def drawn(page: Page) -> Page:
    """The page once every chart is drawn or has said that it cannot be."""
    page.wait_for_selector("html[data-zc-ready='1']")
    return page


def with_a_map(one: Visitor) -> Visitor:
    """The shapes are the divisions' own data; here a single square stands for them."""
    one.page.route("**/maps/*.json", lambda route: route.fulfill(body=json.dumps(SMALL_MAP)))
    return one


@pytest.mark.parametrize("who", ["desk", "phone"])
def test_the_gallery_is_whole_at_both_widths(request: pytest.FixtureRequest, who: str) -> None:
    one: Visitor = with_a_map(request.getfixturevalue(who))
    page = drawn(one.go("/ui/"))
    assert page.locator(".zc-plot canvas").count() == 6
    assert page.locator(".zc-plot[role=img][aria-label]").count() == 6
    assert one.overflow_px() == 0
    assert one.faults_of_access() == []


def test_large_text_does_not_break_the_page(phone: Visitor) -> None:
    page = drawn(with_a_map(phone).go("/ui/?text=large"))
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    assert phone.overflow_px() == 0
    assert phone.faults_of_access() == []


def test_a_chart_that_cannot_be_drawn_says_so_and_opens_its_table(chromium: Browser, live_server: LiveServer) -> None:
    one = visitor(chromium, live_server.url)
    one.page.route("**/maps/*.json", lambda route: route.abort())
    page = drawn(one.go("/ui/"))
    figure = page.locator("[data-zc-chart=map]")
    assert figure.locator(".zc-note").inner_text() == "图没有画出来，数据都在下面的表里。"
    assert figure.locator("details").get_attribute("open") is not None
    assert page.locator(".zc-plot canvas").count() == 5
    one.context.close()


def test_without_script_everything_is_there_and_lists_answer(chromium: Browser, live_server: LiveServer) -> None:
    one = visitor(chromium, live_server.url, scripts=False)
    page = one.go("/ui/")
    assert page.locator(".zc-plot:visible").count() == 0
    assert page.locator("figure table:visible").count() == 6
    page.select_option("select[name=group]", "西部")
    through(page.locator("form[role=search] button"))
    ranking = page.locator("#tables table").first
    assert ranking.locator("tbody th").all_inner_texts() == ["成都市", "兰州市"]
    through(ranking.locator("thead th:has-text('得分') a"))
    assert ranking.locator("[aria-sort=descending]").inner_text().startswith("得分")
    one.context.close()


def test_the_keyboard_reaches_the_text_first_and_faults_take_the_focus(desk: Visitor) -> None:
    page = drawn(with_a_map(desk).go("/ui/"))
    assert page.evaluate("document.activeElement.className") == "zc-errsum mb-4"
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    page.goto(page.url + "#")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
