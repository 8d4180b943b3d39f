"""Every page at both widths: nothing for axe to find, nothing sticking out, nothing the policy refuses; and all of it without script."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import Visitor, visitor
from zhicheng.base.accounts.demonstration import PASSWORD

PUBLIC = [
    "/",
    "/help/",
    "/plans/",
    "/plans/2018/",
    "/plans/2018/5/",
    "/strength/2010/",
    "/strength/2010/440300/",
    "/strength/2010/compare/?city=440300&city=340100",
    "/strength/2010/method/",
    "/regions/",
    "/regions/440300/",
    "/regions/340000/",
    "/figures/",
    "/figures/patents_per_100m_gdp/",
    "/figures/patents_per_100m_gdp/440300/2010/",
    "/figures/patents/440300/2010/",
    "/figures/gbt29490_new_certificates/",
    "/definitions/",
    "/definitions/strength/demo-2010/",
    "/accounts/login/",
    "/ui/",
]
OFFICERS = [
    "/workbench/",
    "/figures/import/",
    "/figures/checks/",
    "/jobs/",
    "/parties/",
    "/notices/",
    "/audit/",
    "/accounts/me/",
]


def faults(one: Visitor, addresses: list[str]) -> dict[str, list[str]]:
    """Address → what is wrong with the page; pages without a fault are left out."""
    found = {}
    for address in addresses:
        one.go(address)
        wrong = one.faults_of_access()
        if one.overflow_px():
            wrong.append(f"sticks out by {one.overflow_px()} px")
        if wrong:
            found[address] = wrong
    return found


def test_public_pages_at_a_desk(desk: Visitor) -> None:
    assert faults(desk, PUBLIC) == {}


def test_public_pages_on_a_phone(phone: Visitor) -> None:
    assert faults(phone, PUBLIC) == {}


def test_public_pages_in_large_text(phone: Visitor) -> None:
    phone.go("/?text=large")
    assert faults(phone, PUBLIC) == {}


def test_officers_pages_at_a_desk(desk: Visitor) -> None:
    desk.sign_in("jingban", PASSWORD)
    assert faults(desk, OFFICERS) == {}


def test_officers_pages_on_a_phone(phone: Visitor) -> None:
    phone.sign_in("jingban", PASSWORD)
    assert faults(phone, OFFICERS) == {}


@pytest.mark.parametrize("address", ["/strength/2010/", "/figures/patents/440300/2010/", "/plans/2018/"])
def test_tables_stand_without_script(chromium: Browser, live_server: LiveServer, address: str) -> None:
    one = visitor(chromium, live_server.url, scripts=False)
    rows = one.go(address).locator("main table tbody tr:visible").count()
    one.context.close()
    assert rows > 1
